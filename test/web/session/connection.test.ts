// A connection that is lost, and what is said over it all the same.
import { describe, expect, it } from 'vitest'
import { backoffBefore, stalledMs } from '../../../web/session/delays.ts'
import { emptyTabState } from '../../../web/session/tabStorage.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  fromYou,
  idle,
  matchedIn,
  openTestChat,
  openTestClient,
  waiting,
} from './testClient.ts'

const disconnected = (code: number) => ({ type: 'disconnected', code }) as const
const message = (id: string, text: string) => ({ type: 'send_message', id, text })
const sent = (id: string, seq: number) => ({ type: 'sent', id, seq, at: dawn }) as const

describe('the connection', () => {
  it('is tried again after growing pauses, of which half is left to chance', () => {
    expect([1, 2, 3, 9].map((attempt) => backoffBefore(attempt, 0))).toEqual([250, 500, 1000, 3000])
    expect([1, 2, 3, 9].map((attempt) => backoffBefore(attempt, 1))).toEqual([
      500, 1000, 2000, 6000,
    ])
  })

  it('waits the pause out, and begins with a short one after each success', () => {
    const page = openTestClient().hears(disconnected(1006))
    page.commands()
    expect(page.rests(249).opened()).toEqual([])
    expect(page.rests(1).opened()).toEqual(['null 0'])
    page.hears(disconnected(1006))
    expect(page.rests(499).opened()).toEqual([])
    expect(page.rests(1).hears(idle, disconnected(1006)).rests(250).opened()).toHaveLength(2)
  })

  it('is opened at once when the server restarts, and with patience if that fails', () => {
    const page = openTestChat().hears(disconnected(1012))
    expect(page.opened()).toEqual(['r1 0'])
    expect(page.hears(disconnected(1006)).opened()).toEqual([])
    expect(page.rests(500).opened()).toEqual(['r1 0'])
  })

  it('is not fought over with another tab', () => {
    const page = openTestChat().hears(disconnected(4002))
    page.commands()
    expect(page.rests(60_000).opened()).toEqual([])
    expect(page.isIn({ connection: 'replaced' })).toBe(true)
    expect(page.does({ type: 'reconnect' }).opened()).toEqual(['r1 0'])
  })

  it('is given up when the session is over', () => {
    const page = openTestChat().hears(disconnected(4001))
    page.commands()
    expect(page.rests(60_000).opened()).toEqual([])
    expect(page.isIn({ connection: 'sessionOver' })).toBe(true)
  })

  it.each([4004, 4029])('rests longer after a flood (%i)', (code) => {
    const page = openTestChat().hears(disconnected(code))
    page.commands()
    expect(page.rests(1_999).opened()).toEqual([])
    expect(page.rests(1).opened()).toEqual(['r1 0'])
  })

  it('rests as long as the server asks that did not let it in', () => {
    const page = openTestChat().hears({
      ...disconnected(1006),
      line: { error: 'rate_limited', detail: 'visit', retry_after: 9 },
    })
    page.commands()
    expect(page.context().disconnectReason).toBe('visit')
    expect(page.rests(8_999).opened()).toEqual([])
    expect(page.rests(1).opened()).toEqual(['r1 0'])
  })

  it('is given up for a while when the machine goes offline, and opened as soon as it is back', () => {
    const page = openTestChat().does({ type: 'offline' })
    expect(page.commands()).toEqual([{ type: 'close' }])
    expect(page.context().disconnectReason).toBe('offline')
    expect(page.does({ type: 'online' }).opened()).toEqual(['r1 0'])
  })

  it('is given up for a while when nothing is acknowledged for too long', () => {
    const page = openTestChat().says('anybody?')
    page.commands()
    expect(page.rests(stalledMs - 1).commands()).toEqual([])
    expect(page.rests(1).commands()).toEqual([{ type: 'close' }])
    const heard = openTestChat().says('hello').hears(sent('m1', 1))
    heard.commands()
    expect(heard.rests(2 * stalledMs).commands()).toEqual([])
  })

  it('asks only for what was missed', () => {
    const page = openTestChat().hears(fromPartner(1, 'a'), fromPartner(2, 'b'), disconnected(1006))
    page.commands()
    expect(page.rests(250).opened()).toEqual(['r1 2'])
  })
})

describe('what is said without a connection', () => {
  it('is kept, and sent once the same room is back', () => {
    const page = openTestChat().hears(disconnected(1006)).says('still there?')
    expect(page.reads()).toEqual(['unsent: still there?'])
    page.rests(250)
    page.commands()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([message('m1', 'still there?')])
    expect(page.hears(sent('m1', 1)).reads()).toEqual(['1 you: still there?'])
  })

  it('is sent again with the same id when nobody knows whether it arrived', () => {
    const page = openTestChat().says('one', 'two').hears(disconnected(1006)).rests(250)
    page.commands()
    page.hears(chattingIn('r1', [fromYou(1, 'one', 'm1'), fromPartner(2, 'hm')]))
    expect(page.frames()).toEqual([message('m2', 'two')])
    expect(page.reads()).toEqual(['1 you: one', '2 partner: hm', 'inFlight: two'])
  })

  it('survives a refresh of the same room, and only of that', () => {
    const unsent = { id: 'k1', text: 'kept', at: dawn, state: 'inFlight' } as const
    const tabState = { ...emptyTabState, room: 'r1', pending: [unsent], shared: ['tea'] }
    const same = openTestClient({ tabState }).hears(chattingIn('r1'))
    expect(same.frames()).toEqual([message('k1', 'kept')])
    expect(same.context().conversation?.shared).toEqual(['tea'])
    expect(openTestClient({ tabState }).hears(chattingIn('r2')).frames()).toEqual([])
  })

  it('is not carried into another room', () => {
    const page = openTestChat().hears(disconnected(1006)).says('for Bea').rests(250)
    page.commands()
    expect(page.hears(chattingIn('r2')).frames()).toEqual([])
    expect(page.reads()).toEqual([])
  })

  it('ends with the conversation, if that is over', () => {
    const page = openTestChat().hears(disconnected(1006)).says('late').rests(250)
    page.commands()
    expect(page.hears(idle).frames()).toEqual([])
    expect(page.context().ending).toBe('unseen')
  })
})

describe('what the server does not take', () => {
  const refusal = (code: 'rate_limited' | 'id_reused' | 'bad_frame' | 'room_full', id: string) =>
    ({ type: 'error', code, message: 'No.', id }) as const

  it('waits as long as the server asks, and goes again in order', () => {
    const page = openTestChat().says('one', 'two')
    page.commands()
    page.hears({ ...refusal('rate_limited', 'm1'), retry_after: 3 })
    page.hears({ ...refusal('rate_limited', 'm2'), retry_after: 3 }).says('three')
    expect(page.rests(2_999).frames()).toEqual([])
    expect(page.rests(1).frames()).toMatchObject([{ id: 'm1' }])
    // One in three seconds is what the server allows, as far as it said.
    expect(page.rests(2_999).frames()).toEqual([])
    expect(page.rests(1).frames()).toMatchObject([{ id: 'm2' }])
    expect(page.rests(3_000).frames()).toMatchObject([{ id: 'm3' }])
  })

  it.each(['id_reused', 'bad_frame', 'room_full'] as const)(
    'stands as not sent, for good: %s',
    (code) => {
      const page = openTestChat().says('odd').hears(refusal(code, 'm1'))
      expect(page.reads()).toEqual(['refused: odd'])
      expect(page.context().conversation?.pending[0]?.fault).toMatch(/\.$/)
      page.commands()
      expect(page.hears(disconnected(1006)).rests(250).hears(chattingIn('r1')).frames()).toEqual([])
      expect(page.reads()).toEqual(['refused: odd'])
      expect(page.does({ type: 'discard', id: 'm1' }).reads()).toEqual([])
    },
  )

  it('ends the chat where there is no room any more', () => {
    const page = openTestChat().says('hello?')
    page.hears({ type: 'error', code: 'not_chatting', message: 'No.', id: 'm1' })
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    expect(page.hears({ type: 'chat_ended', reason: 'expired' }).context().ending).toBe('expired')
  })
})

describe('another tab that took over', () => {
  it('may have gone on to another room: the page follows it', () => {
    const page = openTestChat().does({ type: 'leave' }).hears(disconnected(4002))
    page.does({ type: 'reconnect' })
    page.commands()
    expect(page.hears(chattingIn('r2')).frames()).toEqual([])
    expect(page.context().conversation?.room).toBe('r2')
  })

  it('may be waiting: so is the page', () => {
    const page = openTestClient().hears(idle).does({ type: 'cancel' }).hears(disconnected(4002))
    page.does({ type: 'reconnect' })
    page.commands()
    expect(page.hears(waiting).frames()).toEqual([])
    expect(page.hears(matchedIn('r1')).isIn({ phase: 'chatting' })).toBe(true)
  })
})
