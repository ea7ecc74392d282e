// src/actors/engine.ts — the turn engine: command → statechart → events → effects.
import type { Command } from '../events/event.ts'
import type { RoomId, SessionId } from '../events/fields.ts'
import type { ErrorCode } from '../events/frames.ts'
import type { Effect } from './effect.ts'

/** Why a command was not taken. `sent`: the message is already in the room under this id. */
export interface Refusal {
  readonly code: ErrorCode | 'no_session' | 'duplicate'
  readonly message: string
  /** For `duplicate`: the number and time of the message that stands. */
  readonly sent?: { readonly seq: number; readonly at: number }
}

/** A visitor as the edge needs to see it. */
export interface SessionView {
  readonly state: 'idle' | 'waiting' | 'chatting'
  readonly online: boolean
  readonly username: string
  readonly room: RoomId | null
  readonly partner: SessionId | null
}

export interface Counts {
  readonly sessions: number
  readonly waiting: number
  readonly chatting: number
  readonly rooms: number
}

export interface Engine {
  /** Takes a command, or says why not. Nothing has happened outside until the turn is committed. */
  readonly take: (command: Command) => Refusal | null
  /** Runs `then` once everything taken so far is committed; in order with the effects. */
  readonly afterCommit: (then: () => void) => void
  /** Whom effects are released to, in the order of their turns, each after its commit. */
  readonly onEffect: (release: (effect: Effect) => void) => void
  readonly session: (id: SessionId) => SessionView | null
  readonly counts: () => Counts
  /** False while the log cannot store: every command is refused with `unavailable`. */
  readonly available: () => boolean
}
