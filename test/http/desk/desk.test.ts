// The world's end of the line: several edges, and what one process alone never shows.
import { Result } from 'effect'
import { beforeEach, describe, expect, it } from 'vitest'
import { passMs } from '../../../src/events/limits.ts'
import { pageRowsMax } from '../../../src/events/projection.ts'
import { disconnectsAtOnce } from '../../../src/http/desk/presence.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { settings } from '../testServer.ts'
import { type Counter, openCounter } from './counter.ts'

let counter: Counter
beforeEach(async () => {
  counter = await openCounter()
})

const send = { type: 'send_message', id: '1', text: 'Hello' } as const

describe('a session that opens a socket at another edge', () => {
  it('is told there, and at the first that it is replaced', async () => {
    const ann = counter.join()
    expect(counter.open('a', 1, ann)).toBeNull()
    expect(counter.open('b', 1, ann)).toBeNull()
    expect(counter.told('a', 1)).toEqual(['close replaced'])
    await counter.settled()
    expect(counter.told('b', 1)).toEqual(['frame welcome'])
    counter.send('b', 1, { type: 'find_match' })
    await counter.settled()
    expect(counter.told('a', 1)).toEqual(['close replaced'])
    expect(counter.told('b', 1)).toEqual(['frame welcome', 'frame waiting'])
  })

  it('stays, whatever becomes of the first', async () => {
    const ann = counter.join()
    counter.open('a', 1, ann)
    counter.open('b', 1, ann)
    counter.close('a', 1)
    expect(counter.engine.session(ann)?.online).toBe(true)
    counter.desk.gone('a')
    expect(counter.engine.session(ann)?.online).toBe(true)
    expect(await counter.desk.answer('b', { type: 'stats' })).toMatchObject({ online: 1 })
    counter.close('b', 1)
    expect(counter.engine.session(ann)?.online).toBe(false)
    expect(await counter.desk.answer('b', { type: 'stats' })).toMatchObject({ online: 0 })
  })

  it('is welcomed once, where the first was replaced before its welcome', async () => {
    const ann = counter.join()
    counter.log.hold()
    counter.open('a', 1, ann)
    counter.open('a', 2, ann)
    counter.log.flush()
    expect(counter.told('a', 1)).toEqual(['close replaced'])
    expect(counter.told('a', 2)).toEqual(['frame welcome'])
  })
})

describe('an edge that is gone', () => {
  it('leaves its sessions away, and nobody else', async () => {
    const [ann, bea] = await counter.chatting()
    counter.desk.gone('a')
    await counter.settled()
    expect(counter.engine.session(ann)).toMatchObject({ online: false, state: 'chatting' })
    expect(counter.engine.session(bea)?.online).toBe(true)
    expect(counter.told('b', 1)).toEqual(['frame partner_away'])
    expect(counter.send('a', 1, send)).toBe('no_session')
    expect(counter.send('b', 1, send)).toBeNull()
  })

  it('gives free what its sockets took of their address', async () => {
    counter = await openCounter({ socketsPerAddress: 1 })
    const session = counter.join()
    counter.open('a', 1, session)
    const asked = { visit: null, isOwn: true, otherwise: 'unknown', solution: null } as const
    const upgrade = { type: 'admit', session, address: '192.0.2.1', ...asked } as const
    const answer = () => counter.desk.answer('b', upgrade)
    expect(await answer()).toMatchObject({ failure: { more: { detail: 'sockets' } } })
    counter.desk.gone('a')
    expect(await answer()).toEqual(Result.succeed({ session }))
  })

  it('leaves a crowd away by and by', () => {
    const sessions = Array.from({ length: disconnectsAtOnce * 2 + 1 }, () => counter.join())
    for (const [index, session] of sessions.entries()) counter.open('a', index, session)
    const online = () => sessions.filter((session) => counter.engine.session(session)?.online)
    counter.desk.gone('a')
    expect(online()).toHaveLength(disconnectsAtOnce + 1)
    const [last = ''] = sessions.slice(-1)
    counter.open('b', 1, last)
    counter.clock.pass(1_000)
    expect(online()).toEqual([last])
  })

  it('says so once more where the log could not take it', () => {
    const sessions = Array.from({ length: 3 }, () => counter.join())
    for (const [index, session] of sessions.entries()) counter.open('a', index, session)
    counter.log.fail('no disk')
    counter.desk.gone('a')
    const online = () => sessions.filter((session) => counter.engine.session(session)?.online)
    expect(online()).toEqual(sessions)
    counter.log.recover()
    counter.open('b', 1, sessions[0] ?? '')
    counter.clock.pass(1_000)
    expect(online()).toEqual(sessions.slice(0, 1))
  })
})

describe('what a socket has to catch up with', () => {
  const messages = Array.from({ length: pageRowsMax + 1 }, (_, index) => ({
    ...{ seq: index + 1, by: 's1', id: `${index}`, text: 'Hello', at: 0 },
  }))
  const page = (socket: number) => counter.desk.answer('a', { type: 'page', socket })
  let ann = ''

  beforeEach(async () => {
    ann = (await counter.chatting())[0]
    counter.send('a', 1, send)
    await counter.settled()
    counter.messages = messages
    counter.open('a', 2, ann)
    await counter.settled()
  })

  it('is said before its welcome, and given page by page', async () => {
    expect(counter.told('a', 2)).toEqual(['catch_up 1', 'frame welcome'])
    expect(counter.asked).toEqual([0])
    expect(await page(2)).toMatchObject({ isLast: false })
    expect(await page(2)).toEqual({ rows: messages.slice(pageRowsMax), isLast: true })
    expect(await page(2)).toBeNull()
  })

  it('is given to nobody once it has closed', async () => {
    await page(2)
    counter.close('a', 2)
    expect(await page(2)).toBeNull()
    expect(counter.dropped).toBe(1)
  })

  it('is given to nobody once it is replaced', async () => {
    counter.open('b', 7, ann)
    expect(await page(2)).toBeNull()
    expect(counter.dropped).toBe(1)
  })

  it('is what came after what its client has seen in that room', () => {
    const room = counter.engine.session(ann)?.room ?? ''
    const opened = { type: 'opened', session: ann, address: '192.0.2.1' } as const
    const resume = { room, after: 1 }
    succeeded(counter.desk.take('a', { ...opened, socket: 3, resume }))
    const elsewhere = { room: 'another', after: 1 }
    succeeded(counter.desk.take('a', { ...opened, socket: 4, resume: elsewhere }))
    expect(counter.asked).toEqual([0, 1, 0])
  })
})

describe('a refusal', () => {
  const tell = (socket: number) => counter.line.tell({ type: 'frame', socket, frame: send })

  it('is told once the state that it speaks of is committed', async () => {
    await counter.chatting()
    counter.log.hold()
    counter.send('a', 1, { type: 'leave_chat' })
    tell(1)
    await Promise.resolve()
    expect(counter.refused).toEqual([])
    counter.log.flush()
    expect(counter.refused).toEqual(['not_chatting'])
  })

  it('is told at once where it speaks of no state', async () => {
    await counter.chatting()
    counter.log.hold()
    counter.send('a', 1, send)
    const frame = { ...send, id: '3', after: '2' }
    counter.line.tell({ type: 'frame', socket: 1, frame })
    expect(counter.refused).toEqual(['out_of_order'])
    counter.engine.stop()
    tell(1)
    expect(counter.refused).toEqual(['out_of_order', 'unavailable'])
  })

  it('is all that comes of a socket that nobody has opened', () => {
    expect(counter.send('a', 9, send)).toBe('no_session')
    expect(counter.open('a', 9, 'nobody')).toBe('no_session')
    expect(counter.send('a', 9, { type: 'find_match' })).toBe('no_session')
    counter.close('a', 9)
    counter.close('a', 9)
    expect(counter.heard).toEqual([])
  })

  it('of a socket leaves its session where it was', async () => {
    const ann = counter.join()
    counter.open('a', 1, ann)
    await counter.settled()
    succeeded(counter.desk.take('a', { type: 'leave', session: ann }))
    expect(counter.open('b', 1, ann)).toBe('no_session')
    await counter.settled()
    expect(counter.told('a', 1)).toEqual(['frame welcome', 'close no_session'])
    expect(await counter.desk.answer('a', { type: 'stats' })).toMatchObject({ online: 0 })
  })
})

describe('what is said', () => {
  it('has the turn that it is of, and none where it is of no turn', async () => {
    await counter.chatting()
    const { turn } = counter.log.head()
    counter.send('a', 1, send)
    counter.desk.note('a', { type: 'typing', socket: 1, on: true })
    await counter.settled()
    expect(counter.heard.map(({ edge, turn }) => [edge, turn])).toEqual([
      ['b', turn + 1],
      ['a', turn + 1],
      ['b', null],
    ])
  })

  it('has none where its turn is lost', async () => {
    await counter.chatting()
    counter.log.hold()
    counter.send('a', 1, send)
    counter.log.break('the disk is gone')
    expect(counter.heard).toMatchObject([{ turn: null, said: { frame: { code: 'unavailable' } } }])
  })

  it('goes to no partner of before', async () => {
    await counter.chatting()
    counter.log.hold()
    counter.send('a', 1, send)
    counter.desk.note('a', { type: 'typing', socket: 1, on: true })
    counter.send('b', 1, { type: 'leave_chat' })
    counter.desk.note('a', { type: 'typing', socket: 1, on: true })
    counter.log.flush()
    expect(counter.told('b', 1)).toEqual(['frame message', 'frame chat_ended'])
    expect(counter.told('a', 1)).toEqual(['frame sent', 'frame chat_ended', 'refused not_chatting'])
  })
})

describe('whoever joins', () => {
  it('is told so once it is committed, and by which pass it is known', async () => {
    counter.log.hold()
    const first = counter.joining()
    const done: unknown[] = []
    const { fresh } = first
    const again = counter.joining({ held: fresh })
    const told = [first, again].map(async (joining) => done.push(await counter.line.order(joining)))
    await Promise.resolve()
    expect(done).toEqual([])
    counter.log.flush()
    await Promise.all(told)
    expect(done).toEqual([{ isFresh: true }, { isFresh: false }].map(Result.succeed))
    for (const { session } of [first, again]) {
      expect(counter.engine.session(session)?.id).toBe(session)
    }
  })

  it('takes a fresh pass where the one that it has is over', async () => {
    const { fresh: held } = counter.joining()
    counter.clock.pass(passMs)
    await counter.settled()
    const joined = counter.line.order(counter.joining({ held }))
    expect(await joined).toEqual(Result.succeed({ isFresh: true }))
  })

  it('is not let in by a pass of a day that is over', async () => {
    const late = counter.joining()
    counter.clock.pass(2 * passMs + 1_000)
    await counter.settled()
    expect(await counter.line.order(late)).toMatchObject({ failure: { code: 'unavailable' } })
  })

  it('hears that it is lost as soon as the log cannot store', async () => {
    counter.log.hold()
    const ordered = counter.line.order(counter.joining())
    counter.log.fail('no disk')
    expect(await ordered).toMatchObject({ failure: { code: 'unavailable', detail: 'lost' } })
  })

  it('ends the session that it had, and no other', async () => {
    const [former, other] = [counter.join(), counter.join()]
    await counter.line.order(counter.joining({ former }))
    expect(counter.engine.session(former)).toBeNull()
    expect(counter.engine.session(other)?.id).toBe(other)
  })
})

describe('sockets that another world knew', () => {
  it('are where their sessions are, without a word', async () => {
    const ann = counter.join()
    const bea = counter.join()
    counter.open('a', 1, ann)
    counter.open('b', 1, bea)
    await counter.settled()
    const { turn } = counter.log.head()
    const later = counter.again()
    later.desk.adopt('a', [{ socket: 1, session: ann, address: '192.0.2.1' }])
    later.desk.adopt('b', [{ socket: 1, session: 'nobody', address: '192.0.2.1' }])
    expect([later.heard, later.log.head().turn]).toEqual([[], turn])
    later.send('a', 1, { type: 'find_match' })
    await later.settled()
    expect(later.told('a', 1)).toEqual(['frame waiting'])
    expect(await later.desk.answer('a', { type: 'stats' })).toMatchObject({ online: 1 })
    later.close('a', 1)
    expect(later.engine.session(ann)?.online).toBe(false)
  })
})

it('keeps whoever has no socket for as long as the setting says', () => {
  const ann = counter.join()
  counter.open('a', 1, ann)
  counter.close('a', 1)
  expect(counter.engine.session(ann)?.until).toBe(counter.clock.now() + settings.graceMs)
})
