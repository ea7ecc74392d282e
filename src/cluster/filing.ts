// Under which epoch the key of each of the living is filed.
import type { Owner } from '../events/event.ts'
import { beginningsIn } from '../store/batches/batchReader.ts'
import type { Batch } from './messages.ts'
import type { FiledKey } from './stream.ts'

/**
 * A key is filed under the epoch in which its owner began. So a world that does not know yet that it
 * was overtaken, and does what another has done by now, overwrites no key of the other's.
 */
export class Filing {
  readonly #epochs = new Map<Owner, number>()
  readonly #isPlanted: boolean

  /** `keysWithoutEpoch`, for the simulation only: all are filed under none. */
  constructor({ keysWithoutEpoch = false }: { readonly keysWithoutEpoch?: boolean } = {}) {
    this.#isPlanted = keysWithoutEpoch
  }

  /** Gives the epoch under which the key is filed; whoever has one keeps it. */
  begin(owner: Owner, epoch: number): number {
    const filed = this.#epochs.get(owner) ?? (this.#isPlanted ? 0 : epoch)
    this.#epochs.set(owner, filed)
    return filed
  }

  /** Whoever lives was filed so before. */
  restore(owner: Owner, epoch: number): void {
    this.#epochs.set(owner, epoch)
  }

  /** Of whoever lives; else undefined. */
  epochOf(owner: Owner): number | undefined {
    return this.#epochs.get(owner)
  }

  /** Forgets whoever is over, and gives what overwrites its key; nothing where it never had one. */
  end(owner: Owner): readonly FiledKey[] {
    const epoch = this.#epochs.get(owner)
    if (epoch === undefined) return []
    this.#epochs.delete(owner)
    return [{ epoch, owner, key: null }]
  }

  /** What overwrites the keys of those who began in a batch that is void, and do not live. */
  voided({ epoch, rows }: Batch): readonly FiledKey[] {
    return rows
      .flatMap((row) => [...beginningsIn(row)])
      .map(([, owner]) => owner)
      .filter((owner) => this.#epochs.get(owner) !== epoch)
      .map((owner) => ({ epoch, owner, key: null }))
  }
}
