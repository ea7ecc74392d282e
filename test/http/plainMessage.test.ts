// The short way of a plain message gives what the long way gives.
import { Result } from 'effect'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientIdCharactersMax, messageCharactersMax } from '../../src/events/limits.ts'
import { decodeFrame, glance } from '../../src/http/socket/clientFrame.ts'
import { plainMessage } from '../../src/http/socket/plainMessage.ts'

const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text)).buffer

/** Around a bound, or short; mostly plain. */
const words = (max: number) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.string({ unit: fc.constantFrom('a', 'Z', '0', '~', '!', ' '), maxLength: 8 }),
    },
    fc.string({
      unit: fc.constantFrom(' ', '"', '\\', '\n', '\u007f', 'é', '\u200b', '\ud83d', 'a'),
    }),
    fc.integer({ min: max - 1, max: max + 1 }).map((length) => 'a'.repeat(length)),
    fc.integer({ min: 1, max: 3 }).map((length) => ' '.repeat(length)),
  )

const id = words(clientIdCharactersMax)
const text = words(messageCharactersMax)

/** A frame as it may be written: the fields in any order, one of them twice, cut off, with more. */
const written = fc.oneof(
  fc.record({ id, text }).map((said) => JSON.stringify({ type: 'send_message', ...said })),
  fc
    .record({ id, after: id, text })
    .map((said) => JSON.stringify({ type: 'send_message', ...said })),
  fc
    .shuffledSubarray(['id', 'after', 'text', 'type', 'more'])
    .chain((names) => fc.tuple(fc.constant(names), fc.array(id, { minLength: 5, maxLength: 5 })))
    .map(([names, values]) => {
      const fields = names.map((name, n) => [name, name === 'type' ? 'send_message' : values[n]])
      return JSON.stringify({ type: 'send_message', ...Object.fromEntries(fields) })
    }),
)

const bent = fc.oneof(
  { weight: 3, arbitrary: written },
  fc.tuple(written, fc.nat(80)).map(([frame, end]) => frame.slice(0, end)),
  fc.tuple(written, fc.constantFrom(' ', '}', ',"text":"b"}', 'é')).map((both) => both.join('')),
  written.map((frame) => frame.replace('}', ',"text":"b"}')),
  written.map((frame) => frame.replace('","', '" , "')),
)

describe('a frame that is a plain message', () => {
  it('is read as any frame is', () => {
    let plain = 0
    fc.assert(
      fc.property(bent, (frame) => {
        const bytes = bytesOf(frame)
        const read = plainMessage(bytes)
        if (read === null) return
        plain += 1
        expect(decodeFrame(bytes, false, 'send_message')).toEqual(Result.succeed(read))
        expect(glance(bytes)).toEqual({ after: null, ...read, text: undefined })
      }),
      { numRuns: 5_000, seed: 10 },
    )
    expect(plain).toBeGreaterThan(500)
  })

  it('is known by how our clients write it', () => {
    const said = { type: 'send_message', id: crypto.randomUUID(), text: 'Hello, "you" there?' }
    expect(plainMessage(bytesOf(JSON.stringify(said)))).toBeNull()
    for (const frame of [
      { ...said, text: 'Hello there!' },
      { type: 'send_message', id: 'm2', after: 'm1', text: 'a'.repeat(messageCharactersMax) },
    ])
      expect(plainMessage(bytesOf(JSON.stringify(frame)))).toEqual(frame)
  })
})
