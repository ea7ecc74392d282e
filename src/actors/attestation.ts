// src/actors/attestation.ts — what all actors are, for the log: a digest, and who has moved.
import type { DataOf } from '../events/event.ts'
import type { ActorId } from '../events/fields.ts'
import { digestOf, Tally } from './digest.ts'
import type { Member } from './member.ts'
import { attestationOf } from './portrait.ts'

export class Attestation {
  /** Who has moved since the last time, and the digest of all as of then. */
  #moved = new Set<ActorId>()
  #tally = new Tally()

  /** To be told of each that begins or moves. */
  moved(id: ActorId): void {
    this.#moved.add(id)
  }

  /** To be told of each that ends. */
  ended(id: ActorId, { digest }: Member): void {
    this.#moved.add(id)
    this.#tally.remove(digest)
  }

  /** What the actors are now, as the log is told; from here on moves are counted anew. */
  make(memberOf: (id: ActorId) => Member | undefined): DataOf<'matchmaker.attested'> {
    const moved: Record<ActorId, string | null> = {}
    for (const id of this.#moved) {
      const member = memberOf(id)
      moved[id] = member === undefined ? null : this.#portrayed(id, member)
    }
    this.#moved.clear()
    return { digest: this.#tally.toJSON(), moved }
  }

  #portrayed(id: ActorId, member: Member): string {
    const portrait = attestationOf(member.snapshot)
    this.#tally.remove(member.digest)
    member.digest = digestOf(`${id} ${portrait}`)
    this.#tally.add(member.digest)
    return portrait
  }
}
