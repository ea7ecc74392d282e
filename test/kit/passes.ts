// Who has which pass: what a browser keeps for a day, and its holder may throw away.
import type { Person } from '../../src/events/fields.ts'
import { dayMs, type Stage } from './stage.ts'

export class Passes {
  #passes = new Map<number, { readonly person: Person; readonly until: number }>()
  #issued = 0

  /** Who somebody is now: by the pass that it has, or by a new one. */
  of(who: number, stage: Stage): Person {
    const now = stage.clock.now()
    const day = stage.today()
    const known = this.#passes.get(who)
    const isNamed = stage.engine.safety.days().some((one) => one.day === known?.person.day)
    if (known !== undefined && now < known.until && isNamed) return known.person
    this.#issued += 1
    const person = { id: `p${this.#issued}`, day }
    this.#passes.set(who, { person, until: now + dayMs })
    return person
  }

  drop(who: number): void {
    this.#passes.delete(who)
  }
}
