// What was being written stays until it is sent, copied, or left behind; nobody else gets it.
import { expect, it } from 'vitest'
import { keptWords, tabStateOf } from '../../../web/session/clientMachine.ts'
import { undelivered } from '../../../web/session/context.ts'
import { emptyTabState } from '../../../web/session/tabStorage.ts'
import { chattingIn, idle, matchedIn, openTestChat, openTestClient, waiting } from './testClient.ts'

type Page = ReturnType<typeof openTestClient>

const writes = (page: Page, text: string) => page.does({ type: 'write', text })
const draftOf = (page: Page) => page.context().draft
const refreshed = (page: Page) => openTestClient({ tabState: tabStateOf(page.actor.getSnapshot()) })

it('a draft is there again after a refresh, in its own room only', () => {
  const page = writes(openTestChat(), 'half a sent')
  expect(draftOf(refreshed(page).hears(chattingIn('r1')))).toEqual({
    room: 'r1',
    text: 'half a sent',
  })
  expect(draftOf(refreshed(page).hears(chattingIn('r2')))).toBeNull()
})

it('a draft outlives the conversation, also over a refresh, and is shown to no other stranger', () => {
  const page = writes(openTestChat(), 'for Bea')
  page.hears({ type: 'chat_ended', reason: 'left' })
  expect(draftOf(page)).toEqual({ room: 'r1', text: 'for Bea' })
  expect(draftOf(refreshed(page).hears(idle))).toEqual({ room: 'r1', text: 'for Bea' })
  page.does({ type: 'find' }).hears(waiting)
  expect(draftOf(refreshed(page).hears(waiting))).toEqual({ room: 'r1', text: 'for Bea' })
  page.hears(matchedIn('r2'))
  expect(draftOf(page)).toBeNull()
})

it('one that ended unseen leaves its draft', () => {
  const page = writes(openTestChat(), 'too late')
  const back = refreshed(page).hears(idle)
  expect(back.isIn({ phase: 'ended' })).toBe(true)
  expect(draftOf(back)?.text).toBe('too late')
})

const unsentOf = (page: Page) => undelivered(page.context()).map(({ text }) => text)

it('what was not delivered is unsent over every refresh, until there is another stranger', () => {
  const page = openTestChat().hears({ type: 'disconnected', code: 1006 }).says('one', 'two')
  const back = refreshed(page).hears(idle)
  expect(back.isIn({ phase: 'ended' })).toBe(true)
  expect(unsentOf(back)).toEqual(['one', 'two'])
  const again = refreshed(back).hears(idle)
  expect(again.isIn({ phase: 'ended' })).toBe(true)
  expect(unsentOf(again)).toEqual(['one', 'two'])
  again.does({ type: 'find' })
  expect(unsentOf(refreshed(again).hears(waiting))).toEqual(['one', 'two'])
  again.hears(waiting, matchedIn('r2'))
  expect(unsentOf(again)).toEqual([])
  expect(unsentOf(refreshed(again).hears(idle))).toEqual([])
})

it('what was not delivered stays when the next is sought or found to be', () => {
  const ended = () => openTestChat().hears({ type: 'disconnected', code: 1006 }).says('one')
  const looking = ended().hears(waiting)
  expect(looking.isIn({ phase: 'waiting' })).toBe(true)
  expect(unsentOf(looking)).toEqual(['one'])
  const next = ended().does({ type: 'walkOn', next: true }, { type: 'find' })
  expect(next.isIn({ phase: 'waiting' })).toBe(true)
  expect(unsentOf(next)).toEqual(['one'])
})

it('what never arrived outlives the visit, its end and another visit alike', () => {
  for (const detail of ['expired', 'joined_anew'] as const) {
    const page = writes(openTestChat().hears({ type: 'disconnected', code: 1006 }), 'half')
    page.says('one').hears({ type: 'disconnected', code: 4001, reason: detail })
    const { draft, pending } = keptWords(page.actor.getSnapshot())
    expect([draft?.text, ...pending.map(({ text }) => text)]).toEqual(['half', 'one'])
    const home = { ...emptyTabState, searchStopped: true, draft, pending }
    expect(unsentOf(openTestClient({ tabState: home }).hears(idle))).toEqual(['one'])
  }
})

it('nothing is a draft of which nothing would be seen', () => {
  const page = writes(writes(openTestChat(), 'a'), ' \u200b')
  expect(draftOf(page)).toBeNull()
})

it('leaving for good empties it', () => {
  const page = writes(openTestChat(), 'never mind').hears({ type: 'disconnected', code: 1006 })
  page.says('never sent').does({ type: 'depart' })
  const expected = { ...emptyTabState, visit: 'v1', searchStopped: true, roomLeft: 'r1' }
  expect(tabStateOf(page.actor.getSnapshot())).toEqual(expected)
})
