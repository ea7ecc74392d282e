// Which messages a room has accepted, without their texts.
import type { SessionId } from '../events/fields.ts'
import { hashOf } from './hash.ts'

/** An accepted message: whose, its number in the room, when, and a digest of its text. */
export interface Entry {
  readonly by: SessionId
  readonly seq: number
  readonly at: number
  readonly digest: number
  /** What the other member had sent under the same id before. */
  readonly before: Entry | undefined
}

/** Accepted messages by the clients' ids, and how many there are. */
interface Book {
  readonly entries: Map<string, Entry>
  size: number
}

/** Of all ledgers in which nothing is yet. */
const empty: Book = { entries: new Map(), size: 0 }

/** Numbers messages 1, 2, 3… and knows every id again, so that a resend is accepted once. */
export class Ledger {
  /** Shared with copies, each of which knows the first `#size` of its messages. */
  #book = empty
  #size = 0

  /** How many messages there are; the number of the last one. */
  get size(): number {
    return this.#size
  }

  find(by: SessionId, id: string): Entry | undefined {
    let entry = this.#book.entries.get(id)
    while (entry !== undefined && (entry.by !== by || entry.seq > this.#size)) entry = entry.before
    return entry
  }

  add(by: SessionId, id: string, message: { text: string; at: number }): void {
    // The first of its own; or a copy has gone on from here.
    if (this.#size === 0 || this.#book.size > this.#size) this.#book = this.#own()
    this.#size += 1
    this.#book.size = this.#size
    const { entries } = this.#book
    entries.set(id, {
      by,
      seq: this.#size,
      at: message.at,
      digest: hashOf(message.text),
      before: entries.get(id),
    })
  }

  /** In constant time: what was accepted by now is never changed. */
  copy(): Ledger {
    const copy = new Ledger()
    copy.#book = this.#book
    copy.#size = this.#size
    return copy
  }

  /** What a digest or a debugger sees: nothing derived from words. */
  toJSON(): unknown {
    return { messages: this.#size }
  }

  /** The messages known here, as a book that nobody shares. */
  #own(): Book {
    const entries = new Map<string, Entry>()
    for (const [id, last] of this.#book.entries) {
      let entry: Entry | undefined = last
      while (entry !== undefined && entry.seq > this.#size) entry = entry.before
      if (entry !== undefined) entries.set(id, entry)
    }
    return { entries, size: this.#size }
  }
}
