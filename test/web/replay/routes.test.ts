// What the debugger answers, and to whom it does not.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  ChangeResponse,
  ChartsResponse,
  EventsResponse,
  LogResponse,
  MarkersResponse,
  OverTimeResponse,
  StepResponse,
  StopResponse,
  WhyResponse,
} from '../../../src/replay/api/apiTypes.ts'
import { publicStateOf } from '../../../src/replay/timeline/publicState.ts'
import { removeFolder, temporaryFolder } from '../../kit/process.ts'
import { type Debugged, debug, faultAfter, linesIn, secrets, storeIn, story } from './logs.ts'

let folder: string
let debugged: Debugged

beforeAll(async () => {
  folder = temporaryFolder()
  const store = storeIn(folder)
  const events = story()
  store.commit([...events, faultAfter(events)])
  store.close()
  debugged = await debug(folder)
})
afterAll(() => {
  debugged.close()
  removeFolder(folder)
})

const get = (path: string, init: RequestInit = {}) => fetch(`${debugged.address}${path}`, init)

const answerTo = async <A>(path: string): Promise<A> => {
  const answer = await get(path)
  expect(answer.status, path).toBe(200)
  return answer.json() as Promise<A>
}

/** As `fetch`, but with headers that it keeps to itself. */
const statusWith = (headers: Record<string, string>, path = '/api/log', method = 'GET') =>
  new Promise<number>((settle, reject) => {
    const { hostname, port } = new URL(debugged.address)
    request({ hostname, port, path, method, headers }, (answer) => {
      answer.resume()
      settle(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

const sum = (column: readonly number[]) => column.reduce((all, one) => all + one, 0)

const field = (state: unknown, name: string): unknown =>
  (state as Readonly<Record<string, unknown>> | null)?.[name]

const seqsOf = ({ rows }: EventsResponse): number[] => rows.map(({ seq }) => seq)

describe('the log over time', () => {
  it('comes in columns, in steps that suit it or that are asked for', async () => {
    const log = await answerTo<LogResponse>('/api/log')
    const matches = log.types.find(([type]) => type === 'matchmaker.matched')?.[1]
    for (const [query, stepMs] of [
      ['', 1_000],
      ['?seconds=7', 7_000],
    ] as const) {
      const overTime = await answerTo<OverTimeResponse>(`/api/over-time${query}`)
      const { at, ...columns } = overTime
      expect([overTime.stepMs, sum(overTime.matches)]).toEqual([stepMs, matches])
      for (const column of Object.values(columns)) {
        if (typeof column !== 'number') expect(column).toHaveLength(at.length)
      }
    }
  })

  it('has not more steps than a chart can show', async () => {
    for (const seconds of ['0', '-1', 'x', '99999999999']) {
      expect((await get(`/api/over-time?seconds=${seconds}`)).status).toBe(400)
    }
  })
})

describe('where a condition holds', () => {
  const stop = (where: string, from = 0) =>
    answerTo<StopResponse>(`/api/stop?from=${from}&where=${encodeURIComponent(where)}`)

  it('is the next event from one on, and the session of which it holds', async () => {
    const first = await stop('type == session.find_match')
    expect(first).toMatchObject({ session: null, upTo: (first.index ?? -1) + 1 })
    const second = await stop('type == session.find_match', first.upTo)
    expect(second.index).toBeGreaterThan(first.index ?? 0)
    const waiting = await stop('session.state == waiting')
    expect(waiting).toMatchObject({ index: first.index, session: expect.stringMatching(/^s_/) })
  })

  it('is nowhere, up to where was looked', async () => {
    const { events } = await answerTo<LogResponse>('/api/log')
    expect(await stop('turn > 999 events')).toEqual({ index: null, session: null, upTo: events })
    expect(await stop('type == join', events)).toEqual({ index: null, session: null, upTo: events })
  })

  it('is told why it cannot be asked', async () => {
    const answer = await get(`/api/stop?from=0&where=${encodeURIComponent('type == mached')}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      message: expect.stringMatching(/nearest is matched\.\n {2}type == mached\n {10}\^$/),
    })
    expect((await get('/api/stop?where=turn+%3D%3D+1')).status).toBe(400)
  })
})

describe('the debugger is for this machine only', () => {
  it('listens on loopback', () => {
    expect(new URL(debugged.address).hostname).toBe('127.0.0.1')
  })

  it('answers under no other name, to no other page', async () => {
    const { port } = new URL(debugged.address)
    expect(await statusWith({ Host: `127.0.0.1:${port}` })).toBe(200)
    expect(await statusWith({ Host: `localhost:${port}` })).toBe(200)
    expect(await statusWith({ Host: `evil.example:${port}` })).toBe(403)
    expect(await statusWith({ Host: '127.0.0.1' })).toBe(403)
    const host = `127.0.0.1:${port}`
    expect(await statusWith({ Host: host, Origin: debugged.address })).toBe(200)
    expect(await statusWith({ Host: host, Origin: 'https://evil.example' })).toBe(403)
    expect(await statusWith({ Host: host, Origin: 'null' })).toBe(403)
    expect(await statusWith({ Host: host, 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
    expect(await statusWith({ Host: host, 'Sec-Fetch-Site': 'same-site' })).toBe(403)
  })

  it('takes nothing', async () => {
    const host = new URL(debugged.address).host
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      for (const path of ['/', '/api/log', '/api/head', '/api/step?index=0']) {
        expect(await statusWith({ Host: host, 'Content-Length': '0' }, path, method)).toBe(405)
      }
    }
  })

  it('sends its page with the policy of the others', async () => {
    const answer = await get('/')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)/)
    expect((await get('/chat')).status).toBe(404)
    expect((await get('/api/nothing')).status).toBe(404)
    expect((await get('/constructor')).status).toBe(404)
  })
})

it.each([
  ['/api/step', '"index" is missing.'],
  ['/api/step?index=x', '"index" must be a whole number from 0 to'],
  ['/api/step?index=-1', '"index" must be'],
  ['/api/step?index=99999', '"index" must be'],
  ['/api/step?index=1.5', '"index" must be'],
  ['/api/events?from=-1', '"from" must be'],
  ['/api/events?limit=501', '"limit" must be a whole number from 0 to 500.'],
  ['/api/events?types=session.nothing', '"types" names an event type that does not exist.'],
  [`/api/events?text=${'x'.repeat(201)}`, '"text" must be at most 200 characters long.'],
  ['/api/markers?slots=0', '"slots" must be'],
  ['/api/markers?first=9&last=3', '"last" must be'],
  ['/api/change?from=0', '"actor" is missing.'],
  ['/api/change?from=0&actor=s_1&step=back', '"step" must be next or previous.'],
  ['/api/seek', '"from" is missing.'],
  ['/api/seek?seq=now', '"seq" must be'],
  ['/api/seek?time=soon', 'A time is an ISO date, milliseconds or a span such as'],
  ['/api/seek?from=0&marker=sideways', 'Name one of'],
])('says of %s what is wrong', async (path, sentence) => {
  const answer = await get(path)
  expect(answer.status).toBe(400)
  const { error, message } = await answer.json()
  expect(error).toBe('bad_question')
  expect(message).toContain(sentence)
})

it('never says a word that people wrote', async () => {
  const { length } = debugged.replay.history
  const paths = ['/api/log', '/api/events?limit=500', '/api/markers', '/api/charts', '/api/head']
  const steps = Array.from({ length }, (_, index) => [
    `/api/step?index=${index}`,
    `/api/why?index=${index}`,
  ]).flat()
  for (const path of [...paths, ...steps]) {
    const text = await (await get(path)).text()
    expect(secrets.filter((word) => text.includes(word))).toEqual([])
  }
})

it('never says a word of a file that somebody made with words in it', async () => {
  const file = linesIn(folder, [])
  const [join] = story()
  const { writeFileSync } = await import('node:fs')
  writeFileSync(file, `{"passerby":"log","version":2}\n${JSON.stringify(join)}\n`)
  const other = await debug(file)
  const texts = await Promise.all(
    ['/api/events', '/api/step?index=0'].map(async (path) =>
      (await fetch(`${other.address}${path}`)).text(),
    ),
  )
  other.close()
  expect(texts.join()).toContain('[erased, 7 chars]')
  expect(secrets.filter((word) => texts.join().includes(word))).toEqual([])
})

describe('it answers', () => {
  it('with the states before and after an event, as the fold has them', async () => {
    const { replay } = debugged
    const { history } = replay
    for (let index = 0; index < history.length; index += 1) {
      const { row, actors } = await answerTo<StepResponse>(`/api/step?index=${index}`)
      expect(row.seq).toBe(history.seq(index))
      for (const { id, after } of actors) {
        const found = replay.actorsAt(index).find(id)
        const expected = found && JSON.parse(JSON.stringify(publicStateOf(found)))
        if (id !== 'matchmaker') expect(after).toEqual(expected)
      }
    }
  })

  it('with the whole conversation, and nothing else', async () => {
    const { rows } = await answerTo<EventsResponse>('/api/events?types=matchmaker.matched')
    const match = rows[0]?.index ?? 0
    const { conversation } = await answerTo<StepResponse>(`/api/step?index=${match}`)
    expect(conversation?.sessions).toHaveLength(2)
    const all = await answerTo<EventsResponse>(
      `/api/events?conversation=${conversation?.key}&limit=500`,
    )
    // From the first event to the last before Cleo comes.
    expect(seqsOf(all)).toEqual(Array.from({ length: all.total }, (_, number) => number + 1))
    const cleo = await answerTo<EventsResponse>('/api/events?types=session.join')
    expect(cleo.rows.at(-1)?.seq).toBe(all.total + 1)
  })

  it('with the one who waits, whom nobody has found', async () => {
    const { rows } = await answerTo<EventsResponse>('/api/events?types=session.join')
    const last = rows.at(-1)
    const { conversation } = await answerTo<StepResponse>(`/api/step?index=${last?.index}`)
    expect(conversation).toMatchObject({ room: null, sessions: [last?.actor] })
  })

  it('with the transitions taken, as the chart has them', async () => {
    const charts = await answerTo<ChartsResponse>('/api/charts')
    const { rows } = await answerTo<EventsResponse>('/api/events?limit=500')
    for (const { index, type, actor } of rows) {
      const { actors } = await answerTo<StepResponse>(`/api/step?index=${index}`)
      const [moved] = actors
      if (moved === undefined || moved.before === null) continue
      expect(moved.id).toBe(actor)
      const { arrows, states } = charts[moved.kind]
      const lines = [...arrows.flatMap((arrow) => arrow.lines), ...states.flatMap((s) => s.stays)]
      const taken = lines.filter(({ transition }) => moved.taken.includes(transition))
      expect(taken.length, type).toBeGreaterThan(0)
      expect(new Set(taken.map(({ event }) => event))).toEqual(new Set([type.split('.')[1]]))
      // Where an arrow leads it is then, if it is still there.
      for (const arrow of arrows) {
        const isTaken = arrow.lines.some(({ transition }) => moved.taken.includes(transition))
        if (isTaken && moved.after !== null) expect(moved.active).toContain(arrow.to)
      }
    }
  })

  it('with what a search finds, and where in it an event is', async () => {
    const messages = await answerTo<EventsResponse>('/api/events?text=SEND_message%20m1&limit=500')
    expect(messages.total).toBe(11)
    const [, second] = messages.rows
    const near = await answerTo<EventsResponse>(
      `/api/events?text=send_message%20m1&near=${second?.index}&limit=0`,
    )
    expect(near).toMatchObject({ total: 11, near: 1, rows: [] })
    expect((await answerTo<EventsResponse>('/api/events?text=%5B.*%5D')).total).toBe(0)
  })

  it('with what matters of each event, in the words of the terminal', async () => {
    const { rows } = await answerTo<EventsResponse>('/api/events?limit=12')
    const briefs = rows.map(({ type, brief }) => `${type}: ${brief}`)
    expect(briefs.slice(0, 4)).toEqual([
      'session.join: female seeks anyone, 1 interest',
      'session.connect: ',
      'session.find_match: relaxes +4.3 s',
      expect.stringMatching(/^matchmaker\.find_match: s_\S+ female seeks anyone$/),
    ])
    expect(briefs).toContainEqual(expect.stringMatching(/^session\.matched: with s_\S+, shared 1$/))
  })

  it('with why a session waits, why two were matched, and what ended it', async () => {
    const why = (query: string) => answerTo<WhyResponse>(`/api/why?${query}`)
    const rowsOf = async (type: string) =>
      (await answerTo<EventsResponse>(`/api/events?types=${type}`)).rows
    const [match] = await rowsOf('session.matched')
    const two = await why(`index=${match?.index}`)
    expect(two).toMatchObject({ kind: 'match', match: null })
    expect(two.words.at(-1)).toBe('They share 1 interest.')
    const chatting = await why(`index=${match?.index}&session=${match?.actor}`)
    expect(chatting).toMatchObject({ kind: 'chatting', match: match?.cause?.index })
    const { turnOf } = await answerTo<StepResponse>(`/api/step?index=${match?.index}`)
    const inTurn = await why(`index=${turnOf[0]}&session=${match?.actor}`)
    expect(inTurn).toMatchObject({ kind: 'chatting', turnEnd: turnOf[1] + 1 })
    const atItsEnd = await why(`index=${turnOf[1]}&session=${match?.actor}`)
    expect(atItsEnd).toEqual({ ...inTurn, turnEnd: null })
    const [end] = await rowsOf('session.chat_ended')
    const { kind, words } = await why(`index=${end?.index}`)
    expect([kind, words[0]]).toEqual(['end', expect.stringMatching(/ ended it \(event \d+\)\.$/)])
    const looks = (await rowsOf('session.find_match')).at(-1)
    const waits = await why(`index=${looks?.index}&session=${looks?.actor}`)
    expect(waits.kind).toBe('waiting')
    expect(waits.words).toContain('Nobody else waits for a partner.')
    expect(await why('index=0')).toEqual({ kind: null, words: [], turnEnd: null, match: null })
  })

  it('with what changed an actor, or a field of it, last and next', async () => {
    const { length } = debugged.replay.history
    const steps = await Promise.all(
      Array.from({ length }, (_, index) => answerTo<StepResponse>(`/api/step?index=${index}`)),
    )
    const session = steps[0]?.row.actor ?? ''
    const changes = steps.flatMap(({ row, actors }) => {
      const [moved] = actors
      const isChanged = JSON.stringify(moved?.before) !== JSON.stringify(moved?.after)
      return moved?.id === session && isChanged ? [{ index: row.index, ...moved }] : []
    })
    const ofGrace = changes.filter(
      ({ before, after }) => field(before, 'until') !== field(after, 'until'),
    )
    expect(changes.length).toBeGreaterThan(ofGrace.length)
    expect(ofGrace.length).toBeGreaterThan(2)
    const asked = (from: number, step: string, path = '') =>
      answerTo<ChangeResponse>(`/api/change?actor=${session}&from=${from}&step=${step}${path}`)
    for (let from = 0; from < length; from += 7) {
      for (const [path, all] of [
        ['', changes],
        ['&path=until', ofGrace],
      ] as const) {
        const last = all.findLast(({ index }) => index < from)?.index ?? null
        const next = all.find(({ index }) => index > from)?.index ?? null
        expect(await asked(from, 'previous', path)).toEqual({
          index: last,
          why: last === null ? 'beginning' : null,
        })
        expect(await asked(from, 'next', path)).toEqual({
          index: next,
          why: next === null ? 'end' : null,
        })
      }
    }
  })

  it('with the marks of a part of the log, and its times', async () => {
    const all = await answerTo<MarkersResponse>('/api/markers')
    const match = all.markers.find(({ kind }) => kind === 'match')?.index ?? 0
    const part = await answerTo<MarkersResponse>(`/api/markers?first=${match}&last=${match + 4}`)
    expect(part.slots).toBe(5)
    expect(part.markers).toEqual([{ kind: 'match', slot: 0, count: 1, index: match }])
    expect(part.ticks.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4].map((by) => match + by))
    const none = await answerTo<MarkersResponse>(
      `/api/markers?first=${match + 1}&last=${match + 4}`,
    )
    expect(none.markers).toEqual([])
  })

  it('with where a seq, a time, a mark and a step lead', async () => {
    const { history } = debugged.replay
    const leads = async (query: string) =>
      (await answerTo<{ index: number | null }>(`/api/seek?${query}`)).index
    expect(await leads('seq=12')).toBe(11)
    expect(await leads('seq=0')).toBe(0)
    expect(await leads(`at=${history.at(20)}`)).toBe(history.indexAt(history.at(20)))
    const [began, ended] = [history.at(0), history.at(history.length - 1)]
    const time = (written: string) => leads(`time=${encodeURIComponent(written)}`)
    expect(await time('+20s')).toBe(history.indexAt(began + 20_000))
    expect(await time('-5s')).toBe(history.indexAt(ended - 5_000))
    expect(await time(new Date(history.at(20)).toISOString())).toBe(history.indexAt(history.at(20)))
    expect([await time('-9d'), await time('+9d')]).toEqual([0, history.length - 1])
    const kinds: string[] = []
    for (let at = await leads('from=0&marker=next'); at !== null; ) {
      kinds.push(history.type(at))
      at = await leads(`from=${at}&marker=next`)
    }
    expect(kinds).toEqual([
      'matchmaker.matched',
      'session.restart',
      'session.restart',
      'room.leave_chat',
      'matchmaker.faulted',
    ])
    const first = await leads('from=0&step=next&types=room.send_message')
    expect(history.type(first ?? 0)).toBe('room.send_message')
    expect(await leads(`from=${first}&step=previous&types=room.send_message`)).toBe(null)
  })
})

it('goes where a move leads, and says what is there, or that nothing is', async () => {
  const { history } = debugged.replay
  const moves = ['seq=12', `at=${history.at(20)}`, 'from=0&marker=next', 'from=30&step=previous']
  for (const move of moves) {
    const { index } = await answerTo<{ index: number }>(`/api/seek?${move}`)
    const step = await answerTo<StepResponse>(`/api/step?index=${index}&focus=r_000003`)
    expect(await answerTo(`/api/go?${move}&focus=r_000003`)).toEqual({ step })
  }
  expect(await answerTo('/api/go?from=0&step=previous')).toEqual({ step: null })
})

it('says of a step where in its conversation it is', async () => {
  const { length } = debugged.replay.history
  for (let index = 0; index < length; index += 1) {
    const { conversation, place } = await answerTo<StepResponse>(`/api/step?index=${index}`)
    const within = `conversation=${conversation?.key}&near=${index}&limit=0`
    const near = conversation && (await answerTo<EventsResponse>(`/api/events?${within}`)).near
    expect(place).toBe(near ?? -1)
  }
})

it('says of a log without events that no index can be meant', async () => {
  const empty = await debug(linesIn(folder, []))
  const answer = await fetch(`${empty.address}/api/step?index=0`)
  expect(answer.status).toBe(400)
  expect((await answer.json()).message).toBe('The log has no events, so "index" cannot name one.')
  const { events, first } = await (await fetch(`${empty.address}/api/log`)).json()
  expect({ events, first }).toEqual({ events: 0, first: null })
  empty.close()
})
