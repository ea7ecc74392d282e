// What leaves an actor: effects for whoever is outside, events for other actors.
import type { Command, Owner } from '../events/event.ts'
import type { SessionEnd, SessionId } from '../events/fields.ts'
import type { Receipt, ServerFrame } from '../events/frames.ts'
import type { Ids } from '../events/ports.ts'

type Welcome = Extract<ServerFrame, { type: 'welcome' }>

type ChatEnded = Extract<ServerFrame, { type: 'chat_ended' }>

/** A receipt without what proves it: no actor knows the secret. */
export type SaidReceipt = Omit<Receipt, 'proof'>

/** What an actor says: frames without what only whoever holds the socket knows. */
export type SaidFrame =
  | Exclude<ServerFrame, Welcome | ChatEnded>
  | Omit<Welcome, 'visit' | 'said' | 'messages' | 'receipt'>
  | (Omit<ChatEnded, 'receipt'> & { readonly receipt?: SaidReceipt })

/** What leaves for a session's socket once its turn is committed. */
export type SocketEffect =
  /** A frame for whatever socket the session has then. */
  | { readonly kind: 'frame'; readonly to: SessionId; readonly frame: SaidFrame }
  /** The session is no more: its socket is closed with 4001. */
  | { readonly kind: 'dismiss'; readonly to: SessionId; readonly end: SessionEnd }

/** What a session is reminded of, or the matchmaker about a session, a day or a report. */
export type AlarmType =
  | 'session.expired'
  | 'session.forget'
  | 'matchmaker.relax'
  | 'matchmaker.day_ended'
  | 'matchmaker.report_closed'

/**
 * A command about somebody or something to be given when the clock shows `at`, in place of an earlier one of its
 * type; the chart refuses it if it came too late.
 */
export interface Alarm {
  readonly kind: 'alarm'
  readonly about: Owner
  readonly type: AlarmType
  readonly at: number
}

/** An alarm that would only be refused: it need not be kept until its time. */
export interface Disarm {
  readonly kind: 'disarm'
  readonly about: Owner
  readonly type: AlarmType
}

/** What leaves the system once its turn is committed. */
export type Effect = SocketEffect | Alarm | Disarm

/** An event for another actor, delivered in the same turn. */
export interface Send {
  readonly kind: 'send'
  readonly command: Command
}

/** What an actor's move leads to. */
export type Outcome = Effect | Send

export const isEffect = (outcome: Outcome): outcome is Effect => outcome.kind !== 'send'

export const isForSocket = (outcome: Outcome): outcome is SocketEffect =>
  outcome.kind === 'frame' || outcome.kind === 'dismiss'

export const frame = (to: SessionId, said: SaidFrame): SocketEffect => ({
  kind: 'frame',
  to,
  frame: said,
})

export const alarm = (at: number, about: Owner, type: AlarmType): Alarm => ({
  kind: 'alarm',
  about,
  type,
  at,
})

export const disarm = (about: Owner, type: AlarmType): Disarm => ({
  kind: 'disarm',
  about,
  type,
})

/** What an alarm says when it rings. */
export const commandOf = ({ about, type }: Alarm): Command => {
  switch (type) {
    case 'matchmaker.relax':
      return { actor: 'matchmaker', type, data: { session: about } }
    case 'matchmaker.day_ended':
      return { actor: 'matchmaker', type, data: { day: about } }
    case 'matchmaker.report_closed':
      return { actor: 'matchmaker', type, data: { report: about, why: 'expired' } }
    default:
      return { actor: about, type, data: {} }
  }
}

export const send = (command: Command): Send => ({ kind: 'send', command })

/** Until when two may ask to talk again, as an event passes it on to what it leads to. */
export const againOf = ({ againUntil }: { readonly againUntil?: number }) =>
  againUntil === undefined ? {} : { againUntil }

/** Where the outcomes of one move are gathered, and the ids that they may need. */
export interface Collector {
  readonly ids: Ids
  /** Set in a fold: what was taken then is taken again, and only looked at. */
  readonly isFold?: true
  outcomes: readonly Outcome[]
}

/** What an event, or the input of a new actor, carries while a turn is played. */
export interface Collected {
  /** Absent while a log is folded and nobody listens: what the move led to is in the log. */
  readonly collector?: Collector | undefined
}

/** For a fold: what is sent to other actors stands in the log, so that ids made here go nowhere. */
export const foldCollector = (): Collector => ({
  ids: { session: () => '', room: () => '' },
  isFold: true,
  outcomes: [],
})

/**
 * Makes the `effect` of a chart with context `C` and events `E`: an XState action that changes
 * nothing and says what is to leave the actor. `build` is called only where somebody collects.
 */
export const effects =
  <C, E extends { readonly type: string }>() =>
  <T extends E['type']>(
    build: (args: { context: C; event: Extract<E, { type: T }> }, ids: Ids) => readonly Outcome[],
  ) =>
  (args: { context: C; event: E }): void => {
    const { collector } = carrierOf(args.event)
    if (collector === undefined) return
    // The chart names this action only on transitions of event `T`.
    const taken = args as { context: C; event: Extract<E, { type: T }> }
    const { outcomes, ids } = collector
    const built = build(taken, ids)
    collector.outcomes = outcomes.length === 0 ? built : [...outcomes, ...built]
  }

/** Whether the event comes from a log: what was taken then is taken again, whatever is allowed now. */
export const isFolded = (event: object): boolean => {
  const { collector } = carrierOf(event)
  return collector === undefined || collector.isFold === true
}

/** At an actor's beginning XState gives its input in an event of its own. */
const carrierOf = (event: Collected & { readonly input?: Collected }): Collected =>
  event.input ?? event
