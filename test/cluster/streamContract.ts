// What a stream and a key cabinet promise, whoever keeps them.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { KeyCabinet, Stream, StreamMessage } from '../../src/cluster/stream.ts'
import { answered, appended } from './patience.ts'

/** How one of those who share a stream and a cabinet has them. */
export interface Shared {
  readonly stream: Stream
  readonly cabinet: KeyCabinet
}

/** A new stream and a new cabinet, both empty, as two have them. */
export interface OpenStream {
  readonly one: Shared
  readonly other: Shared
  /** The messages up to a number are not kept any more. */
  readonly letGo: (upTo: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Everything from a number on. */
const readAll = async (stream: Stream, from = 1): Promise<readonly StreamMessage[]> => {
  const all: StreamMessage[] = []
  for (;;) {
    const read = await answered(() => stream.read(from + all.length))
    if (read.length === 0) return all
    all.push(...read)
  }
}

/** Appends these after what stands there. */
const appendAll = async (stream: Stream, ...data: readonly string[]): Promise<void> => {
  let last = (await readAll(stream)).length
  for (const one of data) {
    expect(await appended(stream, one, last)).toBe(last + 1)
    last += 1
  }
}

const numbered = (data: readonly string[], from = 1): readonly StreamMessage[] =>
  data.map((one, index) => ({ number: from + index, data: one }))

/** Hears a stream from a number on, and waits until so many messages have come. */
const hearing = (stream: Stream, from: number) => {
  const heard: StreamMessage[] = []
  let wake = () => {}
  const stop = stream.follow(from, (message) => {
    heard.push(message)
    wake()
  })
  const hear = async (count: number): Promise<readonly StreamMessage[]> => {
    while (heard.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return heard
  }
  return { heard, hear, stop }
}

/** What stands first from a number on, once something does. */
const firstFrom = async ({ read }: Stream, from: number): Promise<string> => {
  for (;;) {
    const [first] = await answered(() => read(from))
    if (first !== undefined) return first.data
  }
}

const words = (count: number, of = 'word'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${of} ${index + 1}`)

export const streamContract = (name: string, open: () => Promise<OpenStream>): void => {
  const withStream = (play: (open: OpenStream) => Promise<void>) => async () => {
    const opened = await open()
    try {
      await play(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`a stream ${name}`, () => appendingContract(withStream))
  describe(`a stream ${name}, followed`, () => followingContract(withStream))
  describe(`a key cabinet ${name}`, () => cabinetContract(withStream))
}

type WithStream = (play: (open: OpenStream) => Promise<void>) => () => Promise<void>

const appendingContract = (withStream: WithStream): void => {
  it(
    'numbers from 1 without gaps, and gives what was appended, to everybody',
    withStream(async ({ one, other }) => {
      expect(await readAll(one.stream)).toEqual([])
      expect(await appended(one.stream, 'first', 0)).toBe(1)
      expect(await appended(other.stream, 'second', 1)).toBe(2)
      expect(await appended(one.stream, 'third', 2)).toBe(3)
      for (const { stream } of [one, other]) {
        expect(await readAll(stream)).toEqual(numbered(['first', 'second', 'third']))
        expect(await readAll(stream, 3)).toEqual(numbered(['third'], 3))
        expect(await readAll(stream, 4)).toEqual([])
        expect(await readAll(stream, 9)).toEqual([])
      }
    }),
  )

  it.each([0, 1, 3, 9])(
    'refuses what was to follow %i where the last is 2, and appends nothing',
    (last) =>
      withStream(async ({ one, other }) => {
        await appendAll(one.stream, 'first', 'second')
        expect(await appended(other.stream, 'third', last)).toBe(null)
        expect(await readAll(other.stream)).toEqual(numbered(['first', 'second']))
      })(),
  )

  it(
    'takes one of all that are to follow the same, and whoever is refused can soon read which',
    withStream(async ({ one, other }) => {
      for (let last = 0; last < 20; last += 1) {
        const tries = await Promise.all(
          words(10, `after ${last}`).map(async (data, index) => {
            const { stream } = index % 2 === 0 ? one : other
            if ((await appended(stream, data, last)) !== null) return { data, read: null }
            return { data, read: await firstFrom(stream, last + 1) }
          }),
        )
        const taken = tries.filter(({ read }) => read === null)
        expect(taken).toHaveLength(1)
        const others = tries.filter(({ read }) => read !== null)
        expect(new Set(others.map(({ read }) => read))).toEqual(new Set([taken[0]?.data]))
      }
      expect(await readAll(one.stream)).toHaveLength(20)
    }),
  )

  it(
    'gives much in parts, and any text as it was',
    withStream(async ({ one, other }) => {
      const texts = [
        ...['', '"quoted" \\ and\nbroken', 'ä €  𝄞 ', 'x'.repeat(500 * 1024)],
        ...words(100),
      ]
      await appendAll(one.stream, ...texts)
      expect(await readAll(other.stream)).toEqual(numbered(texts))
    }),
  )

  it(
    'gives what is kept first, where what is asked for is not kept any more',
    withStream(async ({ one, other, letGo }) => {
      await appendAll(one.stream, ...words(40))
      await letGo(25)
      for (const from of [1, 25, 26]) {
        const [first] = await answered(() => other.stream.read(from))
        expect(first).toEqual({ number: 26, data: 'word 26' })
      }
      expect(await readAll(other.stream, 26)).toEqual(numbered(words(40).slice(25), 26))
      expect(await appended(one.stream, 'next', 40)).toBe(41)
      await letGo(41)
      expect(await answered(() => other.stream.read(7))).toEqual([])
      expect(await appended(one.stream, 'last', 41)).toBe(42)
      expect(await answered(() => other.stream.read(7))).toEqual(numbered(['last'], 42))
    }),
  )
}

const followingContract = (withStream: WithStream): void => {
  it(
    'tells what stands there and what comes, once each and in order',
    withStream(async ({ one, other }) => {
      await appendAll(one.stream, ...words(40))
      const all = hearing(one.stream, 1)
      const some = hearing(other.stream, 31)
      expect([...all.heard, ...some.heard]).toEqual([])
      await appendAll(other.stream, ...words(40, 'later'))
      const texts = [...words(40), ...words(40, 'later')]
      expect(await all.hear(80)).toEqual(numbered(texts))
      expect(await some.hear(50)).toEqual(numbered(texts.slice(30), 31))
      all.stop()
      some.stop()
    }),
  )

  it(
    'tells of nothing before the number that was asked for, which may be still to come',
    withStream(async ({ one, other }) => {
      const late = hearing(one.stream, 3)
      await appendAll(other.stream, ...words(5))
      expect(await late.hear(3)).toEqual(numbered(words(5).slice(2), 3))
      late.stop()
    }),
  )

  it(
    'tells nothing more once it is left, and the others all the same',
    withStream(async ({ one, other }) => {
      const left = hearing(one.stream, 1)
      const staying = hearing(one.stream, 1)
      await appendAll(other.stream, 'first')
      await left.hear(1)
      left.stop()
      await appendAll(other.stream, 'second')
      expect(await staying.hear(2)).toEqual(numbered(['first', 'second']))
      expect(left.heard).toEqual(numbered(['first']))
      staying.stop()
    }),
  )

  it(
    'can be left by whoever hears, in the middle',
    withStream(async ({ one, other }) => {
      await appendAll(one.stream, ...words(5))
      const heard: number[] = []
      const stop = one.stream.follow(1, ({ number }) => {
        heard.push(number)
        if (number === 2) stop()
      })
      const staying = hearing(other.stream, 1)
      await staying.hear(5)
      await appendAll(other.stream, 'last')
      await staying.hear(6)
      expect(heard).toEqual([1, 2])
      staying.stop()
    }),
  )

  it(
    'says so once where what would be told next is not kept any more, and tells nothing more',
    withStream(async ({ one, other, letGo }) => {
      await appendAll(one.stream, ...words(10))
      await letGo(7)
      const heard: number[] = []
      const first = await new Promise((resolve) => {
        other.stream.follow(5, ({ number }) => heard.push(number), resolve)
      })
      expect(first).toBe(8)
      const staying = hearing(other.stream, 8)
      expect(await appended(one.stream, 'last', 10)).toBe(11)
      expect(await staying.hear(4)).toHaveLength(4)
      staying.stop()
      expect(heard).toEqual([])
    }),
  )
}

const cabinetContract = (withStream: WithStream): void => {
  const key = (): Uint8Array => new Uint8Array(randomBytes(32))
  const put = async ({ cabinet }: Shared, epoch: number, owner: string, of: Uint8Array | null) =>
    answered(() => cabinet.put([{ epoch, owner, key: of }]))
  const get = async ({ cabinet }: Shared, epoch: number, owner: string) => {
    const found = await answered(() => cabinet.get(epoch, owner))
    return found === null ? null : Buffer.from(found).toString('hex')
  }
  const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex')

  it(
    'gives a key to everybody who knows its epoch and owner',
    withStream(async ({ one, other }) => {
      const [first, second] = [key(), key()]
      expect(await get(one, 1, 'ann')).toBe(null)
      await put(one, 1, 'ann', first)
      await put(other, 2, 'ann', second)
      await put(one, 1, 'a.n *>', first)
      expect(await get(other, 1, 'ann')).toBe(hex(first))
      expect(await get(one, 2, 'ann')).toBe(hex(second))
      expect(await get(other, 1, 'a.n *>')).toBe(hex(first))
      expect(await get(one, 3, 'ann')).toBe(null)
      expect(await get(one, 1, 'bea')).toBe(null)
    }),
  )

  it(
    'files many at once, as they are then',
    withStream(async ({ one, other }) => {
      const keys = words(1_000, 'owner').map((owner) => ({ epoch: 1, owner, key: key() }))
      const before = keys.map((filed) => hex(filed.key))
      await answered(() => one.cabinet.put(keys))
      for (const filed of keys) filed.key.fill(0)
      const found = await Promise.all(keys.map(({ owner }) => get(other, 1, owner)))
      expect(found).toEqual(before)
    }),
  )

  it(
    'overwrites a key for good, whatever copy of it comes late',
    withStream(async ({ one, other }) => {
      const first = key()
      await put(one, 1, 'ann', first)
      await put(one, 1, 'ann', first)
      await put(one, 1, 'bea', first)
      expect(await get(other, 1, 'ann')).toBe(hex(first))
      await put(other, 1, 'ann', null)
      expect(await get(one, 1, 'ann')).toBe(null)
      await put(one, 1, 'ann', first)
      await put(other, 1, 'ann', null)
      expect(await get(other, 1, 'ann')).toBe(null)
      expect(await get(other, 1, 'bea')).toBe(hex(first))
    }),
  )

  it(
    'files what is new, unless somebody has overwritten it after all',
    withStream(async ({ one, other }) => {
      const putNew = (owner: string, of: Uint8Array) =>
        answered(() => one.cabinet.put([{ epoch: 1, owner, key: of }], true))
      const [first, second] = [key(), key()]
      await putNew('ann', first)
      await putNew('bea', second)
      expect(await get(other, 1, 'ann')).toBe(hex(first))
      expect(await get(other, 1, 'bea')).toBe(hex(second))
      await put(other, 1, 'cid', null)
      await putNew('cid', first)
      await putNew('dan', second)
      expect(await get(other, 1, 'cid')).toBe(null)
      expect(await get(one, 1, 'dan')).toBe(hex(second))
    }),
  )

  it(
    'overwrites what was never filed, too',
    withStream(async ({ one, other }) => {
      await put(one, 1, 'ann', null)
      await put(other, 1, 'ann', key())
      expect(await get(one, 1, 'ann')).toBe(null)
    }),
  )
}
