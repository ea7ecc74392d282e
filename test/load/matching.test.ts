// A server that pairs people otherwise than it should is found out by the wire alone.
import { describe, expect, it } from 'vitest'
import type { FaultKind } from '../../src/load/referee/rooms/faults.ts'
import type { Scenario } from '../../src/load/scenario/scenario.ts'
import type { RunOptions } from '../../src/load/visitors/run.ts'
import { badServer, type Vice } from './badServer.ts'
import { runAgainst } from './runContext.ts'

/** A few who change partners all the time, and say next to nothing. */
const restless = {
  ...{ users: 24, ramp: 200, duration: 600, think: 0.05, messagesPerMinute: 60 },
  ...{ skips: 1, chat: 0.3, drops: 0, interestsEach: 0 },
  genders: { male: 1, female: 1, other: 0 },
  seeks: { male: 1, female: 1, anyone: 0 },
}

const anyone = {
  genders: { male: 0, female: 0, other: 1 },
  seeks: { male: 0, female: 0, anyone: 1 },
}

const picky = { ...anyone, interestsEach: 2, interestPool: 60 }

/** Ends a run once that fault was found, or after so many of its seconds: some is found at the end. */
const seconds = (count: number, kind: FaultKind | null = null): Partial<RunOptions> => {
  const stop = new AbortController()
  let seen = 0
  return {
    ...{ stop: stop.signal, drainMsMax: 1_000, marginMs: 1_000 },
    onMoment: (_, { referee }) => {
      seen += 1
      if (seen >= count || (kind !== null && kind in referee.faults.counts)) stop.abort()
    },
  }
}

const vices: readonly (readonly [Vice, FaultKind, Partial<Scenario>])[] = [
  ['never pairs', 'kept_apart', anyone],
  ['never relaxes', 'kept_apart', { ...picky, users: 6 }],
  // Many seek a few: those who are passed over wait on.
  ['takes the newest first', 'overtaken', { users: 40, genders: { male: 3, female: 1, other: 0 } }],
  ['ignores interests', 'matched_early', picky],
  ['meets the last partner again', 'matched_early', { ...anyone, users: 2 }],
]

describe.concurrent('a server that', () => {
  it.each(vices)('%s is told so: %s', async (vice, kind, changes) => {
    const server = await badServer(vice)
    const { result } = await runAgainst(server, { ...restless, ...changes }, seconds(8, kind))
    await server.close()
    expect(Object.keys(result.referee.faults)).toEqual([kind])
    expect(result.referee.examples[0]?.text).toMatch(/test-\w+/)
  })

  it.each([
    ['seek this or that', {}],
    ['have interests', picky],
    ['are two', { ...anyone, users: 2 }],
    [
      'block each other and come back',
      { ...anyone, users: 8, blocks: 0.1, clears: 0.1, rejoins: 0.2 },
    ],
  ])('pairs as it should is told nothing by those who %s', async (_, changes) => {
    const server = await badServer('none')
    const { result } = await runAgainst(server, { ...restless, ...changes }, seconds(6))
    await server.close()
    expect(result.referee.examples).toEqual([])
    expect(result.counts.matches).toBeGreaterThan(0)
  })
})

it('judges nothing of strangers: another load test on the same server', async () => {
  const server = await badServer('none')
  const changes = { ...restless, ...anyone, users: 12, messagesPerMinute: 600 }
  const runs = await Promise.all(
    ['one', 'two'].map((run) => runAgainst(server, changes, { ...seconds(5), run: `${run}r` })),
  )
  await server.close()
  for (const { result } of runs) {
    expect(result.referee.examples).toEqual([])
    expect(result.referee.foreign).toBeGreaterThan(0)
    // Those for one of its own who was away for a while, which are a few.
    expect(result.referee.undeliverable).toBeLessThan(result.counts.acknowledged / 10)
  }
})
