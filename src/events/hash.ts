// Hashes of texts, of sets of them that change all the time, and of all that is said in a room.
import { hash } from 'node:crypto'
import type { MemberNumber, RoomId } from './fields.ts'

/** Hashes are whole numbers below this: two of them can be added without losing a bit. */
const bound = 2 ** 52

/**
 * A 52-bit hash of a text, or of some as if they were one: joining them would cost as much again.
 * Two rounds of FNV-1a's xor-and-multiply with different primes; to tell texts apart, not for
 * secrets.
 */
export const hashOf = (...texts: readonly string[]): number => {
  let high = 0xdeadbeef
  let low = 0x811c9dc5
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index)
      high = Math.imul(high ^ code, 0x9e3779b1)
      low = Math.imul(low ^ code, 0x01000193)
    }
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}

/** The hash of a set of texts: the sum of theirs, so that it does not depend on their order. */
export class SetHash {
  /** A whole number below 2⁵². */
  sum: number

  constructor(sum = 0) {
    this.sum = sum
  }

  add(hash: number): void {
    this.sum = (this.sum + hash) % bound
  }

  remove(hash: number): void {
    this.sum = (this.sum - hash + bound) % bound
  }

  /** In hexadecimal digits. */
  toJSON(): string {
    return this.sum.toString(16)
  }
}

/** Where the hash chain over the messages of a room begins; its end stands for all, in order. */
export const chainStart = (room: RoomId): string => hash('sha256', room, 'base64url')

/** The chain after one more message, the `number`th of its room. */
export const chainAfter = (
  chain: string,
  member: MemberNumber,
  { number, text }: { readonly number: number; readonly text: string },
): string => hash('sha256', `${chain} ${member} ${number} ${text}`, 'base64url')
