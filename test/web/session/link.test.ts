// A line that drops, and what is said over it all the same.
import { describe, expect, it } from 'vitest'
import { nothingKept } from '../../../web/session/context.ts'
import { pauseBefore, stalledMs } from '../../../web/session/pace.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  fromYou,
  idle,
  matchedIn,
  openChat,
  openPage,
  waiting,
} from './page.ts'

const dropped = (code: number) => ({ type: 'dropped', code }) as const
const message = (id: string, text: string) => ({ type: 'send_message', id, text })
const sent = (id: string, seq: number) => ({ type: 'sent', id, seq, at: dawn }) as const

describe('the line', () => {
  it('is tried again after growing pauses, of which half is left to chance', () => {
    expect([1, 2, 3, 9].map((attempt) => pauseBefore(attempt, 0))).toEqual([250, 500, 1000, 3000])
    expect([1, 2, 3, 9].map((attempt) => pauseBefore(attempt, 1))).toEqual([500, 1000, 2000, 6000])
  })

  it('waits the pause out, and begins with a short one after each success', () => {
    const page = openPage().hears(dropped(1006))
    page.orders()
    expect(page.rests(249).opened()).toEqual([])
    expect(page.rests(1).opened()).toEqual(['null 0'])
    page.hears(dropped(1006))
    expect(page.rests(499).opened()).toEqual([])
    expect(page.rests(1).hears(idle, dropped(1006)).rests(250).opened()).toHaveLength(2)
  })

  it('is opened at once when the server restarts, and with patience if that fails', () => {
    const page = openChat().hears(dropped(1012))
    expect(page.opened()).toEqual(['r1 0'])
    expect(page.hears(dropped(1006)).opened()).toEqual([])
    expect(page.rests(500).opened()).toEqual(['r1 0'])
  })

  it('is not fought over with another tab', () => {
    const page = openChat().hears(dropped(4002))
    page.orders()
    expect(page.rests(60_000).opened()).toEqual([])
    expect(page.isIn({ link: 'replaced' })).toBe(true)
    expect(page.does({ type: 'reconnect' }).opened()).toEqual(['r1 0'])
  })

  it('is given up when the session is over', () => {
    const page = openChat().hears(dropped(4001))
    page.orders()
    expect(page.rests(60_000).opened()).toEqual([])
    expect(page.isIn({ link: 'over' })).toBe(true)
  })

  it.each([4004, 4029])('rests longer after a flood (%i)', (code) => {
    const page = openChat().hears(dropped(code))
    page.orders()
    expect(page.rests(1_999).opened()).toEqual([])
    expect(page.rests(1).opened()).toEqual(['r1 0'])
  })

  it('is dropped when the machine goes offline, and opened as soon as it is back', () => {
    const page = openChat().does({ type: 'offline' })
    expect(page.orders()).toEqual([{ type: 'close' }])
    expect(page.context().drop).toBe('offline')
    expect(page.does({ type: 'online' }).opened()).toEqual(['r1 0'])
  })

  it('is dropped when nothing is acknowledged for too long', () => {
    const page = openChat().says('anybody?')
    page.orders()
    expect(page.rests(stalledMs - 1).orders()).toEqual([])
    expect(page.rests(1).orders()).toEqual([{ type: 'close' }])
    const heard = openChat().says('hello').hears(sent('m1', 1))
    heard.orders()
    expect(heard.rests(2 * stalledMs).orders()).toEqual([])
  })

  it('asks only for what was missed', () => {
    const page = openChat().hears(fromPartner(1, 'a'), fromPartner(2, 'b'), dropped(1006))
    page.orders()
    expect(page.rests(250).opened()).toEqual(['r1 2'])
  })
})

describe('what is said while the line is down', () => {
  it('is kept, and sent once the same room is back', () => {
    const page = openChat().hears(dropped(1006)).says('still there?')
    expect(page.reads()).toEqual(['kept: still there?'])
    page.rests(250)
    page.orders()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([message('m1', 'still there?')])
    expect(page.hears(sent('m1', 1)).reads()).toEqual(['1 you: still there?'])
  })

  it('is sent again with the same id when nobody knows whether it arrived', () => {
    const page = openChat().says('one', 'two').hears(dropped(1006)).rests(250)
    page.orders()
    page.hears(chattingIn('r1', [fromYou(1, 'one', 'm1'), fromPartner(2, 'hm')]))
    expect(page.frames()).toEqual([message('m2', 'two')])
    expect(page.reads()).toEqual(['1 you: one', '2 partner: hm', 'flying: two'])
  })

  it('survives a refresh of the same room, and only of that', () => {
    const unsent = { id: 'k1', text: 'kept', at: dawn, state: 'flying' } as const
    const kept = { ...nothingKept, room: 'r1', outbox: [unsent], shared: ['tea'] }
    const same = openPage({ kept }).hears(chattingIn('r1'))
    expect(same.frames()).toEqual([message('k1', 'kept')])
    expect(same.context().talk?.shared).toEqual(['tea'])
    expect(openPage({ kept }).hears(chattingIn('r2')).frames()).toEqual([])
  })

  it('is not carried into another room', () => {
    const page = openChat().hears(dropped(1006)).says('for Bea').rests(250)
    page.orders()
    expect(page.hears(chattingIn('r2')).frames()).toEqual([])
    expect(page.reads()).toEqual([])
  })

  it('ends with the conversation, if that is over', () => {
    const page = openChat().hears(dropped(1006)).says('late').rests(250)
    page.orders()
    expect(page.hears(idle).frames()).toEqual([])
    expect(page.context().ending).toBe('unseen')
  })
})

describe('what the server does not take', () => {
  const refusal = (code: 'rate_limited' | 'id_reused' | 'bad_frame' | 'room_full', id: string) =>
    ({ type: 'error', code, message: 'No.', id }) as const

  it('waits as long as the server asks, and goes again in order', () => {
    const page = openChat().says('one', 'two')
    page.orders()
    page.hears({ ...refusal('rate_limited', 'm1'), retry_after: 3 })
    page.hears({ ...refusal('rate_limited', 'm2'), retry_after: 3 }).says('three')
    expect(page.rests(2_999).frames()).toEqual([])
    expect(
      page
        .rests(1)
        .frames()
        .map((frame) => 'id' in frame && frame.id),
    ).toEqual(['m1', 'm2', 'm3'])
  })

  it.each(['id_reused', 'bad_frame', 'room_full'] as const)(
    'stands as not sent, for good: %s',
    (code) => {
      const page = openChat().says('odd').hears(refusal(code, 'm1'))
      expect(page.reads()).toEqual(['refused: odd'])
      expect(page.context().talk?.outbox[0]?.fault).toMatch(/\.$/)
      page.orders()
      expect(page.hears(dropped(1006)).rests(250).hears(chattingIn('r1')).frames()).toEqual([])
      expect(page.reads()).toEqual(['refused: odd'])
      expect(page.does({ type: 'discard', id: 'm1' }).reads()).toEqual([])
    },
  )

  it('ends the chat where there is no room any more', () => {
    const page = openChat().says('hello?')
    page.hears({ type: 'error', code: 'not_chatting', message: 'No.', id: 'm1' })
    expect(page.isIn({ talk: 'ended' })).toBe(true)
    expect(page.hears({ type: 'chat_ended', reason: 'expired' }).context().ending).toBe('expired')
  })
})

describe('another tab that took over', () => {
  it('may have gone on to another room: the page follows it', () => {
    const page = openChat().does({ type: 'leave' }).hears(dropped(4002))
    page.does({ type: 'reconnect' })
    page.orders()
    expect(page.hears(chattingIn('r2')).frames()).toEqual([])
    expect(page.context().talk?.room).toBe('r2')
  })

  it('may be waiting: so is the page', () => {
    const page = openPage().hears(idle).does({ type: 'cancel' }).hears(dropped(4002))
    page.does({ type: 'reconnect' })
    page.orders()
    expect(page.hears(waiting).frames()).toEqual([])
    expect(page.hears(matchedIn('r1')).isIn({ talk: 'chatting' })).toBe(true)
  })
})
