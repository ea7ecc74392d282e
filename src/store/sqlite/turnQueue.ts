// Turns on their way to the writer: when they go, and how many together.
import type { LogEvent, Turn } from '../../events/event.ts'
import type { After, Clock } from '../../events/ports.ts'

/** How many events go into one transaction: a few milliseconds, for which nobody else waits. */
export const batchEventsMax = 512

/** How batches follow one another. */
export interface Spacing {
  /** How many may be under way. A log whose appends must not overtake each other has 1. */
  readonly underWayMax: number
  /** The more turns one carries the later the next goes: so many to a ms… */
  readonly turnsPerGapMs: number
  /** …and nobody waits for longer than so many ms. */
  readonly gapMsMax: number
}

/**
 * Of a log on this machine: one is stored while the next is on its way, so that neither thread waits for
 * the other, and many batches take an eighth of a core at most.
 */
export const usualSpacing: Spacing = { underWayMax: 2, turnsPerGapMs: 16, gapMsMax: 8 }

/** A batch of so few turns costs less than what holding the next one back would save. */
const loneTurnsMax = 2

/**
 * Other batches go at least so far apart, in ms: each costs two messages between threads and a
 * sync, a quarter of a millisecond of CPU, for however many it carries.
 */
const gapMsMin = 3

export interface TurnQueuePorts {
  /** Runs `then` when what has come in by now has been dealt with: `setImmediate`. */
  readonly soon: (then: () => void) => void
  readonly clock: Pick<Clock, 'monotonic'> & { readonly after: After }
}

/**
 * Little goes at once, alone; much goes in batches, each as soon as it is full, or its time has come
 * and the one before is stored.
 */
export class TurnQueue {
  readonly #post: (batch: readonly LogEvent[]) => void
  readonly #ports: TurnQueuePorts
  readonly #spacing: Spacing
  #waiting: Turn[] = []
  #waitingEvents = 0
  /** The last seq of each batch that is not stored yet. */
  #underWay: number[] = []
  /** When the next batch may go, unless it is full before. */
  #nextAt = Number.NEGATIVE_INFINITY
  #isScheduled = false
  #isOver = false

  constructor(
    post: (batch: readonly LogEvent[]) => void,
    ports: TurnQueuePorts,
    spacing = usualSpacing,
  ) {
    this.#post = post
    this.#ports = ports
    this.#spacing = spacing
  }

  add(turn: Turn): void {
    if (this.#isOver) return
    this.#waiting.push(turn)
    this.#waitingEvents += turn.length
    this.#send()
  }

  /** Everything up to that event is stored. */
  stored(seq: number): void {
    while (this.#underWay.length > 0 && (this.#underWay[0] as number) <= seq) this.#underWay.shift()
    this.#send()
  }

  /** Sends what waits, however much it is, and takes nothing more. */
  end(): void {
    while (this.#waiting.length > 0) this.#sendBatch()
    this.#isOver = true
  }

  /** What waits will never be stored. */
  giveUp(): void {
    this.#isOver = true
    this.#waiting = []
    this.#waitingEvents = 0
  }

  /** Full batches now, what is left when its time has come. */
  #send(): void {
    while (
      this.#waitingEvents >= batchEventsMax &&
      this.#underWay.length < this.#spacing.underWayMax
    ) {
      this.#sendBatch()
    }
    if (this.#isScheduled || this.#waiting.length === 0 || this.#underWay.length > 0) return
    this.#isScheduled = true
    const { soon, clock } = this.#ports
    const ms = this.#nextAt - clock.monotonic()
    if (ms < 1) soon(this.#due)
    else clock.after(ms, this.#due)
  }

  readonly #due = (): void => {
    this.#isScheduled = false
    if (this.#waiting.length > 0 && this.#underWay.length === 0) this.#sendBatch()
  }

  /** Whole turns that wait, as far as they fit, one at least. */
  #sendBatch(): void {
    const batch: LogEvent[] = []
    let turns = 0
    for (const turn of this.#waiting) {
      if (turns > 0 && batch.length + turn.length > batchEventsMax) break
      for (const event of turn) batch.push(event)
      turns += 1
    }
    this.#waiting = this.#waiting.slice(turns)
    this.#waitingEvents -= batch.length
    this.#underWay.push((batch.at(-1) as LogEvent).seq)
    this.#nextAt = this.#ports.clock.monotonic() + gapMsAfter(turns, this.#spacing)
    this.#post(batch)
  }
}

const gapMsAfter = (turns: number, { turnsPerGapMs, gapMsMax }: Spacing): number =>
  turns <= loneTurnsMax ? 0 : Math.min(gapMsMax, Math.max(gapMsMin, turns / turnsPerGapMs))
