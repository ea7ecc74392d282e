// The turn engine: command → statechart → events → effects.
import { Result } from 'effect'
import type { Command, DataOf, LogEvent, Turn } from '../../events/event.ts'
import type { RoomId, SessionId } from '../../events/fields.ts'
import type { Outlook } from '../../events/frames.ts'
import { againMs } from '../../events/limits.ts'
import type { Log, LogSpace } from '../../events/log.ts'
import type { Clock, Ids, Report } from '../../events/ports.ts'
import {
  type Alarm,
  type Collector,
  commandOf,
  type Effect,
  isEffect,
  type SocketEffect,
} from '../effect.ts'
import { memberOf } from '../room.ts'
import type { Place } from '../sessionState.ts'
import type { ActorSystem } from './actorSystem.ts'
import { Alarms } from './alarms.ts'
import { Awaited } from './awaited.ts'
import { checksumTurns } from './checksum.ts'
import { type PendingTurn, PendingTurns } from './pendingTurns.ts'
import { RecentWaits } from './recentWaits.ts'
import { alarmsOf } from './recovery.ts'
import {
  excessIn,
  lossOf,
  notChatting,
  outOfOrder,
  refusalOf,
  stopping,
  type Taken,
  unavailable,
} from './refusal.ts'
import { Safety } from './safety.ts'

/** A visitor as whoever holds its socket needs to see it. */
export interface SessionView {
  readonly id: SessionId
  readonly state: Place
  readonly online: boolean
  /** Until when it may come back; null while it is online. Whoever is awaited is away. */
  readonly until: number | null
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
  /** Since the start of the process: conversations started, messages accepted. */
  readonly matches: number
  readonly messages: number
  /** How often a person was not matched any more, as several places reported it. */
  readonly coolDowns: number
}

export interface EngineParts {
  /** The actors as the log left them. */
  readonly actorSystem: ActorSystem
  readonly log: Pick<Log, 'head' | 'space' | 'append' | 'watch'>
  readonly clock: Clock
  readonly ids: Ids
  readonly report: Report
  /** What an event goes through between two actors; a test mode encodes and decodes it here. */
  readonly carry?: (command: Command) => Command
  /** How many turns from one checksum of all states to the next. */
  readonly checksumTurns?: number
}

/** Hears what concerns a socket, with the turn that it is of; null: no turn, as that one is lost. */
type ToSockets = (effect: SocketEffect, turn: number | null) => void

/** Why nothing will be stored any more: the log failed for good, or somebody else writes it. */
export type LogEnd = 'failed' | 'fenced'

/** What a session says; `after` is the id of what it must have said before in the same room. */
export interface Said {
  readonly id: string
  readonly text: string
  readonly after?: string
}

const taken: Taken = Result.succeed(undefined)

/** Events that may wait for the writer; beyond it commands are refused as `unavailable`. */
const pendingEventsMax = 100_000

/** How long an alarm waits that the log could not take. */
const alarmRetryMs = 1_000

/**
 * Takes commands one at a time. A command that the addressed actor's statechart accepts becomes
 * an event; what that leads to is delivered until nothing is left; all of it is one turn, handed
 * to the log as one batch. Effects leave once the turn is committed, in the order of the turns.
 */
export class Engine {
  /** What goes on about persons: blocks, reports, suspensions. */
  readonly safety: Safety
  #parts: EngineParts
  #seq: number
  #turn: number
  /** The time of the last event: it never falls, whatever the clock says. */
  #at: number
  #pendingTurns = new PendingTurns()
  #available = true
  #isStopping = false
  #logEnd: LogEnd | null = null
  #onLogEnd: ((end: LogEnd) => void)[] = []
  #matches = 0
  #messages = 0
  #coolDowns = 0
  #waits = new RecentWaits()
  #alarms: Alarms
  /** Null where nothing was before. */
  #awaited: Awaited | null = null
  #toSocket: ToSockets = () => {}

  constructor(parts: EngineParts) {
    this.#parts = parts
    this.#alarms = new Alarms(parts.clock, this.#ring, (then) => this.afterCommit(then))
    this.safety = new Safety({
      actorSystem: parts.actorSystem,
      now: () => this.#now(),
      take: (command) => this.take(command),
      disconnect: (session) => this.#awaited?.disconnect(session),
    })
    const { seq, turn, at } = parts.log.head()
    this.#at = at
    this.#seq = seq
    this.#turn = turn
    parts.log.watch({
      committed: (committed) => this.#pendingTurns.settle(committed, this.#release),
      unavailable: (message, lasting) => {
        this.#available = false
        parts.report('error', 'the log cannot store events', { reason: message })
        this.#pendingTurns.stall()
        if (lasting) this.#fail()
      },
      available: () => {
        this.#available = true
        parts.report('info', 'the log stores events again')
      },
      fenced: this.#fenced,
    })
  }

  /** Takes a command, or says why not. Nobody outside hears of it before it is committed. */
  take(command: Command): Taken {
    return this.#takeAsOf(null, command)
  }

  /** Takes a command; one of an alarm as of when it was set for, which may be a while ago. */
  #takeAsOf(due: number | null, command: Command): Taken {
    const { actorSystem, clock, checksumTurns: every = checksumTurns } = this.#parts
    if (!this.available()) return this.#refused()
    const excess = excessIn(actorSystem, command, this.space().level)
    if (excess !== null) return Result.fail(excess)
    this.#at = Math.max(this.#at, clock.now())
    const asOf = due ?? this.#at
    if (!this.#play(command, asOf)) return Result.fail(refusalOf(actorSystem, command, asOf))
    if ((this.#turn + 1) % every === 0) this.#logChecksum()
    return taken
  }

  /** Takes what a session says in the room that it is in, where it has said what this is `after`. */
  say(by: SessionId, { id, text, after }: Said): Taken {
    if (!this.available()) return this.#refused()
    const room = this.#parts.actorSystem.session(by)?.room ?? null
    if (room === null) return Result.fail(notChatting)
    if (after !== undefined && this.misses(by, after)) return Result.fail(outOfOrder)
    const number = this.saidIn(room) + 1
    return this.take({ actor: room, type: 'room.send_message', data: { by, id, number, text } })
  }

  /** Whether the room that a session is in lacks a message of its own. */
  misses(by: SessionId, id: string): boolean {
    const { actorSystem } = this.#parts
    const room = actorSystem.room(actorSystem.session(by)?.room ?? '')
    return room !== null && room.ledger.find(memberOf(room, by), id) === undefined
  }

  /** How many messages have been said in a room, the last of which may not be committed yet. */
  saidIn(room: RoomId): number {
    return this.#parts.actorSystem.room(room)?.ledger.size ?? 0
  }

  /**
   * Life goes on from a fold, where nobody has a socket: from now on every session is awaited, for a
   * grace at least. Appends nothing. Gives how many sessions there are.
   */
  resume(graceMs: number): number {
    const { actorSystem, clock } = this.#parts
    const sessions = actorSystem.sessionIds()
    this.#awaited = new Awaited({
      ...{ sessions, graceMs, clock },
      available: () => this.available(),
      disconnect: (actor, until) =>
        actorSystem.session(actor)?.until === null &&
        Result.isSuccess(this.take({ actor, type: 'session.disconnect', data: { until } })),
      afterCommit: (then) => this.afterCommit(then),
    })
    const { until } = this.#awaited
    for (const alarm of alarmsOf(actorSystem)) {
      const isGrace = alarm.type === 'session.expired'
      this.#alarms.arm(isGrace ? { ...alarm, at: Math.max(alarm.at, until) } : alarm)
    }
    return sessions.length
  }

  /** An awaited session has a socket: one that outlived the process that knew of it. */
  returned(session: SessionId): void {
    this.#awaited?.returned(session)
  }

  /**
   * Runs `then` once everything taken so far is committed, after its effects have left; or
   * `orElse`, if that is given and the log turns out before that to be unable to store.
   */
  afterCommit(then: () => void, orElse: (() => void) | null = null): void {
    this.#pendingTurns.afterAll(then, orElse)
  }

  /** Names one who tells the sockets, after those named before. */
  onSocketEffect(toSockets: ToSockets): void {
    const before = this.#toSocket
    this.#toSocket = (effect, turn) => {
      before(effect, turn)
      toSockets(effect, turn)
    }
  }

  session(id: SessionId): SessionView | null {
    const { actorSystem } = this.#parts
    const context = actorSystem.session(id)
    const state = actorSystem.placeOf(id)
    if (context === null || state === null) return null
    const { words, room, partner } = context
    const until = this.#awaited === null ? context.until : this.#awaited.untilOf(id, context.until)
    return {
      id: context.id,
      state,
      online: until === null,
      until,
      username: words.username,
      room,
      partner,
    }
  }

  counts(): Counts {
    const { sessions, matchmaker } = this.#parts.actorSystem
    return {
      sessions,
      waiting: matchmaker.tickets.size,
      chatting: matchmaker.rooms.chatting,
      rooms: matchmaker.rooms.size,
      pending: this.#pendingTurns.events,
      matches: this.#matches,
      messages: this.#messages,
      coolDowns: this.#coolDowns,
    }
  }

  /** How things stand for a session that waits and can be paired; null for any other. */
  outlook(session: SessionId): Outlook | null {
    const outlook = this.#parts.actorSystem.matchmaker.tickets.outlookOf(session)
    const waitedLately = this.#waits.median(this.#at)
    return outlook === null || waitedLately === undefined ? outlook : { ...outlook, waitedLately }
  }

  /** False while the log cannot store, and once this stops: every command is `unavailable`. */
  available(): boolean {
    const takes = this.#available && !this.#isStopping && this.#logEnd === null
    return takes && this.#pendingTurns.events < pendingEventsMax
  }

  /** True once the log will never store again: only a new start can help. */
  get hasFailed(): boolean {
    return this.#logEnd === 'failed'
  }

  /** Runs `then` when the log has ended, after whoever may be told of it was. */
  onLogEnd(then: (end: LogEnd) => void): void {
    if (this.#logEnd !== null) then(this.#logEnd)
    else this.#onLogEnd.push(then)
  }

  /** What the log takes of its disk. */
  space(): LogSpace {
    return this.#parts.log.space()
  }

  get isStopping(): boolean {
    return this.#isStopping
  }

  /** From now on nothing is taken; what was taken is still committed, and told. */
  stop(): void {
    this.#isStopping = true
  }

  /** Tells whoever asked for what is lost. */
  #fail(): void {
    for (const command of this.#pendingTurns.lost()) {
      const loss = lossOf(command)
      if (loss !== null) this.#toSocket(loss, null)
    }
    this.#end('failed')
  }

  /** Whoever leads now knows what has become of the commands: nobody hears of them from here. */
  readonly #fenced = (message: string): void => {
    this.#parts.report('error', 'another process writes the log: this one ends', {
      reason: message,
    })
    this.#pendingTurns.silence()
    this.#alarms.off()
    this.#awaited?.off()
    this.#end('fenced')
  }

  #end(end: LogEnd): void {
    this.#logEnd = end
    for (const then of this.#onLogEnd.splice(0)) then(end)
  }

  /** The time as events would have it. */
  #now(): number {
    return Math.max(this.#at, this.#parts.clock.now())
  }

  #refused(): Taken {
    return Result.fail(this.#isStopping ? stopping : unavailable)
  }

  /**
   * Plays one turn, the command and all that it causes; false if it is not taken as of that time.
   * Events have the time that it is now: it may have caught up with the wall clock by more than
   * passed, and an alarm that is out of date must not end what began after it was set.
   */
  #play(command: Command, asOf: number): boolean {
    const { actorSystem, ids, report, carry = (same) => same } = this.#parts
    const turn = this.#turn + 1
    let events: readonly LogEvent[] = []
    let effects: readonly Effect[] = []
    const queue: { command: Command; cause: number | null }[] = [{ command, cause: null }]
    for (const { command: next, cause } of queue) {
      const collector: Collector = { ids, outcomes: [] }
      const move = actorSystem.accepts(next, cause === null ? asOf : this.#at, collector)
      if (move === null) {
        if (cause === null) return false
        report('debug', 'an event came too late', { type: next.type, cause })
        continue
      }
      const event = this.#event(next, turn, cause)
      events = joined(events, [event])
      const fault = actorSystem.apply(event, move)
      if (fault !== null) {
        queue.push({ command: this.#recordFault(event, fault), cause: event.seq })
        continue
      }
      const { outcomes } = collector
      effects = joined(effects, outcomes.every(isEffect) ? outcomes : outcomes.filter(isEffect))
      for (const outcome of outcomes) {
        if (outcome.kind !== 'send') continue
        queue.push({ command: carry(outcome.command), cause: event.seq })
      }
    }
    this.#append(events, effects)
    return true
  }

  #event({ actor, type, data }: Command, turn: number, cause: number | null): LogEvent {
    if (type === 'room.send_message') this.#messages += 1
    else if (type === 'matchmaker.matched') this.#noteMatch(data)
    else if (type === 'matchmaker.cooled_down') this.#coolDowns += 1
    else if (type === 'session.connect') this.returned(actor)
    this.#seq += 1
    return { seq: this.#seq, turn, cause, at: this.#at, actor, type, data } as LogEvent
  }

  /** To be told before their tickets are closed. */
  #noteMatch({ members, again }: DataOf<'matchmaker.matched'>): void {
    this.#matches += 1
    if (again) return
    const { tickets } = this.#parts.actorSystem.matchmaker
    for (const member of members) {
      const since = tickets.get(member)?.since
      if (since !== undefined) this.#waits.note(since, this.#at)
    }
  }

  #append(turn: Turn, effects: readonly Effect[]): void {
    this.#turn += 1
    const zero = this.#at - this.#parts.clock.monotonic()
    this.#pendingTurns.add(turn, effects, zero)
    this.#parts.log.append(turn)
  }

  /** Says in the log what the actors are, so that whoever folds it again can tell. */
  #logChecksum(): void {
    const { actorSystem } = this.#parts
    const data = { digest: actorSystem.checksum() }
    const command = { actor: 'matchmaker', type: 'matchmaker.attested', data } as const
    const event = this.#event(command, this.#turn + 1, null)
    actorSystem.fold(event)
    this.#append([event], [])
  }

  readonly #release = (effect: Effect, { number, zero }: PendingTurn): void => {
    // What the commit took is part of the delay, whatever was done meanwhile to the wall clock.
    if (effect.kind === 'alarm') {
      this.#alarms.arm(effect, effect.at - zero - this.#parts.clock.monotonic())
    } else if (effect.kind === 'disarm') this.#alarms.disarm(effect)
    else this.#toSocket(effect, number)
  }

  readonly #ring = (alarm: Alarm): void => {
    const taken = this.#takeAsOf(alarm.at, commandOf(alarm))
    const isUnavailable = Result.isFailure(taken) && taken.failure.code === 'unavailable'
    if (isUnavailable) this.#alarms.arm(alarm, alarmRetryMs)
  }

  /** A session or a room that threw is stopped and its company told; our own bug is reported. */
  #recordFault(event: LogEvent, { error }: { error: unknown }): Command {
    if (event.actor === 'matchmaker') throw error
    const { name, stack } = error instanceof Error ? error : new Error('not an error')
    this.#parts.report('error', 'an actor failed and was stopped', {
      actor: event.actor,
      type: event.type,
      seq: event.seq,
      name,
      stack: stack?.split('\n').slice(1, 4).join(' ').trim() ?? null,
    })
    const data = { actor: event.actor, againUntil: event.at + againMs }
    return { actor: 'matchmaker', type: 'matchmaker.faulted', data }
  }
}

/** The two lists as one; of nearly every turn one of them is empty. */
const joined = <T>(list: readonly T[], more: readonly T[]): readonly T[] =>
  list.length === 0 ? more : more.length === 0 ? list : [...list, ...more]
