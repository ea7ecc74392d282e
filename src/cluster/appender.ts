// Appends batches one at a time, each until it is seen to count, or that somebody else leads.
import { Result } from 'effect'
import { decodedEntry, encodedEntry } from './entries.ts'
import type { Batch } from './messages.ts'
import type { Stream, Unanswered } from './stream.ts'
import type { Succession } from './succession.ts'

/** Faults for the simulation to find; nobody else sets them. */
export interface PlantedAppends {
  /** Takes whatever number an append got. */
  readonly acceptAnyNumber?: boolean
  /** Appends before it is known what became of the append before. */
  readonly twoUnderWay?: boolean
}

interface AppenderParts {
  readonly stream: Stream
  /** What has counted up to `last`, the number of the last message that was read. */
  readonly succession: Succession
  readonly last: number
  /** Waits until all is done that must be before the next append; false: it will not be. */
  readonly ready: () => Promise<boolean>
  /** Hears of each batch that was stepped over, as it is void. */
  readonly onVoid: (batch: Batch) => void
  /** Waits a while because of that; false: there is nothing to wait for any more. */
  readonly again: (message: string) => Promise<boolean>
  readonly planted: PlantedAppends
}

/** What came of an append. `given_up`: nobody knows, and nobody is told. */
export type Appended = 'counts' | 'overtaken' | 'given_up'

/** What reading on has found: the batch, where it counts; a claim; only what is void; nothing. */
type Found = 'counts' | 'overtaken' | 'void' | 'nothing'

/**
 * The stream refuses an append whose expectation is wrong, but nothing rests on that alone: an append
 * is good only if it got the very number after the last one read. After anything else what stands
 * there is read, and decides.
 */
export class Appender {
  readonly #parts: AppenderParts
  #last: number
  #underWay = 0

  constructor(parts: AppenderParts) {
    this.#parts = parts
    this.#last = parts.last
  }

  /** The number of the last message that was read or appended. */
  get last(): number {
    return this.#last
  }

  async append(batch: Batch): Promise<Appended> {
    const { stream, succession, ready, again, planted } = this.#parts
    const data = encodedEntry(batch)
    for (;;) {
      if (!(await ready())) return 'given_up'
      const last = this.#last + (planted.twoUnderWay ? this.#underWay : 0)
      this.#underWay += 1
      const appended = await stream.append(data, last)
      this.#underWay -= 1
      if (
        Result.isSuccess(appended) &&
        (appended.success === last + 1 || planted.acceptAnyNumber)
      ) {
        this.#last = Math.max(this.#last, appended.success)
        succession.next(batch)
        return 'counts'
      }
      const read = await this.readOn(batch.index)
      const found = Result.isSuccess(read) ? read.success : 'nothing'
      if (found === 'counts' || found === 'overtaken') return found
      const message = Result.isFailure(appended)
        ? appended.failure.message
        : 'A batch is not where it was expected.'
      if (found === 'nothing' && !(await again(message))) return 'given_up'
    }
  }

  /** Reads what is new, as far as the batch of that index; to be called while nothing is being appended. */
  async readOn(index: number): Promise<Result.Result<Found, Unanswered>> {
    const { stream, succession, onVoid } = this.#parts
    for (let found: Found = 'nothing'; ; found = 'void') {
      const read = await stream.read(this.#last + 1)
      if (Result.isFailure(read)) return Result.fail(read.failure)
      if (read.success.length === 0) return Result.succeed(found)
      for (const { number, data } of read.success) {
        this.#last = number
        const entry = decodedEntry(data)
        const verdict = succession.next(entry)
        if (verdict === 'claimed') return Result.succeed('overtaken')
        // Nobody else appends what counts in this epoch.
        if (succession.standing.index >= index) return Result.succeed('counts')
        if (verdict === 'void' && entry.kind === 'batch') onVoid(entry)
      }
    }
  }
}
