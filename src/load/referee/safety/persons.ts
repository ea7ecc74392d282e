// Who is whom by the passes that visitors hold, whom they never want to meet again, and who is not
// to be matched. All of it is what the server told; M9 and M10 are held against it.
import type { PersonNumber } from '../rooms/direction.ts'
import type { ServerClock } from './serverClock.ts'

/** What a frame says so long after the time that it names may have been on its way. */
const onItsWayMs = 1_000

interface Suspended {
  /** In ms of Unix time, of the server's clock. */
  readonly until: number
  /** Who asked for a partner, certainly too early, and was not refused yet; null: nobody. */
  asker: number | null
}

export class Persons {
  readonly #clock: ServerClock
  /** Where it is another than the one that it came as. */
  readonly #personOf = new Map<number, PersonNumber>()
  /** Below every number of somebody who has come. */
  #last = 0
  readonly #blocks = new Map<PersonNumber, Set<PersonNumber>>()
  readonly #wishes = new Set<string>()
  readonly #suspended = new Map<PersonNumber, Suspended>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  of(user: number): PersonNumber {
    return this.#personOf.get(user) ?? user
  }

  /** The visitor has cleared its cookies: nobody can know who it was. */
  renew(user: number): void {
    this.#last -= 1
    this.#personOf.set(user, this.#last)
  }

  /** It asks to be kept apart: who knows what of that has arrived. */
  wish(person: PersonNumber, other: PersonNumber): void {
    this.#wishes.add(`${person} ${other}`)
  }

  /** Whether a server that does what it is asked for may let the two meet. */
  mayMeet(one: PersonNumber, other: PersonNumber): boolean {
    const isWished = this.#wishes.has(`${one} ${other}`) || this.#wishes.has(`${other} ${one}`)
    return !isWished && !this.#suspended.has(one) && !this.#suspended.has(other)
  }

  block(person: PersonNumber, other: PersonNumber): void {
    const known = this.#blocks.get(person)
    if (known === undefined) this.#blocks.set(person, new Set([other]))
    else known.add(other)
  }

  hasBlocked(person: PersonNumber, other: PersonNumber): boolean {
    return this.#blocks.get(person)?.has(other) === true
  }

  /** Gives whether that is news of the visitor's person. */
  suspend(user: number, until: number): boolean {
    const person = this.of(user)
    const known = this.#suspended.get(person)
    if (known?.until === until) return false
    this.#suspended.set(person, { until, asker: null })
    return true
  }

  /** Until when the visitor must not be matched; null where it may, or where that is not certain. */
  suspendedUntil(user: number): number | null {
    if (this.#suspended.size === 0) return null
    const until = this.#suspended.get(this.of(user))?.until ?? 0
    return this.#clock.at + onItsWayMs < until ? until : null
  }

  /** It asks for a partner. */
  asks(user: number): void {
    if (this.suspendedUntil(user) !== null) this.#setAsker(user, user)
  }

  /** It was answered, or nobody can say whether its wish arrived. */
  refused(user: number): void {
    if (this.#suspended.size > 0) this.#setAsker(user, null)
  }

  /** Who asked while it was suspended, and was not refused, and until when it is. */
  *unrefused(): Generator<readonly [user: number, until: number]> {
    for (const { asker, until } of this.#suspended.values()) {
      if (asker !== null) yield [asker, until]
    }
  }

  #setAsker(user: number, asker: number | null): void {
    const suspended = this.#suspended.get(this.of(user))
    if (suspended !== undefined) suspended.asker = asker
  }
}
