// How often the disk is measured, which moves the write-ahead log into the database.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { unmeasured } from '../../src/events/log.ts'
import { watchDisk } from '../../src/store/sqlite/upkeep.ts'
import { handClock } from './stores.ts'

/** How often within ten seconds, where it takes so many ms and something is stored all the time. */
const looksWithin10s = (tookMs: number, isStored: boolean): number => {
  const clock = handClock()
  const until = clock.now() + 10_000
  let looks = 0
  const soon = watchDisk(
    () => {
      looks += 1
      clock.pass(tookMs)
      return Result.succeed(unmeasured)
    },
    clock,
    { measured: () => {}, warn: () => {}, failed: () => {} },
  )
  while (clock.now() < until) {
    if (isStored) soon()
    clock.pass(10)
  }
  return looks
}

it('is at once and once a second while nothing is stored', () => {
  expect(looksWithin10s(0, false)).toBe(11)
})

it('is many times a second while something is', () => {
  const looks = looksWithin10s(1, true)
  expect(looks).toBeGreaterThan(100)
  expect(looks).toBeLessThan(220)
})

it('is the less often the longer it takes, so that a slow disk is there for storing', () => {
  const looks = looksWithin10s(100, true)
  expect(looks).toBeGreaterThan(10)
  expect(looks).toBeLessThan(16)
})
