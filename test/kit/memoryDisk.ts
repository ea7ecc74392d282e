// A node's file in memory: what was stored by the end of one run is what the next begins from.
import { Result } from 'effect'
import { type BeginningParts, beginFrom } from '../../src/cluster/localFile/beginFrom.ts'
import { type LocalFile, noFile } from '../../src/cluster/localFile/localFile.ts'
import { ends, type LogEvent, type Owner } from '../../src/events/event.ts'
import type { Head } from '../../src/events/log.ts'
import { eventsIn, storedIn } from '../../src/store/batches/batchReader.ts'
import type { FollowedLot } from '../../src/store/batches/position.ts'
import { rowReceived, type SentRow } from '../../src/store/batches/sentRow.ts'
import type { Filed } from '../../src/store/shredding/filedKeys.ts'
import type { Key } from '../../src/store/shredding/keys.ts'
import { succeeded } from './succeeded.ts'

/** So many lots may wait to be stored. */
const waitingMax = 20

export class MemoryDisk {
  readonly #rows: SentRow[] = []
  readonly #position = new Map<string, string>()
  readonly #filed = new Map<Owner, Filed>()
  #head: Head = { seq: 0, turn: 0, at: 0 }

  /**
   * The file of a run. `store` does what is to be stored, now or later, in order, or never; `read` hears
   * of all events that were, with the words of those who live.
   */
  async open(
    parts: BeginningParts,
    ports: {
      readonly store: (done: () => void) => void
      readonly read: (events: readonly LogEvent[]) => void
    },
  ): Promise<LocalFile> {
    const keys = new Map<Owner, Key>()
    let events: readonly LogEvent[] = []
    const log = {
      head: this.#head,
      followed: { position: [...this.#position], living: [...this.#filed.values()] },
      give: (given: readonly (readonly [Owner, Key])[]) => {
        for (const [owner, key] of given) keys.set(owner, key)
        events = this.#rows.flatMap((row) => eventsOf(row, keys))
      },
      living: async function* () {
        yield Result.succeed(events)
      },
    }
    const beginning = succeeded(await beginFrom(log, parts))
    ports.read(events.filter(({ redacted }) => redacted !== true))
    let waiting = 0
    let goOn = () => {}
    return {
      ...{ ...noFile(), beginning },
      take: (lot) => {
        waiting += 1
        ports.store(() => {
          waiting -= 1
          this.#store(lot)
          goOn()
        })
      },
      room: async () => {
        while (waiting > waitingMax) {
          await new Promise<void>((resolve) => {
            goOn = resolve
          })
        }
      },
    }
  }

  #store({ rows, begun, position }: FollowedLot): void {
    for (const { owner, began, epoch } of begun) this.#filed.set(owner, { owner, began, epoch })
    for (const row of rows) {
      this.#rows.push(row)
      this.#head = { seq: row.last, turn: row.turn, at: row.at }
      for (const stored of storedIn(row))
        this.#filed.delete(ends(stored as unknown as LogEvent) ?? '')
    }
    for (const [name, value] of position) {
      if (value === null) this.#position.delete(name)
      else this.#position.set(name, value)
    }
  }
}

const eventsOf = (row: SentRow, keys: ReadonlyMap<Owner, Key>): readonly LogEvent[] =>
  succeeded(eventsIn(rowReceived(row), (owner) => keys.get(owner)))
