// src/actors/ledger.ts — which messages a room has accepted, without their texts.
import type { SessionId } from '../events/fields.ts'
import { digestOf } from './digest.ts'

/** An accepted message: its number in the room, when, and a digest of its text. */
export interface Entry {
  readonly seq: number
  readonly at: number
  readonly digest: number
}

/** Of all ledgers in which nothing is yet. */
const noEntries = new Map<string, Entry>()

/** The last key that was made: whoever asks for a message adds it next. */
const made = { by: '', id: '', key: ' ' }

const keyOf = (by: SessionId, id: string): string => {
  if (made.id !== id || made.by !== by) Object.assign(made, { by, id, key: `${by} ${id}` })
  return made.key
}

/** Numbers messages 1, 2, 3… and knows every id again, so that a resend is accepted once. */
export class Ledger {
  /** Shared with copies, each of which knows the first `#size` of them. */
  #entries = noEntries
  #size = 0

  /** How many messages there are; the number of the last one. */
  get size(): number {
    return this.#size
  }

  find(by: SessionId, id: string): Entry | undefined {
    const entry = this.#entries.get(keyOf(by, id))
    return entry !== undefined && entry.seq <= this.#size ? entry : undefined
  }

  add(by: SessionId, id: string, message: { text: string; at: number }): void {
    // The first of its own; or a copy has gone on from here.
    if (this.#size === 0 || this.#entries.size > this.#size) {
      this.#entries = new Map([...this.#entries].slice(0, this.#size))
    }
    this.#size += 1
    const entry = { seq: this.#size, at: message.at, digest: digestOf(message.text) }
    this.#entries.set(keyOf(by, id), entry)
  }

  /** In constant time: what was accepted by now is never changed. */
  copy(): Ledger {
    const copy = new Ledger()
    copy.#entries = this.#entries
    copy.#size = this.#size
    return copy
  }

  /** What a digest or a debugger sees: nothing derived from words. */
  toJSON(): unknown {
    return { messages: this.#size }
  }
}
