// Where the debugger stands, and what it was asked to show.
import type { LogResponse, StepResponse } from '../../src/replay/api/apiTypes.ts'
import type { Query } from './ask.ts'

export interface Sought {
  readonly text: string
  readonly types: string
  readonly actor: string
}

export const everything: Sought = { text: '', types: '', actor: '' }

export interface Standing {
  readonly log: LogResponse | null
  /** The event that was taken last. */
  readonly index: number
  /** What is known of it; while it is being fetched, of the one before. */
  readonly step: StepResponse | null
  readonly sought: Sought
  /** The key of the conversation in focus. */
  readonly focus: string | null
  /** Whether everything else is left out of the list and stepped over. */
  readonly isOnly: boolean
  readonly isPlaying: boolean
  /** Events a second. */
  readonly speed: number
  readonly isFollowing: boolean
  readonly isGone: boolean
  /** What became of the last wish, where it is not to be seen. */
  readonly notice: string
}

export const speeds = [1, 2, 4, 10, 25] as const

/** Before the log is open. */
export const start: Standing = {
  log: null,
  index: 0,
  step: null,
  sought: everything,
  focus: null,
  isOnly: false,
  isPlaying: false,
  speed: 4,
  isFollowing: false,
  isGone: false,
  notice: '',
}

/** The list's query; also what stepping keeps to. */
export const queryFor = ({ sought, isOnly, focus }: Standing): Query => ({
  ...sought,
  conversation: isOnly ? focus : null,
})
