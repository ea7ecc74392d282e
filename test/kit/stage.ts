// Real actors and engine over a simulated clock, a log in memory, sockets that only remember.

import { Result, Schema } from 'effect'
import { commandOf, type SaidFrame, type SocketEffect } from '../../src/actors/effect.ts'
import { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import { Engine } from '../../src/actors/engine/engine.ts'
import { alarmsOf, fold } from '../../src/actors/engine/recovery.ts'
import type { Refusal } from '../../src/actors/engine/refusal.ts'
import { SteadyClock } from '../../src/clock.ts'
import { type Command, type LogEvent, shapes, type Turn } from '../../src/events/event.ts'
import type { DayId, SessionId } from '../../src/events/fields.ts'
import type { Log } from '../../src/events/log.ts'
import type { Clock, Ids } from '../../src/events/ports.ts'
import { type MemoryLog, memoryLog } from './memoryLog.ts'
import { succeeded } from './succeeded.ts'

export const graceMs = 30_000
export const relaxMs = 6_000
export const dayMs = 86_400_000

/** The system's own clock over a wall clock and a monotonic source that a test moves. */
export class SimulatedClock implements Clock {
  #wall: number
  #elapsed = 0
  #steady: SteadyClock

  constructor(now = 1_000_000) {
    this.#wall = now
    this.#steady = this.#made()
  }

  now = () => this.#steady.now()
  monotonic = () => this.#elapsed
  at: Clock['at'] = (...alarm) => this.#steady.at(...alarm)
  after: Clock['after'] = (...delay) => this.#steady.after(...delay)
  disarm: Clock['disarm'] = (armed) => this.#steady.disarm(armed)

  /** Lets so much time pass, and wakes whom it should on the way, in order; `woken` after each. */
  pass(ms: number, woken: () => void = () => {}): void {
    const end = this.#elapsed + ms
    for (let due = this.#steady.due; due !== null && due <= end; due = this.#steady.due) {
      this.#advance(Math.max(0, due - this.#elapsed))
      this.#steady.turn()
      woken()
    }
    this.#advance(end - this.#elapsed)
  }

  /** Somebody sets the wall clock, forward or back. */
  step(ms: number): void {
    this.#wall += ms
  }

  /** A new process has a new clock, which goes on from the log's last time: nothing is due. */
  restart(at: number): void {
    this.#steady = this.#made()
    this.#steady.startFrom(at)
  }

  #made(): SteadyClock {
    return new SteadyClock({ wall: () => this.#wall, monotonic: this.monotonic })
  }

  #advance(ms: number): void {
    this.#elapsed += ms
    this.#wall += ms
  }
}

const countingIds = (): Ids => {
  let count = 0
  const next = (kind: string) => () => {
    count += 1
    return `${kind}${count}`
  }
  return { session: next('s'), room: next('r') }
}

const decoders = new Map(
  [...shapes].map(([type, { schema }]) => [
    type,
    Schema.decodeUnknownSync(schema as Schema.Codec<unknown, unknown>),
  ]),
)

/** Actors share nothing: what one sends another must survive being written down. */
const overTheWire = (command: Command): Command =>
  ({
    ...command,
    data: decoders.get(command.type)?.(JSON.parse(JSON.stringify(command.data))),
  }) as Command

export class Stage {
  readonly clock: SimulatedClock
  readonly ids = countingIds()
  /** Every frame each session was sent while it had a socket, oldest first. */
  readonly frames = new Map<SessionId, SaidFrame[]>()
  /** Whoever has a socket; true once it has been welcomed. */
  readonly sockets = new Map<SessionId, boolean>()
  /** Every event that was handed to the log since the last crash or before it committed. */
  played: LogEvent[] = []
  committedTurn = 0
  readonly dismissed = new Set<SessionId>()
  readonly reports: string[] = []
  /** Whatever was said to sockets, and in which turn. */
  readonly released: { readonly turn: number | null; readonly effect: SocketEffect }[] = []
  /** Is shown every turn once the actors have moved. */
  afterTurn: (turn: Turn) => void = () => {}
  #held = false
  log: MemoryLog
  /** Two may be awake at a time, so that actors go to rest in every test. */
  actorSystem = new ActorSystem(2)
  engine: Engine

  readonly #checksumTurns: number

  constructor(
    log = memoryLog({ held: true }),
    checksumTurns = 1_000,
    clock = new SimulatedClock(),
  ) {
    this.log = log
    this.clock = clock
    this.#checksumTurns = checksumTurns
    this.engine = this.#start()
  }

  /** A stage in which all this has happened: nobody away, nobody waiting is forgotten. */
  static async after(events: readonly LogEvent[]): Promise<Stage> {
    const log = memoryLog({ held: true, events })
    const stage = new Stage(log, 1_000, new SimulatedClock(events.at(-1)?.at ?? 0))
    stage.actorSystem = succeeded(await fold(log))
    stage.engine = stage.#start()
    stage.played = [...events]
    stage.committedTurn = log.head().turn
    for (const id of stage.actorSystem.sessionIds()) {
      if (stage.engine.session(id)?.online) stage.sockets.set(id, true)
    }
    for (const alarm of alarmsOf(stage.actorSystem)) {
      stage.clock.at(alarm.at, () => stage.engine.take(commandOf(alarm)))
    }
    return stage
  }

  #start(): Engine {
    const { clock, ids, actorSystem } = this
    const log = this.#tapped(this.log)
    const engine = new Engine({
      actorSystem,
      log,
      clock,
      ids,
      report: (_level, message) => this.reports.push(message),
      carry: overTheWire,
      checksumTurns: this.#checksumTurns,
    })
    engine.onSocketEffect((effect, turn) => {
      this.released.push({ turn, effect })
      this.#release(effect)
    })
    return engine
  }

  /** The log, with an eye on what goes in and what it says is committed. */
  #tapped(log: MemoryLog): Log {
    return {
      ...log,
      append: (turn) => {
        this.played.push(...turn)
        this.afterTurn(turn)
        log.append(turn)
      },
      watch: (watcher) =>
        log.watch({
          ...watcher,
          committed: (turn) => {
            this.committedTurn = turn
            watcher.committed(turn)
          },
        }),
    }
  }

  /** What a socket does: nothing before its welcome, and then whatever comes. */
  #deliver(to: SessionId, frame: SaidFrame): void {
    if (frame.type === 'welcome' && this.sockets.has(to)) this.sockets.set(to, true)
    if (this.sockets.get(to) !== true) return
    this.frames.set(to, [...(this.frames.get(to) ?? []), frame])
  }

  #release(effect: SocketEffect): void {
    if (effect.kind === 'dismiss') {
      this.dismissed.add(effect.to)
      this.sockets.delete(effect.to)
    } else {
      this.#deliver(effect.to, effect.frame)
    }
  }

  /** From now on nothing is committed, until `commit`. */
  hold(): void {
    this.#held = true
    this.log.hold()
  }

  commit(): void {
    this.#held = false
    this.#flush()
  }

  /** Commits what was taken, and what is taken then. */
  #flush(): void {
    for (let turn = -1; turn !== this.committedTurn; ) {
      turn = this.committedTurn
      this.log.flush()
    }
  }

  /** Gives a command; it is committed at once unless commits are held back. */
  take(command: Command): Refusal | null {
    return this.settled(this.engine.take(command))
  }

  /** What became of something that the engine was asked, committed at once unless held back. */
  settled(taken: Result.Result<unknown, Refusal>): Refusal | null {
    if (!this.#held) this.#flush()
    return Result.getOrNull(Result.flip(taken))
  }

  /** The day that it is, in UTC; begun if it is not yet, as the keeper of the days would. */
  today(): DayId {
    const now = this.clock.now()
    const day = new Date(now).toISOString().slice(0, 10)
    const isKnown = this.engine.safety.days().some((known) => known.day === day)
    const until = (Math.floor(now / dayMs) + 2) * dayMs
    if (!isKnown) this.settled(this.engine.safety.beginDay(day, until))
    return day
  }

  pass(ms: number): void {
    const settle = () => {
      if (!this.#held) this.#flush()
    }
    this.clock.pass(ms, settle)
    settle()
  }

  /** Ends the process without warning, and starts it again on what the log has. */
  async crash(grace = graceMs): Promise<void> {
    this.sockets.clear()
    this.played = this.played.filter(({ turn }) => turn <= this.committedTurn)
    this.log = this.log.crash()
    this.clock.restart(this.log.head().at)
    this.actorSystem = succeeded(await fold(this.log))
    this.engine = this.#start()
    this.engine.resume(grace)
    this.commit()
  }

  /** The committed events. */
  committed(): LogEvent[] {
    return this.played.filter(({ turn }) => turn <= this.committedTurn)
  }

  /** The frames of a session since the last call, and forgets them. */
  heard(session: SessionId): SaidFrame[] {
    const frames = this.frames.get(session) ?? []
    this.frames.set(session, [])
    return frames
  }
}
