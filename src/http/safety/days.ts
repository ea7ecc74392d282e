// The keeper of days: begins each day of the calendar, and has its key for as long as that lives.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import type { DayId } from '../../events/fields.ts'
import { passMs } from '../../events/limits.ts'
import type { Log } from '../../events/log.ts'
import type { Clock } from '../../events/ports.ts'

const dayMs = 24 * 3_600_000

/** How soon a day is begun, or its key asked for, that the log could not take or give. */
const retryMs = 1_000

/** The day of the calendar in UTC that a time belongs to. */
export const dayOf = (at: number): DayId => new Date(at).toISOString().slice(0, 10)

/** When the next day begins. */
const midnightAfter = (at: number): number => (Math.floor(at / dayMs) + 1) * dayMs

export interface DaysParts {
  readonly engine: Pick<Engine, 'safety' | 'afterCommit'>
  readonly clock: Clock
  readonly keyOf: Log['keyOf']
}

interface KeptKey {
  readonly until: number
  readonly key: Uint8Array
}

/**
 * Passes are named by the key of the day that they were issued on, so that key is here until the
 * last of them is over, a day after its own has ended; then it is overwritten, as the log's is.
 */
export class Days {
  readonly #parts: DaysParts
  readonly #keys = new Map<DayId, KeptKey>()
  #isOver = false

  constructor(parts: DaysParts) {
    this.#parts = parts
  }

  /** Resolves once the key of today is here: nobody can be let in before. */
  async begin(): Promise<void> {
    await this.#keepUp()
    this.#awaitMidnight()
  }

  /** The newest day whose key is here: passes are issued for it. */
  get newest(): DayId {
    const newest = [...this.#keys.keys()].sort().at(-1)
    if (newest === undefined) throw new Error('Somebody came before a day was begun')
    return newest
  }

  /** The key of a day; null once it is over. */
  keyOf(day: DayId): Uint8Array | null {
    return this.#keys.get(day)?.key ?? null
  }

  /** Forgets every key. */
  end(): void {
    this.#isOver = true
    this.#dropUntil(Number.POSITIVE_INFINITY)
  }

  #awaitMidnight(): void {
    const { clock } = this.#parts
    clock.at(midnightAfter(this.#at()), () => {
      if (this.#isOver) return
      this.#awaitMidnight()
      void this.#keepUp()
    })
  }

  /** Begins today, and gets the keys of all days that live; tries again for as long as that takes. */
  async #keepUp(): Promise<void> {
    while (!this.#isOver && !(await this.#isUpToDate())) await this.#pause()
  }

  async #isUpToDate(): Promise<boolean> {
    const { engine } = this.#parts
    const at = this.#at()
    this.#dropUntil(at)
    const today = dayOf(at)
    const isBegun = engine.safety.days().some(({ day }) => day === today)
    if (!isBegun) {
      const began = engine.safety.beginDay(today, midnightAfter(at) + passMs)
      if (Result.isFailure(began)) return false
    }
    if (!(await this.#isCommitted())) return false
    await this.#getKeys()
    return this.#keys.has(today)
  }

  async #getKeys(): Promise<void> {
    const { engine, keyOf } = this.#parts
    for (const { day, until } of engine.safety.days()) {
      if (this.#keys.has(day)) continue
      const key = await keyOf(day)
      if (key === null) continue
      if (this.#isOver || until <= this.#at()) key.fill(0)
      else this.#keys.set(day, { key, until })
    }
  }

  #dropUntil(at: number): void {
    for (const [day, { key, until }] of this.#keys) {
      if (until > at) continue
      key.fill(0)
      this.#keys.delete(day)
    }
  }

  readonly #at = (): number => this.#parts.clock.now()

  #isCommitted(): Promise<boolean> {
    const { engine } = this.#parts
    return new Promise((resolve) =>
      engine.afterCommit(
        () => resolve(true),
        () => resolve(false),
      ),
    )
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(retryMs, resolve))
  }
}
