// Which entries of the stream count: the same for everybody who takes them in their order.
import type { Batch, Claim, Entry, WorldName } from './messages.ts'

/** How far the entries that counted have come. */
export interface Standing {
  /** The epoch that is led now, and by whom; 0 and null before the first claim. */
  readonly epoch: number
  readonly world: WorldName | null
  /** Of the last batch that counts. */
  readonly index: number
  readonly seq: number
  readonly turn: number
}

/** A claim begins an epoch, a batch counts; or it is void: for everybody as if it were not there. */
export type Verdict = 'claimed' | 'counts' | 'void'

/** Before the first entry of a stream that begins with the log. */
const beginning: Standing = { epoch: 0, world: null, index: 0, seq: 0, turn: 0 }

/**
 * The first claim of the next epoch counts, then only batches of whoever made it, each following the
 * one before. So it does not matter what a world appends that does not know yet that it was overtaken,
 * nor what stands there twice.
 */
export class Succession {
  #standing: Standing

  constructor(standing: Standing = beginning) {
    this.#standing = standing
  }

  get standing(): Standing {
    return this.#standing
  }

  /** Takes the next entry of the stream. */
  next(entry: Entry): Verdict {
    return entry.kind === 'claim' ? this.#claim(entry) : this.#batch(entry)
  }

  #claim({ epoch, world }: Claim): Verdict {
    if (epoch !== this.#standing.epoch + 1) return 'void'
    this.#standing = { ...this.#standing, epoch, world }
    return 'claimed'
  }

  #batch({ epoch, world, index, rows }: Batch): Verdict {
    const standing = this.#standing
    if (epoch !== standing.epoch || world !== standing.world) return 'void'
    if (index !== standing.index + 1) return 'void'
    let { seq, turn } = standing
    for (const row of rows) {
      if (row.first !== seq + 1) return 'void'
      seq = row.last
      turn = row.turn
    }
    this.#standing = { ...standing, index, seq, turn }
    return 'counts'
  }
}
