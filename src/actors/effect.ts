// src/actors/effect.ts — what leaves an actor: effects for the world, events for other actors.
import type { Ids } from '../events/edge.ts'
import type { Command } from '../events/event.ts'
import type { SessionId } from '../events/fields.ts'
import type { ServerFrame } from '../events/frames.ts'

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

interface Outbox {
  readonly ids: Ids
  readonly outcomes: Outcome[]
}

/** The outbox of the actor that is moving now; null while effects are muted. */
let open: Outbox | null = null

/**
 * An XState action that changes nothing and says what is to leave the actor. While a log is
 * folded nobody listens, and `build` is not even called: what it led to is in the log.
 */
export const effect =
  <A>(build: (args: A, ids: Ids) => readonly Outcome[]) =>
  (args: A): void => {
    if (open !== null) open.outcomes.push(...build(args, open.ids))
  }

/** Runs `move` and returns what the actor that it moves had to say. */
export const collect = (ids: Ids, move: () => void): readonly Outcome[] => {
  const outcomes: Outcome[] = []
  const outer = open
  open = { ids, outcomes }
  try {
    move()
  } finally {
    open = outer
  }
  return outcomes
}
