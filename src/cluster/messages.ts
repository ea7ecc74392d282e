// What worlds write into the stream, and what they and the edges say to one another.
import type { Refusal } from '../actors/engine/refusal.ts'
import type { SessionId } from '../events/fields.ts'
import type {
  Answers,
  Done,
  EdgeCommand,
  EdgeName,
  EdgeNote,
  OpenSocket,
  Question,
  SocketNumber,
  ToSocket,
} from '../http/line/line.ts'
import type { SentRow } from '../store/batches/sentRow.ts'

/** Names one run of a world's process. */
export type WorldName = string

/** That a world leads from here on: the first of the next epoch counts, and no other. */
export interface Claim {
  readonly kind: 'claim'
  readonly epoch: number
  readonly world: WorldName
}

/** A command that the world did not take. */
export interface RefusedCommand {
  readonly edge: EdgeName
  readonly n: number
  readonly refusal: Refusal
  /** The last turn that there was then; older worlds do not say it. */
  readonly turn?: number
}

/**
 * When something was told, as far as it matters to the world: after the last answer that its edge had
 * heard by then, of that epoch. What is asked later is answered later.
 */
export type Moment = readonly [epoch: number, answer: number]

/** A session has a socket from now on, and no other; `at`: when it was opened. */
export type OpenedSocket = readonly [
  session: SessionId,
  edge: EdgeName,
  socket: SocketNumber,
  at: Moment,
]

/** What has become of the edges' commands by the end of a batch. */
export interface CommandMarks {
  /** Of each edge the number of its last command that is done: taken in this batch or before, or refused. */
  readonly edges: Readonly<Record<EdgeName, number>>
  /** Those refused since the batch before: their replies may have been lost. */
  readonly refused: readonly RefusedCommand[]
  /** What came of those of which more is to be known. */
  readonly outcomes: readonly (readonly [edge: EdgeName, n: number, done: Done])[]
  /** Those that have opened, in order: whoever is met later has an older one closed. */
  readonly opened: readonly OpenedSocket[]
}

/** Some turns, whole; or none, where only commands were refused. */
export interface Batch {
  readonly kind: 'batch'
  readonly epoch: number
  /** Counts the batches that count, from 1, whatever the epoch: each follows the one before. */
  readonly index: number
  readonly world: WorldName
  /** Rows as the log has them, words sealed; none where there is no turn. */
  readonly rows: readonly SentRow[]
  readonly marks: CommandMarks
}

export type Entry = Claim | Batch

/** Several times a second, to every world and edge: who leads, and how far it is. */
export interface Beat {
  readonly world: WorldName
  readonly epoch: number
  /** The last turn that is committed. */
  readonly turn: number
  /** Of the secret that it has; older ones do not say it. */
  readonly fingerprint?: Fingerprint
}

/** Tells secrets apart, and gives none away: whoever has another signs cookies that no other process takes. */
export type Fingerprint = string

/**
 * As often, to every edge, in place of beats: whoever leads gets no answer from the stream, nor does
 * whoever would lead, so that nothing can be taken in.
 */
export interface Stalled {
  readonly world: WorldName
  readonly epoch: number
}

/** Between worlds: one that leads is told to go, and hands over. */
export type FromWorld = Handing | Level

/** It takes nothing more, and all that it took is committed, up to that turn. */
export interface Handing {
  readonly kind: 'handing'
  readonly world: WorldName
  readonly epoch: number
  readonly turn: number
  /** Who is asked to claim; null: whoever knows all that is committed is asked to say so. */
  readonly to: WorldName | null
}

/** It knows all that is committed in that epoch, and could lead. */
export interface Level {
  readonly kind: 'level'
  readonly world: WorldName
  readonly epoch: number
}

/** A socket that an edge holds, with the numbers of the commands that said so. */
export interface HeldSocket extends OpenSocket {
  readonly opened: number
  /** Null while it is open: the world may not have heard yet that it closed. */
  readonly closed: number | null
}

/** From an edge to the world that leads. */
export type FromEdge =
  /** It is here, and what it knows: said to every new epoch, with each beat until it is answered. */
  | {
      readonly kind: 'hello'
      readonly edge: EdgeName
      readonly epoch: number
      /** The last turn of which it has heard all that is its own; null: it has heard nothing yet. */
      readonly seen: number | null
      /** The number of the first command that it will send again, or send next. */
      readonly next: number
      readonly sockets: readonly HeldSocket[]
    }
  | {
      readonly kind: 'command'
      readonly edge: EdgeName
      readonly epoch: number
      readonly n: number
      readonly at: Moment
      readonly command: EdgeCommand
    }
  | {
      readonly kind: 'ask'
      readonly edge: EdgeName
      readonly epoch: number
      readonly id: number
      /** The first of those that it waits for: what came of earlier ones it has heard, or given up. */
      readonly from?: number
      readonly question: Question
    }
  | {
      readonly kind: 'note'
      readonly edge: EdgeName
      readonly epoch: number
      readonly note: EdgeNote
    }
  /** It is still here; `seen` and `next` as in a hello: either says again what the other misses. */
  | {
      readonly kind: 'here'
      readonly edge: EdgeName
      readonly epoch: number
      readonly seen: number
      readonly next: number
      /** The last command that it sent. */
      readonly sent: number
    }

/** From the world that leads to an edge. */
export type ToEdge =
  /**
   * What actors said to the edge's sockets in the turns after `after` up to `turn`, all of it; `done`
   * is the edge's last command that is committed or refused by then.
   */
  | {
      readonly kind: 'said'
      readonly epoch: number
      readonly after: number
      readonly turn: number
      readonly done: number
      readonly said: readonly (readonly [turn: number, to: ToSocket])[]
      /**
       * Of the edge's commands up to `done`, as far as it is not known to have heard of them; each after
       * what was said of that turn, and before what was said of later ones.
       */
      readonly refused: readonly (readonly [n: number, refusal: Refusal, turn?: number])[]
      /** In the same way, what came of its joins. */
      readonly outcomes: readonly (readonly [n: number, done: Done])[]
    }
  | {
      readonly kind: 'answer'
      readonly epoch: number
      readonly id: number
      /** Counts the answers of this epoch. */
      readonly count: number
      readonly answer: Answers[Question['type']]
    }
  /** What is not of the log: nobody misses it where it is lost. */
  | { readonly kind: 'aside'; readonly epoch: number; readonly said: readonly ToSocket[] }
  /** Commands from this number on are missing. */
  | { readonly kind: 'again'; readonly epoch: number; readonly from: number }
  /** It asked for turns that are not kept any more: its clients have to come again. */
  | { readonly kind: 'too_late'; readonly epoch: number }
