// The world's end of the line: several edges, and what one process alone never shows.
import { Result } from 'effect'
import { beforeEach, describe, expect, it } from 'vitest'
import { passMs } from '../../../src/events/limits.ts'
import { pageRowsMax } from '../../../src/events/projection.ts'
import { disconnectsAtOnce } from '../../../src/http/desk/presence.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { openTestDesk, type TestDesk } from './testDesk.ts'

let running: TestDesk
beforeEach(async () => {
  running = await openTestDesk()
})

const send = { type: 'send_message', id: '1', text: 'Hello' } as const

describe('a session that opens a socket at another edge', () => {
  it('is told there, and at the first that it is replaced', async () => {
    const ann = running.join()
    expect(running.open('a', 1, ann)).toBeNull()
    expect(running.open('b', 1, ann)).toBeNull()
    expect(running.told('a', 1)).toEqual(['close replaced'])
    await running.settled()
    expect(running.told('b', 1)).toEqual(['frame welcome'])
    running.send('b', 1, { type: 'find_match' })
    await running.settled()
    expect(running.told('a', 1)).toEqual(['close replaced'])
    expect(running.told('b', 1)).toEqual(['frame welcome', 'frame waiting'])
  })

  it('is heard there alone: what the first still sends is of before', async () => {
    const [ann, bea] = await running.chatting()
    running.open('c', 1, ann)
    await running.settled()
    expect(running.send('a', 1, send)).toBe('no_session')
    expect(running.send('a', 1, { type: 'leave_chat' })).toBe('no_session')
    running.desk.note('a', { type: 'typing', socket: 1, on: true })
    await running.settled()
    expect(running.told('b', 1)).toEqual([])
    expect(running.send('c', 1, send)).toBeNull()
    await running.settled()
    expect(running.told('b', 1)).toEqual(['frame message'])
    expect(running.engine.session(bea)?.partner).toBe(ann)
  })

  it('stays at the first, where the log cannot take that it came', async () => {
    const ann = running.join()
    running.open('a', 1, ann)
    await running.settled()
    running.log.hold()
    running.send('a', 1, { type: 'find_match' })
    running.log.fail('no disk')
    expect(running.open('b', 1, ann)).toBe('unavailable')
    running.close('b', 1)
    expect(running.told('a', 1)).not.toContain('close replaced')
    expect(running.engine.session(ann)?.online).toBe(true)
  })

  it('stays, whatever becomes of the first', async () => {
    const ann = running.join()
    running.open('a', 1, ann)
    running.open('b', 1, ann)
    running.close('a', 1)
    expect(running.engine.session(ann)?.online).toBe(true)
    running.desk.gone('a')
    expect(running.engine.session(ann)?.online).toBe(true)
    expect(await running.desk.answer('b', { type: 'stats' })).toMatchObject({ online: 1 })
    running.close('b', 1)
    expect(running.engine.session(ann)?.online).toBe(false)
    expect(await running.desk.answer('b', { type: 'stats' })).toMatchObject({ online: 0 })
  })

  it('is welcomed once, where the first was replaced before its welcome', async () => {
    const ann = running.join()
    running.log.hold()
    running.open('a', 1, ann)
    running.open('a', 2, ann)
    running.log.flush()
    expect(running.told('a', 1)).toEqual(['close replaced'])
    expect(running.told('a', 2)).toEqual(['frame welcome'])
  })
})

describe('an edge that is gone', () => {
  it('leaves its sessions away, and nobody else', async () => {
    const [ann, bea] = await running.chatting()
    running.desk.gone('a')
    await running.settled()
    expect(running.engine.session(ann)).toMatchObject({ online: false, state: 'chatting' })
    expect(running.engine.session(bea)?.online).toBe(true)
    expect(running.told('b', 1)).toEqual(['frame partner_away'])
    expect(running.send('a', 1, send)).toBe('no_session')
    expect(running.send('b', 1, send)).toBeNull()
  })

  it('gives free what its sockets took of their address', async () => {
    running = await openTestDesk({ socketsPerAddress: 1 })
    const session = running.join()
    running.open('a', 1, session)
    const asked = { visit: null, isOwn: true, otherwise: 'unknown', solution: null } as const
    const upgrade = { type: 'admit', session, address: '192.0.2.1', ...asked } as const
    const answer = () => running.desk.answer('b', upgrade)
    expect(await answer()).toMatchObject({ refused: { more: { detail: 'sockets' } } })
    running.desk.gone('a')
    expect(await answer()).toEqual({ session })
  })

  it('leaves a crowd away by and by', () => {
    const sessions = Array.from({ length: disconnectsAtOnce * 2 + 1 }, () => running.join())
    for (const [index, session] of sessions.entries()) running.open('a', index, session)
    const online = () => sessions.filter((session) => running.engine.session(session)?.online)
    running.desk.gone('a')
    expect(online()).toHaveLength(disconnectsAtOnce + 1)
    const [last = ''] = sessions.slice(-1)
    running.open('b', 1, last)
    running.clock.pass(1_000)
    expect(online()).toEqual([last])
  })

  it('says so once more where the log could not take it', () => {
    const sessions = Array.from({ length: 3 }, () => running.join())
    for (const [index, session] of sessions.entries()) running.open('a', index, session)
    running.log.fail('no disk')
    running.desk.gone('a')
    const online = () => sessions.filter((session) => running.engine.session(session)?.online)
    expect(online()).toEqual(sessions)
    running.log.recover()
    running.open('b', 1, sessions[0] ?? '')
    running.clock.pass(1_000)
    expect(online()).toEqual(sessions.slice(0, 1))
  })
})

describe('what a socket has to catch up with', () => {
  const messages = Array.from({ length: pageRowsMax + 1 }, (_, index) => ({
    ...{ seq: index + 1, by: 's1', id: `${index}`, text: 'Hello', at: 0 },
  }))
  const page = (socket: number) => running.desk.answer('a', { type: 'page', socket })
  let ann = ''

  beforeEach(async () => {
    ann = (await running.chatting())[0]
    running.send('a', 1, send)
    await running.settled()
    running.messages = messages
    running.open('a', 2, ann)
    await running.settled()
  })

  it('is said before its welcome, and given page by page', async () => {
    expect(running.told('a', 2)).toEqual(['catch_up 1', 'frame welcome'])
    expect(running.asked).toEqual([0])
    expect(await page(2)).toMatchObject({ isLast: false })
    expect(await page(2)).toEqual({ rows: messages.slice(pageRowsMax), isLast: true })
    expect(await page(2)).toBeNull()
  })

  it('is given to nobody once it has closed', async () => {
    await page(2)
    running.close('a', 2)
    expect(await page(2)).toBeNull()
    expect(running.dropped).toBe(1)
  })

  it('is given to nobody once it is replaced', async () => {
    running.open('b', 7, ann)
    expect(await page(2)).toBeNull()
    expect(running.dropped).toBe(1)
  })

  it('is what came after what its client has seen in that room', () => {
    const room = running.engine.session(ann)?.room ?? ''
    const opened = { type: 'opened', session: ann, address: '192.0.2.1' } as const
    const resume = { room, after: 1 }
    succeeded(running.desk.take('a', { ...opened, socket: 3, resume }))
    const elsewhere = { room: 'another', after: 1 }
    succeeded(running.desk.take('a', { ...opened, socket: 4, resume: elsewhere }))
    expect(running.asked).toEqual([0, 1, 0])
  })
})

describe('a refusal', () => {
  const tell = (socket: number) => running.line.tell({ type: 'frame', socket, frame: send })

  it('is told once the state that it speaks of is committed', async () => {
    await running.chatting()
    running.log.hold()
    running.send('a', 1, { type: 'leave_chat' })
    tell(1)
    await Promise.resolve()
    expect(running.refused).toEqual([])
    running.log.flush()
    expect(running.refused).toEqual(['not_chatting'])
  })

  it('is told at once where it speaks of no state', async () => {
    await running.chatting()
    running.log.hold()
    running.send('a', 1, send)
    const frame = { ...send, id: '3', after: '2' }
    running.line.tell({ type: 'frame', socket: 1, frame })
    expect(running.refused).toEqual(['out_of_order'])
    running.engine.stop()
    tell(1)
    expect(running.refused).toEqual(['out_of_order', 'unavailable'])
  })

  it('is all that comes of a socket that nobody has opened', () => {
    expect(running.send('a', 9, send)).toBe('no_session')
    expect(running.open('a', 9, 'nobody')).toBe('no_session')
    expect(running.send('a', 9, { type: 'find_match' })).toBe('no_session')
    running.close('a', 9)
    running.close('a', 9)
    expect(running.heard).toEqual([])
  })

  it('of a socket leaves its session where it was', async () => {
    const ann = running.join()
    running.open('a', 1, ann)
    await running.settled()
    succeeded(running.desk.take('a', { type: 'leave', session: ann }))
    expect(running.open('b', 1, ann)).toBe('no_session')
    await running.settled()
    expect(running.told('a', 1)).toEqual(['frame welcome', 'close no_session'])
    expect(await running.desk.answer('a', { type: 'stats' })).toMatchObject({ online: 0 })
  })
})

describe('what is said', () => {
  it('has the turn that it is of, and none where it is of no turn', async () => {
    await running.chatting()
    const { turn } = running.log.head()
    running.send('a', 1, send)
    running.desk.note('a', { type: 'typing', socket: 1, on: true })
    await running.settled()
    expect(running.heard.map(({ edge, turn }) => [edge, turn])).toEqual([
      ['b', turn + 1],
      ['a', turn + 1],
      ['b', null],
    ])
  })

  it('has none where its turn is lost', async () => {
    await running.chatting()
    running.log.hold()
    running.send('a', 1, send)
    running.log.break('the disk is gone')
    expect(running.heard).toMatchObject([{ turn: null, said: { frame: { code: 'unavailable' } } }])
  })

  it('goes to no partner of before', async () => {
    await running.chatting()
    running.log.hold()
    running.send('a', 1, send)
    running.desk.note('a', { type: 'typing', socket: 1, on: true })
    running.send('b', 1, { type: 'leave_chat' })
    running.desk.note('a', { type: 'typing', socket: 1, on: true })
    running.log.flush()
    expect(running.told('b', 1)).toEqual(['frame message', 'frame chat_ended'])
    expect(running.told('a', 1)).toEqual(['frame sent', 'frame chat_ended', 'refused not_chatting'])
  })
})

describe('whoever joins', () => {
  it('is told so once it is committed, and by which pass it is known', async () => {
    running.log.hold()
    const first = running.joining()
    const done: unknown[] = []
    const { fresh } = first
    const again = running.joining({ held: fresh })
    const told = [first, again].map(async (joining) => done.push(await running.line.order(joining)))
    await Promise.resolve()
    expect(done).toEqual([])
    running.log.flush()
    await Promise.all(told)
    expect(done).toEqual([{ isFresh: true }, { isFresh: false }].map(Result.succeed))
    for (const { session } of [first, again]) {
      expect(running.engine.session(session)?.id).toBe(session)
    }
  })

  it('takes a fresh pass where the one that it has is over', async () => {
    const { fresh: held } = running.joining()
    running.clock.pass(passMs)
    await running.settled()
    const joined = running.line.order(running.joining({ held }))
    expect(await joined).toEqual(Result.succeed({ isFresh: true }))
  })

  it('is not let in by a pass of a day that is over', async () => {
    const late = running.joining()
    running.clock.pass(2 * passMs + 1_000)
    await running.settled()
    expect(await running.line.order(late)).toMatchObject({ failure: { code: 'unavailable' } })
  })

  it('hears that it is lost as soon as the log cannot store', async () => {
    running.log.hold()
    const ordered = running.line.order(running.joining())
    running.log.fail('no disk')
    expect(await ordered).toMatchObject({ failure: { code: 'unavailable', detail: 'lost' } })
  })

  it('ends the session that it had, and no other', async () => {
    const [former, other] = [running.join(), running.join()]
    await running.line.order(running.joining({ former }))
    expect(running.engine.session(former)).toBeNull()
    expect(running.engine.session(other)?.id).toBe(other)
  })
})

describe('sockets that another world knew', () => {
  it('are where their sessions are, without a word', async () => {
    const [ann, bea] = [running.join(), running.join()]
    running.open('a', 1, ann)
    running.open('b', 1, bea)
    await running.settled()
    const { turn } = running.log.head()
    const later = running.again()
    later.engine.resume(later.settings.graceMs)
    later.desk.adopt('a', [{ socket: 1, session: ann, address: '192.0.2.1' }])
    later.desk.adopt('b', [{ socket: 1, session: 'nobody', address: '192.0.2.1' }])
    expect([later.heard, later.log.head().turn]).toEqual([[], turn])
    expect(await later.desk.answer('a', { type: 'stats' })).toMatchObject({ online: 1 })
    later.clock.pass(running.settings.graceMs / 2)
    expect(later.engine.session(ann)?.online).toBe(true)
    expect(later.engine.session(bea)?.online).toBe(false)
    later.send('a', 1, { type: 'find_match' })
    await later.settled()
    expect(later.told('a', 1)).toEqual(['frame waiting'])
    later.close('a', 1)
    expect(later.engine.session(ann)?.online).toBe(false)
  })
})

it('keeps whoever has no socket for as long as the setting says', () => {
  const ann = running.join()
  running.open('a', 1, ann)
  running.close('a', 1)
  expect(running.engine.session(ann)?.until).toBe(running.clock.now() + running.settings.graceMs)
})
