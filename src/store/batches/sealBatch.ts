// Seals whole turns: what the log has of them, whatever it is kept in.
import { begins, ends, type LogEvent, type Owner } from '../../events/event.ts'
import type { KeyOf, Keys, Random } from '../shredding/keys.ts'
import { sealWith } from '../shredding/sealing.ts'
import type { BatchContent } from './batchRow.ts'
import { BatchWriter } from './batchWriter.ts'

/** Whole turns as they are to be appended. */
export interface SealedBatch {
  readonly rows: readonly BatchContent[]
  /** Who has a key as of this batch. */
  readonly begun: readonly Owner[]
  /** Who is over as of this batch: their keys are to go once it is appended. */
  readonly ended: ReadonlySet<Owner>
}

export type SealBatch = (
  events: readonly LogEvent[],
  keys: Pick<Keys, 'begin' | 'of'>,
) => SealedBatch

/**
 * Gives what seals batches. Whoever begins and ends within one never has a key, and words of whoever
 * ends within it are not written at all.
 */
export const sealingBatches = (random: Random): SealBatch => {
  const writer = new BatchWriter(sealWith(random))
  return (events, keys) => {
    const ended = endedIn(events)
    const begun = begunIn(events).filter(
      ([owner, seq]) => !ended.has(owner) && keys.begin(owner, seq),
    )
    const keyOf = (owner: Owner) => (ended.has(owner) ? undefined : keys.of(owner))
    return { rows: rowsOf(writer, events, keyOf), begun: begun.map(([owner]) => owner), ended }
  }
}

/** Who is over with these events. */
export const endedIn = (events: readonly LogEvent[]): ReadonlySet<Owner> => {
  const ended = new Set<Owner>()
  for (const event of events) {
    const over = ends(event)
    if (over !== null) ended.add(over)
  }
  return ended
}

/** Who begins with these events, each with the seq of its own. */
const begunIn = (events: readonly LogEvent[]): (readonly [Owner, number])[] => {
  const begun: [Owner, number][] = []
  for (const event of events) {
    const owner = begins(event)
    if (owner !== null) begun.push([owner, event.seq])
  }
  return begun
}

const rowsOf = (
  writer: BatchWriter,
  events: readonly LogEvent[],
  keyOf: KeyOf,
): readonly BatchContent[] => {
  const [first] = events
  if (first === undefined) return []
  const rows: BatchContent[] = []
  const take = () => {
    const row = writer.row()
    rows.push({ ...row, words: Buffer.from(row.words) })
  }
  writer.begin(first.seq)
  for (const event of events) {
    if (writer.isFull) {
      take()
      writer.begin(event.seq)
    }
    writer.add(event, keyOf)
  }
  take()
  return rows
}
