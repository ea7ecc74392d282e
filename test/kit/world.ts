// test/kit/world.ts — the real actors and the real engine over a simulated clock, a log in memory
// and sockets that only remember.

import { Schema } from 'effect'
import type { Effect } from '../../src/actors/effect.ts'
import { Engine } from '../../src/actors/engine.ts'
import { fold, resume } from '../../src/actors/fold.ts'
import { Household } from '../../src/actors/household.ts'
import type { Refusal } from '../../src/actors/refusal.ts'
import type { Clock, Ids } from '../../src/events/edge.ts'
import { type Command, eventsOf, type LogEvent, shapes } from '../../src/events/event.ts'
import type { SessionId } from '../../src/events/fields.ts'
import type { ServerFrame } from '../../src/events/frames.ts'
import { type MemoryLog, memoryLog } from '../../src/events/memoryLog.ts'

export const graceMs = 30_000
export const relaxMs = 6_000

/** A clock that stands until it is told to go on, and then wakes whom it should, in order. */
export class SimulatedClock implements Clock {
  #now = 1_000_000
  #wakes: { at: number; wake: () => void }[] = []

  now = () => this.#now

  at = (at: number, wake: () => void) => {
    this.#wakes.push({ at, wake })
  }

  pass(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#wakes
        .filter(({ at }) => at <= end)
        .sort((one, other) => one.at - other.at)[0]
      if (due === undefined) break
      this.#wakes.splice(this.#wakes.indexOf(due), 1)
      this.#now = Math.max(this.#now, due.at)
      due.wake()
    }
    this.#now = end
  }

  /** A crash takes what the clock was asked with it. */
  forget(): void {
    this.#wakes = []
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

/** What a faulty machine does in a test: throws when it takes this event. */
export type Sabotage = (event: LogEvent) => boolean

export class World {
  readonly clock = new SimulatedClock()
  readonly ids = countingIds()
  /** Every frame each session was sent while it had a socket, oldest first. */
  readonly frames = new Map<SessionId, ServerFrame[]>()
  readonly dismissed = new Set<SessionId>()
  readonly reports: string[] = []
  log: MemoryLog
  household = new Household()
  engine: Engine

  constructor(log = memoryLog()) {
    this.log = log
    this.engine = this.#start()
  }

  #start(): Engine {
    const { log, clock, ids, household } = this
    const engine = new Engine({
      household,
      log,
      clock,
      ids,
      report: (_level, message) => this.reports.push(message),
      carry: overTheWire,
    })
    engine.onEffect((effect) => this.#release(engine, effect))
    return engine
  }

  #release(engine: Engine, effect: Effect): void {
    if (effect.kind === 'alarm') {
      this.clock.at(effect.at, () => engine.take(effect.command))
    } else if (effect.kind === 'dismiss') {
      this.dismissed.add(effect.to)
    } else {
      const frames = this.frames.get(effect.to) ?? []
      frames.push(effect.frame)
      this.frames.set(effect.to, frames)
    }
  }

  /** Gives a command; everything is committed at once unless the log is held back. */
  take(command: Command): Refusal | null {
    const refusal = this.engine.take(command)
    this.log.flush()
    return refusal
  }

  pass(ms: number): void {
    this.clock.pass(ms)
    this.log.flush()
  }

  /** Ends the process without warning, and starts it again on what the log has. */
  async crash(): Promise<void> {
    this.clock.forget()
    this.log = this.log.crash()
    this.household = await fold(this.log)
    this.engine = this.#start()
    resume(this.engine, this.household, this.clock.now() + graceMs)
    this.log.flush()
  }

  async events(): Promise<LogEvent[]> {
    const events: LogEvent[] = []
    for await (const batch of this.log.read()) events.push(...batch)
    return events
  }

  /** The frames of a session since the last call, and forgets them. */
  heard(session: SessionId): ServerFrame[] {
    const frames = this.frames.get(session) ?? []
    this.frames.set(session, [])
    return frames
  }
}

/** The names of the events of one kind of actor. */
export const namesOf = (kind: keyof typeof eventsOf): string[] => Object.keys(eventsOf[kind])
