// Which messages a room has accepted, without their texts.
import type { SessionId } from '../events/fields.ts'
import { hashOf } from './hash.ts'

/** An accepted message: whose, its number in the room, when, and a hash of its text. */
export interface LedgerEntry {
  readonly by: SessionId
  readonly seq: number
  readonly at: number
  readonly hash: number
  /** What the other member had sent under the same id before. */
  readonly before: LedgerEntry | undefined
}

/** Accepted messages by the clients' ids, and how many there are. */
interface SharedEntries {
  readonly entries: Map<string, LedgerEntry>
  size: number
}

/** Of all ledgers in which nothing is yet. */
const empty: SharedEntries = { entries: new Map(), size: 0 }

/** Numbers messages 1, 2, 3… and knows every id again, so that a resend is accepted once. */
export class Ledger {
  /** Shared with copies, each of which knows the first `#size` of its messages. */
  #shared = empty
  #size = 0

  /** How many messages there are; the number of the last one. */
  get size(): number {
    return this.#size
  }

  find(by: SessionId, id: string): LedgerEntry | undefined {
    let entry = this.#shared.entries.get(id)
    while (entry !== undefined && (entry.by !== by || entry.seq > this.#size)) entry = entry.before
    return entry
  }

  add(by: SessionId, id: string, message: { text: string; at: number }): void {
    // The first of its own; or a copy has gone on from here.
    if (this.#size === 0 || this.#shared.size > this.#size) this.#shared = this.#own()
    this.#size += 1
    this.#shared.size = this.#size
    const { entries } = this.#shared
    entries.set(id, {
      by,
      seq: this.#size,
      at: message.at,
      hash: hashOf(message.text),
      before: entries.get(id),
    })
  }

  /** In constant time: what was accepted by now is never changed. */
  copy(): Ledger {
    const copy = new Ledger()
    copy.#shared = this.#shared
    copy.#size = this.#size
    return copy
  }

  /** What a hash or a debugger sees: nothing derived from words. */
  toJSON(): unknown {
    return { messages: this.#size }
  }

  /** The messages known here, with nobody sharing them. */
  #own(): SharedEntries {
    const entries = new Map<string, LedgerEntry>()
    for (const [id, last] of this.#shared.entries) {
      let entry: LedgerEntry | undefined = last
      while (entry !== undefined && entry.seq > this.#size) entry = entry.before
      if (entry !== undefined) entries.set(id, entry)
    }
    return { entries, size: this.#size }
  }
}
