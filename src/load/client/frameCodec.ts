// WebSocket frames (RFC 6455) as a client writes and reads them.
import { isUtf8 } from 'node:buffer'
import { Result } from 'effect'

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

/** The server broke the protocol, and nothing more can be read: the close code that says how. */
export interface ProtocolBroken {
  readonly _tag: 'ProtocolBroken'
  readonly closeCode: 1002 | 1003 | 1007 | 1009
}

const broken = (closeCode: ProtocolBroken['closeCode']) =>
  Result.fail<ProtocolBroken>({ _tag: 'ProtocolBroken', closeCode })

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

  /** Reads the first `end` bytes of a buffer that may be reused. */
  read(bytes: Buffer, end: number, sink: FrameSink): Result.Result<void, ProtocolBroken> {
    let at = 0
    if (this.#partial !== null) {
      const completed = this.#complete(bytes, end)
      if (Result.isFailure(completed)) {
        this.#partial = null
        return Result.fail(completed.failure)
      }
      if (completed.success === null) return Result.void
      const { frame } = completed.success
      at = completed.success.at
      if (!deliver(frame, 0, frame.length, sink)) return Result.void
    }
    while (at < end) {
      const measured = sizeOf(bytes, at, end)
      if (Result.isFailure(measured)) return Result.fail(measured.failure)
      const size = measured.success
      if (size === null || at + size.bytes > end) {
        this.#keep(bytes.subarray(at, end), size?.bytes ?? headBytesMax)
        return Result.void
      }
      const { bytes: length } = size
      if (!deliver(bytes, at, at + length, sink)) return Result.void
      at += length
    }
    return Result.void
  }

  #keep(bytes: Buffer, size: number): void {
    this.#partial = Buffer.allocUnsafeSlow(size)
    this.#filled = bytes.copy(this.#partial)
  }

  /** Adds to the frame under way: gives it and where the next begins, null if it needs more. */
  #complete(bytes: Buffer, end: number): Result.Result<CompletedFrame | null, ProtocolBroken> {
    let at = 0
    for (;;) {
      const partial = this.#partial as Buffer
      const measured = sizeOf(partial, 0, this.#filled)
      if (Result.isFailure(measured)) return Result.fail(measured.failure)
      const size = measured.success
      if (size !== null && this.#filled === size.bytes) {
        this.#partial = null
        return Result.succeed({ frame: partial.subarray(0, size.bytes), at })
      }
      if (at === end) return incomplete
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

/** A frame that came in pieces, and where in the last piece the next one begins. */
interface CompletedFrame {
  readonly frame: Buffer
  readonly at: number
}

/** One answer for all frames: the size of one is looked at before that of the next is asked for. */
const size = { bytes: 0 }
const sized = Result.succeed(size)
const incomplete = Result.succeed(null)

/** How long the frame at `at` is; null if its head is not whole yet. */
const sizeOf = (
  bytes: Buffer,
  at: number,
  end: number,
): Result.Result<{ readonly bytes: number } | null, ProtocolBroken> => {
  const available = end - at
  if (available < 2) return incomplete
  const first = bytes[at] as number
  const second = bytes[at + 1] as number
  const opcode = first & 0x0f
  const isControl = opcode >= 0x8
  // Reserved bits, a masked frame, an unknown opcode, a control frame in pieces or too long.
  if ((first & 0x70) !== 0 || second > 127) return broken(1002)
  if (opcode > (isControl ? 0xa : 0x2)) return broken(1002)
  if (isControl && ((first & 0x80) === 0 || second > shortPayloadMax)) return broken(1002)
  if (second <= shortPayloadMax) size.bytes = 2 + second
  else if (second === 126) {
    if (available < 4) return incomplete
    size.bytes = 4 + bytes.readUInt16BE(at + 2)
  } else {
    if (available < 10) return incomplete
    const length = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6)
    if (length > payloadBytesMax) return broken(1009)
    size.bytes = 10 + length
  }
  return sized
}

const deliver = (bytes: Buffer, at: number, end: number, sink: FrameSink): boolean => {
  const second = bytes[at + 1] as number
  const head = second <= shortPayloadMax ? 2 : second === 126 ? 4 : 10
  return sink.frame(bytes[at] as number, bytes, at + head, end)
}

/** What a close frame says. */
export interface CloseFrame {
  /** 1005 where it says nothing. */
  readonly code: number
  readonly reason: string
}

/** Reads the payload of a close frame. */
export const readClose = (payload: Buffer): Result.Result<CloseFrame, ProtocolBroken> => {
  if (payload.length === 0) return Result.succeed({ code: 1005, reason: '' })
  const code = payload.length === 1 ? 0 : payload.readUInt16BE(0)
  if (!isCloseCode(code)) return broken(1002)
  const reason = payload.subarray(2)
  if (!isUtf8(reason)) return broken(1007)
  return Result.succeed({ code, reason: reason.toString('utf8') })
}

/** The codes that may stand in a close frame (RFC 6455, 7.4). */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) ||
  (code >= 3000 && code <= 4999)
