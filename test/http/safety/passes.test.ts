// Passes, persons and days: who is the same, for how long, and by which key.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataOf } from '../../../src/events/event.ts'
import type { Person } from '../../../src/events/fields.ts'
import { passMs } from '../../../src/events/limits.ts'
import { Days } from '../../../src/http/safety/days.ts'
import { Stage } from '../../kit/stage.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { startServer, type TestServer } from '../testServer.ts'
import { Browser, meeting } from './browser.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let running: TestServer
beforeEach(async () => {
  running = await startServer({ messagesPerSecond: 0, trustedProxies: ['127.0.0.1'] })
})
afterEach(() => running.stop())

const joins = async (): Promise<DataOf<'session.join'>[]> => {
  const found: DataOf<'session.join'>[] = []
  for await (const events of running.log.read()) {
    for (const event of succeeded(events)) if (event.type === 'session.join') found.push(event.data)
  }
  return found
}

/** Who came with this browser just now. */
const personOf = async (browser: Browser): Promise<Person | undefined> => {
  await browser.join(running)
  return (await joins()).at(-1)?.person
}

describe('a pass', () => {
  it('makes its holder the same person in every session of the browser, and nobody else', async () => {
    const ann = new Browser('Ann')
    const first = await personOf(ann)
    const { pass } = ann
    expect(await personOf(ann)).toEqual(first)
    expect(ann.pass).toBe(pass)
    expect(await personOf(new Browser('Bea'))).not.toEqual(first)
    ann.clear()
    expect(await personOf(ann)).not.toEqual(first)
    expect(first).toEqual({ id: expect.stringMatching(/^[\w-]{22}$/), day: '1970-01-01' })
  })

  it('is good for a day from when it was issued, not renewed, and then another', async () => {
    const ann = new Browser('Ann')
    running.clock.pass(20 * hourMs)
    const first = await personOf(ann)
    const { pass } = ann
    running.clock.pass(passMs - 1_000)
    expect(await personOf(ann)).toEqual(first)
    expect(ann.pass).toBe(pass)
    running.clock.pass(1_000)
    const later = await personOf(ann)
    expect(later?.id).not.toBe(first?.id)
    expect([first?.day, later?.day]).toEqual(['1970-01-01', '1970-01-02'])
    expect(ann.pass).not.toBe(pass)
  })

  it.each([
    ['altered', (pass: string) => pass.replace(/^./, 'q')],
    ['of another day', (pass: string) => pass.replace('1970-01-01', '1970-01-02')],
    ['of another time', (pass: string) => pass.replace(/\.(\d+)\./, (_, at) => `.${+at + 1}.`)],
    ['cut off', (pass: string) => pass.slice(0, -1)],
    ['empty', () => ''],
  ])('that is %s is none: another is issued', async (_, change) => {
    const ann = new Browser('Ann')
    const first = await personOf(ann)
    ann.pass = change(ann.pass ?? '')
    expect((await personOf(ann))?.id).not.toBe(first?.id)
    expect(ann.pass).toMatch(/^p\d+\.1970-01-01\.\d+\.[\w-]{43}$/)
  })

  it('is not given to whoever was refused', async () => {
    await running.stop()
    running = await startServer({ joinsPerMinute: 1 })
    const form = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }
    const answer = await fetch(`${running.origin}/join`, form)
    expect(answer.status).toBe(400)
    expect(answer.headers.getSetCookie().join()).not.toContain('passerby-pass')
  })
})

describe('a day', () => {
  const days = () => running.engine.safety.days().map(({ day }) => day)

  it('has begun before anybody can come, and the next at midnight, in the middle of a chat', async () => {
    expect(days()).toEqual(['1970-01-01'])
    const [ann, bea] = [new Browser('Ann'), new Browser('Bea')]
    const one = await ann.online(running)
    const other = await bea.online(running)
    await meeting(one, other)
    const until = dayMs - running.clock.now()
    running.clock.pass(until - 1_000)
    expect(days()).toEqual(['1970-01-01'])
    running.clock.pass(2_000)
    expect(days()).toEqual(['1970-01-01', '1970-01-02'])
    one.say('still here')
    await one.next('sent')
    await other.next('message')
    expect((await personOf(new Browser('Cid')))?.day).toBe('1970-01-02')
    expect((await personOf(ann))?.day).toBe('1970-01-01')
  })

  it('is known until its last pass is over, and its key no longer', async () => {
    const key = async () => running.log.keyOf('1970-01-01')
    running.clock.pass(2 * dayMs - running.clock.now() - 1_000)
    expect(days()).toEqual(['1970-01-01', '1970-01-02'])
    expect(await key()).not.toBeNull()
    running.clock.pass(2_000)
    expect(days()).toEqual(['1970-01-02', '1970-01-03'])
    await expect.poll(key).toBeNull()
  })

  it('begins late where the log could not take it, and passes are of the day before till then', async () => {
    running.clock.pass(dayMs - running.clock.now() - 1_000)
    running.log.fail('the disk is full')
    running.clock.pass(5_000)
    expect(days()).toEqual(['1970-01-01'])
    running.log.recover()
    expect((await personOf(new Browser('Ann')))?.day).toBe('1970-01-01')
    running.clock.pass(1_000)
    await expect.poll(() => days()).toEqual(['1970-01-01', '1970-01-02'])
  })
})

describe('the keeper of days', () => {
  it('overwrites the keys that it had when they are over, and all when it ends', async () => {
    const stage = new Stage()
    const given: Uint8Array[] = []
    const keyOf = async (day: string) => {
      const key = await stage.log.keyOf(day)
      if (key !== null) given.push(key)
      return key
    }
    const { engine, clock } = stage
    const days = new Days({ engine, clock, keyOf })
    const begun = days.begin()
    stage.log.flush()
    await begun
    expect(days.newest).toBe('1970-01-01')
    expect(days.keyOf('1970-01-01')).toBe(given[0])
    const isGone = (key?: Uint8Array) => key?.every((byte) => byte === 0)
    expect(isGone(given[0])).toBe(false)
    stage.pass(dayMs)
    await expect.poll(() => days.newest).toBe('1970-01-02')
    expect(isGone(given[0])).toBe(false)
    stage.pass(dayMs)
    await expect.poll(() => days.newest).toBe('1970-01-03')
    expect(days.keyOf('1970-01-01')).toBeNull()
    expect(given.map(isGone)).toEqual([true, false, false])
    days.end()
    expect(given.map(isGone)).toEqual([true, true, true])
  })

  it('has the keys of the days before, after a restart', async () => {
    const stage = new Stage()
    const kept = (of: Stage) =>
      new Days({ engine: of.engine, clock: of.clock, keyOf: (day) => of.log.keyOf(day) })
    const first = kept(stage)
    const begun = first.begin()
    stage.log.flush()
    await begun
    const key = Buffer.from(first.keyOf('1970-01-01') ?? [])
    await stage.crash()
    stage.clock.pass(dayMs)
    const second = kept(stage)
    const begunAgain = second.begin()
    stage.log.flush()
    await begunAgain
    expect(second.newest).toBe('1970-01-02')
    expect(Buffer.from(second.keyOf('1970-01-01') ?? [])).toEqual(key)
  })
})
