// A data directory that cannot be used is refused in a sentence.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/store/connection.ts'
import { keysOf } from '../../src/store/shredding/sqliteKeys.ts'
import { formatVersion } from '../../src/store/sqlite/databaseFile.ts'
import { type OpenStore, openSqlite } from '../../src/store/sqlite/open.ts'
import { succeeded } from '../kit/succeeded.ts'
import {
  allOf,
  freshDirectory,
  openBoth,
  openHere,
  openThread,
  parts,
  refusalOf,
  settingsFor,
} from './stores.ts'
import { connects, disconnects, joins, opens, says, Tale } from './tale.ts'

/** A directory that a store was in, with some hundred pages. */
const usedDirectory = (): { directory: string; file: string } => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  for (let turn = 0; turn < 300; turn++) {
    store.commit(tale.turn(joins(`s${turn}`), says('r1', 'ann', 'x'.repeat(1_000))))
  }
  store.close()
  return { directory, file: join(directory, 'passerby.db') }
}

const nextStep = (file: string): string =>
  `Move ${file} away to begin anew; npm run replay -- FILE shows what of it is sound.`

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

it('makes its directory and files for their owner only', () => {
  const directory = join(freshDirectory(), 'deep', 'down')
  const store = openHere(directory)
  store.commit(new Tale().turn(joins('ann')))
  expect(modeOf(directory)).toBe('700')
  for (const name of ['passerby.db', 'passerby.db-wal', 'passerby.db-shm', 'passerby.lock']) {
    expect(`${name} ${modeOf(join(directory, name))}`).toBe(`${name} 600`)
  }
  store.close()
})

it('syncs every commit for power, and leaves it to the system for the process alone', () => {
  for (const [durability, synchronous] of [
    ['power', 2],
    ['process', 1],
  ] as const) {
    const settings = { ...settingsFor(freshDirectory()), durability }
    const store = succeeded(openSqlite(settings, parts))
    const pragma = (name: string) => store.database.pragma(name, { simple: true })
    expect(pragma('synchronous')).toBe(synchronous)
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('secure_delete')).toBe(1)
    expect(pragma('temp_store')).toBe(2)
    store.close()
  }
})

it('keeps a megabyte of the pages of its file in memory, however many there are', () => {
  const store = openHere(usedDirectory().directory)
  expect(store.database.pragma('cache_size', { simple: true })).toBe(-1_024)
  store.close()
})

it('refuses a directory that another server uses, in this process or another', async () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  expect(refusalOf(directory)).toBe(`${directory} is in use by another server.`)
  await expect(openThread(directory)).rejects.toThrow('is in use by another server.')
  const program = `
    import { openSqlite } from '${new URL('../../src/store/sqlite/open.ts', import.meta.url)}'
    const settings = { directory: '${directory}', durability: 'process', retentionMs: 1 }
    console.log(openSqlite(settings, { projections: [], questions: {}, random: null }).failure.message)`
  const other = () =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program]).stdout.toString().trim()
  expect(other()).toBe(`${directory} is in use by another server.`)
  store.commit(new Tale().turn(joins('ann')))
  store.close()
  openHere(directory).close()
})

it("refuses another program's database, and leaves it as it is", () => {
  const directory = freshDirectory()
  mkdirSync(directory)
  const file = join(directory, 'passerby.db')
  const other = openDatabase(file, 0)
  other.exec('create table events (seq integer primary key)')
  other.close()
  const before = readFileSync(file)
  expect(refusalOf(directory)).toBe(`${file} belongs to another program.`)
  expect(readFileSync(file)).toEqual(before)
})

it('refuses a file that is not a database', () => {
  const directory = freshDirectory()
  mkdirSync(directory)
  const file = join(directory, 'passerby.db')
  writeFileSync(file, 'Dear diary, '.repeat(1_000))
  expect(refusalOf(directory)).toBe(
    `${file} cannot be used: the file is not a database (SQLITE_NOTADB). Move ${file} away to begin anew.`,
  )
})

it('refuses a database of a newer version', () => {
  const { directory, file } = usedDirectory()
  const database = openDatabase(file, 0)
  database.pragma('user_version = 7')
  database.close()
  expect(refusalOf(directory)).toBe(
    `${file} was written by a newer version of Passerby (format 7, not ${formatVersion}).`,
  )
})

it('refuses a damaged database: overwritten, or cut off', () => {
  const overwritten = usedDirectory()
  const bytes = readFileSync(overwritten.file)
  for (let page = 4; page * 4096 < bytes.length; page += 3)
    bytes.fill(0x5a, page * 4096, page * 4096 + 900)
  writeFileSync(overwritten.file, bytes)
  expect(refusalOf(overwritten.directory)).toMatch(/damaged/)
  const cut = usedDirectory()
  truncateSync(cut.file, 20 * 4096)
  expect(refusalOf(cut.directory)).toMatch(/damaged/)
})

it('refuses a database that is damaged where nobody would look before it goes on', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  for (let turn = 0; turn < 300; turn++) store.commit(tale.turn(says('r1', 'ann', `${turn}`)))
  store.close()
  const file = join(directory, 'passerby.db')
  const bytes = readFileSync(file)
  const page = Math.floor(bytes.indexOf('"id":"150"') / 4096) * 4096
  bytes.fill(0x5a, page, page + 100)
  writeFileSync(file, bytes)
  expect(refusalOf(directory)).toBe(
    `Event 121 of the log or one soon after it cannot be read: the database is damaged (SQLITE_CORRUPT). ${nextStep(file)}`,
  )
})

it('refuses a database in which a key was changed', () => {
  const { directory, file } = usedDirectory()
  const database = openDatabase(file, 0)
  database.prepare("update keys set began = '0000000000000002' where slot = 1").run()
  database.close()
  expect(refusalOf(directory)).toBe(
    `${file} is damaged: a key is not as it was written. ${nextStep(file)}`,
  )
})

it('refuses a database that has a key of nobody', () => {
  const { directory, file } = usedDirectory()
  const database = openDatabase(file, 0)
  const keys = succeeded(keysOf(database, randomBytes))
  keys.begin('nobody', 2)
  database.exec('update head set living = living + 1')
  database.close()
  expect(refusalOf(directory)).toBe(
    `Event 2 of the log began nobody, and there is a key of whoever began with it. ${nextStep(file)}`,
  )
})

it.each([
  ['delete from head', 'it does not say where its log ends'],
  ['pragma user_version = 2', 'its tables are not those of format 2'],
  ['pragma user_version = 2; drop table head', 'its tables are not those of format 2'],
  ['drop table batches', 'its tables are not ours'],
  ['drop table keys', 'its tables are not ours'],
  ['drop table head', 'its tables are not ours'],
  ['drop table batches; drop table keys; drop table head', 'its tables are not ours'],
  ['alter table keys drop column mark', 'its tables are not ours'],
  ['create table events (one integer)', 'its tables are not ours'],
  [
    `create table events (seq, turn, cause, at, actor, type, data, sealed)`,
    'its tables are not ours',
  ],
])('refuses in a sentence a database after %s', (sql, how) => {
  const { directory, file } = usedDirectory()
  const database = openDatabase(file, 0)
  database.exec(sql)
  database.close()
  expect(refusalOf(directory)).toBe(`${file} is damaged: ${how}. ${nextStep(file)}`)
})

it('refuses a directory that cannot be made or written to', () => {
  const file = freshDirectory()
  writeFileSync(file, '')
  for (const directory of [file, join(file, 'data')]) {
    expect(refusalOf(directory)).toBe(
      `The data directory ${directory} cannot be used: it, or a part of its path, is a file (ENOTDIR).`,
    )
  }
  if (process.platform === 'linux') {
    expect(refusalOf('/proc/passerby')).toBe(
      'The data directory /proc/passerby cannot be used: it cannot be made there (ENOENT).',
    )
  }
  const blocked = freshDirectory()
  mkdirSync(join(blocked, 'passerby.db'), { recursive: true })
  expect(refusalOf(blocked)).toBe(
    `${join(blocked, 'passerby.db')} cannot be used: the database cannot be opened (SQLITE_CANTOPEN).`,
  )
})

it('refuses a directory in which it may not write', () => {
  const { directory } = usedDirectory()
  const isRoot = process.getuid?.() === 0
  chmodSync(directory, 0o500)
  // Root may write everywhere: it asks as somebody else, whom the way there must be open to.
  const program = `
    process.umask(0)
    if (${isRoot}) { process.setgid(65534); process.setuid(65534) }
    const settings = { directory: '${directory}', durability: 'process', retentionMs: 1 }
    const { openSqlite } = await import('${new URL('../../src/store/sqlite/open.ts', import.meta.url)}')
    console.log(openSqlite(settings, { projections: [], questions: {}, random: null }).failure.message)`
  if (isRoot) {
    chmodSync(dirname(directory), 0o755)
    chmodSync(directory, 0o555)
  }
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', program])
  expect(child.stdout.toString()).toMatch(
    /cannot be used: (permission denied \(EACCES\)|the database (cannot be opened|may not be written to))/,
  )
  chmodSync(directory, 0o700)
})

it('opens again a directory in which it was stopped while making it', () => {
  const directory = freshDirectory()
  mkdirSync(directory)
  writeFileSync(join(directory, 'passerby.db'), '')
  openHere(directory).close()
})

it('has its projections follow while the living are read, and by themselves for the rest', () => {
  const directory = freshDirectory()
  const tale = new Tale()
  const before = openHere(directory)
  for (let session = 0; session < 700; session++) {
    const id = `s${session}`
    succeeded(before.commit(tale.turn(joins(id), connects(id), disconnects(id), connects(id))))
  }
  const rowsOf = (store: OpenStore) =>
    store.database.prepare('select * from users order by id').all()
  const rows = rowsOf(before)
  before.close()
  for (const pages of [0, 1, 6]) {
    const store = succeeded(openSqlite(settingsFor(directory), parts))
    expect(rowsOf(store)).toEqual([])
    let from: number | null = null
    for (let page = 0; page < pages; page++) from = succeeded(store.living(from)).next
    expect([pages, store.isCaughtUp()]).toEqual([pages, pages === 6])
    succeeded(store.catchUp())
    // Whoever reads them again changes nothing.
    succeeded(store.living(null))
    expect([pages, rowsOf(store)]).toEqual([pages, rows])
    expect(store.ciphertext.eventsOf('s699')).toEqual([2_797])
    store.close()
  }
})

it('answers whoever asks before the living are read', async () => {
  const directory = freshDirectory()
  const tale = new Tale()
  const before = openHere(directory)
  succeeded(before.commit(tale.turn(opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hello'))))
  before.close()
  const store = succeeded(openSqlite(settingsFor(directory), parts))
  const { log, ask } = await openBoth(store)
  expect(await allOf(ask('transcript', { room: 'r1' }))).toMatchObject([{ text: 'hello' }])
  await log.close()
})
