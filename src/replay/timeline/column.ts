// A column of numbers that grows, in pieces: what is there is never copied, and little is empty.

/** As wide as what stands in it: `Float64Array` for any number. */
type Numbers = Float64Array | Uint32Array | Uint8Array

const pieceBits = 12
const pieceLength = 1 << pieceBits

export class Column {
  #pieces: Numbers[] = []
  #make: (length: number) => Numbers
  length = 0

  constructor(make: (length: number) => Numbers) {
    this.#make = make
  }

  push(value: number): void {
    const place = this.length & (pieceLength - 1)
    if (place === 0) this.#pieces.push(this.#make(pieceLength))
    const piece = this.#pieces[this.length >>> pieceBits] as Numbers
    piece[place] = value
    this.length += 1
  }

  at(index: number): number {
    return this.#pieces[index >>> pieceBits]?.[index & (pieceLength - 1)] as number
  }
}
