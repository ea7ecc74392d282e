// The generator of the bench: its frames are what a server reads, and its marks are found again.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as library from 'ws'
import { burstMax, MessageFrames, markIn } from '../../bench/generator/frames.ts'
import { wireTo } from '../../bench/generator/wires.ts'
import type { ServerName } from '../../bench/process.ts'

/** The library's own reader of frames, which its types leave out. */
const { Receiver } = library as unknown as {
  readonly Receiver: new (options: { readonly isServer: boolean }) => NodeJS.WritableStream
}

const framesFor = (name: ServerName): MessageFrames => {
  const { wire } = wireTo(name, 'http://127.0.0.1')
  return new MessageFrames((message) => wire.write({ type: 'send_message', ...message }))
}

const textsIn = async (frames: Buffer, count: number): Promise<string[]> => {
  const receiver = new Receiver({ isServer: true })
  const texts: string[] = []
  const read = new Promise<void>((resolve, reject) => {
    receiver.on('message', (bytes: Buffer) => {
      texts.push(bytes.toString())
      if (texts.length === count) resolve()
    })
    receiver.once('error', reject)
  })
  receiver.write(Buffer.from(frames))
  await read
  return texts
}

const padded = (sender: number, number: number): string =>
  String(sender).padStart(5, '0') + String(number).padStart(8, '0')

it.each(['passerby', 'socketio'] as const)('writes messages that %s reads', async (name) => {
  const frames = framesFor(name)
  const count = fc.integer({ min: 1, max: burstMax })
  await fc.assert(
    fc.asyncProperty(fc.nat(99_999), fc.nat(9_000_000), count, async (sender, first, size) => {
      const texts = await textsIn(frames.of(sender, first, size), size)
      const said = texts.map((text) => JSON.parse(text.replace(/^42/, '')))
      const read = said.map((frame) => (name === 'socketio' ? frame[1] : frame))
      read.forEach(({ id, text }, index) => {
        expect(id).toBe(`!${padded(sender, first + index)}`)
        expect(text.startsWith(`~${padded(sender, first + index)} `)).toBe(true)
        expect(text).toHaveLength(64)
      })
    }),
    { seed: 5, numRuns: 60 },
  )
})

const markOf = (text: string) => {
  const bytes = Buffer.from(`left over~0000100000001${text}`)
  const found = markIn(bytes, bytes.length - Buffer.byteLength(text), bytes.length)
  return found === null ? null : { ...found }
}

it('finds who says it, and which of theirs it is', () => {
  expect(markOf('{"type":"message","text":"~0004200000007 xxx"}')).toEqual({
    kind: 'message',
    sender: 42,
    number: 7,
  })
  expect(markOf('{"type":"sent","id":"!9999912345678","seq":3}')).toEqual({
    kind: 'answer',
    sender: 99_999,
    number: 12_345_678,
  })
})

it('takes nothing for a mark that is none, and looks at no byte beyond the frame', () => {
  for (const text of ['', '~', '{"type":"typing","on":true}', 'Hello! ~ you', '~000420000000x']) {
    expect(markOf(text)).toBeNull()
  }
  const bytes = Buffer.from('~0004200000007')
  expect(markIn(bytes, 0, bytes.length - 1)).toBeNull()
})
