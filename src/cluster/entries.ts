// Entries as the stream has them, and rows of the log in them.
import type { BatchContent } from '../store/batches/batchRow.ts'
import { rowReceived, rowSent } from '../store/batches/sentRow.ts'
import type { Batch, Entry } from './messages.ts'

export const encodedEntry = (entry: Entry): string => JSON.stringify(entry)

export const decodedEntry = (data: string): Entry => JSON.parse(data) as Entry

export const rowsSent = (rows: readonly BatchContent[]): Batch['rows'] => rows.map(rowSent)

export const rowsIn = ({ rows }: Batch): readonly BatchContent[] => rows.map(rowReceived)
