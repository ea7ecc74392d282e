// A thread that lives the lives it is given, and says which failed.
import { parentPort, workerData } from 'node:worker_threads'
import { live } from '../life.ts'
import { type PlanOptions, planOf } from '../plan.ts'
import type { LifeTold } from './threads.ts'

const options = workerData as PlanOptions

parentPort?.on('message', async (seeds: readonly number[]) => {
  const told: LifeTold[] = []
  for (const seed of seeds) {
    const { failure } = await live(planOf(seed, options))
    told.push({ seed, failed: failure !== null })
    if (failure !== null) break
  }
  parentPort?.postMessage(told)
})
