// The turn engine: command → statechart → events → effects.

import type { Command, LogEvent } from '../../events/event.ts'
import type { RoomId, SessionId } from '../../events/fields.ts'
import { checksumTurns, pendingEventsMax } from '../../events/limits.ts'
import type { Log } from '../../events/log.ts'
import type { Clock, Ids, Report } from '../../events/ports.ts'
import { collect, type Effect } from '../effect.ts'
import { type Refusal, refusalOf, unavailable } from '../refusal.ts'
import { placeOf } from '../sessionSays.ts'
import type { ActorSystem } from './actorSystem.ts'
import { PendingTurns } from './pendingTurns.ts'

/** A visitor as the edge needs to see it. */
export interface SessionView {
  readonly id: SessionId
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
  /** Events taken and not committed yet. */
  readonly pending: number
}

export interface EngineParts {
  /** The actors as the log left them. */
  readonly actorSystem: ActorSystem
  readonly log: Log
  readonly clock: Clock
  readonly ids: Ids
  readonly report: Report
  /** What an event goes through between two actors; a test mode encodes and decodes it here. */
  readonly carry?: (command: Command) => Command
  /** How many turns from one digest of all states to the next. */
  readonly checksumTurns?: number
}

/**
 * Takes commands one at a time. A command that the addressed actor's statechart accepts becomes
 * an event; what that leads to is delivered until nothing is left; all of it is one turn, handed
 * to the log as one batch. Effects leave once the turn is committed, in the order of the turns.
 */
export class Engine {
  #parts: EngineParts
  #seq: number
  #turn: number
  #at = 0
  #pendingTurns = new PendingTurns()
  #available = true
  #release: (effect: Effect) => void = () => {}

  constructor(parts: EngineParts) {
    this.#parts = parts
    const { seq, turn } = parts.log.head()
    this.#seq = seq
    this.#turn = turn
    parts.log.watch({
      committed: (committed) => this.#pendingTurns.settle(committed, this.#release),
      unavailable: (message) => {
        this.#available = false
        parts.report('error', 'the log cannot store events', { reason: message })
        this.#pendingTurns.stall()
      },
      available: () => {
        this.#available = true
        parts.report('info', 'the log stores events again')
      },
    })
  }

  /** Takes a command, or says why not. Nobody outside hears of it before it is committed. */
  take(command: Command): Refusal | null {
    const { actorSystem, clock } = this.#parts
    if (!this.available()) return unavailable
    this.#at = Math.max(this.#at, clock.now())
    if (!actorSystem.accepts(command, this.#at)) return refusalOf(actorSystem, command)
    this.#append(this.#play(command))
    const { checksumTurns: every = checksumTurns } = this.#parts
    if ((this.#turn + 1) % every === 0) this.#attest()
    return null
  }

  /** Says in the log what the actors are, so that whoever folds it again can tell. */
  #attest(): void {
    const data = this.#parts.actorSystem.attest()
    this.#append(this.#play({ actor: 'matchmaker', type: 'matchmaker.attested', data }))
  }

  #append({ events, effects }: { events: LogEvent[]; effects: Effect[] }): void {
    this.#pendingTurns.add(this.#turn, events.length, effects)
    this.#parts.log.append(events)
  }

  /**
   * Runs `then` once everything taken so far is committed, after its effects have left; or
   * `orElse`, if that is given and the log turns out before that to be unable to store.
   */
  afterCommit(then: () => void, orElse: (() => void) | null = null): void {
    this.#pendingTurns.afterAll(then, orElse)
  }

  /** Names the one who carries effects out. */
  onEffect(release: (effect: Effect) => void): void {
    this.#release = release
  }

  session(id: SessionId): SessionView | null {
    const context = this.#parts.actorSystem.session(id)
    if (context === null) return null
    const { until, words, room, partner } = context
    return {
      id: context.id,
      state: placeOf(context),
      online: until === null,
      username: words.username,
      room,
      partner,
    }
  }

  /** The room that the session is in; null if it is in none. */
  roomOf(session: SessionId): RoomId | null {
    return this.#parts.actorSystem.session(session)?.room ?? null
  }

  counts(): Counts {
    const { sessions, matchmaker } = this.#parts.actorSystem
    return {
      sessions,
      waiting: matchmaker.tickets.size,
      chatting: matchmaker.rooms.seated,
      rooms: matchmaker.rooms.size,
      pending: this.#pendingTurns.events,
    }
  }

  /** False while the log cannot store: every command is refused with `unavailable`. */
  available(): boolean {
    return this.#available && this.#pendingTurns.events < pendingEventsMax
  }

  /** Plays one turn: the command, and all that it causes. */
  #play(command: Command): { events: LogEvent[]; effects: Effect[] } {
    const { actorSystem, ids, carry = (same) => same } = this.#parts
    this.#turn += 1
    const events: LogEvent[] = []
    const effects: Effect[] = []
    const queue: { command: Command; cause: number | null }[] = [{ command, cause: null }]
    for (const { command: next, cause } of queue) {
      if (cause !== null && !actorSystem.accepts(next, this.#at)) {
        this.#parts.report('debug', 'an event came too late', { type: next.type, cause })
        continue
      }
      this.#seq += 1
      const { actor, type, data } = next
      const at = this.#at
      const event = { seq: this.#seq, turn: this.#turn, cause, at, actor, type, data } as LogEvent
      events.push(event)
      const { result: fault, outcomes } = collect(ids, () => actorSystem.apply(event))
      if (fault !== null) {
        queue.push({ command: this.#blame(event, fault), cause: event.seq })
        continue
      }
      for (const outcome of outcomes) {
        if (outcome.kind !== 'send') effects.push(outcome)
        else queue.push({ command: carry(outcome.command), cause: event.seq })
      }
    }
    return { events, effects }
  }

  /** A session or a room that threw is stopped and its company told; our own bug is reported. */
  #blame(event: LogEvent, { error }: { error: unknown }): Command {
    if (event.actor === 'matchmaker') throw error
    const { name, stack } = error instanceof Error ? error : new Error('not an error')
    this.#parts.report('error', 'an actor failed and was stopped', {
      actor: event.actor,
      type: event.type,
      seq: event.seq,
      name,
      stack: stack?.split('\n').slice(1, 4).join(' ').trim() ?? null,
    })
    return { actor: 'matchmaker', type: 'matchmaker.faulted', data: { actor: event.actor } }
  }
}
