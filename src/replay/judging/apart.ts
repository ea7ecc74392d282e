// Whom blocks keep apart, as the events of a log say.
import type { LogEvent } from '../../events/event.ts'
import type { DayId, Person, PersonId } from '../../events/fields.ts'

export class Apart {
  #days = new Set<DayId>()
  /** By the two, in either order: the days of both. */
  #blocks = new Map<string, readonly [DayId, DayId]>()

  /** Follows an event; true where two may meet from now on who could not before. */
  follow({ type, data }: LogEvent): boolean {
    if (type === 'matchmaker.day_began') this.#days.add(data.day)
    if (type === 'matchmaker.blocked') this.#block(data.person, data.other)
    return type === 'matchmaker.day_ended' && this.#end(data.day)
  }

  has(one: PersonId, other: PersonId): boolean {
    return this.#blocks.has(keyOf(one, other)) || this.#blocks.has(keyOf(other, one))
  }

  #block(person: Person, other: Person): void {
    if (!this.#days.has(person.day) && !this.#days.has(other.day)) return
    this.#blocks.set(keyOf(person.id, other.id), [person.day, other.day])
  }

  /** A block is forgotten once the days of both are over. */
  #end(day: DayId): boolean {
    this.#days.delete(day)
    const { size } = this.#blocks
    for (const [key, days] of this.#blocks) {
      if (!days.some((one) => this.#days.has(one))) this.#blocks.delete(key)
    }
    return this.#blocks.size < size
  }
}

const keyOf = (one: PersonId, other: PersonId): string => `${one} ${other}`
