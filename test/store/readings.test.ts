// Answers are read page by page beside the commits, and to their end.
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import type { Turn } from '../../src/events/event.ts'
import { pageBytesMax, pageRowsMax } from '../../src/events/projection.ts'
import { type Transcript, transcriptOf } from '../../src/projections/transcript.ts'
import { batchText } from '../../src/store/batches/batchText.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { serveWriter } from '../../src/store/sqlite/writer.ts'
import type { ToWriter, WriterPort } from '../../src/store/sqlite/writerMessages.ts'
import { succeeded } from '../kit/succeeded.ts'
import { allOf, freshDirectory, handClock, openBoth, openHere } from './stores.ts'
import { connects, joins, opens, parts, says, Tale } from './tale.ts'
import { watching } from './watching.ts'

const long = '\u{1f600}'.repeat(2_000)

/** A store with a room of so many long messages, and what it did in which order. */
const withRoom = async (count: number) => {
  const did: string[] = []
  const store = openHere(freshDirectory())
  const watchedStore: OpenStore = {
    ...store,
    commit: (events) => {
      did.push(`commit ${events.length}`)
      return store.commit(events)
    },
    ask: (...asked) => {
      const answer = store.ask(...asked)
      const next = () => {
        did.push('page')
        return answer.next()
      }
      return { ...answer, next }
    },
  }
  const { log, ask } = await openBoth(watchedStore)
  const tale = new Tale()
  const watched = watching(log)
  await watched.commit(tale.turn(joins('ann'), joins('bea'), opens('r1', 'ann', 'bea')))
  const messages = Array.from({ length: count }, (_, index) =>
    says('r1', 'bea', `${index + 1} ${long}`),
  )
  if (count > 0) await watched.commit(tale.turn(...messages))
  did.length = 0
  return { log, tale, watched, did, transcript: transcriptOf(ask) }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

const seqsOf = async (reading: ReturnType<Transcript>) =>
  (await allOf(reading)).map(({ seq }) => seq)

const textsOf = async (reading: ReturnType<Transcript>) =>
  (await allOf(reading)).map(({ text }) => text)

describe('an answer', () => {
  it('comes in pages bounded by bytes, whole and in order', async () => {
    const { log, transcript } = await withRoom(50)
    const reading = transcript('r1', 3)
    const pages = []
    for (;;) {
      const page = succeeded(await reading.next())
      pages.push(page.rows)
      if (page.isLast) break
    }
    expect(pages.flat().map(({ seq }) => seq)).toEqual(numbers(50).slice(3))
    for (const rows of pages) {
      expect(Buffer.byteLength(rows.map(({ text }) => text).join(''))).toBeLessThan(pageBytesMax)
    }
    expect(pages.length).toBeGreaterThan(5)
    await log.close()
  })

  it('comes in pages bounded by rows where these are short', async () => {
    const { log, tale, watched, transcript } = await withRoom(0)
    const said = numbers(2 * pageRowsMax).map((n) => says('r1', 'bea', `${n}`))
    await watched.commit(tale.turn(...said))
    const reading = transcript('r1', 0)
    const [first, second] = [succeeded(await reading.next()), succeeded(await reading.next())]
    expect([first.rows.length, first.isLast]).toEqual([pageRowsMax, false])
    expect([second.rows.length, second.isLast]).toEqual([pageRowsMax, true])
    await log.close()
  })

  it('is read a page at a time, and lets commits go first', () => {
    const store = openHere(freshDirectory())
    const posted: string[] = []
    const soon: (() => void)[] = []
    let hear: (message: ToWriter) => void = () => {}
    const port: WriterPort = {
      postMessage: ({ kind }) => posted.push(kind),
      on: (_, listener) => {
        hear = listener
      },
      close: () => {},
    }
    serveWriter(port, Result.succeed(store), {
      retentionMs: 1e9,
      clock: handClock(),
      soon: (then) => soon.push(then),
    })
    const tale = new Tale()
    const stores = (...turn: Turn) => hear({ kind: 'batch', events: batchText(turn) })
    const said = numbers(40).map((n) => says('r1', 'bea', `${n} ${long}`))
    stores(...tale.turn(joins('ann'), joins('bea'), opens('r1', 'ann', 'bea'), ...said))
    const parameters = { room: 'r1', after: 0 }
    for (const id of numbers(30)) {
      const request = { kind: 'ask', question: 'transcript', parameters, follows: 1 } as const
      hear({ kind: 'request', id, request })
    }
    expect(posted.splice(0)).toEqual(['opened', 'space', 'committed'])
    for (const _ of numbers(30)) {
      stores(...tale.turn(connects('ann')))
      soon.shift()?.()
    }
    expect(posted).toEqual(numbers(30).flatMap(() => ['committed', 'answer']))
    expect(soon).toEqual([])
    store.close()
  })

  it('leaves the turns around it in one batch', async () => {
    const { log, tale, watched, did, transcript } = await withRoom(1)
    const readings = numbers(20).map(() => {
      log.append(tale.turn(connects('ann')))
      return transcript('r1', 0)
    })
    await watched.hear('committed 22')
    expect(did.filter((one) => one.startsWith('commit'))).toEqual(['commit 20'])
    for (const reading of readings) expect(await seqsOf(reading)).toEqual([1])
    await log.close()
  })

  it('has the turns that were appended before it', async () => {
    const { log, tale, transcript } = await withRoom(0)
    for (const n of numbers(5_000)) log.append(tale.turn(says('r1', 'ann', `${n}`)))
    expect(await seqsOf(transcript('r1', 4_900))).toEqual(numbers(5_000).slice(4_900))
    await log.close()
  })

  it('that is dropped is not read, and waits for nothing', async () => {
    const { log, did, transcript } = await withRoom(20)
    const readings = numbers(100).map(() => transcript('r1', 0))
    for (const reading of readings.slice(1)) reading.drop()
    for (const reading of readings.slice(1)) {
      expect(succeeded(await reading.next())).toEqual({ rows: [], isLast: true })
    }
    expect(await seqsOf(readings[0] as ReturnType<Transcript>)).toEqual(numbers(20))
    expect(did.filter((one) => one === 'page').length).toBeLessThan(10)
    await log.close()
  })
})

describe('an answer about a room that ends', () => {
  it('[M7] is read to its end, also where it ends in the batch that it was asked in', async () => {
    const { log, tale, watched, did, transcript } = await withRoom(30)
    log.append(tale.turn(connects('ann')))
    const reading = transcript('r1', 0)
    log.append(tale.turn(says('r1', 'bea', 'after')))
    log.append(tale.turn(parts('r1', 'bea')))
    await watched.hear('committed 5')
    expect(did.filter((one) => one.startsWith('commit'))).toEqual(['commit 1', 'commit 2'])
    expect(await seqsOf(reading)).toEqual(numbers(30))
    expect(await seqsOf(transcript('r1', 0))).toEqual([])
    await log.close()
  })

  it('[M7] has each of the short words that were sealed together', async () => {
    const { log, tale, watched, transcript } = await withRoom(0)
    const said = numbers(40).map((n) => `word ${n}`)
    await watched.commit(tale.turn(...said.map((text) => says('r1', 'bea', text))))
    expect(await textsOf(transcript('r1', 20))).toEqual(said.slice(20))
    log.append(tale.turn(connects('ann')))
    const reading = transcript('r1', 0)
    log.append(tale.turn(parts('r1', 'bea')))
    await watched.hear('committed 4')
    expect(await textsOf(reading)).toEqual(said)
    await log.close()
  })

  it('[M7] is read to its end though the first pages are read already', async () => {
    const { log, tale, watched, transcript } = await withRoom(30)
    const reading = transcript('r1', 0)
    const { rows, isLast } = succeeded(await reading.next())
    expect(isLast).toBe(false)
    await watched.commit(tale.turn(parts('r1', 'bea')))
    const left = await seqsOf(reading)
    expect([...rows.map(({ seq }) => seq), ...left]).toEqual(numbers(30))
    await log.close()
  })

  it('is read where that is asked after it ended: there is nothing', async () => {
    const { log, tale, transcript } = await withRoom(2)
    log.append(tale.turn(parts('r1', 'bea')))
    const reading = transcript('r1', 0)
    expect(await seqsOf(reading)).toEqual([])
    await log.close()
  })

  it('says so where more was left of it than may be held in memory', async () => {
    const store = openHere(freshDirectory())
    const keep = (answer: ReturnType<OpenStore['ask']>) => ({
      ...answer,
      keep: () => answer.keep(20 * pageBytesMax),
    })
    const { log, ask } = await openBoth({ ...store, ask: (...asked) => keep(store.ask(...asked)) })
    const tale = new Tale()
    const watched = watching(log)
    const said = numbers(400).map((n) => says('r1', 'bea', `${n} ${long}`))
    await watched.commit(tale.turn(joins('ann'), joins('bea'), opens('r1', 'ann', 'bea'), ...said))
    const reading = transcriptOf(ask)('r1', 0)
    succeeded(await reading.next())
    await watched.commit(tale.turn(parts('r1', 'bea')))
    await expect(allOf(reading)).rejects.toThrow('gone by now')
    await log.close()
  })
})
