// What was being written stays until it is sent, copied, or left behind; nobody else gets it.
import { expect, it } from 'vitest'
import { tabStateOf } from '../../../web/session/clientMachine.ts'
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

it('nothing is a draft of which nothing would be seen', () => {
  const page = writes(writes(openTestChat(), 'a'), ' \u200b')
  expect(draftOf(page)).toBeNull()
})

it('leaving for good empties it', () => {
  const page = writes(openTestChat(), 'never mind').does({ type: 'depart' })
  const expected = { ...emptyTabState, visit: 'v1', searchStopped: true, roomLeft: 'r1' }
  expect(tabStateOf(page.actor.getSnapshot())).toEqual(expected)
})
