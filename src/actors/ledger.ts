// src/actors/ledger.ts — which messages a room has accepted, without their texts.
import type { SessionId } from '../events/fields.ts'

/** An accepted message: its number in the room, when, and a digest of its text. */
export interface Entry {
  readonly seq: number
  readonly at: number
  readonly digest: number
}

/** Numbers messages 1, 2, 3… and knows every id again, so that a resend is accepted once. */
export class Ledger {
  #entries = new Map<string, Entry>()

  /** How many messages there are; the number of the last one. */
  get size(): number {
    return this.#entries.size
  }

  find(by: SessionId, id: string): Entry | undefined {
    return this.#entries.get(`${by} ${id}`)
  }

  add(by: SessionId, id: string, message: { text: string; at: number }): void {
    const entry = { seq: this.size + 1, at: message.at, digest: digestOf(message.text) }
    this.#entries.set(`${by} ${id}`, entry)
  }

  /** What a digest or a debugger sees: nothing derived from words. */
  toJSON(): unknown {
    return { messages: this.size, last: [...this.#entries.keys()].at(-1) ?? null }
  }
}

/**
 * A 53-bit digest of a text, to tell a resend from another text under the same id. Two rounds of
 * FNV-1a's xor-and-multiply with different primes; not for secrets, and never stored.
 */
export const digestOf = (text: string): number => {
  let high = 0xdeadbeef
  let low = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 0x9e3779b1)
    low = Math.imul(low ^ code, 0x01000193)
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
