// Checkpoints of a fold, as many as memory is spent on: the longer the log, and the more live, the further apart.
import type { Checkpoint } from '../../actors/engine/actorSystem.ts'
import type { RoomContext } from '../../actors/room.ts'
import { lastUpTo } from './binarySearch.ts'

/** All actors as they were once the event at `index` was taken; -1 is before the first. */
export interface IndexedCheckpoint {
  readonly index: number
  readonly actors: Checkpoint
}

interface KeptCheckpoint extends IndexedCheckpoint {
  /** The actors, and the messages that the rooms among them know. */
  readonly living: number
}

/** From one checkpoint to the next at first: folding them takes 40 ms, or 130 on a slow machine. */
const strideEventsMin = 5_000

/**
 * What all checkpoints may hold besides what they share, in actors and messages: a third of a gigabyte. Where
 * three thousand live, a log of a million events has two hundred checkpoints.
 */
const heldMax = 1_200_000

/** However many live, there are so many: without any the fold would begin anew at each look. */
const checkpointsMin = 4

export class Checkpoints {
  #kept: KeptCheckpoint[] = []
  #stride: number
  #heldMax: number

  constructor(stride = strideEventsMin, most = heldMax) {
    this.#stride = stride
    this.#heldMax = most
  }

  get length(): number {
    return this.#kept.length
  }

  /** Whether one is to be kept as of the event at `index`, when so many actors live. */
  isDue(index: number, actors: number): boolean {
    // Freezing costs as much as there are actors, so it must pay.
    return index - (this.#kept.at(-1)?.index ?? -1) >= Math.max(this.#stride, actors)
  }

  /** Keeps one; where they hold too much every second goes, the first never. */
  keep({ index, actors }: IndexedCheckpoint): void {
    this.#kept.push({ index, actors, living: livingIn(actors) })
    if (this.#kept.length <= checkpointsMin || this.#held() <= this.#heldMax) return
    this.#kept = this.#kept.filter((_, place) => place % 2 === 0)
    this.#stride *= 2
  }

  /** Each shares with the one before what has not moved since. */
  #held(): number {
    const held = this.#kept.map(({ index, living }, place) =>
      Math.min(living, index - (this.#kept[place - 1]?.index ?? -1)),
    )
    return held.reduce((sum, each) => sum + each, 0)
  }

  /** The last at or before the event. */
  latest(index: number): IndexedCheckpoint | undefined {
    return latest(this.#kept, index)
  }
}

const livingIn = (actors: Checkpoint): number => {
  let living = actors.size
  for (const { kind, snapshot } of actors.values()) {
    if (kind === 'room') living += (snapshot.context as RoomContext).ledger.size
  }
  return living
}

export const latest = (
  checkpoints: readonly IndexedCheckpoint[],
  index: number,
): IndexedCheckpoint | undefined => checkpoints[placeOfLatest(checkpoints, index)]

/** The place of the last at or before the event, of some in order; -1 if there is none. */
export const placeOfLatest = (checkpoints: readonly IndexedCheckpoint[], index: number): number =>
  lastUpTo(checkpoints.length, (place) => (checkpoints[place] as IndexedCheckpoint).index, index)
