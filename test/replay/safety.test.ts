// What the debugger tells of blocks, reports and what came of them: everything but who and what.
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import type { Person } from '../../src/events/fields.ts'
import { listedEventAt } from '../../src/replay/api/listedEvent.ts'
import { Markers } from '../../src/replay/api/markers.ts'
import { eventLine } from '../../src/replay/queries/eventLine.ts'
import { queryEvents } from '../../src/replay/queries/events.ts'
import { queryState } from '../../src/replay/queries/state.ts'
import { querySummary } from '../../src/replay/queries/summary.ts'
import { queryVerification } from '../../src/replay/queries/verification.ts'
import { queryWhy } from '../../src/replay/queries/why.ts'
import { querySlice } from '../../src/replay/slice/slice.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { attemptsIn } from '../../src/replay/whatif/attempts.ts'
import { type MatchingStats, queryWhatIf } from '../../src/replay/whatif/whatIf.ts'
import { memoryLog } from '../kit/memoryLog.ts'
import { eventsOf } from '../kit/slice.ts'
import { Stage } from '../kit/stage.ts'
import { chatting, personOf, Visitor } from '../kit/visitors.ts'
import { fileOf, recordsOf, replayOf, reportedStage, smallStage, textOf } from './recording.ts'

const minuteMs = 60_000

const told = reportedStage()
const { played } = told.stage
const replay = replayOf(played)
const { history } = replay
const lines = (text: string): string[] => text.split('\n').map((line) => line.trimEnd())
const why = (session: string, seq: number) => lines(textOf(queryWhy(replay, session, seq)))
const typesOf = (criteria: Parameters<typeof queryEvents>[1]) =>
  recordsOf(queryEvents(history, criteria)).map((event) => (event as LogEvent).type)
const indicesOf = (type: LogEvent['type']): number[] =>
  Array.from({ length: history.length }, (_, index) => index).filter(
    (index) => history.type(index) === type,
  )

describe('an event line', () => {
  const shown = (type: LogEvent['type']) =>
    indicesOf(type).map((index) =>
      eventLine(history, index, plainStyle).replace(/^.*?\d\.\d{3}s +\S+ +\S+ */, ''),
    )

  it('tells of each what it is, and no words', () => {
    const reports = shown('matchmaker.reported')
    expect(shown('matchmaker.day_began')).toEqual(['1970-01-01, until +171800.000s'])
    expect(shown('matchmaker.blocked')[0]).toBe(
      `${told.ann.person.id} never wants ${told.bea.person.id} again`,
    )
    expect(reports[0]).toMatch(/^proven, counted: s\d+ of s\d+ in r\d+$/)
    expect(reports[2]).toMatch(
      /^harassment, proven, counted: s\d+ of s\d+ in r\d+; kept as x1234567 until \+86400\.000s$/,
    )
    expect(shown('matchmaker.cooled_down')).toEqual([`${told.cid.person.id} until +900.000s`])
    expect(shown('matchmaker.decided')).toEqual([
      `x1234567: suspend ${told.cid.person.id} until +3600.000s`,
    ])
    expect(shown('session.block')[0]).toBe(told.room)
    expect(shown('session.suspended')).toEqual([
      'in a cool-down until +900.000s',
      'suspended by a moderator until +3600.000s',
    ])
    expect(shown('room.leave_chat')[0]).toBe(`${told.ann.id}: left, which blocks the other`)
    expect(textOf(queryEvents(history, {}))).not.toMatch(/hello|moderators read/)
  })

  it('of the page begins with what a report is', () => {
    const [first = 0, , kept = 0] = indicesOf('matchmaker.reported')
    expect(listedEventAt(history, first).brief).toMatch(/^proven, counted: /)
    expect(listedEventAt(history, kept).brief).toMatch(/^harassment, proven, counted: /)
  })
})

describe('an event is found', () => {
  it('by the person it names, and by the beginning of its id', () => {
    const types = new Set(typesOf({ person: told.cid.person.id }))
    const others = new Set(typesOf({ person: told.bea.person.id.slice(0, 2) }))
    expect([...types]).toEqual(
      expect.arrayContaining(['session.join', 'matchmaker.reported', 'matchmaker.cooled_down']),
    )
    expect(others).toContain('matchmaker.blocked')
    expect(others).not.toContain('matchmaker.reported')
    expect(typesOf({ person: told.ann.person.id, type: 'blocked' })).toEqual(['matchmaker.blocked'])
    expect(textOf(queryEvents(history, { person: 'nobody' }))).toMatch(/^There is no person nobody/)
  })

  it('by the report it names', () => {
    expect(typesOf({ report: 'x1' })).toEqual(['matchmaker.reported', 'matchmaker.decided'])
    expect(textOf(queryEvents(history, { report: 'y' }))).toBe(
      'There is no report y in this log; the nearest is x1234567.',
    )
  })

  it('by the session it is about, though it names only persons', () => {
    const cid = typesOf({ session: told.cid.id })
    for (const type of ['reported', 'cooled_down', 'decided', 'suspended']) {
      expect(cid).toContain(`matchmaker.${type}`)
    }
    expect(typesOf({ session: told.ann.id })).toContain('matchmaker.blocked')
    expect(typesOf({ room: told.room })).toContain('matchmaker.blocked')
  })
})

describe('the summary', () => {
  it('counts blocks, reports, cool-downs and decisions', () => {
    expect(lines(textOf(querySummary(replay)))).toEqual(
      expect.arrayContaining([
        'blocks    4',
        'reports   3 (1 harassment), 3 proven, 0 open at the end',
        'measures  1 cool-down; decided: 1 suspend',
      ]),
    )
    expect(recordsOf(querySummary(replay))).toMatchObject([
      { safety: { blocks: 4, reports: { made: 3, proven: 3 }, coolDowns: 1 } },
    ])
  })

  it('of a log without any of it says nothing of it', () => {
    const text = textOf(querySummary(replayOf(smallStage().played)))
    expect(text).not.toMatch(/blocks|reports|measures/)
  })
})

describe('why', () => {
  it('two who wait do not meet: blocked by one of them, whichever it was', () => {
    const reason = '    1  blocked by one of them, it or the other: no wait lifts that'
    const [ann, bea] = [told.ann, told.bea].map(({ id }) => why(id, told.waiting))
    expect(ann).toContain(reason)
    expect(bea).toContain(reason)
    expect(JSON.stringify(recordsOf(queryWhy(replay, told.bea.id, told.waiting)))).not.toContain(
      told.ann.person.id,
    )
  })

  it('one does not wait: in a cool-down, or suspended by a moderator, and until when', () => {
    expect(why(told.cid.id, told.cooling)).toEqual([
      `s${told.cid.id.slice(1)} at event ${told.cooling} (+0.000s): it is idle: it looks for nobody.`,
      expect.stringMatching(/^Its last conversation, r\d+, ended at event \d+/),
      expect.stringMatching(/^s\d+ blocked the other \(event \d+\)\.$/),
      'It had lasted 0 s, with 0 messages.',
      'It is in a cool-down until +900.000s.',
    ])
    expect(why(told.cid.id, history.length)).toContain(
      'It is suspended by a moderator until +3600.000s.',
    )
    expect(recordsOf(queryWhy(replay, told.cid.id, told.cooling))).toMatchObject([
      { suspension: { by: 'reports' } },
    ])
  })

  it('[M12] one who asked to talk again is not answered', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const [one, other] = [personOf(stage, 'ann'), personOf(stage, 'bea')]
    const [ann, bea] = chatting(stage, { person: one }, { person: other })
    const room = ann.room ?? ''
    bea.leaveChat()
    bea.again(room)
    const asked = stage.played.length
    ann.block(room)
    const played = replayOf(stage.played)
    const wish = `It asked to talk again with ${ann.id}, as in ${room}: until +120.000s, `
    const of = (seq: number) => lines(textOf(queryWhy(played, bea.id, seq)))
    expect(of(asked)).toContain(`${wish}if that one asks too.`)
    expect(of(stage.played.length)).toContain(`${wish}but they are blocked by one of them.`)
  })
})

it('the state of the matchmaker tells of persons in numbers', () => {
  const text = textOf(queryState(replay, (indicesOf('matchmaker.cooled_down')[0] ?? 0) + 1))
  const shown = lines(text)
  const from = shown.indexOf('matchmaker')
  const state = shown.slice(from, shown.indexOf('', from))
  const field = (name: string) => state.find((line) => line.startsWith(`    ${name} `))
  expect(field('persons.days')).toMatch(/\["1970-01-01"\]/)
  expect(field('persons.blocks')).toMatch(/ 4$/)
  expect(field('persons.coolDowns')).toMatch(/ 1 {2}was 0$/)
  expect(field('persons.suspensions')).toMatch(/ 1 {2}was 0$/)
  expect(field('reports.open')).toMatch(/ 1$/)
  expect(state.join()).not.toContain(told.cid.person.id)
})

it('the time line marks them', () => {
  const { markers } = new Markers(history).inSlots({ slotsMax: 240, ticksMax: 2 })
  const countOf = (kind: string) =>
    markers.filter((marker) => marker.kind === kind).reduce((sum, { count }) => sum + count, 0)
  expect(['block', 'report', 'measure'].map(countOf)).toEqual([4, 3, 2])
})

describe('a slice', () => {
  const textFor = (id: string) => textOf(querySlice(history, id))
  const sliced = (id: string) => eventsOf(fileOf(`${textFor(id)}\n`))

  it('of a room tells of its block, under other names', () => {
    const events = sliced(told.room)
    const [blocked] = events.filter(({ type }) => type === 'matchmaker.blocked')
    expect(blocked?.data).toEqual({
      person: { id: 'p1', day: '1970-01-01' },
      other: { id: 'p2', day: '1970-01-01' },
    })
    expect(events[0]).toMatchObject({ type: 'matchmaker.day_began', data: { day: '1970-01-01' } })
    expect(verify(replayOf(events).history).mismatch).toBeNull()
    const { persons } = replayOf(events).actorsAt(events.length - 1).matchmaker
    expect(persons.areApart('p2', 'p1')).toBe(true)
  })

  it('of whoever was reported holds the reports and what came of them, and nothing sealed', () => {
    const events = sliced(told.cid.id)
    const types = events.map(({ type }) => type)
    for (const type of ['reported', 'cooled_down', 'decided', 'suspended']) {
      expect(types).toContain(`matchmaker.${type}`)
    }
    const text = textFor(told.cid.id)
    expect(text).not.toMatch(/sealed|school|café|home|x1234567/)
    for (const { person } of [told.cid, told.ann]) expect(text).not.toContain(`"${person.id}x`)
    expect(text).toContain('"place":"place3"')
    expect(text).toContain('"report":"report1"')
    expect(verify(replayOf(events).history).mismatch).toBeNull()
    const last = replayOf(events).actorsAt(events.length - 1)
    const [id = ''] = last.sessionIds()
    expect(last.session(id)?.suspended?.by).toBe('moderator')
  })
})

describe('verifying', () => {
  const [ann, bea] = [told.ann, told.bea]

  /** The log as it goes on where the server matches these two, whatever it knows. */
  const goesOn = (events: readonly LogEvent[], persons: [Person, Person]) => {
    const last = events.at(-1) as LogEvent
    const data = { room: 'r99', members: ['s98', 's99'] as [string, string], persons }
    const [seq, turn] = [last.seq + 1, last.turn + 1]
    const matched = { type: 'matchmaker.matched', actor: 'matchmaker', data } as const
    return replayOf([...events, { ...matched, seq, turn, cause: null, at: last.at }]).history
  }

  it('[M9] names the match of two whom a block keeps apart', () => {
    const log = goesOn(played, [bea.person, ann.person])
    const { mismatch } = verify(log)
    const rule = 'r99 matches two of whom one had blocked the other, which breaks M9'
    expect(mismatch).toMatchObject({ seq: played.length + 1, why: rule })
    const text = textOf(queryVerification(log, verify(log)))
    expect(text).toContain(`breaks a rule at event ${played.length + 1}`)
    expect(verify(goesOn(played, [ann.person, ann.person])).mismatch?.why).not.toContain('M9')
  })

  it('[M10] names the match of whoever is in a cool-down or suspended', () => {
    const log = goesOn(played.slice(0, told.cooling), [told.cid.person, ann.person])
    expect(verify(log).mismatch).toMatchObject({
      seq: told.cooling + 1,
      why: 'r99 matches one who was in a cool-down or suspended, which breaks M10',
    })
    expect(verify(history).mismatch).toBeNull()
  })
})

describe('what-if', () => {
  const statsOf = (stage: Stage) => {
    const [record] = recordsOf(queryWhatIf(replayOf(stage.played), { relaxSeconds: 1 }))
    return record as { readonly logged: MatchingStats; readonly changed: MatchingStats }
  }

  it('keeps apart whom a block keeps apart', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const [one, other] = [personOf(stage, 'ann'), personOf(stage, 'bea')]
    const [ann, bea] = chatting(stage, { person: one }, { person: other })
    stage.pass(1_000)
    ann.block(ann.room ?? '')
    for (const visitor of [ann, bea]) visitor.findMatch()
    stage.pass(minuteMs)
    const { logged, changed } = statsOf(stage)
    expect([logged.matches, changed.matches]).toEqual([1, 1])
  })

  it('does not match whoever is suspended, and may have met somebody later', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const cid = Visitor.online(stage, { person: personOf(stage, 'cid') })
    cid.findMatch()
    stage.pass(1_000)
    const data = { person: cid.person, until: stage.clock.now() + 60 * minuteMs }
    stage.take({ actor: 'matchmaker', type: 'matchmaker.suspended', data })
    stage.pass(1_000)
    Visitor.online(stage, { person: personOf(stage, 'dan') }).findMatch()
    stage.pass(minuteMs)
    const { logged, changed } = statsOf(stage)
    expect([logged, changed]).toMatchObject([
      { matches: 0, inVain: 2 },
      { matches: 0, inVain: 2 },
    ])
  })

  it('has a conversation last until a block or a moderator ended it', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const cid = Visitor.online(stage, { person: personOf(stage, 'cid') })
    for (const how of ['block', 'suspend']) {
      const other = Visitor.online(stage, { person: personOf(stage, `other ${how}`) })
      for (const visitor of [cid, other]) visitor.findMatch()
      stage.pass(1_000)
      if (how === 'block') cid.block(cid.room ?? '')
      const until = stage.clock.now() + minuteMs
      const data = { until, by: 'moderator' } as const
      if (how === 'suspend') stage.take({ actor: cid.id, type: 'session.suspended', data })
      stage.pass(1_000)
    }
    const { attempts } = attemptsIn(replayOf(stage.played).history)
    expect(attempts.map(({ chatMs }) => chatMs)).toEqual([1_000, 1_000, 1_000, 1_000])
  })
})
