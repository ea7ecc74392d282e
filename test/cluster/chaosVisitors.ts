// Visitors of the load tester who churn through a cluster until they are told to stop, and their referee.
import { expect } from 'vitest'
import { passerbyWire } from '../../src/load/client/passerbyWire.ts'
import { routed } from '../../src/load/client/routes.ts'
import type { RunCounts } from '../../src/load/measures/measures.ts'
import { presets } from '../../src/load/scenario/scenario.ts'
import type { FinishedRun } from '../../src/load/visitors/chronicle.ts'
import { runLoad } from '../../src/load/visitors/run.ts'

/** In front of whatever they are called and write. */
export const runName = 'chaosrun'

const scenario = {
  ...{ ...presets.churn, users: 400, ramp: 100, duration: 3_600, messagesPerMinute: 30 },
  ...{ skips: 0.5, chat: 3, drops: 0.1, rejoins: 0.03, interestsEach: 1 },
}

export interface Visiting {
  /** Waits until so many messages more are acknowledged, and as many have arrived. */
  readonly more: (messages: number) => Promise<void>
  /** Tells them to stop, and waits until nothing is under way. */
  readonly stop: () => Promise<FinishedRun>
}

interface Edge {
  readonly origin: string
  readonly port: number
}

export const visiting = (edges: readonly Edge[]): Visiting => {
  const stop = new AbortController()
  let counts: Pick<RunCounts, 'acknowledged' | 'delivered'> = { acknowledged: 0, delivered: 0 }
  const targets = edges.map(({ origin, port }) => ({ origin, port, address: '127.0.0.1' }))
  const run = runLoad(scenario, {
    ...routed({ targets, localAddresses: 0 }, passerbyWire),
    ...{ run: runName, seed: 5, stop: stop.signal, joinConnections: 100, examplesMax: 3 },
    keepsRooms: true,
    // While servers are killed nobody is paired, for as long as a busy machine takes.
    marginMs: 120_000,
    now: () => performance.now(),
    tick: (callback) => {
      const timer = setInterval(callback, 1)
      return () => clearInterval(timer)
    },
    vitals: () => ({
      ...{ utilisation: 0, cores: 0, heapBytes: 0, heapBytesMax: 1, residentBytes: 0 },
    }),
    onMoment: (_, { measures }) => {
      counts = measures.counts
    },
  })
  return {
    more: async (messages) => {
      const { acknowledged, delivered } = counts
      await expect
        .poll(() => Math.min(counts.acknowledged - acknowledged, counts.delivered - delivered), {
          timeout: 60_000,
        })
        .toBeGreaterThan(messages)
    },
    stop: () => {
      stop.abort()
      return run
    },
  }
}
