// The server as a process whose wall clock somebody sets.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../src/store/connection.ts'
import { Client, chatting, post } from './http/client.ts'
import { filesIn, type Running, removeFolder, startServer, temporaryFolder } from './kit/process.ts'
import { eventsOf } from './kit/slice.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const year = 365 * 24 * hour

const folders: string[] = []
const running: Running[] = []

afterEach(async () => {
  for (const server of running.splice(0)) await server.end('SIGKILL')
  for (const made of folders.splice(0)) removeFolder(made)
})

/** A data directory, and the wall clock of the servers that are started in it. */
const place = () => {
  const folder = temporaryFolder()
  folders.push(folder)
  const file = join(folder, 'ahead')
  const set = (aheadMs: number) => {
    writeFileSync(`${file}.new`, String(aheadMs))
    renameSync(`${file}.new`, file)
  }
  set(0)
  const directory = join(folder, 'data')
  const start = async (settings = {}) => {
    const server = await startServer({
      DATA_DIR: directory,
      WALL_AHEAD_FILE: file,
      NODE_OPTIONS: `--import ${resolve(import.meta.dirname, 'kit/settableWall.ts')}`,
      RELAX_SECONDS: '1',
      ...settings,
    })
    running.push(server)
    return { server, origin: server.address }
  }
  return { directory, set, start }
}

const read = (directory: string, query: string): unknown[] => {
  const database = openDatabase(join(directory, 'passerby.db'), 1_000)
  const column = database.prepare(query).pluck().all()
  database.close()
  return column
}

/** When what the log holds happened, in order. */
const timesIn = (directory: string): number[] =>
  eventsOf(join(directory, 'passerby.db')).map(({ at }) => at)

const keysIn = (directory: string): Buffer[] =>
  read(directory, "select key from keys where began > '0000000000000000'") as Buffer[]

/** How many of the keys the files of the directory still have. */
const kept = (directory: string, keys: readonly Buffer[]): number => {
  const bytes = filesIn(directory).map((name) => readFileSync(join(directory, name)))
  return keys.filter((key) => bytes.some((file) => file.includes(key))).length
}

/** Waits for a pair without a shared interest: they have waited until they relaxed. */
const relaxed = async (at: { readonly origin: string }): Promise<void> => {
  const cat = await Client.online(at, { interests: ['tea'] })
  const dan = await Client.online(at, { interests: ['maps'] })
  for (const client of [cat, dan]) client.send({ type: 'find_match' })
  expect((await cat.upTo('matched')).shared).toEqual([])
  for (const client of [cat, dan]) await post(at, '/leave', {}, { cookie: client.cookie })
}

const steps: Record<string, number> = {
  'back by an hour': -hour,
  'back by 30 s': -30 * second,
  'forward by a minute': minute,
}

describe.each(Object.entries(steps))('a wall clock set %s', (_, ms) => {
  it('holds up nothing: graces, waits, the erasing of words, the stop', async () => {
    const { directory, set, start } = place()
    const at = await start({ GRACE_SECONDS: '2' })
    const [ann, bea] = await chatting(at)
    const keys = keysIn(directory)
    // Those of two sessions, of their room, and of the day.
    expect(keys).toHaveLength(4)
    // Something has been erased before, so that the next time is measured from then.
    const eve = await Client.online(at)
    const [hers] = keysIn(directory).filter((key) => !keys.some((other) => other.equals(key)))
    await post(at, '/leave', {}, { cookie: eve.cookie })
    await expect.poll(() => kept(directory, [hers as Buffer])).toBe(0)

    set(ms)
    await bea.drop()
    expect(await ann.upTo('chat_ended')).toMatchObject({ reason: 'expired' })
    await expect.poll(() => kept(directory, keys)).toBe(2)
    await relaxed(at)
    expect(at.server.said()).toMatch(/the wall clock is (ahead|behind).*\n$/)
    expect(at.server.said().match(/the wall clock/g)).toHaveLength(1)
    expect(await at.server.end('SIGTERM')).toBe(0)
  })

  it('ends no grace before its time', async () => {
    const { set, start } = place()
    const at = await start({ GRACE_SECONDS: '40' })
    const [ann, bea] = await chatting(at)
    await bea.drop()
    await ann.next('partner_away')
    set(ms)
    // Somebody else's wait of a second ends meanwhile.
    await relaxed(at)
    expect(await bea.again().next('welcome')).toMatchObject({ state: 'chatting' })
    await ann.next('partner_back')
  })
})

describe('a wall clock that is set back while the server is down', () => {
  it('does not let the times of the log fall, and whoever is away has its whole grace', async () => {
    const { directory, set, start } = place()
    const settings = { GRACE_SECONDS: '2' }
    const first = await start(settings)
    const [ann] = await chatting(first)
    await first.server.end('SIGKILL')
    set(-hour)
    const second = await start(settings)
    const back = new Client(second, ann.cookie)
    expect(await back.upTo('chat_ended')).toMatchObject({ reason: 'expired' })
    await relaxed(second)
    expect(second.server.said()).toMatch(/the wall clock is behind.*"seconds":3\d\d\d/)
    expect(await second.server.end('SIGTERM')).toBe(0)
    const times = timesIn(directory)
    expect(times.length).toBeGreaterThan(10)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
  })
})

describe('a wall clock that was ten years ahead for a moment', () => {
  it('leaves no times from the future, nor does anything wait for them', async () => {
    const { directory, set, start } = place()
    const at = await start({ GRACE_SECONDS: '2' })
    set(10 * year)
    await relaxed(at)
    set(0)
    const [ann, bea] = await chatting(at)
    await bea.drop()
    expect(await ann.upTo('chat_ended')).toMatchObject({ reason: 'expired' })
    expect(Math.max(...timesIn(directory))).toBeLessThan(Date.now() + hour)
    expect(await at.server.end('SIGTERM')).toBe(0)
  })
})
