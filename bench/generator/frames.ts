// Messages as frames made before: of each only who sends it, and which of theirs, is written anew.
import { encodeClientFrame, opcodes } from '../../src/load/client/frameCodec.ts'

/** What a mark stands for: a message as its reader gets it, or the answer to its sender. */
export const markBytes = { message: 0x7e, answer: 0x21 } as const

const senderDigits = 5
const numberDigits = 8

/** With the mark it begins with, as long as a sentence is. */
const textCharacters = 64

/** So many messages are written at once at most. */
export const burstMax = 64

/** What a mark says; the same object each time. */
export interface Mark {
  kind: 'message' | 'answer'
  sender: number
  number: number
}

const zeros = '0'.repeat(senderDigits + numberDigits)
const template = {
  id: `!${zeros}`,
  text: `~${zeros}${' xxxxx'.repeat(textCharacters)}`.slice(0, textCharacters),
}

/** Any would do but zero, which a server may notice and save itself the work. */
const mask = 0x5a_c3_17_2e

const masked = (byte: number, at: number): number => byte ^ ((mask >>> (24 - 8 * (at & 3))) & 0xff)

/** The frames of messages, on a wire that makes a text of an id and of what is said. */
export class MessageFrames {
  readonly bytesEach: number
  #frames: Buffer
  /** Where marks begin in a frame, and where its payload does. */
  #marks: readonly number[]
  #payload: number

  constructor(textOf: (message: { readonly id: string; readonly text: string }) => string) {
    const text = textOf(template)
    const frame = encodeClientFrame(opcodes.text, text, mask)
    this.bytesEach = frame.length
    this.#payload = frame.length - text.length
    this.#marks = ['!', '~'].map((mark) => this.#payload + text.indexOf(mark + zeros) + 1)
    this.#frames = Buffer.concat(Array.from({ length: burstMax }, () => frame))
  }

  /** The frames of a sender's messages `first` and the next, until this is called again. */
  of(sender: number, first: number, count: number): Buffer {
    for (let index = 0; index < count; index += 1) {
      for (const mark of this.#marks) {
        const at = index * this.bytesEach + mark
        this.#write(sender, at + senderDigits, { from: at, first: mark })
        const to = at + senderDigits + numberDigits
        this.#write(first + index, to, { from: at + senderDigits, first: mark + senderDigits })
      }
    }
    return this.#frames.subarray(0, count * this.bytesEach)
  }

  /** Writes digits that end before `to` and begin at `from`, which is `first` within its frame. */
  #write(value: number, to: number, { from, first }: { from: number; first: number }): void {
    let rest = value
    for (let at = to - 1; at >= from; at -= 1) {
      const tenth = Math.floor(rest / 10)
      const digit = 0x30 + rest - tenth * 10
      this.#frames[at] = masked(digit, first + at - from - this.#payload)
      rest = tenth
    }
  }
}

const found: Mark = { kind: 'message', sender: 0, number: 0 }

/** The mark within a frame's payload, whatever the frame; null where there is none. */
export const markIn = (bytes: Buffer, from: number, to: number): Mark | null => {
  for (let at = from; at < to - senderDigits - numberDigits; at += 1) {
    const byte = bytes[at]
    if (byte !== markBytes.message && byte !== markBytes.answer) continue
    const sender = digitsIn(bytes, at + 1, at + 1 + senderDigits)
    const number = digitsIn(bytes, at + 1 + senderDigits, at + 1 + senderDigits + numberDigits)
    if (Number.isNaN(sender + number)) continue
    found.kind = byte === markBytes.message ? 'message' : 'answer'
    found.sender = sender
    found.number = number
    return found
  }
  return null
}

/** Whether a frame that names a message says that it was refused: the type comes first in each. */
export const isError = (bytes: Buffer, from: number): boolean =>
  bytes[from + errorAt] === 0x65 && bytes[from + errorAt + 1] === 0x72

const errorAt = '{"type":"'.length

const digitsIn = (bytes: Buffer, from: number, to: number): number => {
  let value = 0
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] as number) - 0x30
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}
