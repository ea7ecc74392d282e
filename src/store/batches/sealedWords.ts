// What people wrote in a batch, sealed: each with the event that it belongs to. Words that were sealed
// together stand with the first of their events; the others refer to it.

import type { BatchRow } from './batchRow.ts'

/** Before each: which event of the batch it is of, from 0, and how many bytes it has. */
const headerBytes = 8

/** Which event of the batch the words stand with, and which of those that stand there they are. */
const referenceBytes = 8

/** A batch's sealed words as they are gathered; the bytes are the same ones for each batch. */
export class WordsGathered {
  #bytes = Buffer.allocUnsafeSlow(16 * 1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Where to write the next words, of so many bytes at most. */
  roomFor(bytesMax: number): Buffer {
    const at = this.#length + headerBytes
    this.#grow(at + bytesMax)
    return this.#bytes.subarray(at)
  }

  /** So many bytes were written there: the words of the event `offset` of the batch. */
  add(offset: number, bytes: number): void {
    this.#bytes.writeUInt32BE(offset, this.#length)
    this.#bytes.writeUInt32BE(bytes, this.#length + 4)
    this.#length += headerBytes + bytes
  }

  /** The words of the event `offset` were sealed with those of `first`, as the one of that index. */
  refer(offset: number, first: number, index: number): void {
    const reference = this.roomFor(referenceBytes)
    reference.writeUInt32BE(first)
    reference.writeUInt32BE(index, 4)
    this.add(offset, referenceBytes)
  }

  /** All of them; good until more are gathered. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return
    const grown = Buffer.allocUnsafeSlow(2 * length)
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}

/** What stands in a batch for each event that still has words, by its place there. */
export function* wordsIn(words: Uint8Array): Generator<readonly [offset: number, Uint8Array]> {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength)
  for (let at = 0; at < words.length; ) {
    const end = at + headerBytes + view.getUint32(at + 4)
    yield [view.getUint32(at), words.subarray(at + headerBytes, end)]
    at = end
  }
}

/** The words of an event as they are sealed. */
export interface Sealed {
  readonly bytes: Uint8Array
  /** The seq of the event that they are sealed for, itself or the first of several. */
  readonly seq: number
  /** Which of several they are, from 0. */
  readonly index: number
}

/** The sealed words of each event of a row that still has them, by its seq. */
export const sealedIn = ({
  first,
  words,
}: Pick<BatchRow, 'first' | 'words'>): ReadonlyMap<number, Sealed> => {
  const sealed = new Map<number, Sealed>()
  for (const [offset, bytes] of wordsIn(words)) {
    const seq = first + offset
    if (bytes.length !== referenceBytes) {
      sealed.set(seq, { bytes, seq, index: 0 })
      continue
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const beside = sealed.get(first + view.getUint32(0))
    if (beside !== undefined) sealed.set(seq, { ...beside, index: view.getUint32(4) })
  }
  return sealed
}

/** What is left without the words of some events; the same bytes where they have none. */
export const withoutWords = (
  words: Uint8Array,
  isGone: (offset: number) => boolean,
): Uint8Array => {
  const kept: Uint8Array[] = []
  let at = 0
  for (const [offset, { length }] of wordsIn(words)) {
    const end = at + headerBytes + length
    if (!isGone(offset)) kept.push(words.subarray(at, end))
    at = end
  }
  const left = Buffer.concat(kept)
  return left.length === words.length ? words : left
}
