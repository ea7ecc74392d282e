// The status over a real server: while it runs and writes, after it was killed, and where there is none.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { standingOf } from '../../src/status/standingOf.ts'
import { Client } from '../http/client.ts'
import { unbroken } from '../kit/commandLine.ts'
import { built, type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { directoryOfFormatTwo } from '../store/formats/formats.ts'
import { freshDirectory, openHere } from '../store/stores.ts'
import { connects, joins, leaves, Tale } from '../store/tale.ts'

const main = built('status')
const folder = temporaryFolder()
const directory = join(folder, 'data')
const running: Running[] = []

afterAll(async () => {
  for (const server of running) await server.end('SIGKILL')
  removeFolder(folder)
})

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Options {
  readonly uid?: number
  readonly seen?: (out: string, interrupt: () => void) => void
  readonly complained?: () => void
}

/** Runs it to its end; `seen` is shown the output so far, and may send a signal. */
const status = (
  words: readonly string[],
  { seen = () => {}, complained = () => {}, ...options }: Options = {},
): Promise<Ran> => {
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(process.execPath, [main, ...words], { ...options, stdio: [...stdio] })
  let [out, err] = ['', '']
  child.stdout?.on('data', (chunk) => {
    out += chunk
    seen(out, () => child.kill('SIGINT'))
  })
  child.stderr?.on('data', (chunk) => {
    err += chunk
    complained()
  })
  return new Promise((settle) => child.once('close', (code) => settle({ code, out, err })))
}

/** What it is told, in this process: a process for each look would cost a second of work. */
const told = (limit = 10) => succeeded(standingOf(directory, limit))

const start = async (graceSeconds = '600'): Promise<Running> => {
  const server = await startServer({
    DATA_DIR: directory,
    RELAX_SECONDS: '0.1',
    GRACE_SECONDS: graceSeconds,
  })
  running.push(server)
  return server
}

/** What nobody may be shown: it stands in names, bios, interests and messages. */
const secret = 'xylophone'

const comes = (server: Running, gender: string, seeks: string) =>
  Client.online(
    { origin: server.address },
    { username: secret, bio: secret, interests: [secret], gender, seeks },
  )

it('shows who is here, who waits and who talks, while a server runs and once it was killed', async () => {
  const server = await start()
  expect(told()).toMatchObject({ isRunning: true, counts: { here: 0 }, longestWaits: [] })

  const [ann, bea] = [await comes(server, 'female', 'male'), await comes(server, 'male', 'anyone')]
  for (const client of [ann, bea]) client.send({ type: 'find_match' })
  for (const client of [ann, bea]) await client.upTo('matched')
  ann.say(`${secret}, my dear`)
  await bea.upTo('message')
  const cleo = await comes(server, 'other', 'female')
  cleo.send({ type: 'find_match' })
  const { since } = await cleo.upTo('waiting')
  const dan = await comes(server, 'other', 'male')
  dan.send({ type: 'find_match' })
  await dan.upTo('waiting')
  // Other wishes, the same wait.
  cleo.send({ type: 'find_match', seeks: 'male' })
  await cleo.upTo('waiting')
  dan.ws.terminate()
  const counts = { here: 4, online: 3, waiting: 2, chatting: 2, rooms: 1 }
  await expect.poll(() => told()).toMatchObject({ isRunning: true, counts })

  const { longestWaits, oldestRooms } = told()
  expect(longestWaits).toMatchObject([
    { since, gender: 'other', seeks: 'male', online: 1 },
    { gender: 'other', seeks: 'male', online: 0 },
  ])
  expect(oldestRooms).toMatchObject([{ online: 2, messages: 1 }])
  expect(told(1).longestWaits).toEqual(longestWaits.slice(0, 1))

  const lines = await status([directory])
  expect(lines.out).toContain(
    'here      4: 3 online, 1 away\nwaiting   2\nchatting  2 in 1 room\nidle      0\n',
  )
  const json = await status([directory, '--json', '--limit', '1'])
  expect(JSON.parse(json.out)).toMatchObject({
    ...{ file: join(directory, 'passerby.db'), running: true, ...counts },
    longest_waits: [longestWaits[0]],
    oldest_rooms: oldestRooms,
  })
  expect(lines.out + json.out).not.toContain(secret)

  // The server has noticed nothing.
  ann.say('still here?')
  expect(await bea.upTo('message')).toMatchObject({ seq: 2 })
  await server.end('SIGKILL')
  expect(told()).toMatchObject({
    ...{ isRunning: false, counts, longestWaits },
    oldestRooms: [{ messages: 2, last_said_at: expect.any(Number) }],
  })

  const again = await start('15')
  // Whoever was online may come back for a third of the grace before it is away.
  await expect
    .poll(() => told())
    .toMatchObject({ isRunning: true, counts: { ...counts, online: 0 } })
  expect(told().longestWaits[0]).toMatchObject({ since, online: 0 })
  expect(await again.end('SIGTERM')).toBe(0)
}, 240_000)

it('looks again and again until it is interrupted', async () => {
  const place = freshDirectory()
  openHere(place).close()
  let times = 0
  const seen = (out: string, interrupt: () => void) => {
    times = out.split('nobody').length - 1
    if (times === 2) interrupt()
  }
  const { code, err } = await status([place, '--watch'], { seen })
  expect([code, err]).toEqual([0, ''])
  expect(times).toBe(2)
})

it('looks again where there was no answer, once there was one', async () => {
  const place = freshDirectory()
  openHere(place).close()
  const [file, aside] = [join(place, 'passerby.db'), join(place, 'aside')]
  let times = 0
  const seen = (out: string, interrupt: () => void) => {
    times = out.split('nobody').length - 1
    if (times === 1) renameSync(file, aside)
    else interrupt()
  }
  const complained = () => {
    if (existsSync(aside)) renameSync(aside, file)
  }
  const { code, err } = await status([place, '--watch'], { seen, complained })
  expect([code, times]).toEqual([0, 2])
  expect(unbroken(err)).toMatch(/^[^\n]*passerby\.db[^\n]*\n$/)
  renameSync(file, aside)
  expect((await status([place, '--watch'])).code).toBe(2)
})

/** A directory with a database in it that was made otherwise. */
const holding = (sql: string): string => {
  const place = freshDirectory()
  openHere(place).close()
  const database = new Sqlite(join(place, 'passerby.db'))
  database.exec(sql)
  database.close()
  return place
}

/** A directory of a log of four rows, one of whose two sessions is over, made otherwise. */
const spoilt = (sql: string): string => {
  const place = freshDirectory()
  const store = openHere(place)
  const tale = new Tale()
  store.commit(tale.turn(joins('s1')))
  store.commit(tale.turn(joins('s2')))
  for (const say of [connects, leaves]) store.commit(tale.turn(say('s1')))
  store.close()
  const database = new Sqlite(join(place, 'passerby.db'))
  database.exec(sql)
  database.close()
  return place
}

it.each<[what: string, sql: string, why: string]>([
  ['without its last row', 'delete from batches where first = 4', 'Event 4 of the log is missing.'],
  ['that ends before its head', 'update head set seq = 9', 'Event 5 of the log is missing.'],
  [
    'whose head is of another time',
    'update head set at = at + 1',
    'Event 4 of the log is not the one that the log ends with.',
  ],
  [
    'without its first row',
    'delete from batches where first = 1',
    'Event 1 of the log is missing.',
  ],
  ['without a row', 'delete from batches where first = 3', 'Event 3 of the log is missing.'],
  [
    'whose living begin nowhere',
    'delete from batches where first = 2',
    'Event 2 of the log is missing.',
  ],
])('tells nothing of a log %s', (_, sql, why) => {
  const place = spoilt(sql)
  const message = `${why} See npm run replay -- ${join(place, 'passerby.db')} --verify.`
  expect(standingOf(place, 10)).toMatchObject({ failure: { _tag: 'NothingTold', message } })
})

/** A directory with an empty file in it. */
const blank = (file = 'passerby.db'): string => {
  const place = freshDirectory()
  mkdirSync(place)
  writeFileSync(join(place, file), '')
  return place
}

describe('what has no answer', () => {
  const named = 'name the data directory, as DATA_DIR of the server does'
  const refusals: readonly (readonly [what: string, path: () => string, why: string | RegExp])[] = [
    [
      'a server of the web',
      () => 'http://127.0.0.1:4222',
      'http://127.0.0.1:4222 is no data directory: NATS servers are named by nats:// or tls://.',
    ],
    ['a path where nothing is', () => '/nowhere', `There is no /nowhere: ${named}.`],
    [
      'another directory',
      () => blank('notes'),
      /^No server has run in \S+ yet: there is no passerby.db in it\.$/,
    ],
    ['an empty file', () => blank(), /\/passerby.db is empty: no server has run with it yet\.$/],
    [
      'a text',
      () => resolve(import.meta.dirname, '../../README.md'),
      /cannot be read: the file is not a database \(SQLITE_NOTADB\)\.$/,
    ],
    [
      'a newer format',
      () => holding('pragma user_version = 99'),
      /newer version of Passerby \(format 99, not \d\): ask with that version\.$/,
    ],
    [
      'an older format',
      () => holding('pragma user_version = 1'),
      /older version of Passerby \(format 1, not \d\): ask with that version\.$/,
    ],
    [
      'format 2',
      () => directoryOfFormatTwo(),
      /is a log of format 2: start this version once, which carries it over\.$/,
    ],
    [
      'what is half carried over',
      () => holding('create table events (seq integer primary key)'),
      /is a log of format 2: start this version once, which carries it over\.$/,
    ],
    [
      "another program's",
      () => holding('pragma application_id = 7'),
      / belongs to another program: name the data directory, as DATA_DIR of the server does\.$/,
    ],
    [
      'what lacks a table',
      () => holding('drop table batches'),
      /\.db is damaged: its tables are not ours\. See npm run replay -- \S+ --verify\.$/,
    ],
    [
      'what lacks its keys',
      () => holding('drop table keys'),
      /\.db is damaged: its tables are not ours\. See npm run replay -- \S+ --verify\.$/,
    ],
  ]
  it.each(refusals)('is told in a line that says what to do: %s', (_, path, why) => {
    const refused = standingOf(path(), 10)
    expect(refused).toMatchObject({
      failure: { _tag: 'NothingTold', message: expect.stringMatching(why) },
    })
  })

  it('goes to standard error, exit code 2', async () => {
    const cases: readonly (readonly [words: string[], why: string])[] = [
      [['/nowhere'], `There is no /nowhere: ${named}.\n`],
      [
        ['--limit', '-1'],
        'Invalid value for flag --limit: "-1". Expected 0 or more. See --help.\n',
      ],
    ]
    const ran = await Promise.all(cases.map(([words]) => status(words)))
    const told = ran.map((one) => ({ ...one, err: unbroken(one.err) }))
    expect(told).toEqual(cases.map(([, err]) => ({ code: 2, out: '', err })))
  })

  it('is what may not be looked into', async () => {
    const place = freshDirectory()
    openHere(place).close()
    chmodSync(place, 0o000)
    const nobody = 65_534
    const { code, err } = await status([place], process.getuid?.() === 0 ? { uid: nobody } : {})
    chmodSync(place, 0o700)
    expect([code, unbroken(err)]).toEqual([
      2,
      `${place} may not be looked into: ask as the user that the server runs as.\n`,
    ])
  })
})

it('hinders no server from starting, however often it looks', async () => {
  const place = freshDirectory()
  openHere(place).close()
  const connection = resolve(import.meta.dirname, '../../src/store/connection.ts')
  const program = `
    import { isHeld } from ${JSON.stringify(connection)}
    const held = { true: 0, false: 0 }
    process.on('message', () => { process.send(held); process.disconnect() })
    const look = () => {
      held[isHeld(${JSON.stringify(join(place, 'passerby.lock'))})]++
      if (process.connected) setImmediate(look)
    }
    process.send('looking')
    look()`
  const looker = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const hears = () => new Promise((settle) => looker.once('message', settle))
  await hears()
  for (let times = 0; times < 40; times++) openHere(place).close()
  looker.send('enough')
  const { true: held, false: free } = (await hears()) as { true: number; false: number }
  expect(held).toBeGreaterThan(0)
  expect(free).toBeGreaterThan(0)
})
