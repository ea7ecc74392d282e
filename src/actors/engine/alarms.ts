// The alarms that are set: one of a kind for a session, until it rings or is taken back.
import type { SessionId } from '../../events/fields.ts'
import type { Armed, Clock } from '../../events/ports.ts'
import type { Alarm, AlarmType, Disarm } from '../effect.ts'

export class Alarms {
  #clock: Pick<Clock, 'at' | 'disarm'>
  #ring: (alarm: Alarm) => void
  #armed: Readonly<Record<AlarmType, Map<SessionId, Armed>>> = {
    'session.expired': new Map(),
    'session.forget': new Map(),
    'matchmaker.relax': new Map(),
  }

  constructor(clock: Pick<Clock, 'at' | 'disarm'>, ring: (alarm: Alarm) => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Sets it to ring after so many milliseconds, in place of one of its kind. */
  arm(alarm: Alarm, ms: number): void {
    this.disarm(alarm)
    const armed = this.#armed[alarm.type]
    const wake = () => {
      armed.delete(alarm.session)
      this.#ring(alarm)
    }
    armed.set(alarm.session, this.#clock.at(alarm.at, wake, ms))
  }

  disarm({ session, type }: Pick<Disarm, 'session' | 'type'>): void {
    const known = this.#armed[type].get(session)
    if (known === undefined) return
    this.#clock.disarm(known)
    this.#armed[type].delete(session)
  }
}
