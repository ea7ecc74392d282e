// The alarms that are set: one of a kind for whoever it is about, until it rings or is taken back.
import type { Owner } from '../../events/event.ts'
import type { Armed, Clock } from '../../events/ports.ts'
import type { Alarm, AlarmType, Disarm } from '../effect.ts'

/** So many are given in one go: some milliseconds, for which nobody else waits. */
export const lotMax = 256

/** However many are due at once, they ring in lots, each once what the one before led to is stored. */
export class Alarms {
  #clock: Pick<Clock, 'at' | 'disarm'>
  #ring: (alarm: Alarm) => void
  #armed: Readonly<Record<AlarmType, Map<Owner, Armed>>> = {
    'session.expired': new Map(),
    'session.forget': new Map(),
    'matchmaker.relax': new Map(),
    'matchmaker.day_ended': new Map(),
    'matchmaker.report_closed': new Map(),
  }
  #isOff = false

  #afterCommit: (then: () => void) => void
  /** How many of the present lot have rung. */
  #rung = 0
  /** Those that are due and wait for the next; one that is not wanted any more is refused then. */
  #waiting: Alarm[] = []

  constructor(
    clock: Pick<Clock, 'at' | 'disarm'>,
    ring: (alarm: Alarm) => void,
    afterCommit: (then: () => void) => void,
  ) {
    this.#clock = clock
    this.#ring = ring
    this.#afterCommit = afterCommit
  }

  /**
   * Sets it to ring after so many milliseconds, by default as many as there are until its time, in
   * place of one of its kind.
   */
  arm(alarm: Alarm, ms?: number): void {
    this.disarm(alarm)
    if (this.#isOff) return
    const armed = this.#armed[alarm.type]
    const wake = () => {
      armed.delete(alarm.about)
      this.#due(alarm)
    }
    armed.set(alarm.about, this.#clock.at(alarm.at, wake, ms))
  }

  disarm({ about, type }: Pick<Disarm, 'about' | 'type'>): void {
    const known = this.#armed[type].get(about)
    if (known === undefined) return
    this.#clock.disarm(known)
    this.#armed[type].delete(about)
  }

  /** None rings any more, and none is set. */
  off(): void {
    this.#isOff = true
    for (const armed of Object.values(this.#armed)) {
      for (const known of armed.values()) this.#clock.disarm(known)
      armed.clear()
    }
    this.#waiting = []
  }

  #due(alarm: Alarm): void {
    if (this.#rung === lotMax) {
      this.#waiting.push(alarm)
      return
    }
    this.#rung += 1
    this.#ring(alarm)
    if (this.#rung === 1) this.#afterCommit(this.#nextLot)
  }

  readonly #nextLot = (): void => {
    const lot = this.#waiting.splice(0, lotMax)
    this.#rung = lot.length
    for (const alarm of lot) this.#ring(alarm)
    if (lot.length > 0) this.#afterCommit(this.#nextLot)
  }
}
