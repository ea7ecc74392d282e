// What leaves an actor: effects for the world, events for other actors.

import type { Command } from '../events/event.ts'
import type { SessionId } from '../events/fields.ts'
import type { ServerFrame } from '../events/frames.ts'
import type { Ids } from '../events/ports.ts'

/** What leaves the system once its turn is committed. */
export type Effect =
  /** A frame for whatever socket the session has then. */
  | { readonly kind: 'frame'; readonly to: SessionId; readonly frame: ServerFrame }
  /** A command to be given when the clock shows `at`; the chart refuses it if it came too late. */
  | { readonly kind: 'alarm'; readonly at: number; readonly command: Command }
  /** The session is no more: its socket is closed with 4001. */
  | { readonly kind: 'dismiss'; readonly to: SessionId }

/** An event for another actor, delivered in the same turn. */
export interface Send {
  readonly kind: 'send'
  readonly command: Command
}

export type Outcome = Effect | Send

export const frame = (to: SessionId, said: ServerFrame): Effect => ({
  kind: 'frame',
  to,
  frame: said,
})

export const alarm = (at: number, command: Command): Effect => ({ kind: 'alarm', at, command })

export const send = (command: Command): Send => ({ kind: 'send', command })

interface Outbox {
  readonly ids: Ids
  readonly outcomes: Outcome[]
}

/** The outbox of the actor that is moving now; null while effects are muted. */
let open: Outbox | null = null

/**
 * Makes the `effect` of a chart with context `C` and events `E`: an XState action that changes
 * nothing and says what is to leave the actor. While a log is folded nobody listens, and
 * `build` is not even called: what it led to is in the log.
 */
export const effects =
  <C, E extends { readonly type: string }>() =>
  <T extends E['type']>(
    build: (args: { context: C; event: Extract<E, { type: T }> }, ids: Ids) => readonly Outcome[],
  ) =>
  (args: { context: C; event: E }): void => {
    // The chart names this action only on transitions of event `T`.
    const taken = args as { context: C; event: Extract<E, { type: T }> }
    if (open !== null) open.outcomes.push(...build(taken, open.ids))
  }

/** Runs `move`; gives what it returned and what the actor that it moved had to say. */
export const collect = <R>(ids: Ids, move: () => R): { result: R; outcomes: Outcome[] } => {
  const outcomes: Outcome[] = []
  open = { ids, outcomes }
  try {
    return { result: move(), outcomes }
  } finally {
    open = null
  }
}
