// Checkpoints of a fold, as many as memory is spent on: the longer the log, the further apart.
import type { Checkpoint } from '../../actors/engine/actorSystem.ts'
import { lastUpTo } from './binarySearch.ts'

/** All actors as they were once the event at `index` was taken; -1 is before the first. */
export interface IndexedCheckpoint {
  readonly index: number
  readonly actors: Checkpoint
}

/** From one checkpoint to the next at first: folding them takes about 30 ms. */
const strideEventsMin = 10_000

/** A log of a million events has 100; each is of a few megabytes where thousands talk. */
const checkpointsMax = 128

export class Checkpoints {
  #kept: IndexedCheckpoint[] = []
  #stride: number
  #max: number

  constructor(stride = strideEventsMin, max = checkpointsMax) {
    this.#stride = stride
    this.#max = max
  }

  get length(): number {
    return this.#kept.length
  }

  /** Whether one is to be kept as of the event at `index`, when so many actors live. */
  isDue(index: number, actors: number): boolean {
    // Freezing costs as much as there are actors, so it must pay.
    return index - (this.#kept.at(-1)?.index ?? -1) >= Math.max(this.#stride, actors)
  }

  /** Keeps one; of too many every second goes, the first never. */
  keep(checkpoint: IndexedCheckpoint): void {
    this.#kept.push(checkpoint)
    if (this.#kept.length <= this.#max) return
    this.#kept = this.#kept.filter((_, place) => place % 2 === 0)
    this.#stride *= 2
  }

  /** The last at or before the event. */
  latest(index: number): IndexedCheckpoint | undefined {
    return latest(this.#kept, index)
  }
}

export const latest = (
  checkpoints: readonly IndexedCheckpoint[],
  index: number,
): IndexedCheckpoint | undefined =>
  checkpoints[
    lastUpTo(checkpoints.length, (place) => (checkpoints[place] as IndexedCheckpoint).index, index)
  ]
