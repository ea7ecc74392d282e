// Talking again with the last partner: offered for two minutes, asked blind, and never told of.
import { describe, expect, it } from 'vitest'
import type { ServerFrame } from '../../../../src/events/frames.ts'
import { againMs, reportMs } from '../../../../src/events/limits.ts'
import { tabStateOf } from '../../../../web/session/clientMachine.ts'
import { lateNewsMs, unavailableMs } from '../../../../web/session/delays.ts'
import type { Welcome } from '../../../../web/session/events.ts'
import { askableUntil } from '../../../../web/session/parting/again.ts'
import { undoMs } from '../../../../web/session/parting/leaving.ts'
import type { TabState } from '../../../../web/session/tabStorage.ts'
import {
  chattingIn,
  dawn,
  idle,
  matchedIn,
  openTestChat,
  openTestClient,
  serverAheadMs,
  waiting,
} from '../testClient.ts'

/** Two minutes from the beginning, by the server's clock. */
const until = dawn + serverAheadMs + againMs
const ask = { type: 'talkAgain' } as const
const askFrame = { type: 'again', room: 'r1' }
const heard: ServerFrame = { type: 'again', room: 'r1', until }
const left: ServerFrame = { type: 'chat_ended', reason: 'left', again: until }
const met: ServerFrame = {
  type: 'matched',
  room: 'r2',
  partner: { username: 'Bea', bio: '', gender: 'female' },
  shared: [],
  again: true,
}
const lost = { type: 'disconnected', code: 1006 } as const
const offline = { type: 'offline' } as const

const offering = (welcome: Welcome, asked = false): Welcome => ({
  ...welcome,
  again: { room: 'r1', until, asked },
})

type Page = ReturnType<typeof openTestClient>

/** What there is of talking again, in one word, and with whom. */
const standing = (page: Page) => {
  const { again } = page.actor.getSnapshot().value
  const { parting } = page.context()
  const state = typeof again === 'string' ? again : 'asking'
  return parting === null ? state : `${state} ${parting.name}`
}

/** A chat that the partner has left. */
const openTestParting = () => {
  const page = openTestChat().hears(left)
  page.commands()
  return page
}

describe('talking again', () => {
  it('is offered after an end that allows it, whoever left', () => {
    expect(standing(openTestParting())).toBe('offered Bea')
    const byVisitor = openTestChat().does({ type: 'walkOn', next: false }).rests(undoMs)
    expect(standing(byVisitor)).toBe('none')
    expect(standing(byVisitor.hears(left))).toBe('offered Bea')
    const forNext = openTestChat().does({ type: 'walkOn', next: true }).rests(undoMs)
    expect(standing(forNext.hears(left, { type: 'waiting', since: dawn }))).toBe('offered Bea')
  })

  it('is not offered after an end that allows none', () => {
    expect(standing(openTestChat().hears({ type: 'chat_ended', reason: 'expired' }))).toBe('none')
  })

  it('is asked for once, and stands when the server says so', () => {
    const page = openTestParting().does(ask, ask)
    expect(page.frames()).toEqual([askFrame])
    expect(standing(page)).toBe('asking Bea')
    expect(standing(page.hears(heard))).toBe('asked Bea')
    expect(page.does(ask).frames()).toEqual([])
    expect(page.isIn({ phase: 'ended' })).toBe(true)
  })

  it('begins a conversation when both asked, without a search', () => {
    const page = openTestParting().does(ask).hears(heard, met)
    expect(page.isIn({ phase: 'chatting' })).toBe(true)
    expect(page.context().conversation).toMatchObject({ room: 'r2', isAgain: true })
    expect(standing(page)).toBe('none')
    expect(page.frames()).toEqual([askFrame])
  })

  it('begins one also where the visitor has stopped looking since', () => {
    const page = openTestParting().does(ask).hears(heard).does({ type: 'find' })
    page.hears({ type: 'waiting', since: dawn }).does({ type: 'cancel' })
    expect(standing(page)).toBe('asked Bea')
    expect(page.hears(matchedIn('r3')).isIn({ phase: 'idle' })).toBe(true)
    expect(page.hears(met).isIn({ phase: 'chatting' })).toBe(true)
  })

  it('stands beside a search, and ends with whatever is found', () => {
    const page = openTestParting().does(ask).hears(heard).does({ type: 'find' })
    page.hears({ type: 'waiting', since: dawn })
    expect(standing(page)).toBe('asked Bea')
    page.hears(matchedIn('r3', ['tea']))
    expect(standing(page)).toBe('none')
    expect(page.context().conversation?.isAgain).toBe(false)
  })

  it('may be asked for in the middle of a search', () => {
    const page = openTestParting().does({ type: 'find' }, ask)
    expect(page.frames()).toEqual([{ type: 'find_match' }, askFrame])
    page.hears({ type: 'waiting', since: dawn }, heard, met)
    expect(page.context().conversation?.isAgain).toBe(true)
  })
})

describe('the time to ask', () => {
  it.each([
    ['an offer', [], 'offered Bea'],
    ['a wish', [ask], 'asked Bea'],
  ] as const)('ends %s quietly, by the server’s clock', (_, done, before) => {
    const page = openTestParting()
    page.does(...done).hears(...(done.length > 0 ? [heard] : []))
    expect(askableUntil(page.context())).toBe(dawn + againMs)
    expect(standing(page.rests(againMs - page.now() + dawn - 1))).toBe(before)
    expect(standing(page.rests(50))).toBe('none')
    expect(page.context().ending).toBe('left')
  })

  it('is not told while the server’s clock is unknown, and as soon as it is known', () => {
    const page = openTestClient().cut().hears(offering(idle))
    expect(askableUntil(page.context())).toBe(null)
    page.hears({ type: 'pong', at: dawn + serverAheadMs + 60_000 })
    expect(askableUntil(page.context())).toBe(dawn + 60_000)
    expect(standing(page.rests(59_950))).toBe('offered null')
    expect(standing(page.rests(50))).toBe('none')
  })

  it('that is over for the server is told to whoever asks', () => {
    const page = openTestParting().does(ask)
    page.hears({ type: 'error', code: 'too_late', message: 'Too late.' })
    expect(standing(page)).toBe('late Bea')
    expect(standing(page.does({ type: 'find' }))).toBe('none')
  })

  it('goes on where the server cannot take the wish just now', () => {
    const page = openTestParting().does(ask)
    page.hears({ type: 'error', code: 'unavailable', message: 'Not now.' })
    page.commands()
    expect(page.rests(unavailableMs - 50).frames()).toEqual([])
    expect(page.rests(50).frames()).toEqual([askFrame])
    page.hears({ type: 'error', code: 'rate_limited', message: 'Slowly.', retry_after: 1 })
    expect(page.rests(1_000).frames()).toEqual([askFrame])
    expect(standing(page.hears(heard))).toBe('asked Bea')
  })

  it('that ran out before the server had an ear is called too late', () => {
    const page = openTestParting().does(offline).does(ask).rests(againMs)
    expect(standing(page)).toBe('late Bea')
  })
})

describe('a wish to talk again over a lost connection', () => {
  it('is sent again where it was not heard', () => {
    const page = openTestParting().does(ask).hears(lost).rests(1_000)
    page.commands()
    expect(page.hears(offering(idle)).frames()).toEqual([askFrame])
    expect(standing(page.hears(heard))).toBe('asked Bea')
  })

  it('stands where it was', () => {
    const page = openTestParting().does(ask).hears(lost).rests(1_000)
    page.commands()
    expect(page.hears(offering(waiting, true)).frames()).toEqual([])
    expect(standing(page)).toBe('asked Bea')
  })

  it('was too late where the server knows of no parting any more', () => {
    expect(standing(openTestParting().does(ask).hears(lost).rests(1_000).hears(idle))).toBe(
      'late Bea',
    )
    expect(standing(openTestParting().hears(lost).rests(1_000).hears(idle))).toBe('none')
  })

  it('came true in the meantime', () => {
    const page = openTestParting().does(ask).hears(lost).rests(1_000).hears(chattingIn('r2'))
    expect(page.isIn({ phase: 'chatting' })).toBe(true)
    expect(standing(page)).toBe('none')
  })
})

describe('a refresh', () => {
  const refreshed = (page: Page): TabState => tabStateOf(page.actor.getSnapshot())

  it('keeps the offer and the wish, and who it is about', () => {
    const tabState = refreshed(openTestParting())
    expect(standing(openTestClient({ tabState }).hears(offering(idle)))).toBe('offered Bea')
    const page = openTestClient({ tabState }).hears(offering(idle, true))
    expect(standing(page)).toBe('asked Bea')
    expect(page.isIn({ phase: 'ended' })).toBe(true)
  })

  it('during which the partner left is followed by the offer', () => {
    const tabState = refreshed(openTestChat())
    const page = openTestClient({ tabState }).hears(offering(idle))
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    expect(standing(page)).toBe('offered Bea')
  })

  it('forgets the name once there is nothing to ask for and nobody to report', () => {
    const page = openTestParting().rests(againMs)
    expect(refreshed(page).lastTalk).toEqual({ room: 'r1', name: 'Bea' })
    expect(refreshed(page.rests(reportMs + lateNewsMs - againMs)).lastTalk).toBe(null)
    const sought = openTestParting().does({ type: 'find' }).rests(againMs)
    expect(refreshed(sought).lastTalk).toBe(null)
    expect(refreshed(openTestParting()).lastTalk).toEqual({ room: 'r1', name: 'Bea' })
  })

  it('knows that the two wanted to talk again', () => {
    const tabState = refreshed(openTestParting().does(ask).hears(heard, met))
    const page = openTestClient({ tabState }).hears(chattingIn('r2'))
    expect(page.context().conversation?.isAgain).toBe(true)
  })
})
