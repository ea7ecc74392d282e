// Covers a stranger's words where the visitor has listed some: loaded before they are shown.
import { createContext, type FunctionComponent } from 'preact'

/** Where the list is kept; nothing is there where nothing is hidden. */
export const hiddenWordsKey = 'passerby.hidden'

export interface TextRun {
  readonly text: string
  readonly isHidden: boolean
}

export interface HiddenWords {
  readonly list: () => readonly string[]
  readonly setList: (words: readonly string[]) => void
  readonly runs: (text: string) => readonly TextRun[]
  /** Called whenever the list changes; gives what ends it. */
  readonly subscribe: (told: () => void) => () => void
}

export interface Hiding extends HiddenWords {
  readonly CoveredText: FunctionComponent<{ readonly text: string }>
}

/** Null where nothing is hidden, as in one's own words. */
export const HidingContext = createContext<Hiding | null>(null)
