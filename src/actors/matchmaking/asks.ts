// Who would talk again with whom: two who parted, while both may still ask for it.
import type { DataOf } from '../../events/event.ts'
import type { SessionId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'
import { accepts, isBlocked } from './matching.ts'

/** A wish to talk again, with what whoever has it is and wants now. */
export type Ask = DataOf<'matchmaker.again'>

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

  /** The other of the two, if it asks for the same and both still accept each other. */
  partnerFor(ask: Ask): Ask | null {
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
const isMutual = (one: Ask, other: Ask): boolean =>
  one.partner === other.session &&
  other.partner === one.session &&
  one.room === other.room &&
  accepts(one.seeks, other.gender) &&
  accepts(other.seeks, one.gender) &&
  !isBlocked(one, other)

/** An ask as its digest has it: no words. */
const textOf = ({ session, seeks, room, partner }: Ask): string =>
  `${session} ${seeks} ${room} ${partner}`
