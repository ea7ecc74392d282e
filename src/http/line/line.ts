// The line between an edge, which holds sockets, and the world, which decides: what either may say.
import type { Challenge } from 'altcha-lib/types'
import type { Result } from 'effect'
import type { SaidFrame } from '../../actors/effect.ts'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { Place } from '../../actors/sessionState.ts'
import type { Detail } from '../../events/errors.ts'
import type { DataOf } from '../../events/event.ts'
import type { DayId, RoomId, SessionEnd, SessionId } from '../../events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../events/frames.ts'
import type { Page } from '../../events/projection.ts'
import type { TranscriptMessage } from '../../projections/transcript.ts'
import type { Refused } from '../exchange/answer.ts'
import type { Pass } from '../exchange/pass.ts'
import type { Soon } from '../exchange/soon.ts'
import type { GateName } from '../limits/gate.ts'

/** Names one run of an edge: another each time that it starts. */
export type EdgeName = string

/** Numbers a socket among all that its edge ever had. */
export type SocketNumber = number

export interface OpenSocket {
  readonly socket: SocketNumber
  readonly session: SessionId
  /** Where it comes from, as limits count it. */
  readonly address: string
}

/** How far a client has seen a room before it came back. */
export interface ResumePoint {
  readonly room: RoomId
  readonly after: number
}

/** What a client may ask for that changes something. */
export type AskingFrame = Exclude<ClientFrame, { readonly type: 'typing' | 'ping' }>

/**
 * What changes something. An edge numbers them from 1 without gaps, and the world does each once, in
 * the order of the numbers. What comes of them is said to sockets.
 */
export type EdgeCommand =
  /**
   * A socket has opened. Refused, it is closed: its session is no more, has come to a later one, or cannot be
   * told that it is here.
   */
  | ({ readonly type: 'opened'; readonly resume: ResumePoint | null } & OpenSocket)
  | { readonly type: 'closed'; readonly socket: SocketNumber }
  | { readonly type: 'frame'; readonly socket: SocketNumber; readonly frame: AskingFrame }
  | ({ readonly type: 'join' } & Joining)
  | { readonly type: 'leave'; readonly session: SessionId }

/** A new session for whoever asks. */
export interface Joining {
  readonly session: SessionId
  readonly form: Pick<DataOf<'session.join'>, 'username' | 'bio' | 'gender' | 'seeks' | 'interests'>
  /** The pass of whoever asks, if it has one that we issued, and one to take where that is no good. */
  readonly held: Pass | null
  readonly fresh: Pass
  /** Its session so far, which ends. */
  readonly former: SessionId | null
}

/** What nobody misses where it is lost. */
export interface EdgeNote {
  readonly type: 'typing'
  readonly socket: SocketNumber
  readonly on: boolean
}

/** What an actor said, receipts signed: without what only whoever holds the socket knows. */
export type SentFrame =
  | Exclude<SaidFrame, { readonly type: 'welcome' | 'chat_ended' }>
  | Omit<Extract<ServerFrame, { readonly type: 'welcome' }>, 'visit' | 'said' | 'messages'>
  | Extract<ServerFrame, { readonly type: 'chat_ended' }>

/** What the world says to a socket. */
export type ToSocket =
  | { readonly type: 'frame'; readonly socket: SocketNumber; readonly frame: SentFrame }
  /** What is no actor's word: it waits behind a welcome that is still to come. */
  | { readonly type: 'reply'; readonly socket: SocketNumber; readonly frame: ServerFrame }
  /** What was asked for a while ago was not done after all. */
  | { readonly type: 'refused'; readonly socket: SocketNumber; readonly refusal: Refusal }
  /** Its room's messages as they stood when it opened, `said` of them, can be asked for: `page`. */
  | { readonly type: 'catch_up'; readonly socket: SocketNumber; readonly said: number }
  | {
      readonly type: 'close'
      readonly socket: SocketNumber
      readonly reason: 'no_session' | 'replaced' | 'restart'
      /** Why the session ended, where it did. */
      readonly end: SessionEnd | null
    }

/** What an edge wants to know; asking changes no log, though it may take something of an allowance. */
export type Question =
  /** Whether one more may join, at the cost of a place: 0, or in how many ms; and the day's name. */
  | { readonly type: 'knock'; readonly address: string; readonly who: string }
  /** Whether a solution opens the gate of joins to whoever would have to wait for `waitMs`. */
  | {
      readonly type: 'pay'
      readonly address: string
      readonly who: string
      readonly waitMs: number
      readonly solution: string | null
    }
  | { readonly type: 'challenge'; readonly gate: GateName; readonly address: string }
  /** Whether a socket may be opened, at its cost. */
  | ({ readonly type: 'admit' } & Upgrade)
  /** What would keep it from being opened, at no cost; and where the visitor is. */
  | ({ readonly type: 'foretell' } & Upgrade)
  /** Where a session is; null: it is no more. */
  | { readonly type: 'find'; readonly session: SessionId }
  | { readonly type: 'stats' }
  | { readonly type: 'health' }
  /** The next page of what a socket has to catch up with. */
  | { readonly type: 'page'; readonly socket: SocketNumber }

/** Who wants to open a socket, as the edge read it from the request. */
export interface Upgrade {
  /** Whom the cookie names, with a good proof. */
  readonly session: SessionId | null
  /** The visit that the page names, or that the cookie does. */
  readonly visit: string | null
  /** Whether the page belongs to no other visit than the cookie. */
  readonly isOwn: boolean
  /** What is said of why there is no session, where the world knows no better. */
  readonly otherwise: Detail<'no_session'>
  readonly address: string
  readonly solution: string | null
}

/** What comes of each question: as JSON has it. */
export interface Answers {
  readonly knock: {
    readonly waitMs: number
    /** Whether work helps whoever would have to wait. */
    readonly takesWork: boolean
    readonly day: DayId
    readonly at: number
  }
  /** Null: paid. */
  readonly pay: Refused | null
  readonly challenge: Challenge | null
  readonly admit: { readonly session: SessionId } | { readonly refused: Refused }
  readonly foretell: { readonly refused: Refused | null; readonly whereabouts: Whereabouts | null }
  readonly find: Whereabouts | null
  readonly stats: Stats
  readonly health: 'ready' | 'unavailable' | 'stopping' | 'failed'
  /** Null: it cannot be read, and the socket has to be opened anew. */
  readonly page: Page<TranscriptMessage> | null
}

export interface Whereabouts {
  readonly state: Place
  /** Until when the session may come back; null while it has a socket. */
  readonly until: number | null
  readonly now: number
}

export interface Stats {
  readonly online: number
  readonly waiting: number
  readonly chatting: number
  readonly rooms: number
}

/** What comes of a command: nothing more is to be known of most. */
export interface Done {
  /** Of a join: whether its person is the one of the fresh pass. */
  readonly isFresh: boolean
}

/** The world cannot be reached, or did not answer in time. */
export interface LineDown {
  readonly _tag: 'LineDown'
  readonly message: string
}

/**
 * Hears what the world says, with the turn whose commit released it; null: what is of no turn, as a
 * reply, how a wait stands, or that somebody types.
 */
export type Say = (edge: EdgeName, said: ToSocket, turn: number | null) => void

/** Who holds the sockets. */
export interface EdgeEars {
  readonly said: (said: ToSocket) => void
  /** A command was not taken; told once everything taken before it is committed. */
  readonly refused: (command: EdgeCommand, refusal: Refusal) => void
}

/** The line as an edge has it. Nothing of what comes back has come before the call returns, or must. */
export interface Line {
  /** Names the one who hears; before anything is sent. */
  readonly hear: (ears: EdgeEars) => void
  readonly tell: (command: EdgeCommand) => void
  /** Tells, and gives what came of it once it is committed, or why it was not taken. */
  readonly order: (command: EdgeCommand) => Promise<Result.Result<Done, Refusal | LineDown>>
  readonly ask: <T extends Question['type']>(
    question: Extract<Question, { readonly type: T }>,
  ) => Soon<Result.Result<Answers[T], LineDown>>
  readonly note: (note: EdgeNote) => void
}

/** The line as the world has it: takes what edges ask for, in the order of their numbers. */
export interface Desk {
  /** Takes a command, and gives what will have come of it once it is committed; or why it does not. */
  readonly take: (edge: EdgeName, command: EdgeCommand) => Result.Result<Done, Refusal>
  /** At once, but for what has to be read or worked on. */
  readonly answer: <T extends Question['type']>(
    edge: EdgeName,
    question: Extract<Question, { readonly type: T }>,
  ) => Soon<Answers[T]>
  readonly note: (edge: EdgeName, note: EdgeNote) => void
  /** An edge that knew another world has these sockets: their sessions are here as before, and nowhere else. */
  readonly adopt: (edge: EdgeName, sockets: readonly OpenSocket[]) => void
  /** What an actor said, its receipt signed: to be said again to sockets of another world. */
  readonly signed: (frame: SaidFrame) => SentFrame
  /** How many sessions have a socket. */
  readonly online: () => number
  /** How many sockets an edge has open. */
  readonly socketsOf: (edge: EdgeName) => number
  /** An edge is no more: all its sockets are closed. */
  readonly gone: (edge: EdgeName) => void
}
