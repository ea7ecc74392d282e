// What people wrote in a batch, sealed: one after another, each with the event that it belongs to.

/** Before each: which event of the batch it is of, from 0, and how many bytes it has. */
const headerBytes = 8

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

/** The sealed words of each event that still has them, by its place in the batch. */
export function* wordsIn(words: Uint8Array): Generator<readonly [offset: number, Uint8Array]> {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength)
  for (let at = 0; at < words.length; ) {
    const end = at + headerBytes + view.getUint32(at + 4)
    yield [view.getUint32(at), words.subarray(at + headerBytes, end)]
    at = end
  }
}

/** The sealed words of one event; null where there are none. */
export const wordsAt = (words: Uint8Array, offset: number): Uint8Array | null => {
  for (const [at, sealed] of wordsIn(words)) if (at === offset) return sealed
  return null
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
