// Bookmarks and their notes, kept by the browser: a page that is loaded anew has them.
import type { LogResponse } from '../../../src/replay/api/apiTypes.ts'

/** What was written of events, by their seqs, in the order in which they were marked. */
export type Notes = ReadonlyMap<number, string>

type Named = Pick<LogResponse, 'name' | 'first'>

/**
 * The name under which the notes on a log are kept; null for one without events. A log that is being
 * written has another last event each time, and the same first one.
 */
export const keptName = ({ name, first }: Named): string | null =>
  first === null ? null : `passerby-notes ${first.seq} ${first.at} ${name}`

/** The notes that were kept of a log, also where all were taken away; null: none ever were. */
export const keptNotes = (log: Named): Notes | null => {
  const name = keptName(log)
  try {
    return name === null ? null : notesIn(localStorage.getItem(name) ?? '')
  } catch {
    return null
  }
}

/** Keeps them in the place of those that were kept before; false where the browser keeps nothing. */
export const keepNotes = (log: Named, notes: Notes): boolean => {
  const name = keptName(log)
  if (name === null) return false
  try {
    localStorage.setItem(name, JSON.stringify([...notes]))
    return true
  } catch {
    return false
  }
}

/** The notes in a text as it is kept; null where it is none. */
export const notesIn = (text: string): Notes | null => {
  try {
    const notes: unknown = JSON.parse(text)
    return Array.isArray(notes) ? new Map(notes.filter(isNote)) : null
  } catch {
    return null
  }
}

const isNote = (each: unknown): each is readonly [number, string] =>
  Array.isArray(each) && Number.isSafeInteger(each[0]) && typeof each[1] === 'string'
