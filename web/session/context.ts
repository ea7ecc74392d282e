// What the client knows of its visitor, its conversation and its connection.
import type { EndReason, Profile, RoomId } from '../../src/events/fields.ts'
import type { DisconnectReason, Welcome } from './events.ts'
import type { PendingMessages } from './pendingMessages.ts'
import type { TabState } from './tabStorage.ts'
import type { ConversationTranscript } from './transcript.ts'

/** The visitor, as the server shows them to themselves. */
export type OwnProfile = Welcome['you']

/** What the machine is handed instead of reaching for it. */
export interface ClientInput {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** 0…1 */
  readonly random: () => number
  readonly newMessageId: () => string
  readonly tabState: TabState
}

/** Why a conversation is over; `you` left yourself, `unseen`: it ended while you were away. */
export type ConversationEnding = EndReason | 'you' | 'unseen'

/** A conversation, under way or just over. */
export interface ConversationState {
  readonly room: RoomId
  readonly partner: Profile
  /** The interests that both named; null where nobody told (after a refresh elsewhere). */
  readonly shared: readonly string[] | null
  readonly transcript: ConversationTranscript
  readonly pending: PendingMessages
}

/** `until`: when the partner is told, by this machine's clock. */
export interface Leaving {
  readonly until: number
  readonly next: boolean
}

export interface ClientContext {
  readonly input: ClientInput
  readonly you: OwnProfile | null
  readonly conversation: ConversationState | null
  readonly ending: ConversationEnding
  readonly partnerTyping: boolean
  /** When the partner's grace ends, by this machine's clock; null while the partner is there. */
  readonly awayUntil: number | null
  /** The visitor walked on and may still undo it; `next`: a search is to follow. */
  readonly leaving: Leaving | null
  /** By how much the server's clock is ahead of ours, in milliseconds. */
  readonly skewMs: number
  /** The search was cancelled; the server may not have heard. */
  readonly searchCancelled: boolean
  /** The room that the visitor left last; the server may not have heard. */
  readonly roomLeft: RoomId | null
  /** Whether frames reach the server. */
  readonly isConnected: boolean
  /** Why the connection was lost last. */
  readonly disconnectReason: DisconnectReason
  /** How often the connection was lost, or could not be had, since it was last there. */
  readonly attempts: number
  /** How long to wait before the next attempt. */
  readonly backoffMs: number
  /** The server asked for a pause: messages are not sent for now. */
  readonly isThrottled: boolean
}

export const initialContext = (input: ClientInput): ClientContext => ({
  input,
  you: null,
  conversation: null,
  ending: 'left',
  partnerTyping: false,
  awayUntil: null,
  leaving: null,
  skewMs: 0,
  searchCancelled: false,
  roomLeft: null,
  isConnected: false,
  disconnectReason: 'lost',
  attempts: 0,
  backoffMs: 0,
  isThrottled: false,
})

/** Why the connection is gone; null while it is there, and before the first one is. */
export const connectionLoss = ({
  isConnected,
  attempts,
  disconnectReason,
}: ClientContext): DisconnectReason | null =>
  isConnected || attempts === 0 ? null : disconnectReason
