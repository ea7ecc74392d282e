// Texts of one line each, kept packed by the thousand, and unpacked when one of them is asked for.
import * as zlib from 'node:zlib'

/** So many are packed together: fewer take more room, more take longer to be found one by one. */
const pieceTexts = 1_024

/** So many pieces are kept unpacked: those around two events that are looked at in turns. */
const unpackedMax = 8

/** An event's data take a third of their length so, or less. */
export class PackedTexts {
  #packed: Uint8Array[] = []
  /** The last ones, not yet packed. */
  #open: string[] = []
  /** The pieces that were asked for last, by their number. */
  #unpacked = new Map<number, readonly string[]>()

  get length(): number {
    return this.#packed.length * pieceTexts + this.#open.length
  }

  push(text: string): void {
    this.#open.push(text)
    if (this.#open.length < pieceTexts) return
    this.#packed.push(pack(this.#open.join('\n')))
    this.#open = []
  }

  at(index: number): string {
    const piece = Math.floor(index / pieceTexts)
    const texts = piece === this.#packed.length ? this.#open : this.#piece(piece)
    return texts[index % pieceTexts] as string
  }

  #piece(piece: number): readonly string[] {
    const known = this.#unpacked.get(piece)
    if (known !== undefined) return known
    const texts = unpack(this.#packed[piece] as Uint8Array).split('\n')
    this.#unpacked.set(piece, texts)
    const [oldest = piece] = this.#unpacked.keys()
    if (this.#unpacked.size > unpackedMax) this.#unpacked.delete(oldest)
    return texts
  }
}

/** The quickest way that is worth it. */
const level = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } }

/** In a memory of just its size, where zlib gives a part of a larger one. */
const pack = (text: string): Uint8Array => new Uint8Array(zlib.zstdCompressSync(text, level))

const unpack = (packed: Uint8Array): string => zlib.zstdDecompressSync(packed).toString()
