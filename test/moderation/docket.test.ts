// A moderator's docket over a store of its own: what comes first, what is gone, what cannot be opened.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Result } from 'effect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../src/events/event.ts'
import type { Person, ReportReason } from '../../src/events/fields.ts'
import { sealFor } from '../../src/http/safety/sealing.ts'
import { Docket } from '../../src/moderation/docket.ts'
import { type ModeratorKey, makePair, readKey } from '../../src/moderation/keys.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere } from '../store/stores.ts'
import { dawns, dismisses, person, reports, Tale, timeOf } from '../store/tale.ts'

const today = '2026-11-29'
const who = (id: string): Person => person(id, today)

const folder = temporaryFolder()
let key: ModeratorKey
let otherKey: ModeratorKey
let sealed: (messages: number) => Promise<string>

beforeAll(async () => {
  const made = succeeded(await makePair(join(folder, 'key'), 'now'))
  key = succeeded(readKey(made.file))
  otherKey = succeeded(readKey(succeeded(await makePair(join(folder, 'other'), 'now')).file))
  const seal = succeeded(await sealFor(made.recipient))
  sealed = (messages) =>
    seal(
      JSON.stringify({
        ...{
          version: 1,
          room: 'r1',
          at: 1,
          reason: 'threat',
          note: '',
          proven: true,
          other: 'bea',
        },
        ...{ messages, left_out: messages, transcript: [] },
      }),
    )
})
afterAll(() => removeFolder(folder))

interface Made {
  readonly by: string
  readonly about: string
  readonly reason: ReportReason
  readonly proven?: boolean
  readonly messages?: number
  readonly until?: number
}

const reported = async (
  name: string,
  { by, about, reason, proven = true, messages = 1, until }: Made,
): Promise<Command> => {
  const command = reports(who(by), who(about), { report: name, sealed: await sealed(messages) })
  if (command.type !== 'matchmaker.reported') throw new Error('It is a report')
  const data = { ...command.data, reason, proven, counted: proven }
  return { ...command, data: until === undefined ? data : { ...data, until } }
}

/** A store with one report a turn; their numbers are 2, 3, … */
const storeWith = async (...made: readonly Made[]) => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(dawns(today)))
  for (const [index, each] of made.entries())
    store.commit(tale.turn(await reported(`m${index + 2}`, each)))
  return { directory, store, tale }
}

const docketOf = (path: string, parts = {}) =>
  new Docket({ path, key, now: () => timeOf(10), ...parts })

const numbersOf = async (docket: Docket, limit = 100) =>
  succeeded(await docket.list(limit)).reports.map(({ number }) => number)

describe('the list', () => {
  it('begins with minors and threats, then what is proven, most places, the soonest erased', async () => {
    const { directory, store } = await storeWith(
      { by: 'a', about: 'x', reason: 'spam', proven: false },
      { by: 'a', about: 'x', reason: 'spam', until: timeOf(500) },
      { by: 'a', about: 'y', reason: 'harassment', until: timeOf(400) },
      { by: 'b', about: 'z', reason: 'other' },
      { by: 'c', about: 'z', reason: 'sexual' },
      { by: 'c', about: 'y2', reason: 'minor', proven: false, messages: 7 },
      { by: 'c', about: 'y3', reason: 'threat' },
    )
    const docket = docketOf(directory)
    expect(await numbersOf(docket)).toEqual([8, 7, 5, 6, 4, 3, 2])
    const { total, reports: two, faults } = succeeded(await docket.list(2))
    expect({ total, faults }).toEqual({ total: 7, faults: [] })
    expect(two).toMatchObject([
      { number: 8, isUrgent: true, places: 1, messages: 1 },
      { number: 7, isUrgent: true, proven: false, places: 0, messages: 7 },
    ])
    store.close()
  })

  it('has nothing that was decided, or whose time is over, though no server erases it', async () => {
    const { directory, store, tale } = await storeWith(
      { by: 'a', about: 'x', reason: 'spam' },
      { by: 'b', about: 'x', reason: 'spam', until: timeOf(9) },
      { by: 'c', about: 'x', reason: 'spam' },
    )
    const docket = docketOf(directory)
    expect(await numbersOf(docket)).toEqual([2, 4])
    expect(await docket.open(3)).toMatchObject({ failure: { _tag: 'ReportGone' } })
    store.commit(tale.turn(dismisses('m2', who('x'))))
    expect(await numbersOf(docket)).toEqual([4])
    for (const gone of [2, 99, Number.NaN])
      expect(await docket.open(gone)).toMatchObject({
        failure: {
          message: `No report ${gone} waits: it was decided, its time is over, or there was none.`,
        },
      })
    expect([...docket.sealed()].map((each) => succeeded(each).number)).toEqual([4])
    store.close()
  })
})

describe('what cannot be opened', () => {
  it('is listed, and told of once', async () => {
    const { directory, store } = await storeWith(
      { by: 'a', about: 'x', reason: 'spam' },
      { by: 'b', about: 'x', reason: 'spam' },
    )
    const docket = docketOf(directory, { key: otherKey })
    const { reports: listed, faults } = succeeded(await docket.list(10))
    expect(listed.map(({ messages }) => messages)).toEqual([null, null])
    expect(faults).toMatchObject([{ _tag: 'SealedToOthers' }])
    expect(succeeded(await docket.open(2))).toMatchObject({
      content: null,
      fault: expect.stringContaining('is not the key it was sealed to'),
    })
    store.close()
  })

  it('may be damaged, and is dismissed like any other', async () => {
    const { directory, store, tale } = await storeWith()
    const torn = reports(who('a'), who('x'), { report: 'm2', sealed: 'bm90IGFnZQ==' })
    store.commit(tale.turn(torn))
    const docket = docketOf(directory)
    expect(succeeded(await docket.open(2))).toMatchObject({
      fault: 'What was sealed is damaged, and nobody can open it. It can still be dismissed.',
    })
    const heard: string[] = []
    const server = createServer((socket) => {
      socket.on('data', (line) => {
        heard.push(String(line))
        socket.write('{"done":true,"report":"m2","sessions":0}\n')
      })
    })
    await new Promise<void>((ready) => server.listen(join(directory, 'moderation.sock'), ready))
    expect(await docket.decide(2, { decision: 'dismiss' })).toEqual(
      Result.succeed({ sessions: 0, until: null }),
    )
    expect(heard).toEqual(['{"decide":"m2","decision":"dismiss"}\n'])
    await new Promise((closed) => server.close(closed))
    store.close()
  })
})

describe('a decision that nobody takes', () => {
  it('says what to do', async () => {
    const { directory, store } = await storeWith({ by: 'a', about: 'x', reason: 'spam' })
    const docket = docketOf(directory)
    const asked = () => docket.decide(2, { decision: 'warn' })
    expect(await asked()).toMatchObject({
      failure: { _tag: 'Nobody', message: expect.stringContaining(`start it with DATA_DIR=`) },
    })
    const answers = ['{"error":"No."}\n', 'hello\n', '{"done":true}\n']
    const server = createServer((socket) => {
      socket.once('data', () => {
        const answer = answers.shift()
        if (answer === undefined) socket.destroy()
        else socket.write(answer)
      })
    })
    await new Promise<void>((ready) => server.listen(join(directory, 'moderation.sock'), ready))
    expect(await asked()).toMatchObject({ failure: { _tag: 'Refused', message: 'No.' } })
    for (const sentence of [/answers in another way/, /answers in another way/, /did not say/])
      expect(await asked()).toMatchObject({
        failure: { _tag: 'Nobody', message: expect.stringMatching(sentence) },
      })
    await new Promise((closed) => server.close(closed))
    store.close()
  })
})

it('writes nothing while it reads', async () => {
  const { directory, store } = await storeWith({ by: 'a', about: 'x', reason: 'spam' })
  store.close()
  const before = readFileSync(join(directory, 'passerby.db'))
  const docket = docketOf(directory)
  expect(succeeded(await docket.list(10))).toMatchObject({ isRunning: false, total: 1 })
  expect(succeeded(await docket.open(2)).content).not.toBeNull()
  expect(readFileSync(join(directory, 'passerby.db')).equals(before)).toBe(true)
})
