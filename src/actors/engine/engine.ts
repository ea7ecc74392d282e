// The turn engine: command → statechart → events → effects.
import { Result } from 'effect'
import type { Command, DataOf, LogEvent, Turn } from '../../events/event.ts'
import type {
  DayId,
  Decision,
  PersonId,
  ReportId,
  RoomId,
  SessionId,
  Suspension,
} from '../../events/fields.ts'
import type { Outlook } from '../../events/frames.ts'
import { againMs, passMs } from '../../events/limits.ts'
import type { Log, LogSpace } from '../../events/log.ts'
import type { Clock, Ids, Report } from '../../events/ports.ts'
import {
  type Alarm,
  type Collector,
  commandOf,
  type Effect,
  frame,
  isEffect,
  type SocketEffect,
} from '../effect.ts'
import { blocksMax } from '../matchmaking/persons.ts'
import type { Place } from '../sessionState.ts'
import type { ActorSystem } from './actorSystem.ts'
import { Alarms } from './alarms.ts'
import { Awaited } from './awaited.ts'
import { checksumTurns } from './checksum.ts'
import {
  type Conversation,
  conversationOf,
  isReported,
  type ReportMade,
  sessionsOf,
} from './conversations.ts'
import { type PendingTurn, PendingTurns } from './pendingTurns.ts'
import { RecentWaits } from './recentWaits.ts'
import { alarmsOf } from './recovery.ts'
import {
  lost,
  noSpaceToJoin,
  noSpaceToTalk,
  notChatting,
  outOfOrder,
  type Refusal,
  refusalOf,
  reportedBefore,
  reportGone,
  stopping,
  tooLateToReport,
  tooManyBlocks,
  unavailable,
} from './refusal.ts'

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

/** Whether a command was taken, or why not. */
export type Taken = Result.Result<void, Refusal>

/** What a moderator's decision came to. */
export interface Decided {
  /** How many sessions of the reported person are told. */
  readonly sessions: number
  /** Until when the person is suspended. */
  readonly until: number | null
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
    const excess = this.#excessIn(command)
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
    return room !== null && room.ledger.find(by, id) === undefined
  }

  /** How many messages have been said in a room, the last of which may not be committed yet. */
  saidIn(room: RoomId): number {
    return this.#parts.actorSystem.room(room)?.ledger.size ?? 0
  }

  /** A session's conversation in that room, while its other may be blocked or reported. */
  conversation(session: SessionId, room: RoomId): Conversation | null {
    return conversationOf(this.#parts.actorSystem, { session, room }, this.#now())
  }

  /** In how many milliseconds a session's person may report somebody again; 0 if it may now. */
  reportWait(session: SessionId): number {
    const { actorSystem } = this.#parts
    const person = actorSystem.session(session)?.person.id ?? ''
    return actorSystem.matchmaker.persons.reportWait(person, this.#now())
  }

  /**
   * Takes a session's report of the other of a conversation; one that goes on ends before. What
   * was `known` of it when it was asked for holds where the session has ended since.
   */
  report(made: ReportMade, known: Conversation | null = null): Taken {
    const { session, room, reason, proven, place, kept } = made
    const now = this.conversation(session, room)
    const conversation = now ?? known
    if (conversation === null) return Result.fail(tooLateToReport)
    const { person, other, partner } = conversation
    if (isReported(conversation, proven)) return Result.fail(reportedBefore)
    const ended = now?.isOpen
      ? this.take({ actor: session, type: 'session.block', data: { room } })
      : taken
    if (Result.isFailure(ended)) return ended
    const isHeard = [person, other].every(({ id }) => this.suspensionOf(id) === null)
    const who = { session, partner, room, person, other }
    // Where nobody can read a report, nothing of it is kept but that there was one.
    const why = kept === null ? {} : { reason }
    const what = { ...why, proven, counted: proven && isHeard, place }
    return this.take({
      actor: 'matchmaker',
      type: 'matchmaker.reported',
      data: { ...who, ...what, ...kept },
    })
  }

  /** Until when a person is not matched, and why; null if it may be. */
  suspensionOf(person: PersonId): Suspension | null {
    return this.#parts.actorSystem.matchmaker.persons.suspensionOf(person, this.#now())
  }

  /** The living sessions of a person. */
  sessionsOf(person: PersonId): SessionId[] {
    return sessionsOf(this.#parts.actorSystem, person)
  }

  /** How many reports are kept for the moderators. */
  openReports(): number {
    return this.#parts.actorSystem.matchmaker.reports.size
  }

  /** How many persons are not matched at that time. */
  suspendedAt(at: number): number {
    return this.#parts.actorSystem.matchmaker.persons.suspendedAt(at)
  }

  /**
   * Takes what a moderator decides on a report. Who is suspended is so `until`, or as long as known.
   */
  decide({
    report,
    decision,
    until,
  }: {
    readonly report: ReportId
    readonly decision: Decision
    readonly until?: number
  }): Result.Result<Decided, Refusal> {
    const { persons, reports } = this.#parts.actorSystem.matchmaker
    const person = reports.get(report)?.about
    if (person === undefined) return Result.fail(reportGone)
    const known = persons.untilOf(person.day) ?? this.#now() + passMs
    const data = {
      report,
      decision,
      person,
      ...(decision === 'suspend' && { until: until ?? known }),
      sessions: this.sessionsOf(person.id),
    }
    // Whoever is warned while it is away is told when it comes back, and only then.
    for (const session of data.sessions) this.#awaited?.disconnect(session)
    const decided = this.take({ actor: 'matchmaker', type: 'matchmaker.decided', data })
    return Result.map(decided, () => ({
      sessions: data.sessions.length,
      until: data.until ?? null,
    }))
  }

  /** The days whose persons are known, the oldest first, and until when each is. */
  days(): { readonly day: DayId; readonly until: number }[] {
    return this.#parts.actorSystem.matchmaker.persons.days()
  }

  /** From now on persons may be named by the key of that day. */
  beginDay(day: DayId, until: number): Taken {
    return this.take({ actor: 'matchmaker', type: 'matchmaker.day_began', data: { day, until } })
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

  /** What is too much; whoever is here may always come back and leave, and so give space back. */
  #excessIn({ type, actor }: Command): Refusal | null {
    const { level } = this.space()
    if (type === 'session.block') return this.#blocksOf(actor) < blocksMax ? null : tooManyBlocks
    if (type === 'session.join') return level === 'full' || level === 'spent' ? noSpaceToJoin : null
    return isTalk(type) && level === 'spent' ? noSpaceToTalk : null
  }

  /** Tells whoever asked for what is lost. */
  #fail(): void {
    for (const command of this.#pendingTurns.lost()) {
      const to = askerOf(command)
      const id = command.type === 'room.send_message' ? { id: command.data.id } : {}
      if (!isAsked(command)) continue
      const { message } = lost
      const said = { code: 'unavailable', message, detail: 'lost' } as const
      this.#toSocket(frame(to, { type: 'error', ...said, ...id }), null)
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

  #blocksOf(session: SessionId): number {
    const { actorSystem } = this.#parts
    const person = actorSystem.session(session)?.person.id ?? ''
    return actorSystem.matchmaker.persons.blocksOf(person).length
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

/** Whose frame asked for it. */
const askerOf = (command: Command): SessionId => {
  if (command.type === 'room.send_message') return command.data.by
  return command.type === 'matchmaker.reported' ? command.data.session : command.actor
}

/** Whether a frame asked for it, which waits for an answer. */
const isAsked = ({ type }: Command): boolean =>
  isTalk(type) || type === 'session.leave_chat' || type === 'session.block'

/** What adds to the log while it is here and more while it goes on. */
const isTalk = (type: Command['type']): boolean =>
  type === 'room.send_message' ||
  type === 'session.find_match' ||
  type === 'session.again' ||
  type === 'matchmaker.reported'
