// A line that the server opens for work: done meanwhile, and never longer than waiting would take.

import type { Challenge } from 'altcha-lib/types'
import { describe, expect, it } from 'vitest'
import { disconnectSentence } from '../../../../web/chat/line/disconnectSentence.ts'
import { connectionLoss } from '../../../../web/session/context.ts'
import { idle, openTestClient } from '../testClient.ts'

const challenge = { parameters: {}, signature: '' } as unknown as Challenge
const asked = {
  type: 'disconnected',
  code: 1006,
  line: { error: 'work_needed', challenge, retry_after: 20 },
} as const

const opensOf = (page: ReturnType<typeof openTestClient>) =>
  page.commands().filter((command) => command.type === 'open')

const working = () => {
  const page = openTestClient().hears(asked)
  page.commands()
  return page
}

const loss = (page: ReturnType<typeof openTestClient>) => connectionLoss(page.context())

describe('the work that the server asks for', () => {
  it('is told of with how far it is, and its solution goes with the next attempt, once', () => {
    const page = working()
    expect([loss(page), page.context().workShare]).toEqual(['work', 0])
    expect(disconnectSentence('work')).toContain('not a robot, a few seconds')
    page.hearsOfWork({ type: 'worked', share: 0.5 })
    expect(page.context().workShare).toBe(0.5)
    page.hearsOfWork({ type: 'solved', altcha: 'abc' })
    expect(opensOf(page)).toEqual([
      { type: 'open', visit: null, room: null, after: 0, altcha: 'abc' },
    ])
    page.hears({ type: 'disconnected', code: 1006 }).rests(60_000)
    for (const open of opensOf(page)) expect(open).not.toHaveProperty('altcha')
    page.hears(idle)
    expect([loss(page), page.context().workShare]).toEqual([null, null])
  })

  it('says that it takes longer where it does', () => {
    const line = { ...asked.line, challenge: { ...challenge, parameters: { data: { level: 3 } } } }
    const page = openTestClient().hears({ ...asked, line } as unknown as typeof asked)
    expect(loss(page)).toBe('longWork')
    expect(disconnectSentence('longWork')).toContain('a minute')
  })

  it('lasts no longer than waiting: whoever is still at it comes back when they were told to', () => {
    const page = working().rests(19_900)
    expect(opensOf(page)).toEqual([])
    expect(opensOf(page.rests(100))).toHaveLength(1)
    expect(page.context().workShare).toBeNull()
  })

  it.each([{ type: 'unsolved' }, { type: 'stopWork' }] as const)(
    'gives way to waiting, of which nothing is lost, where it is $type',
    (event) => {
      const page = working().rests(15_000).hearsOfWork(event)
      expect([loss(page), page.context().workShare]).toEqual(['address', null])
      expect(opensOf(page.rests(4_900))).toEqual([])
      expect(opensOf(page.rests(100))).toHaveLength(1)
    },
  )

  it('goes on while the page is looked at again, and ends with the line of this device', () => {
    const page = working().does({ type: 'wake' })
    expect([opensOf(page), page.context().workShare]).toEqual([[], 0])
    page.does({ type: 'offline' })
    expect([loss(page), page.context().workShare]).toEqual(['offline', null])
    page.does({ type: 'online' })
    expect(opensOf(page)).toHaveLength(1)
  })

  it('is done anew for another challenge, and not asked for where there is none', () => {
    const page = working().hearsOfWork({ type: 'solved', altcha: 'abc' }).hears(asked)
    expect([loss(page), page.context().workShare]).toEqual(['work', 0])
    page.does({ type: 'reconnect' })
    const { challenge: _, ...line } = asked.line
    page.hears({ ...asked, line })
    expect([loss(page), page.context().workShare]).toEqual(['address', null])
  })
})
