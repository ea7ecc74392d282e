// Runs of the load tester inside a test, with a real clock and real sockets.
import { passerbyWire } from '../../src/load/client/passerbyWire.ts'
import { presets, type Scenario } from '../../src/load/scenario/scenario.ts'
import type { FinishedRun } from '../../src/load/visitors/chronicle.ts'
import type { Standing } from '../../src/load/visitors/moments.ts'
import { type RunOptions, runLoad } from '../../src/load/visitors/run.ts'
import { relaxMs } from './badServer.ts'

/**
 * Ends a run once `isEnough`, however long that takes on a busy machine; `duration` is when to give
 * up.
 */
export const until = (isEnough: (run: Standing) => boolean): Partial<RunOptions> => {
  const stop = new AbortController()
  return {
    stop: stop.signal,
    onMoment: (_, run) => {
      if (isEnough(run)) stop.abort()
    },
  }
}

export const runAgainst = (
  { origin, port }: { readonly origin: string; readonly port: number },
  changes: Partial<Scenario> = {},
  options: Partial<RunOptions> = {},
): Promise<FinishedRun> => {
  const wire = passerbyWire(origin)
  return runLoad(
    { ...presets.smoke, ...changes },
    {
      origins: [origin],
      wireOf: () => wire,
      run: 'test',
      seed: 5,
      destination: () => ({ host: '127.0.0.1', port }),
      now: () => performance.now(),
      tick: (callback) => {
        const timer = setInterval(callback, 1)
        return () => clearInterval(timer)
      },
      vitals: () => {
        return { utilisation: 0, cores: 0, heapBytes: 0, heapBytesMax: 1, residentBytes: 0 }
      },
      stop: new AbortController().signal,
      joinConnections: 100,
      examplesMax: 3,
      relaxMs: relaxMs - 10,
      // A busy machine pairs nobody for a while; how soon somebody must be paired is asked elsewhere.
      marginMs: 120_000,
      keepsRooms: false,
      ...options,
    },
  )
}
