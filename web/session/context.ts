// What the client knows of its visitor, its conversation and its connection.
import type { Profile, RoomId, Suspension } from '../../src/events/fields.ts'
import type { WaitingFrame, Welcome, Wishes } from './events.ts'
import type { DisconnectReason, Hindrance } from './line/disconnectReason.ts'
import { type ClockAhead, dueHere } from './line/serverClock.ts'
import type { PendingMessages } from './pendingMessages.ts'
import type { Shielding, TalkEnd } from './safety/report.ts'
import type { ConversationEnding, LastTalk, MessageDraft, TabState } from './tabStorage.ts'
import type { ConversationTranscript } from './transcript.ts'

/** The visitor, as the server shows them to themselves. */
export type OwnProfile = Welcome['you']

/** What the machine is handed instead of reaching for it. */
export interface ClientInput {
  /** Milliseconds of Unix time. */
  readonly now: () => number
  /** 0…1 */
  readonly random: () => number
  readonly newMessageId: () => string
  /** Whether somebody may be looking at the page. */
  readonly isVisible: () => boolean
  readonly tabState: TabState
}

/**
 * Why a visit is over, as the server says: away for too long, left in another tab, a fault of ours,
 * unknown to a server that begins anew, its cookie gone, or it is not known why. To the server whom
 * it did not let in is away: then it is over for what kept them out.
 */
export type VisitEnding =
  | 'expired'
  | 'left'
  | 'fault'
  | 'unknown'
  | 'no_cookie'
  | 'ended'
  | Hindrance

/** A conversation, under way or just over. */
export interface ConversationState {
  readonly room: RoomId
  readonly partner: Profile
  /** The interests that both named; null where nobody told (after a refresh elsewhere). */
  readonly shared: readonly string[] | null
  /** The two had parted, and both asked to talk again. */
  readonly isAgain: boolean
  /** How many messages had been said when this page opened it: they are no news. */
  readonly saidBefore: number
  readonly transcript: ConversationTranscript
  readonly pending: PendingMessages
}

/** `until`: when the partner is told, by this machine's clock. */
export interface Leaving {
  readonly until: number
  readonly next: boolean
  /** It can only still be undone because of what is on its way to the partner. */
  readonly isDue: boolean
}

/** The last conversation, while both may ask to take it up again. */
export interface Parting {
  readonly room: RoomId
  /** By the server's clock. */
  readonly until: number
  /** Of the partner; null where this page never knew it. */
  readonly name: string | null
}

/** A pause before the next message, and one before each after it; 0: then they may all go. */
export interface Throttle {
  readonly pauseMs: number
  readonly paceMs: number
}

export interface ClientContext {
  readonly input: ClientInput
  /** As the server knows the visitor. */
  readonly you: OwnProfile | null
  /** What the visitor wished last in this tab; the server may not have heard. */
  readonly wishes: Wishes | null
  /** The server did not take what was wished last. */
  readonly isWishRefused: boolean
  /** How things stand, as the server said last; null unless it did in this search. */
  readonly outlook: WaitingFrame | null
  /** The visit that this tab belongs to; null until it is welcomed. */
  readonly visit: string | null
  /** Why the visit is over, where it is. */
  readonly visitEnding: VisitEnding
  readonly conversation: ConversationState | null
  readonly ending: ConversationEnding
  /** What is being written; it stays after the end, until there is another conversation. */
  readonly draft: MessageDraft | null
  /** What the last conversation left undelivered, where the page no longer has that conversation. */
  readonly leftOver: PendingMessages
  /** The conversation that is there, or was last, and with whom. */
  readonly lastTalk: LastTalk | null
  /** What there is to take up again; null where there is nothing. */
  readonly parting: Parting | null
  /** Of the last conversation; null while one goes on, and before there was any. */
  readonly talkEnd: TalkEnd | null
  /** What the visitor does about whom they talk with, or did last. */
  readonly shielding: Shielding | null
  /** What was said in that conversation, while a report of it is to be made. */
  readonly evidence: ConversationTranscript
  /** While the server matches the visitor with nobody. */
  readonly suspension: Suspension | null
  /** A moderator has asked the visitor to be kind, and they have not put that away. */
  readonly isWarned: boolean
  readonly partnerTyping: boolean
  /** When the partner's grace ends, by the server's clock; null while the partner is there. */
  readonly awayUntil: number | null
  /** The visitor walked on and may still undo it; `next`: a search is to follow. */
  readonly leaving: Leaving | null
  /** Null until a ping was answered. */
  readonly serverClock: ClockAhead | null
  /** When the last ping left, by our clock. */
  readonly pingedAt: number
  /** The search was cancelled; the server may not have heard. */
  readonly searchCancelled: boolean
  /** The room that the visitor left last; the server may not have heard. */
  readonly roomLeft: RoomId | null
  /** The visitor walked on, and it is not known that the server has heard. */
  readonly isUntold: boolean
  /** Whether frames reach the server. */
  readonly isConnected: boolean
  /** Why the connection was lost last. */
  readonly disconnectReason: DisconnectReason
  /** How often the connection was lost, or could not be had, since it was last there. */
  readonly attempts: number
  /** How often in a row it could not be had, although the server would have let it in. */
  readonly unexplained: number
  /** How long to wait before the next attempt. */
  readonly backoffMs: number
  /** When the server said that the next attempt may be made, by our clock; null if it did not. */
  readonly askedBackAt: number | null
  /** Which part of the work is done that the server asked for; null where there is none to do. */
  readonly workShare: number | null
  /** The solution that the next attempt takes along. */
  readonly altcha: string | null
  /** The server asked for a pause: messages are not sent for now. */
  readonly throttle: Throttle | null
}

export const initialContext = (input: ClientInput): ClientContext => ({
  input,
  you: null,
  wishes: null,
  isWishRefused: false,
  outlook: null,
  visit: input.tabState.visit,
  visitEnding: 'ended',
  conversation: null,
  ending: input.tabState.ending ?? 'left',
  draft: input.tabState.draft,
  leftOver: input.tabState.pending,
  lastTalk: input.tabState.lastTalk,
  parting: null,
  talkEnd: input.tabState.talkEnd && { ...input.tabState.talkEnd, receipt: null },
  shielding: input.tabState.shielding,
  evidence: [],
  suspension: null,
  isWarned: input.tabState.isWarned,
  partnerTyping: false,
  awayUntil: null,
  leaving: null,
  serverClock: null,
  pingedAt: 0,
  searchCancelled: false,
  roomLeft: input.tabState.roomLeft,
  isUntold: false,
  isConnected: false,
  disconnectReason: 'lost',
  attempts: 0,
  unexplained: 0,
  backoffMs: 0,
  askedBackAt: null,
  workShare: null,
  altcha: null,
  throttle: null,
})

/** The visitor, with what they wished last. */
export const ownProfile = ({ you, wishes }: ClientContext): OwnProfile | null =>
  you && { ...you, ...wishes }

/** Why the connection is gone; null while it is there, and before the first one is. */
export const connectionLoss = ({
  isConnected,
  attempts,
  disconnectReason,
}: ClientContext): DisconnectReason | null =>
  isConnected || attempts === 0 ? null : disconnectReason

/** Whether the partner knows that the visitor walked on: `later` is when there is a line again. */
export type Farewell = 'told' | 'telling' | 'later'

export const farewellOf = ({ isUntold, isConnected }: ClientContext): Farewell =>
  !isUntold ? 'told' : isConnected ? 'telling' : 'later'

/** A partner who may come back: until when, by this machine's clock, where that is known. */
export interface PartnerAway {
  readonly until: number | null
}

export const partnerAway = ({ awayUntil, serverClock }: ClientContext): PartnerAway | null =>
  awayUntil === null ? null : { until: dueHere(serverClock, awayUntil) }

/** What the visitor wrote and the server has not taken, of the conversation that is there or was. */
export const undelivered = ({ conversation, leftOver }: ClientContext): PendingMessages =>
  conversation?.pending ?? leftOver

/** The page has no conversation any more; what did not arrive stays, until there is another. */
export const withoutConversation = (context: ClientContext) => ({
  conversation: null,
  leftOver: undelivered(context),
})
