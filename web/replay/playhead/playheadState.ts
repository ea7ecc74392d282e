// Where the playhead stands, and what the debugger was asked to show.
import type { LogResponse, StepResponse } from '../../../src/replay/api/apiTypes.ts'
import type { QueryParameters } from './apiClient.ts'

/** What is searched for; an empty string: anything. */
export interface EventFilter {
  readonly text: string
  readonly types: string
  readonly actor: string
}

export const noFilter: EventFilter = { text: '', types: '', actor: '' }

/** The indices of the first and the last event of a part of the log. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** What is wrong with what was written into a field of the player's, and where. */
export interface FieldFault {
  readonly field: 'stop' | 'jump'
  readonly words: string
}

export interface PlayheadState {
  readonly log: LogResponse | null
  /** The event that was taken last. */
  readonly index: number
  /** What is known of it; while it is being fetched, of the one before. */
  readonly step: StepResponse | null
  readonly filter: EventFilter
  /** The key of the conversation in focus. */
  readonly focus: string | null
  /** Whether everything but the conversation in focus is left out of the list and stepped over. */
  readonly isFocusOnly: boolean
  readonly isPlaying: boolean
  /** Events a second. */
  readonly speed: number
  /** What was written of events to come back to, by their seqs, in the order in which they were marked. */
  readonly bookmarks: ReadonlyMap<number, string>
  /** What the time line is limited to; null: it shows the whole log. */
  readonly span: Span | null
  /** Where playing stops; empty: nowhere. */
  readonly where: string
  /** Null once the playhead has moved, and if nothing is known to be wrong. */
  readonly fieldFault: FieldFault | null
  readonly isFollowing: boolean
  readonly isUnreachable: boolean
  /** Whether the process is long about an answer. */
  readonly isBusy: boolean
  /** What became of the last request, where it is not to be seen. */
  readonly notice: string
}

export const speeds = [1, 2, 4, 10, 25] as const

/** Before the log is open. */
export const initialPlayheadState: PlayheadState = {
  log: null,
  index: 0,
  step: null,
  filter: noFilter,
  focus: null,
  isFocusOnly: false,
  isPlaying: false,
  speed: 4,
  bookmarks: new Map(),
  span: null,
  where: '',
  fieldFault: null,
  isFollowing: false,
  isUnreachable: false,
  isBusy: false,
  notice: '',
}

/** The list's query; also what stepping keeps to. */
export const listParameters = ({ filter, isFocusOnly, focus }: PlayheadState): QueryParameters => ({
  ...filter,
  conversation: isFocusOnly ? focus : null,
})
