// The way through the chat page: looking, talking, ending, leaving.
import { describe, expect, it } from 'vitest'
import { nothingKept } from '../../../web/session/context.ts'
import { typingIdleMs, unavailableMs } from '../../../web/session/pace.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  idle,
  matchedIn,
  openChat,
  openPage,
  waiting,
} from './page.ts'

const findMatch = { type: 'find_match' }
const leaveChat = { type: 'leave_chat' }

describe('looking for somebody', () => {
  it('begins by itself: whoever joined came to be matched', () => {
    const page = openPage().hears(idle)
    expect(page.frames()).toEqual([findMatch])
    expect(page.isIn({ talk: 'waiting' })).toBe(true)
  })

  it('does not begin by itself for somebody who had stopped looking before a refresh', () => {
    const page = openPage({ kept: { ...nothingKept, rested: true } }).hears(idle)
    expect(page.frames()).toEqual([])
    expect(page.isIn({ talk: 'idle' })).toBe(true)
    expect(page.does({ type: 'find' }).frames()).toEqual([findMatch])
  })

  it('tells of a conversation that ended during a refresh instead of starting the next', () => {
    const page = openPage({ kept: { ...nothingKept, room: 'r1' } }).hears(idle)
    expect(page.isIn({ talk: 'ended' })).toBe(true)
    expect(page.context().ending).toBe('unseen')
    expect(page.frames()).toEqual([])
  })

  it('is given up with cancel', () => {
    const page = openPage().hears(idle, { type: 'waiting', since: dawn })
    page.orders()
    expect(page.does({ type: 'cancel' }).frames()).toEqual([leaveChat])
    expect(page.isIn({ talk: 'idle' })).toBe(true)
  })

  it('stays cancelled when a match was already on its way', () => {
    const page = openPage().hears(idle).does({ type: 'cancel' }).hears(matchedIn('r1'))
    expect(page.isIn({ talk: 'idle' })).toBe(true)
  })

  it('is cancelled again after a line that dropped before the server heard of it', () => {
    const page = openPage().hears(idle).does({ type: 'cancel' })
    page.hears({ type: 'dropped', code: 1006 }).rests(1_000)
    page.orders()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat])
    expect(page.isIn({ talk: 'idle' })).toBe(true)
  })

  it('asks again where the server had no time for it', () => {
    const page = openPage().hears(idle)
    page.hears({ type: 'error', code: 'unavailable', message: 'Not now.' })
    page.orders()
    expect(page.rests(unavailableMs - 1).frames()).toEqual([])
    expect(page.rests(1).frames()).toEqual([findMatch])
  })

  it('asks again after a line that dropped, unless the server still has it waiting', () => {
    const dropped = { type: 'dropped', code: 1006 } as const
    const asked = openPage().hears(idle, dropped).rests(1_000)
    asked.orders()
    expect(asked.hears(idle).frames()).toEqual([findMatch])
    const kept = openPage().hears(idle, dropped).rests(1_000)
    kept.orders()
    expect(kept.hears(waiting).frames()).toEqual([])
    expect(kept.isIn({ talk: { waiting: 'queued' } })).toBe(true)
  })
})

describe('a conversation', () => {
  it('begins with who is there and what both like', () => {
    const page = openPage().hears(idle, matchedIn('r1', ['tea']))
    expect(page.context().talk).toMatchObject({ partner: { username: 'Bea' }, shared: ['tea'] })
    expect(page.isIn({ talk: { chatting: 'present' } })).toBe(true)
  })

  it('ignores what was said in another room', () => {
    expect(
      openChat()
        .hears(fromPartner(1, 'lost', 'r0'))
        .reads(),
    ).toEqual([])
  })

  it('shows the partner away until it is back, by this machine’s clock', () => {
    const page = openChat().says('hello')
    page.hears({ type: 'sent', id: 'm1', seq: 1, at: dawn + 5_000 })
    page.hears({ type: 'partner_away', until: dawn + 35_000 })
    expect(page.isIn({ talk: { chatting: 'away' } })).toBe(true)
    expect(page.context().awayUntil).toBe(dawn + 30_000)
    page.hears({ type: 'partner_back' })
    expect(page.isIn({ talk: { chatting: 'present' } })).toBe(true)
    expect(page.context().awayUntil).toBe(null)
  })

  it.each(['left', 'expired', 'fault'] as const)('ends as the server says: %s', (reason) => {
    const page = openChat().hears({ type: 'chat_ended', reason })
    expect(page.isIn({ talk: 'ended' })).toBe(true)
    expect(page.context().ending).toBe(reason)
  })

  it('ends at once when the visitor leaves it, and is not rejoined', () => {
    const page = openChat().does({ type: 'leave' })
    expect(page.frames()).toEqual([leaveChat])
    expect(page.context().ending).toBe('you')
    page.hears({ type: 'chat_ended', reason: 'left' })
    expect(page.context().ending).toBe('you')
    page.hears({ type: 'dropped', code: 1006 }).rests(1_000)
    page.orders()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat])
    expect(page.isIn({ talk: 'ended' })).toBe(true)
  })

  it('that was left while the line was down gives way to the search that followed', () => {
    const page = openChat().hears({ type: 'dropped', code: 1006 })
    page.does({ type: 'leave' }, { type: 'find' }).rests(1_000)
    page.orders()
    expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat, findMatch])
  })

  it('is followed by another', () => {
    const page = openChat().hears(fromPartner(1, 'bye'), { type: 'chat_ended', reason: 'left' })
    expect(page.does({ type: 'find' }).frames()).toEqual([findMatch])
    page.hears({ type: 'waiting', since: dawn }, matchedIn('r2'))
    expect(page.context().talk?.room).toBe('r2')
    expect(page.reads()).toEqual([])
  })

  it('knows when the partner types, until it says something', () => {
    const page = openChat().hears({ type: 'typing', on: true })
    expect(page.context().partnerTyping).toBe(true)
    expect(page.hears(fromPartner(1, 'hi')).context().partnerTyping).toBe(false)
  })
})

describe('the hand on the keys', () => {
  const on = { type: 'typing', on: true }
  const off = { type: 'typing', on: false }
  const key = { type: 'keystroke', empty: false } as const

  it('is told of once, and once more when it rests', () => {
    const page = openChat().does(key, key)
    page.rests(typingIdleMs - 1).does(key)
    expect(page.frames()).toEqual([on])
    expect(page.rests(typingIdleMs - 1).frames()).toEqual([])
    expect(page.rests(1).frames()).toEqual([off])
  })

  it('rests when all is deleted or sent', () => {
    const page = openChat().does(key, { type: 'keystroke', empty: true }, key).says('hi')
    const message = { type: 'send_message', id: 'm1', text: 'hi' }
    expect(page.frames()).toEqual([on, off, on, message, off])
  })

  it('has nobody to be told of when the chat is over', () => {
    const page = openChat().does(key).hears({ type: 'chat_ended', reason: 'left' })
    page.orders()
    expect(page.rests(typingIdleMs).frames()).toEqual([])
  })
})

describe('leaving for good', () => {
  it('shuts the line and says farewell', async () => {
    const page = openChat().does({ type: 'depart' })
    expect(page.orders()).toContainEqual({ type: 'close' })
    await expect.poll(() => page.isIn({ talk: 'parted' })).toBe(true)
    expect(page.hears({ type: 'dropped', code: 4001 }).isIn({ link: 'shut' })).toBe(true)
  })

  it('admits that nobody answered', async () => {
    const page = openPage({ farewell: () => Promise.reject(new Error('offline')) }).hears(idle)
    page.does({ type: 'depart' })
    await expect.poll(() => page.isIn({ talk: 'stranded' })).toBe(true)
  })
})
