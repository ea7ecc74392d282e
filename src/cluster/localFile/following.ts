// Gives the local file what has come of each message of the stream, whoever wrote it.
import type { Owner } from '../../events/event.ts'
import { beginningsIn } from '../../store/batches/batchReader.ts'
import type { FiledBeginning } from '../../store/shredding/filedKeys.ts'
import type { Keys } from '../../store/shredding/keys.ts'
import type { Filing } from '../filing.ts'
import type { Batch } from '../messages.ts'
import type { LocalFile } from './localFile.ts'
import { PositionNotes, type Standpoint } from './position.ts'

/** A batch that counts, with those who begin and end in it. */
export interface FollowedBatch {
  readonly batch: Batch
  readonly begun: readonly FiledBeginning[]
  readonly ended: ReadonlySet<Owner>
}

export class Following {
  readonly #file: LocalFile
  readonly #notes: PositionNotes

  constructor(file: LocalFile) {
    this.#file = file
    this.#notes = new PositionNotes(file.beginning.position)
  }

  /** A message changes no state. */
  pass(standpoint: Standpoint): void {
    this.#file.take({ rows: [], begun: [], position: this.#notes.standpoint(standpoint) })
  }

  /** It is a batch that counts. */
  follow({ batch, begun, ended }: FollowedBatch, standpoint: Standpoint): void {
    const position = [...this.#notes.batch(batch, ended), ...this.#notes.standpoint(standpoint)]
    this.#file.take({ rows: batch.rows, begun, position })
  }

  /** Waits while the file is too far behind. */
  room(): Promise<void> {
    return this.#file.room()
  }
}

/** Those who begin in a batch, and live by what is filed. */
export const begunIn = (
  { rows }: Batch,
  filing: Filing,
  keys: Pick<Keys, 'of'>,
): readonly FiledBeginning[] =>
  rows
    .flatMap((row) => [...beginningsIn(row)])
    .flatMap(([began, owner]) => {
      const epoch = filing.epochOf(owner)
      return epoch === undefined
        ? []
        : [{ owner, began, epoch, key: keys.of(owner)?.slice() ?? null }]
    })
