// The way through the chat page: looking, talking, ending, leaving.
import { describe, expect, it } from 'vitest'
import { cleanMessage } from '../../../src/http/exchange/text.ts'
import { partnerAway } from '../../../web/session/context.ts'
import { departAgainMs, typingIdleMs, unavailableMs } from '../../../web/session/delays.ts'
import { emptyTabState } from '../../../web/session/tabStorage.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  idle,
  matchedIn,
  openTestChat,
  openTestClient,
  serverAheadMs,
  waiting,
} from './testClient.ts'

const findMatch = { type: 'find_match' }
const leaveChat = { type: 'leave_chat' }

describe('looking for somebody', () => {
  it('begins by itself: whoever joined came to be matched', () => {
    const page = openTestClient().hears(idle)
    expect(page.frames()).toEqual([findMatch])
    expect(page.isIn({ phase: 'waiting' })).toBe(true)
  })

  it('does not begin by itself for somebody who had stopped looking before a refresh', () => {
    const page = openTestClient({ tabState: { ...emptyTabState, searchStopped: true } }).hears(idle)
    expect(page.frames()).toEqual([])
    expect(page.isIn({ phase: 'idle' })).toBe(true)
    expect(page.does({ type: 'find' }).frames()).toEqual([findMatch])
  })

  it('tells of a conversation that ended during a refresh instead of starting the next', () => {
    const page = openTestClient({ tabState: { ...emptyTabState, room: 'r1' } }).hears(idle)
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    expect(page.context().ending).toBe('unseen')
    expect(page.frames()).toEqual([])
  })

  it('is given up with cancel', () => {
    const page = openTestClient().hears(idle, { type: 'waiting', since: dawn })
    page.commands()
    expect(page.does({ type: 'cancel' }).frames()).toEqual([leaveChat])
    expect(page.isIn({ phase: 'idle' })).toBe(true)
  })

  it('stays cancelled when a match was already on its way', () => {
    const page = openTestClient().hears(idle).does({ type: 'cancel' }).hears(matchedIn('r1'))
    expect(page.isIn({ phase: 'idle' })).toBe(true)
  })

  it('is cancelled again after a connection that was lost before the server heard of it', () => {
    const page = openTestClient().hears(idle).does({ type: 'cancel' })
    page.hears({ type: 'disconnected', code: 1006 }).rests(1_000)
    page.commands()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat])
    expect(page.isIn({ phase: 'idle' })).toBe(true)
  })

  it('asks again where the server had no time for it', () => {
    const page = openTestClient().hears(idle)
    page.hears({ type: 'error', code: 'unavailable', message: 'Not now.' })
    page.commands()
    expect(page.rests(unavailableMs - 1).frames()).toEqual([])
    expect(page.rests(1).frames()).toEqual([findMatch])
  })

  it('asks again after a connection that was lost, unless the server still has it waiting', () => {
    const disconnected = { type: 'disconnected', code: 1006 } as const
    const again = openTestClient().hears(idle, disconnected).rests(1_000)
    again.commands()
    expect(again.hears(idle).frames()).toEqual([findMatch])
    const kept = openTestClient().hears(idle, disconnected).rests(1_000)
    kept.commands()
    expect(kept.hears(waiting).frames()).toEqual([])
    expect(kept.isIn({ phase: { waiting: 'queued' } })).toBe(true)
  })
})

describe('a conversation', () => {
  it('begins with who is there and what both like', () => {
    const page = openTestClient().hears(idle, matchedIn('r1', ['tea']))
    expect(page.context().conversation).toMatchObject({
      partner: { username: 'Bea' },
      shared: ['tea'],
    })
    expect(page.isIn({ phase: { chatting: 'present' } })).toBe(true)
  })

  it('ignores what was said in another room', () => {
    expect(
      openTestChat()
        .hears(fromPartner(1, 'lost', 'r0'))
        .reads(),
    ).toEqual([])
  })

  it('shows the partner away until it is back, by the server’s clock', () => {
    const page = openTestChat().rests(5_000)
    const until = page.now() + serverAheadMs + 30_000
    const left = () => {
      const due = partnerAway(page.context())?.until ?? null
      return due === null ? null : due - page.now()
    }
    page.hears({ type: 'partner_away', until })
    expect(page.isIn({ phase: { chatting: 'away' } })).toBe(true)
    expect(left()).toBe(30_000)
    page.rests(29_000)
    expect(left()).toBe(1_000)
    page.hears({ type: 'partner_back' })
    expect(page.isIn({ phase: { chatting: 'present' } })).toBe(true)
    expect(left()).toBe(null)
  })

  it('does not say how long the partner may be away while the server’s clock is unknown', () => {
    const page = openTestClient().cut().hears(chattingIn('r1'))
    page.hears({ type: 'partner_away', until: dawn + 30_000 })
    expect(page.isIn({ phase: { chatting: 'away' } })).toBe(true)
    expect(partnerAway(page.context())).toEqual({ until: null })
  })

  it.each(['left', 'expired', 'fault'] as const)('ends as the server says: %s', (reason) => {
    const page = openTestChat().hears({ type: 'chat_ended', reason })
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    expect(page.context().ending).toBe(reason)
  })

  it('ends at once when the visitor leaves it, and is not rejoined', () => {
    const page = openTestChat().does({ type: 'leave' })
    expect(page.frames()).toEqual([leaveChat])
    expect(page.context().ending).toBe('you')
    page.hears({ type: 'chat_ended', reason: 'left' })
    expect(page.context().ending).toBe('you')
    page.hears({ type: 'disconnected', code: 1006 }).rests(1_000)
    page.commands()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat])
    expect(page.isIn({ phase: 'ended' })).toBe(true)
  })

  it('that was left without a connection gives way to the search that followed', () => {
    const page = openTestChat().hears({ type: 'disconnected', code: 1006 })
    page.does({ type: 'leave' }, { type: 'find' }).rests(1_000)
    page.commands()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat, findMatch])
  })

  it('is followed by another', () => {
    const page = openTestChat().hears(fromPartner(1, 'bye'), { type: 'chat_ended', reason: 'left' })
    expect(page.does({ type: 'find' }).frames()).toEqual([findMatch])
    page.hears({ type: 'waiting', since: dawn }, matchedIn('r2'))
    expect(page.context().conversation?.room).toBe('r2')
    expect(page.reads()).toEqual([])
  })

  it('knows when the partner types, until it says something', () => {
    const page = openTestChat().hears({ type: 'typing', on: true })
    expect(page.context().partnerTyping).toBe(true)
    expect(page.hears(fromPartner(1, 'hi')).context().partnerTyping).toBe(false)
  })

  it('believes that the partner types for a while only, unless it hears so again', () => {
    const page = openTestChat().hears({ type: 'typing', on: true })
    page.rests(5_999).hears({ type: 'typing', on: true })
    expect(page.rests(5_999).context().partnerTyping).toBe(true)
    expect(page.rests(1).context().partnerTyping).toBe(false)
    page.hears({ type: 'typing', on: true }, { type: 'typing', on: false })
    page.rests(1_000).hears({ type: 'typing', on: true })
    expect(page.rests(5_999).context().partnerTyping).toBe(true)
  })
})

describe('typing', () => {
  const on = { type: 'typing', on: true }
  const off = { type: 'typing', on: false }
  const key = { type: 'keystroke', empty: false } as const

  it('is told of once, and once more when it stops', () => {
    const page = openTestChat().does(key, key)
    page.rests(typingIdleMs - 1).does(key)
    expect(page.frames()).toEqual([on])
    expect(page.rests(typingIdleMs - 1).frames()).toEqual([])
    expect(page.rests(1).frames()).toEqual([off])
  })

  it('is told of again while it goes on, before the partner stops believing it', () => {
    const page = openTestChat()
    const heardAt: number[] = []
    for (let pressed = 0; pressed < 20_000; pressed += 500) {
      for (const frame of page.does(key).frames()) {
        expect(frame).toEqual(on)
        heardAt.push(pressed)
      }
      page.rests(500)
    }
    const gaps = heardAt.slice(1).map((at, n) => at - (heardAt[n] ?? 0))
    expect(heardAt.length).toBeGreaterThan(3)
    expect(Math.max(...gaps)).toBeLessThan(5_000)
    expect(page.rests(typingIdleMs).frames()).toEqual([off])
  })

  it('stops when all is deleted or sent', () => {
    const page = openTestChat().does(key, { type: 'keystroke', empty: true }, key).says('hi')
    const message = { type: 'send_message', id: 'm1', text: 'hi' }
    expect(page.frames()).toEqual([on, off, on, message, off])
  })

  it('has nobody to be told of when the chat is over', () => {
    const page = openTestChat().does(key).hears({ type: 'chat_ended', reason: 'left' })
    page.commands()
    expect(page.rests(typingIdleMs).frames()).toEqual([])
  })
})

it('what is said reads the same to both: what would reorder it is gone', () => {
  const said = 'abc \u202edef\u202c \u200fשלום \u2066x\u2069'
  const page = openTestChat().says(said)
  expect(page.frames()).toMatchObject([{ text: cleanMessage(said) }])
  page.hears({ type: 'sent', id: 'm1', seq: 1, at: dawn })
  expect(page.reads()).toEqual([`1 you: ${cleanMessage(said)}`])
})

describe('leaving for good', () => {
  it('closes the connection and ends the session', async () => {
    const page = openTestChat().does({ type: 'depart' })
    expect(page.commands()).toContainEqual({ type: 'close' })
    await expect.poll(() => page.isIn({ phase: 'departed' })).toBe(true)
    expect(page.hears({ type: 'disconnected', code: 4001 }).isIn({ connection: 'closed' })).toBe(
      true,
    )
  })

  it('is said until somebody answers, and admits that nobody did', async () => {
    let asked = 0
    const page = openTestClient({
      endSession: async () => {
        asked += 1
        if (asked < 4) throw new Error('offline')
      },
    }).hears(idle)
    const isUnheard = () => page.isIn({ phase: { departing: { unheard: 'waiting' } } })
    page.does({ type: 'depart' })
    for (const again of [
      () => page.rests(departAgainMs),
      () => page.does({ type: 'online' }),
      () => page.does({ type: 'reconnect' }),
    ]) {
      await expect.poll(isUnheard).toBe(true)
      again()
    }
    await expect.poll(() => page.isIn({ phase: 'departed' })).toBe(true)
    expect(asked).toBe(4)
  })
})
