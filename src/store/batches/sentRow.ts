// Rows of the log as they travel: as text.
import type { BatchContent } from './batchRow.ts'

/** A row whose words are in base64. */
export type SentRow = Omit<BatchContent, 'words'> & { readonly words: string }

export const rowSent = ({ words, ...row }: BatchContent): SentRow => ({
  ...row,
  words: Buffer.from(words).toString('base64'),
})

export const rowReceived = (row: SentRow): BatchContent => ({
  ...row,
  words: Buffer.from(row.words, 'base64'),
})
