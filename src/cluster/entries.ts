// Entries as the stream has them, and rows of the log in them.
import { beginningsIn, eventsIn } from '../store/batches/batchReader.ts'
import type { BatchContent } from '../store/batches/batchRow.ts'
import { rowReceived, rowSent, type SentRow } from '../store/batches/sentRow.ts'
import type { KeyOf } from '../store/shredding/keys.ts'
import type { Batch, Entry } from './messages.ts'

export const encodedEntry = (entry: Entry): string => JSON.stringify(entry)

export const decodedEntry = (data: string): Entry => JSON.parse(data) as Entry

export const rowsSent = (rows: readonly BatchContent[]): Batch['rows'] => rows.map(rowSent)

export const rowsIn = ({ rows }: Batch): readonly BatchContent[] => rows.map(rowReceived)

/** How somebody reads what stands in the stream: several worlds in one process may read it together. */
export interface EntryReader {
  readonly entry: (data: string) => Entry
  readonly beginnings: (row: SentRow) => ReturnType<typeof beginningsIn>
  readonly events: (row: SentRow, keyOf: KeyOf) => ReturnType<typeof eventsIn>
}

export const entryReader: EntryReader = {
  ...{ entry: decodedEntry, beginnings: beginningsIn },
  events: (row, keyOf) => eventsIn(rowReceived(row), keyOf),
}
