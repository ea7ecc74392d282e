// Frames survive the way out and in, however the bytes are cut.

import { Result } from 'effect'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as library from 'ws'
import {
  encodeClientFrame,
  FrameDecoder,
  opcodes,
  readClose,
} from '../../src/load/client/frameCodec.ts'

/** The library's own reader of frames, which its types leave out. */
const { Receiver } = library as unknown as {
  readonly Receiver: new (options: { readonly isServer: boolean }) => NodeJS.WritableStream
}

interface Seen {
  readonly opcode: number
  readonly isFinal: boolean
  readonly payload: string
}

/** A frame as a server writes it: not masked. */
const serverFrame = (opcode: number, payload: Buffer, isFinal = true): Buffer => {
  const masked = encodeClientFrame(opcode, payload, 0)
  const extra = payload.length <= 125 ? 0 : payload.length <= 0xffff ? 2 : 8
  const head = masked.subarray(0, 2 + extra)
  head[0] = (isFinal ? 0x80 : 0) | opcode
  head[1] = (head[1] as number) & 0x7f
  return Buffer.concat([head, payload])
}

/** Reads the pieces one after the other out of one reused buffer. */
const readAll = (pieces: readonly Buffer[]): { seen: Seen[]; brokenWith: number | null } => {
  const shared = Buffer.alloc(70_000)
  const decoder = new FrameDecoder()
  const seen: Seen[] = []
  for (const piece of pieces) {
    piece.copy(shared)
    const read = decoder.read(shared, piece.length, {
      frame: (first, bytes, from, to) => {
        const payload = bytes.toString('latin1', from, to)
        seen.push({ opcode: first & 0xf, isFinal: first >= 0x80, payload })
        return true
      },
    })
    shared.fill(0xee)
    if (Result.isFailure(read)) return { seen, brokenWith: read.failure.closeCode }
  }
  return { seen, brokenWith: null }
}

const cutAt = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (one, other) => one - other,
  )
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length))
}

const payloads = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.integer({ min: 0, max: 66_000 }).map((length) => new Uint8Array(length).fill(97)),
)

describe('reading', () => {
  it('finds every frame again, wherever the stream is cut', () => {
    const opcode = fc.constantFrom(opcodes.text, opcodes.binary, opcodes.continuation)
    const frames = fc.array(fc.tuple(opcode, payloads, fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    })
    const places = fc.array(fc.nat(), { maxLength: 12 })
    fc.assert(
      fc.property(frames, places, (sent, cuts) => {
        const bytes = Buffer.concat(
          sent.map(([code, payload, isFinal]) => serverFrame(code, Buffer.from(payload), isFinal)),
        )
        const pieces = cutAt(bytes, cuts).flatMap((piece) =>
          piece.length > 65_536 ? [piece.subarray(0, 65_536), piece.subarray(65_536)] : [piece],
        )
        const { seen, brokenWith } = readAll(pieces.flatMap((piece) => cutInto(piece, 65_536)))
        expect(brokenWith).toBeNull()
        expect(seen).toEqual(
          sent.map(([code, payload, isFinal]) => ({
            opcode: code,
            isFinal,
            payload: Buffer.from(payload).toString('latin1'),
          })),
        )
      }),
      { seed: 7, numRuns: 150 },
    )
  })

  it('finds a frame again that is cut at any byte, or at all of them', () => {
    for (const length of [0, 1, 125, 126, 300]) {
      const bytes = serverFrame(opcodes.text, Buffer.alloc(length, 'x'))
      const whole = [{ opcode: 1, isFinal: true, payload: 'x'.repeat(length) }]
      for (let place = 0; place <= bytes.length; place += 1) {
        expect(readAll(cutAt(bytes, [place])).seen).toEqual(whole)
      }
      expect(readAll([...bytes].map((byte) => Buffer.of(byte))).seen).toEqual(whole)
    }
  })

  it.each([
    ['a reserved bit', Buffer.of(0xc1, 0x00), 1002],
    ['an unknown opcode', Buffer.of(0x83, 0x00), 1002],
    ['an unknown control opcode', Buffer.of(0x8b, 0x00), 1002],
    ['a masked frame', Buffer.of(0x81, 0x80, 0, 0, 0, 0), 1002],
    ['a ping in pieces', Buffer.of(0x09, 0x00), 1002],
    ['a ping of 126 bytes', Buffer.of(0x89, 126, 0, 126), 1002],
    ['an endless frame', Buffer.of(0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0), 1009],
  ])('breaks off at %s', (_, bytes, code) => {
    expect(readAll([bytes]).brokenWith).toBe(code)
    expect(readAll([...bytes].map((byte) => Buffer.of(byte))).brokenWith).toBe(code)
  })
})

describe('writing', () => {
  it('writes what a server library reads, under any mask', async () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(texts, fc.integer(), async (text, mask) => {
        const receiver = new Receiver({ isServer: true })
        const read = new Promise<string>((resolve, reject) => {
          receiver.once('message', (bytes: Buffer) => resolve(bytes.toString()))
          receiver.once('error', reject)
        })
        receiver.write(encodeClientFrame(opcodes.text, text, mask))
        expect(await read).toBe(text)
      }),
      { seed: 11, numRuns: 100 },
    )
  })

  it('masks: the same text under another mask is other bytes', () => {
    const [one, other] = [1, 2].map((mask) => encodeClientFrame(opcodes.text, 'hello', mask))
    expect(one?.includes('hello')).toBe(false)
    expect(one?.subarray(6)).not.toEqual(other?.subarray(6))
  })
})

it('reads what a close frame says', () => {
  const closeOf = (payload: Buffer) =>
    Result.match(readClose(payload), {
      onSuccess: (close) => close,
      onFailure: ({ closeCode }) => closeCode,
    })
  const close = (code: number, reason: string | Buffer = '') => {
    const payload = Buffer.concat([Buffer.of(code >> 8, code & 0xff), Buffer.from(reason)])
    return closeOf(payload)
  }
  expect(closeOf(Buffer.alloc(0))).toEqual({ code: 1005, reason: '' })
  expect(closeOf(Buffer.of(3))).toBe(1002)
  expect(close(4001, 'no_session')).toEqual({ code: 4001, reason: 'no_session' })
  expect(close(1000, Buffer.of(0xff))).toBe(1007)
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000]) expect(close(code)).toBe(1002)
  for (const code of [1000, 1012, 3000, 4999]) expect(close(code)).toEqual({ code, reason: '' })
})

const cutInto = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.max(1, Math.ceil(bytes.length / size)) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
