// Lives on several threads: each takes the next seed when it is done with one.
import { Worker } from 'node:worker_threads'
import type { SimulationOptions } from './options.ts'

/** What a thread says of a life. */
export interface LifeTold {
  readonly seed: number
  readonly failed: boolean
}

/** How many seeds a thread is given at a time. */
const lotSeeds = 5

/** A life leaves much behind that the next one does not need: the more room, the less often it is looked at. */
const youngMegabytes = 64

/** The first seed whose life fails, of those that were begun by then; null where none does. */
export const firstFailing = (
  options: SimulationOptions,
  tell: (done: number) => void,
): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const end = options.seed + options.seeds
    let next = options.seed
    let done = 0
    let failing: number | null = null
    let running = 0
    const give = (worker: Worker): void => {
      const lot = Array.from({ length: Math.min(lotSeeds, end - next) }, (_, index) => next + index)
      next += lot.length
      if (lot.length > 0 && failing === null) {
        worker.postMessage(lot)
        return
      }
      void worker.terminate()
      running -= 1
      if (running === 0) resolve(failing)
    }
    for (let job = 0; job < options.jobs; job++) {
      const worker = new Worker(new URL('lifeThread.ts', import.meta.url), {
        workerData: options,
        resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      })
      running += 1
      worker.on('error', reject)
      worker.on('message', (lot: readonly LifeTold[]) => {
        done += lot.length
        for (const { seed, failed } of lot) if (failed) failing = Math.min(failing ?? seed, seed)
        tell(done)
        give(worker)
      })
      give(worker)
    }
  })
