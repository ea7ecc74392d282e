// WebSocket frames (RFC 6455) as a client writes and reads them.
import { isUtf8 } from 'node:buffer'

export const opcodes = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const

/** Payloads up to here have their length in the second byte, up to 64 KiB in two more. */
const shortPayloadMax = 125
const mediumPayloadMax = 0xffff

/** The longest head of a frame: two bytes, eight of length, four of mask. */
const headBytesMax = 14

/** A server frame larger than this is refused: no frame of the wire comes near it. */
export const payloadBytesMax = 16 * 1024 * 1024

/** One whole frame from the client, its payload masked with the 32 bits of `mask`. */
export const encodeClientFrame = (
  opcode: number,
  payload: string | Buffer,
  mask: number,
): Buffer => {
  const isText = typeof payload === 'string'
  const length = isText ? Buffer.byteLength(payload) : payload.length
  const extra = length <= shortPayloadMax ? 0 : length <= mediumPayloadMax ? 2 : 8
  const start = 6 + extra
  const frame = Buffer.allocUnsafe(start + length)
  frame[0] = 0x80 | opcode
  if (extra === 0) frame[1] = 0x80 | length
  else if (extra === 2) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2)
    frame.writeUInt32BE(length >>> 0, 6)
  }
  frame.writeInt32BE(mask | 0, start - 4)
  if (isText) frame.write(payload, start)
  else payload.copy(frame, start)
  for (let index = 0; index < length; index += 1) {
    const at = start + index
    frame[at] = (frame[at] as number) ^ ((mask >>> (24 - 8 * (index & 3))) & 0xff)
  }
  return frame
}

/** Why a stream of frames cannot be read on, as the close code that says so. */
export type Breach = 1002 | 1009

/** Whoever is told of each frame. */
export interface FrameSink {
  /**
   * A frame: `first` is its first byte, the payload stands in `bytes` from `from` to `to`, only
   * until this returns. Gives false to hear no more.
   */
  frame(first: number, bytes: Buffer, from: number, to: number): boolean
}

/** Cuts the server's bytes into frames, however they were cut; holds memory only within a frame. */
export class FrameDecoder {
  #partial: Buffer | null = null
  #filled = 0

  /** Reads the first `end` bytes of a buffer that may be reused. Gives the breach, if there is one. */
  read(bytes: Buffer, end: number, sink: FrameSink): Breach | null {
    let at = 0
    if (this.#partial !== null) {
      const taken = this.#complete(bytes, end)
      if (typeof taken !== 'object') return taken === -1 ? null : this.#breach(taken)
      at = taken.at
      if (!deliver(taken.frame, 0, taken.frame.length, sink)) return null
    }
    while (at < end) {
      const size = sizeOf(bytes, at, end)
      if (size === 1002 || size === 1009) return size
      if (size === null || at + size.bytes > end) {
        this.#keep(bytes, at, end, size?.bytes ?? headBytesMax)
        return null
      }
      if (!deliver(bytes, at, at + size.bytes, sink)) return null
      at += size.bytes
    }
    return null
  }

  #breach(code: Breach): Breach {
    this.#partial = null
    return code
  }

  #keep(bytes: Buffer, at: number, end: number, size: number): void {
    this.#partial = Buffer.allocUnsafeSlow(size)
    this.#filled = bytes.copy(this.#partial, 0, at, end)
  }

  /** Adds to the frame under way: -1 if it needs more, else the frame and where the next begins. */
  #complete(bytes: Buffer, end: number): { frame: Buffer; at: number } | Breach | -1 {
    let at = 0
    for (;;) {
      const partial = this.#partial as Buffer
      const size = sizeOf(partial, 0, this.#filled)
      if (size === 1002 || size === 1009) return size
      if (size !== null && this.#filled === size.bytes) {
        this.#partial = null
        return { frame: partial.subarray(0, size.bytes), at }
      }
      if (at === end) return -1
      if (size === null) {
        // The length is not known yet: a byte at a time, for at most fourteen bytes.
        partial[this.#filled] = bytes[at] as number
        this.#filled += 1
        at += 1
        continue
      }
      if (partial.length < size.bytes) {
        this.#partial = Buffer.allocUnsafeSlow(size.bytes)
        partial.copy(this.#partial, 0, 0, this.#filled)
      }
      const copied = bytes.copy(
        this.#partial as Buffer,
        this.#filled,
        at,
        Math.min(end, at + size.bytes - this.#filled),
      )
      this.#filled += copied
      at += copied
    }
  }
}

interface Size {
  readonly bytes: number
}

/** One object for all answers: a frame's size is looked at before the next is asked for. */
const answer: { bytes: number } = { bytes: 0 }

/** How long the frame at `at` is; null if its head is not whole yet. */
const sizeOf = (bytes: Buffer, at: number, end: number): Size | Breach | null => {
  const available = end - at
  if (available < 2) return null
  const first = bytes[at] as number
  const second = bytes[at + 1] as number
  const opcode = first & 0x0f
  const isControl = opcode >= 0x8
  // Reserved bits, a masked frame, an unknown opcode, a control frame in pieces or too long.
  if ((first & 0x70) !== 0 || second > 127) return 1002
  if (opcode > (isControl ? 0xa : 0x2)) return 1002
  if (isControl && ((first & 0x80) === 0 || second > shortPayloadMax)) return 1002
  if (second <= shortPayloadMax) answer.bytes = 2 + second
  else if (second === 126) {
    if (available < 4) return null
    answer.bytes = 4 + bytes.readUInt16BE(at + 2)
  } else {
    if (available < 10) return null
    const length = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6)
    if (length > payloadBytesMax) return 1009
    answer.bytes = 10 + length
  }
  return answer
}

const deliver = (bytes: Buffer, at: number, end: number, sink: FrameSink): boolean => {
  const second = bytes[at + 1] as number
  const head = second <= shortPayloadMax ? 2 : second === 126 ? 4 : 10
  return sink.frame(bytes[at] as number, bytes, at + head, end)
}

/** What a close frame says, or the breach that it is; 1005 where it says nothing. */
export const readClose = (
  bytes: Buffer,
  from: number,
  to: number,
): { readonly code: number; readonly reason: string } | 1002 | 1007 => {
  if (to === from) return { code: 1005, reason: '' }
  const code = to - from === 1 ? 0 : bytes.readUInt16BE(from)
  if (!isCloseCode(code)) return 1002
  if (!isUtf8(bytes.subarray(from + 2, to))) return 1007
  return { code, reason: bytes.toString('utf8', from + 2, to) }
}

/** The codes that may stand in a close frame (RFC 6455, 7.4). */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) ||
  (code >= 3000 && code <= 4999)
