// The disk is looked after: how full it is, and whether the files are still ours.
import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { SpaceLevel } from '../../src/events/log.ts'
import { spaceOf } from '../../src/store/space/disk.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import { succeeded } from '../kit/succeeded.ts'
import {
  freshDirectory,
  handClock,
  openBoth,
  openHere,
  parts as projections,
  settingsFor,
} from './stores.ts'
import { joins, opens, parts, says, Tale } from './tale.ts'
import { watching } from './watching.ts'

const megabyte = 1024 * 1024

it.each<[bytes: number, megabytesFree: number, before: SpaceLevel, level: SpaceLevel]>([
  [10, 9_999, 'ample', 'ample'],
  [79, 9_999, 'ample', 'ample'],
  [80, 9_999, 'ample', 'filling'],
  [99, 9_999, 'filling', 'filling'],
  [100, 9_999, 'filling', 'full'],
  [124, 9_999, 'full', 'full'],
  [125, 9_999, 'full', 'spent'],
  [10, 320, 'ample', 'filling'],
  [10, 256, 'ample', 'full'],
  [10, 33, 'full', 'full'],
  [10, 32, 'full', 'spent'],
  // Better again, but not by much yet.
  [99, 9_999, 'full', 'full'],
  [95, 9_999, 'full', 'filling'],
  [124, 9_999, 'spent', 'spent'],
  [10, 9_999, 'spent', 'ample'],
])('with %i of 100 taken and %i MB left after %s it is %s', (bytes, free, before, level) => {
  const use = {
    ...{ bytes, bytesMax: 100 },
    ...{ bytesFree: free * megabyte, bytesReserved: 256 * megabyte },
  }
  expect(spaceOf(use, before).level).toBe(level)
})

it('warns as the log fills, and says so when space is back with what was erased', async () => {
  const clock = handClock()
  const directory = freshDirectory()
  const settings = { ...settingsFor(directory), logBytesMax: megabyte }
  const store = succeeded(openSqlite(settings, projections))
  const { log, warnings } = await openBoth(store, clock)
  const { commit } = watching(log)
  const tale = new Tale()
  await commit(tale.turn(opens('r1', 'ann', 'bea')))
  const seen: SpaceLevel[] = []
  for (let round = 0; log.space().level !== 'spent'; round++) {
    await commit(
      tale.turn(...Array.from({ length: 5 }, () => says('r1', 'ann', '😀'.repeat(2_000)))),
    )
    clock.pass(1_000)
    await commit(tale.turn(joins(`s${round}`)))
    if (seen.at(-1) !== log.space().level) seen.push(log.space().level)
  }
  expect(seen).toEqual(['ample', 'filling', 'full', 'spent'])
  expect(log.space().fullness).toBeGreaterThanOrEqual(1.25)
  // It is measured every second, and not while it is emptied.
  clock.pass(1)
  await commit(tale.turn(parts('r1', 'ann')))
  clock.pass(60_000)
  await commit(tale.turn(joins('last')))
  expect(log.space()).toMatchObject({ level: 'ample', bytesMax: megabyte })
  expect(warnings.map((warning) => warning.replace(/\d[\d,]* MB/g, 'N MB'))).toEqual(
    [
      'Space runs out',
      'Nobody new is let in',
      'Nobody new is let in and no message is taken',
      'There is space again',
    ].map(
      (what) =>
        `${what}: the log takes N MB of N MB (LOG_MEGABYTES_MAX), and its disk has N MB left.`,
    ),
  )
  await log.close()
})

const losses = {
  'is deleted': (file: string) => rmSync(file),
  'is replaced': (file: string) => {
    copyFileSync(file, `${file}.copy`)
    renameSync(`${file}.copy`, file)
  },
}

for (const [what, lose] of Object.entries(losses)) {
  it.each(['passerby.db', 'passerby.db-wal', 'passerby.lock'])(
    `notices within seconds that %s ${what}, and stores no more`,
    async (name) => {
      const clock = handClock()
      const directory = freshDirectory()
      const { log } = await openBoth(openHere(directory), clock)
      const watched = watching(log)
      const tale = new Tale()
      await watched.commit(tale.turn(joins('ann')))
      lose(join(directory, name))
      clock.pass(2_000)
      await watched.hear('unavailable')
      log.append(tale.turn(joins('bea')))
      clock.pass(10_000)
      expect(watched.messages).toEqual([
        `Nothing can be stored any more: the file ${join(directory, name)} was deleted or replaced; restart Passerby when that is mended.`,
      ])
      expect(watched.said).toEqual(['committed 1', 'unavailable'])
      await log.close()
    },
  )
}

it.each([
  ['another log', (file: string) => writeFileSync(file, Buffer.alloc(200_000, 7))],
  ['the same bytes', (file: string) => writeFileSync(file, readFileSync(file))],
])('notices within seconds that %s was written over the database in place', async (_, write) => {
  const clock = handClock()
  const directory = freshDirectory()
  const { log } = await openBoth(openHere(directory), clock)
  const watched = watching(log)
  const tale = new Tale()
  await watched.commit(tale.turn(joins('ann')))
  const file = join(directory, 'passerby.db')
  write(file)
  clock.pass(2_000)
  await watched.hear('unavailable')
  expect(watched.messages[0]).toContain(`the file ${file} was written by another program`)
  await log.close()
})

it.each([
  ['and nothing is written', false],
  ['and more is written', true],
])('notices within seconds that its write-ahead log was cut off %s', async (_, goesOn) => {
  const clock = handClock()
  const directory = freshDirectory()
  const { log } = await openBoth(openHere(directory), clock)
  const watched = watching(log)
  const tale = new Tale()
  const file = join(directory, 'passerby.db-wal')
  await watched.commit(tale.turn(joins('ann')))
  clock.pass(2_000)
  await watched.commit(tale.turn(joins('bea')))
  expect(statSync(file).size).toBeGreaterThan(0)
  truncateSync(file)
  if (goesOn) {
    log.append(tale.turn(joins('cat')))
    await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(0))
  }
  clock.pass(2_000)
  await watched.hear('unavailable')
  expect(watched.messages[0]).toContain(`the file ${file} was cut off`)
  await log.close()
})

it('goes on for as long as only its own checkpoints write into the database', async () => {
  const clock = handClock()
  const directory = freshDirectory()
  const store = openHere(directory)
  const { log } = await openBoth(store, clock)
  const watched = watching(log)
  const tale = new Tale()
  const file = join(directory, 'passerby.db')
  for (let round = 0; round < 3; round++) {
    const before = statSync(file).mtimeMs
    // More than the write-ahead log may hold.
    const texts = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(4_000)}`)
    await watched.commit(
      tale.turn(joins(`ann${round}`), opens(`r${round}`, 'ann', 'bea')),
      tale.turn(...texts.map((text) => says(`r${round}`, 'ann', text))),
    )
    clock.pass(2_000)
    expect(statSync(file).mtimeMs).toBeGreaterThan(before)
  }
  expect(watched.said).not.toContain('unavailable')
  await log.close()
})

it('moves its write-ahead log into the database while it stores, a little at a time', async () => {
  const clock = handClock()
  const directory = freshDirectory()
  const { log } = await openBoth(openHere(directory), clock)
  const watched = watching(log)
  const tale = new Tale()
  await watched.commit(tale.turn(joins('ann'), opens('r', 'ann', 'bea')))
  for (let round = 0; round < 20; round++) {
    const texts = Array.from(
      { length: 250 },
      (_, index) => `${round} ${index} ${'x'.repeat(4_000)}`,
    )
    await watched.commit(tale.turn(...texts.map((text) => says('r', 'ann', text))))
    clock.pass(100)
  }
  expect(statSync(join(directory, 'passerby.db')).size).toBeGreaterThan(15_000_000)
  expect(statSync(join(directory, 'passerby.db-wal')).size).toBeLessThan(4_000_000)
  await log.close()
})

it('keeps the locks by which other programs see that it is in use, however often it looks', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  const index = `:${statSync(join(directory, 'passerby.db-shm')).ino} `
  const isHeld = () =>
    readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .some((line) => line.includes(` ${process.pid} `) && line.includes(index))
  expect(isHeld()).toBe(true)
  for (let look = 0; look < 3; look++) {
    store.commit(tale.turn(joins(`s${look}`)))
    succeeded(store.measure())
  }
  expect(isHeld()).toBe(true)
  store.close()
})
