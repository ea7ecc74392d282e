// The log in memory, for tests and simulations.
import { hash } from 'node:crypto'
import { Result } from 'effect'
import { begins, ends, type LogEvent, type Owner, type Turn } from '../../src/events/event.ts'
import { isDay } from '../../src/events/fields.ts'
import {
  following,
  type Head,
  type Log,
  type LogWatcher,
  type SpaceLevel,
  spaceLevels,
  unmeasured,
} from '../../src/events/log.ts'
import { neededBy } from '../../src/events/neededEvents.ts'
import { redactedEvent, sealerOf } from '../../src/store/shredding/redaction.ts'

/** A log whose commits, crashes and refusals a test decides. */
export interface MemoryLog extends Log {
  /** From now on turns wait for `flush`; `hold(false)` commits what waits and goes on as usual. */
  readonly hold: (held?: boolean) => void
  /** Commits what was appended, at most `turns` turns of it, now; nothing while it fails. */
  readonly flush: (turns?: number) => void
  /** Cannot store anything from now on. */
  readonly fail: (message: string) => void
  /** Cannot store anything ever again. */
  readonly break: (message: string) => void
  /** Somebody else leads from now on: what waits is never committed. */
  readonly fence: (message: string) => void
  /** Says from now on that its disk is so full. */
  readonly fill: (level: SpaceLevel) => void
  /** Can store again, and does: what waits is committed, unless held back. */
  readonly recover: () => void
  /** The log that a restart finds: the committed turns. This one is dead and says nothing more. */
  readonly crash: () => MemoryLog
}

interface MemoryLogOptions {
  /** Hold turns back until `flush` from the start. */
  readonly held?: boolean
  /** What was committed before. */
  readonly events?: readonly LogEvent[]
}

/** How many events `read` gives at a time. */
const readEventsMax = 5_000

/** A log in memory; commits in a microtask after the append unless told otherwise. */
export const memoryLog = (options: MemoryLogOptions = {}): MemoryLog => {
  const committed: LogEvent[] = [...(options.events ?? [])]
  const living = livingIn(committed)
  let waiting: Turn[] = []
  let last = headOf(committed)
  let watcher: LogWatcher | null = null
  let held = options.held ?? false
  let failing = false
  let told = false
  let dead = false
  let space = unmeasured

  const flush = (turns = Number.POSITIVE_INFINITY): void => {
    if (dead || failing || waiting.length === 0) return
    const stored = waiting.slice(0, turns)
    waiting = waiting.slice(stored.length)
    for (const turn of stored) {
      committed.push(...turn)
      for (const event of turn) live(living, event)
    }
    watcher?.committed(headOf(committed).turn)
  }

  const settle = (): void => {
    if (!held) flush()
  }

  return {
    head: () => headOf(committed),
    space: () => space,
    watch: (given) => {
      watcher = given
    },
    append: (turn) => {
      if (dead) return
      last = following(last, turn)
      waiting.push(turn)
      if (!held && waiting.length === 1) queueMicrotask(settle)
    },
    read: async function* (from = 1) {
      const upTo = committed.length
      for (let at = Math.max(0, from - 1); at < upTo; at += readEventsMax) {
        const batch = committed.slice(at, Math.min(upTo, at + readEventsMax))
        yield Result.succeed(batch.map((event) => legible(event, living)))
      }
    },
    living: async function* () {
      const isNeeded = neededBy((owner) => living.has(owner))
      const asRead = (event: LogEvent) =>
        event.type === 'matchmaker.reported' ? redactedEvent(event) : legible(event, living)
      yield Result.succeed(committed.filter(isNeeded).map(asRead))
    },
    keyOf: async (day) => {
      const began = isDay(day) && !dead ? living.get(day) : undefined
      return began === undefined ? null : hash('sha256', `${began} ${day}`, 'buffer')
    },
    close: async () => {
      flush()
      dead = true
    },
    hold: (hold = true) => {
      held = hold
      settle()
    },
    flush,
    fence: (message) => {
      if (dead) return
      dead = true
      waiting = []
      watcher?.fenced(message)
      watcher = null
    },
    fail: (message) => {
      failing = true
      if (!told) watcher?.unavailable(message, false)
      told = true
    },
    break: (message) => {
      failing = true
      watcher?.unavailable(message, true)
    },
    fill: (level) => {
      space = { ...unmeasured, level, fullness: spaceLevels.indexOf(level) / 2 }
    },
    recover: () => {
      failing = false
      settle()
      if (told) watcher?.available()
      told = false
    },
    crash: () => {
      dead = true
      watcher = null
      return memoryLog({ held, events: committed })
    },
  }
}

const headOf = (events: readonly LogEvent[]): Head => {
  const event = events.at(-1)
  return { seq: event?.seq ?? 0, turn: event?.turn ?? 0, at: event?.at ?? 0 }
}

/** The seq with which each of those who have a key began, oldest first. */
type Living = Map<Owner, number>

const livingIn = (events: readonly LogEvent[]): Living => {
  const living: Living = new Map()
  for (const event of events) live(living, event)
  return living
}

const live = (living: Living, event: LogEvent): void => {
  const begun = begins(event)
  if (begun !== null && !living.has(begun)) living.set(begun, event.seq)
  const ended = ends(event)
  if (ended !== null) living.delete(ended)
}

/** The event as it may be read now: its words are erased with whoever they belonged to. */
const legible = (event: LogEvent, living: Living): LogEvent => {
  const sealer = sealerOf(event)
  return sealer !== null && living.has(sealer) ? event : redactedEvent(event)
}
