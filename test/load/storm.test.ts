// All lose their connection at once, and come back at once.
import { expect, it } from 'vitest'
import { badServer } from './badServer.ts'
import { runAgainst, until } from './runContext.ts'

it.each([
  [9, 'who talk'],
  [1, 'who waits'],
])('go and return in a storm: %i %s', async (users) => {
  const server = await badServer('none')
  const { result } = await runAgainst(
    server,
    {
      ...{ users, ramp: 200, duration: 60, think: 0.02, skips: 0, drops: 0, interestsEach: 0 },
      ...{ stormEvery: 1.5, away: 0.4 },
    },
    until(({ measures: { counts } }) => {
      const hasTalked = users === 1 || counts.delivered > 5
      return counts.drops >= 2 * users && counts.returns >= users && hasTalked
    }),
  )
  await server.close()
  const { counts, referee, left } = result
  expect(counts.connected).toBe(users + counts.returns)
  expect([counts.returns, left.away, counts.lost]).toEqual([counts.drops, 0, 0])
  expect(referee.examples).toEqual([])
})

it('are not lost where they are away by themselves when it ends', async () => {
  const server = await badServer('none')
  const changes = { users: 8, ramp: 200, duration: 2, think: 0.02, skips: 0, drops: 0 }
  const { result } = await runAgainst(
    server,
    { ...changes, stormEvery: 1, away: 600, interestsEach: 0 },
    { drainMsMax: 300 },
  )
  await server.close()
  expect(result.left.away).toBeGreaterThan(0)
  expect([result.counts.lost, result.referee.examples]).toEqual([0, []])
})
