// What all actors are, for the log: a digest, and who has moved.
import type { DataOf } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../hash.ts'
import type { ActorCell } from './actorCell.ts'
import { checkedStateOf } from './publicState.ts'

export class StateChecksum {
  /** Who has moved since the last time, and the digest of all as of then. */
  #moved = new Set<ActorId>()
  #tally = new SetHash()

  /** To be told of each that begins or moves. */
  moved(id: ActorId): void {
    this.#moved.add(id)
  }

  /** To be told of each that ends. */
  ended(id: ActorId, { digest }: ActorCell): void {
    this.#moved.add(id)
    this.#tally.remove(digest)
  }

  /** What the actors are now, as the log is told; from here on moves are counted anew. */
  make(memberOf: (id: ActorId) => ActorCell | undefined): DataOf<'matchmaker.attested'> {
    const moved: Record<ActorId, string | null> = {}
    for (const id of this.#moved) {
      const cell = memberOf(id)
      moved[id] = cell === undefined ? null : this.#portrayed(id, cell)
    }
    this.#moved.clear()
    return { digest: this.#tally.toJSON(), moved }
  }

  #portrayed(id: ActorId, cell: ActorCell): string {
    const portrait = checkedStateOf(cell.snapshot)
    this.#tally.remove(cell.digest)
    cell.digest = hashOf(`${id} ${portrait}`)
    this.#tally.add(cell.digest)
    return portrait
  }
}
