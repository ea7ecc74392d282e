// Who would talk again with whom: two who parted, while both may still ask for it.
import type { DataOf } from '../../events/event.ts'
import type { Person, PersonId, SessionId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'
import { accepts } from './matching.ts'

/** A wish to talk again, with what whoever has it is and wants now. */
export interface Ask extends Omit<DataOf<'matchmaker.again'>, 'person' | 'blocks'> {
  readonly person: Person
}

export class Asks {
  #bySession = new Map<SessionId, Ask>()
  #tally = new SetHash()

  /** How many sessions ask. */
  get size(): number {
    return this.#bySession.size
  }

  get(session: SessionId): Ask | undefined {
    return this.#bySession.get(session)
  }

  /** All of them, in the order in which they were made. */
  all(): Ask[] {
    return [...this.#bySession.values()]
  }

  /** Notes the wish; one that the session had before is no more. */
  open(ask: Ask): void {
    this.close(ask.session)
    this.#bySession.set(ask.session, ask)
    this.#tally.add(hashOf(textOf(ask)))
  }

  close(session: SessionId): void {
    const ask = this.#bySession.get(session)
    if (ask === undefined) return
    this.#bySession.delete(session)
    this.#tally.remove(hashOf(textOf(ask)))
  }

  /** The wishes of a person, which has one as a rule. */
  ofPerson(person: PersonId): Ask[] {
    return this.all().filter((ask) => ask.person.id === person)
  }

  /** The other of the two, if it asks for the same and both still accept each other. */
  partnerFor(ask: Asking): Ask | null {
    const other = this.#bySession.get(ask.partner)
    return other !== undefined && isMutual(ask, other) ? other : null
  }

  copy(): Asks {
    const copy = new Asks()
    copy.#bySession = new Map(this.#bySession)
    copy.#tally = new SetHash(this.#tally.sum)
    return copy
  }

  /** What a digest sees: no words, and nothing while nobody asks. */
  toJSON(): unknown {
    return this.size === 0 ? null : { asking: this.size, tally: this.#tally }
  }
}

/** True if the two ask for each other, out of the same conversation, and accept each other. */
const isMutual = (one: Asking, other: Asking): boolean =>
  one.partner === other.session &&
  other.partner === one.session &&
  one.room === other.room &&
  accepts(one.seeks, other.gender) &&
  accepts(other.seeks, one.gender)

type Asking = Pick<Ask, 'session' | 'partner' | 'room' | 'seeks' | 'gender'>

/** An ask as its digest has it: no words. */
const textOf = ({ session, seeks, room, partner }: Ask): string =>
  `${session} ${seeks} ${room} ${partner}`
