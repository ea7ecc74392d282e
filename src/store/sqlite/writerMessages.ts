// What the log and the thread that writes it say to each other.

import type { Owner } from '../../events/event.ts'
import type { DayId } from '../../events/fields.ts'
import type { Head, LogSpace, LogUnreadable } from '../../events/log.ts'
import type { Followed, FollowedLot } from '../batches/position.ts'
import type { SentEvents } from '../batches/sentEvents.ts'
import type { Key } from '../shredding/keys.ts'
import type { StoreUnusable } from './open.ts'

/** Something asked of the writer; events travel as JSON, which costs half of a clone. */
export type WriterRequest =
  | { readonly kind: 'read'; readonly from: number; readonly upTo: number }
  /** The first page of what the living need, or the one after the page that was given last. */
  | { readonly kind: 'living'; readonly page: 'first' | 'next' }
  /** Begins a reading, which has the id of this request, once turn `follows` is stored. */
  | {
      readonly kind: 'ask'
      readonly question: string
      readonly parameters: object
      readonly follows: number
    }
  /** The next page of a reading. */
  | { readonly kind: 'more'; readonly reading: number }
  /** The key of a day: no other leaves the writer. */
  | { readonly kind: 'key'; readonly day: DayId }
  /** Store what was sent, then let go of the database. */
  | { readonly kind: 'close' }

export type ToWriter =
  /** Whole turns to store, after all before them. */
  | { readonly kind: 'batch'; readonly events: string }
  /** The keys of those who live, before anything is followed or asked. */
  | { readonly kind: 'keys'; readonly keys: readonly (readonly [Owner, Key])[] }
  /** What comes next in the stream. */
  | { readonly kind: 'follow'; readonly lot: FollowedLot }
  | { readonly kind: 'request'; readonly id: number; readonly request: WriterRequest }
  /** Nothing more of a reading is wanted. */
  | { readonly kind: 'drop'; readonly reading: number }

/** Some of what the living need. */
export interface SentPage {
  readonly sent: SentEvents
  readonly isLast: boolean
}

export type FromWriter =
  /** `followed` is null where the log is our own. */
  | { readonly kind: 'opened'; readonly head: Head; readonly followed: Followed | null }
  /** It cannot be opened, and the writer ends. */
  | { readonly kind: 'unusable'; readonly failure: StoreUnusable }
  /** A batch is stored, or what was followed. */
  | { readonly kind: 'committed'; readonly head: Head }
  /** The batch cannot be stored now; it is tried again unless `lasting`. */
  | { readonly kind: 'unavailable'; readonly message: string; readonly lasting: boolean }
  | { readonly kind: 'available' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: string }
  | { readonly kind: 'living'; readonly id: number; readonly page: SentPage }
  | { readonly kind: 'key'; readonly id: number; readonly key: Uint8Array | null }
  | { readonly kind: 'unreadable'; readonly id: number; readonly failure: LogUnreadable }
  | { readonly kind: 'closed'; readonly id: number }
  /** What the disk has been measured to have. */
  | { readonly kind: 'space'; readonly space: LogSpace }
  /** Something for the operator to know. */
  | { readonly kind: 'warning'; readonly message: string }

/** The main thread as the writer has it. */
export interface WriterPort {
  readonly postMessage: (message: FromWriter) => void
  readonly on: (event: 'message', listener: (message: ToWriter) => void) => unknown
  readonly close: () => void
}
