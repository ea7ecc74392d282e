// What a room remembers of its messages: how many, which ids, and a chain over all that was said.
import type { MemberNumber, RoomId } from '../events/fields.ts'
import { chainAfter, chainStart, hashOf } from '../events/hash.ts'

/** An accepted message: its number in the room, when, and a hash of its text. */
export interface LedgerEntry {
  readonly seq: number
  readonly at: number
  readonly hash: number
}

/** What is said, where and when. */
interface Entered {
  readonly text: string
  readonly at: number
  readonly room: RoomId
}

/** A row is three numbers: which message it is, when it was accepted, and the hash of its text. */
const width = 3

/** How many places the first message makes. */
const slotsMin = 8

/** Rows of accepted messages in their order, and an open hash table of where each of them is. */
interface SharedRows {
  readonly rows: number[]
  /** The number of a message where its key falls, or in one of the places after that; 0 is free. */
  slots: number[]
}

/** Of all ledgers in which nothing is yet. */
const empty: SharedRows = { rows: [], slots: [] }

/**
 * Stands for an id of a member: a whole number below 2⁵³, instead of the text. Of as many as a room
 * holds, two are the same in one of 20 million rooms; then the later is taken for a resend.
 */
const keyOf = (member: MemberNumber, id: string): number => hashOf(id) * 2 + member - 1

/** Where to look for a key first: its bits, spread over all places, of which there are 2ⁿ. */
const placeOf = (key: number, { length }: readonly number[]): number =>
  (Math.imul(key, 0x9e3779b1) >>> 8) & (length - 1)

/** Enters a row of which nothing is known yet, with more places where half of them are taken. */
const enter = (shared: SharedRows, seq: number, key: number): void => {
  if (seq * 2 > shared.slots.length) {
    shared.slots = new Array<number>(Math.max(slotsMin, shared.slots.length * 2)).fill(0)
    for (let earlier = 1; earlier < seq; earlier += 1) {
      place(shared.slots, earlier, shared.rows[(earlier - 1) * width] as number)
    }
  }
  place(shared.slots, seq, key)
}

const place = (slots: number[], seq: number, key: number): void => {
  let at = placeOf(key, slots)
  while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
  slots[at] = seq
}

/** Numbers messages 1, 2, 3… and knows every id again, so that a resend is accepted once. */
export class Ledger {
  /** Shared with copies, each of which knows the first `#size` of its messages. */
  #shared = empty
  #size = 0
  /** The end of the hash chain over its messages; null before the first. */
  #chain: string | null = null

  /** How many messages there are; the number of the last one. */
  get size(): number {
    return this.#size
  }

  /** The end of the hash chain over all messages, which are those of that room. */
  chain(room: RoomId): string {
    return this.#chain ?? chainStart(room)
  }

  find(member: MemberNumber, id: string): LedgerEntry | undefined {
    if (this.#size === 0) return undefined
    const { rows, slots } = this.#shared
    const key = keyOf(member, id)
    for (let at = placeOf(key, slots); ; at = (at + 1) & (slots.length - 1)) {
      const seq = slots[at] as number
      if (seq === 0) return undefined
      const row = (seq - 1) * width
      if (rows[row] === key && seq <= this.#size) {
        return { seq, at: rows[row + 1] as number, hash: rows[row + 2] as number }
      }
    }
  }

  /** Of a message that it does not know. */
  add(member: MemberNumber, id: string, { room, text, at }: Entered): void {
    // The first of its own; or a copy has gone on from here.
    const { rows } = this.#shared
    if (this.#size === 0 || rows.length > this.#size * width) this.#shared = this.#own()
    this.#size += 1
    this.#chain = chainAfter(this.chain(room), member, { number: this.#size, text })
    const key = keyOf(member, id)
    enter(this.#shared, this.#size, key)
    this.#shared.rows.push(key, at, hashOf(text))
  }

  /** In constant time: what was accepted by now is never changed. */
  copy(): Ledger {
    const copy = new Ledger()
    copy.#shared = this.#shared
    copy.#size = this.#size
    copy.#chain = this.#chain
    return copy
  }

  /** What a hash or a debugger sees: nothing derived from words. */
  toJSON(): unknown {
    return { messages: this.#size }
  }

  /** The messages known here, with nobody sharing them. */
  #own(): SharedRows {
    const own: SharedRows = {
      rows: this.#shared.rows.slice(0, this.#size * width),
      slots: [],
    }
    for (let seq = 1; seq <= this.#size; seq += 1)
      enter(own, seq, own.rows[(seq - 1) * width] as number)
    return own
  }
}
