// A conversation as a log of its own, with the notes on its events.
import type { SliceResponse } from '../../../src/replay/api/apiTypes.ts'
import type { Notes } from './keptNotes.ts'

/** A conversation as the text of a file. */
export interface SliceWithNotes {
  /** As JSON lines, with new ids, and with the bookmarks that are in it. */
  readonly text: string
  /** The seqs of the bookmarks that are not. */
  readonly leftOut: readonly number[]
  /** How many bookmarks there are in all. */
  readonly notes: number
}

export const withNotes = (slice: SliceResponse, bookmarks: Notes): SliceWithNotes => {
  const kept = slice.seqs.flatMap((seq, place) => {
    const note = bookmarks.get(seq)
    return note === undefined ? [] : [{ seq: place + 1, note }]
  })
  const [head = '{}', ...lines] = slice.lines
  const headWithNotes = JSON.stringify({ ...JSON.parse(head), bookmarks: kept })
  const within = new Set(slice.seqs)
  return {
    text: `${[headWithNotes, ...lines].join('\n')}\n`,
    leftOut: [...bookmarks.keys()].filter((seq) => !within.has(seq)),
    notes: bookmarks.size,
  }
}
