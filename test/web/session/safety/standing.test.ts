// Not matched for a while, and warned: told truthfully, and over by itself.
import { describe, expect, it } from 'vitest'
import type { ServerFrame } from '../../../../src/events/frames.ts'
import { tabStateOf } from '../../../../web/session/clientMachine.ts'
import { suspendedUntil } from '../../../../web/session/safety/standing.ts'
import { dawn, idle, openTestChat, openTestClient, serverAheadMs, waiting } from '../testClient.ts'

const minute = 60_000
const until = dawn + serverAheadMs + 15 * minute
const find = { type: 'find' } as const
const findMatch = { type: 'find_match' }

const suspended = (by: 'reports' | 'moderator'): ServerFrame => ({
  type: 'error',
  code: 'suspended',
  message: 'Not now.',
  until,
  by,
})

const byReports = { ...idle, suspended: { until, by: 'reports' } } as const

describe('whoever is not matched for a while', () => {
  it('looks for nobody when they come, until it is over by the server’s clock', () => {
    const page = openTestClient().hears(byReports)
    expect(page.frames()).toEqual([])
    expect(page.isIn({ phase: 'idle', standing: 'suspended' })).toBe(true)
    expect(suspendedUntil(page.context())).toBe(dawn + 15 * minute)
    page.rests(15 * minute - 1_000).does(find)
    expect(page.frames()).toEqual([])
    expect(page.rests(1_100).isIn({ standing: 'lifted' })).toBe(true)
    expect(page.does(find).frames()).toEqual([findMatch])
    expect(page.isIn({ standing: 'good', phase: 'waiting' })).toBe(true)
  })

  it('stops looking when it comes', () => {
    const page = openTestClient().hears(
      idle,
      { type: 'waiting', since: dawn },
      suspended('reports'),
    )
    expect(page.isIn({ phase: 'idle', standing: 'suspended' })).toBe(true)
  })

  it('is told when a search is refused', () => {
    const page = openTestClient().hears(idle, suspended('reports'))
    expect(page.isIn({ phase: 'idle', standing: 'suspended' })).toBe(true)
    expect(page.frames()).toEqual([findMatch])
    page.hears({ type: 'disconnected', code: 1006 }).rests(1_000)
    page.commands()
    expect(page.hears(byReports).frames()).toEqual([])
  })

  it('goes on with a conversation that reports do not end, and looks for no other after it', () => {
    const page = openTestChat().hears(suspended('reports'))
    expect(page.isIn({ phase: 'chatting' })).toBe(true)
    page.hears({ type: 'chat_ended', reason: 'left' })
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    page.commands()
    expect(page.does(find).frames()).toEqual([])
    expect(page.isIn({ phase: 'idle' })).toBe(true)
  })

  it('is not offered to talk again with the last one, whichever word comes first', () => {
    const ended: ServerFrame = { type: 'chat_ended', reason: 'left', again: until }
    const before = openTestChat().hears(suspended('reports'), ended)
    expect(before.isIn({ phase: 'ended', again: 'none' })).toBe(true)
    const after = openTestChat().hears(ended).does({ type: 'talkAgain' })
    expect(after.isIn({ again: 'asking' })).toBe(true)
    after.hears(suspended('reports'))
    expect(after.isIn({ phase: 'ended', again: 'none' })).toBe(true)
    expect(after.context().parting).toBe(null)
  })

  it.each(['before', 'after'])(
    'by a moderator is told so, and not that the other left (%s)',
    (when) => {
      const ended: ServerFrame = { type: 'chat_ended', reason: 'left' }
      const told = [suspended('moderator'), ended]
      const page = openTestChat().hears(...(when === 'before' ? told : told.reverse()))
      expect(page.isIn({ phase: 'idle', standing: 'suspended' })).toBe(true)
      expect(page.context().conversation).toBe(null)
    },
  )

  it('hears when it was lifted meanwhile', () => {
    const page = openTestClient().hears(byReports, { type: 'disconnected', code: 1006 })
    expect(page.rests(1_000).hears(idle).isIn({ standing: 'lifted', phase: 'idle' })).toBe(true)
  })

  it('is never said to be free before it is, while the server’s clock is not known', () => {
    const page = openTestClient().cut().hears(byReports)
    expect(suspendedUntil(page.context())).toBe(until)
  })
})

it('a warning stays until it is put away, also over a refresh', () => {
  const page = openTestClient().hears(waiting, { type: 'warned' })
  expect(page.context().isWarned).toBe(true)
  const tabState = tabStateOf(page.actor.getSnapshot())
  const next = openTestClient({ tabState }).hears(waiting)
  expect(next.context().isWarned).toBe(true)
  next.does({ type: 'heed' })
  expect(tabStateOf(next.actor.getSnapshot()).isWarned).toBe(false)
})
