// Entries as the stream has them, and rows of the log in them.
import {
  type BatchContent,
  type BatchRow,
  type ChainEnd,
  linked,
} from '../store/batches/batchRow.ts'
import type { Batch, Entry } from './messages.ts'

export const encodedEntry = (entry: Entry): string => JSON.stringify(entry)

export const decodedEntry = (data: string): Entry => JSON.parse(data) as Entry

/** A row without what everybody can tell from the rows before. */
export const rowSent = ({ first, last, turn, at, events, words }: BatchContent) => ({
  ...{ first, last, turn, at, events },
  words: Buffer.from(words).toString('base64'),
})

/** The rows of a batch that counts, as they follow where the chain stands. */
export const rowsIn = ({ rows }: Batch, before: ChainEnd): readonly BatchRow[] => {
  let end = before
  return rows.map((row) => {
    const whole = linked({ ...row, words: Buffer.from(row.words, 'base64') }, end)
    end = { seq: whole.last, link: whole.link }
    return whole
  })
}
