// A column of numbers that grows, in pieces: what is there is never copied, and each is as narrow as what stands in it.

/** Those of a full piece: each is so much above the least of them. */
interface Piece {
  readonly least: number
  readonly above: Uint8Array | Uint16Array | Uint32Array | Float64Array
}

const pieceBits = 12
const pieceLength = 1 << pieceBits

export class Column {
  #full: Piece[] = []
  #open = new Float64Array(pieceLength)
  length = 0

  push(value: number): void {
    const place = this.length & (pieceLength - 1)
    this.#open[place] = value
    this.length += 1
    if (place === pieceLength - 1) this.#full.push(narrowed(this.#open))
  }

  at(index: number): number {
    const piece = this.#full[index >>> pieceBits]
    const place = index & (pieceLength - 1)
    return piece === undefined
      ? (this.#open[place] as number)
      : piece.least + (piece.above[place] as number)
  }
}

/** In the fewest bytes a number that hold them all; what are no whole numbers stay as they are. */
const narrowed = (values: Float64Array): Piece => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let areWhole = true
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
    areWhole &&= Number.isSafeInteger(value)
  }
  const range = most - least
  if (!areWhole || range >= 2 ** 32) return { least: 0, above: values.slice() }
  const Narrow = range < 2 ** 8 ? Uint8Array : range < 2 ** 16 ? Uint16Array : Uint32Array
  return { least, above: new Narrow(values.map((value) => value - least)) }
}
