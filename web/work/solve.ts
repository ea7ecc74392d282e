// Has a challenge solved in a worker of its own: the page stays awake, and a page out of sight goes on.
import type { Challenge } from 'altcha-lib/types'
import type { SolverNews } from './solver.ts'

export interface Solving {
  /** What to send as `altcha`; null where this browser cannot, or it was stopped. */
  readonly solution: Promise<string | null>
  readonly stop: () => void
}

/** `tell` hears which part of the longest search is done, from 0 to 1. */
export const solve = (challenge: Challenge, tell: (share: number) => void): Solving => {
  const tries = Number(challenge.parameters.data?.tries) || Number.POSITIVE_INFINITY
  let stop = () => {}
  const solution = new Promise<string | null>((resolve) => {
    let worker: Worker
    try {
      worker = new Worker(new URL('./solver.ts', import.meta.url), { type: 'module' })
    } catch {
      resolve(null)
      return
    }
    const end = (altcha: string | null) => {
      worker.terminate()
      resolve(altcha)
    }
    stop = () => end(null)
    worker.onerror = () => end(null)
    worker.onmessage = ({ data }: MessageEvent<SolverNews>) => {
      if ('altcha' in data) end(data.altcha)
      else tell(Math.min(1, data.tries / tries))
    }
    worker.postMessage(challenge)
  })
  return { solution, stop: () => stop() }
}
