// What beyond the free costs work, under which pressure, and who comes in all the same.
import { Effect } from 'effect'
import { describe, expect, it } from 'vitest'
import { Addresses, addressesInTheWhole } from '../../src/http/limits/addresses.ts'
import { levelsBehindMax, triesOf } from '../../src/http/limits/challenges.ts'
import { levelMax, workedPerFree } from '../../src/http/limits/gate.ts'
import { readSettings } from '../../src/settings.ts'
import { SimulatedClock } from '../kit/stage.ts'
import { settings } from './testServer.ts'

const worldOf = (joinsPerMinute: number) => {
  const clock = new SimulatedClock()
  return { clock, addresses: new Addresses({ ...settings, joinsPerMinute }, clock) }
}

/** One who solves what they are given at this speed, and asks anew where it is outgrown. */
const solverAt = (addresses: Addresses, address: string, triesPerSecond: number) => {
  let work: { level: number; triesLeft: number } | null = null
  /** Works so long, and comes in as often as that allows, at most `most` times. */
  return (ms: number, most: number, who: () => string): number => {
    let came = 0
    for (let left = (ms / 1000) * triesPerSecond; left > 0 && came < most; ) {
      const level = addresses.level('joins', address)
      if (level === null) return came
      if (work === null || work.level < level - levelsBehindMax)
        work = { level, triesLeft: triesOf(level) / 2 }
      const made = Math.min(left, work.triesLeft)
      left -= made
      work.triesLeft -= made
      if (work.triesLeft > 0) return came
      addresses.passByWork('joins', address, who())
      work = null
      came += 1
    }
    return came
  }
}

/** As a telephone does that is six times as slow as a desktop computer. */
const telephoneTriesPerSecond = 650

/** Eight cores that hash without a browser. */
const scripterTriesPerSecond = 8 * 6_500

it('of 500 scripted joins a second from one address, all but ten a second are kept out', () => {
  const { joinsPerMinute: free } = Effect.runSync(readSettings)
  const { clock, addresses } = worldOf(free)
  const solve = solverAt(addresses, 'a', scripterTriesPerSecond)
  let asked = 0
  const perMinute: number[] = []
  for (let minute = 0; minute < 20; minute += 1) {
    let came = 0
    for (let tick = 0; tick < 600; tick += 1) {
      for (let one = 0; one < 50; one += 1) {
        if (addresses.pass('joins', 'a', `script ${asked++}`) === 0) came += 1
      }
      came += solve(100, 50, () => `script ${asked++}`)
      clock.pass(100)
    }
    perMinute.push(came)
  }
  const total = perMinute.reduce((sum, came) => sum + came, 0)
  // What is allowed at once, and from then on five a second for nothing and five by work.
  expect(total).toBeLessThanOrEqual(300 * (1 + 1 + workedPerFree) + 20 * 10 * 60)
  for (const came of perMinute.slice(10)) expect(came).toBeLessThanOrEqual(601)
  expect(asked).toBeGreaterThanOrEqual(20 * 60 * 500)
})

it.each([40, 80])(
  'lets 200 telephones behind one address in within two minutes, all at once, where %d a minute come for nothing',
  (joinsPerMinute) => {
    const { clock, addresses } = worldOf(joinsPerMinute)
    const outside = new Map(
      Array.from({ length: 200 }, (_, index) => [
        `visitor ${index}`,
        { solve: solverAt(addresses, 'a', telephoneTriesPerSecond), dueAt: 0 },
      ]),
    )
    let worked = 0
    for (let now = 0; now <= 120_000 && outside.size > 0; now += 100) {
      for (const [who, visitor] of outside) {
        if (visitor.dueAt <= now) {
          const waitMs = addresses.pass('joins', 'a', who)
          if (waitMs === 0) outside.delete(who)
          visitor.dueAt = now + waitMs
        }
        if (!outside.has(who) || visitor.solve(100, 1, () => who) === 0) continue
        worked += 1
        outside.delete(who)
      }
      clock.pass(100)
    }
    expect([...outside.keys()]).toEqual([])
    expect(worked).toBeGreaterThan(40)
  },
)

describe('the pressure', () => {
  it('costs nothing while all is calm, and grows to a bound with those who come by work', () => {
    const { clock, addresses } = worldOf(7)
    for (let count = 0; count < 7; count += 1) expect(addresses.pass('joins', 'a', 'x')).toBe(0)
    expect(addresses.pass('joins', 'a', 'x')).toBeGreaterThan(0)
    const levels = Array.from({ length: 7 * workedPerFree }, (_, index) => {
      const level = addresses.level('joins', 'a')
      addresses.passByWork('joins', 'a', `worker ${index}`)
      return level
    })
    expect(levels).toEqual([...levels].sort())
    expect([...new Set(levels)]).toEqual(Array.from({ length: levelMax + 1 }, (_, level) => level))
    // Behind it stands a ceiling, and only time opens.
    expect(addresses.level('joins', 'a')).toBeNull()
    clock.pass(9_000)
    expect(addresses.level('joins', 'a')).toBe(levelMax)
    clock.pass(workedPerFree * 60_000)
    expect(addresses.level('joins', 'a')).toBe(0)
  })

  it('of one address is nobody else’s', () => {
    const { addresses } = worldOf(60)
    for (let count = 0; count < 60 * workedPerFree; count += 1) {
      addresses.passByWork('joins', 'a', `worker ${count}`)
    }
    expect(addresses.level('joins', 'a')).toBeNull()
    expect(addresses.level('joins', 'b')).toBe(0)
    expect(addresses.pass('joins', 'b', 'x')).toBe(0)
    expect(addresses.level('upgrades', 'a')).toBe(0)
  })

  it('of the whole is everybody’s, keeps nobody out, and no turn that was told is taken back', () => {
    const { clock, addresses } = worldOf(1)
    addresses.pass('joins', 'early', 'ann')
    const toldMs = addresses.pass('joins', 'early', 'bea')
    for (let count = 1; count < addressesInTheWhole; count += 1) {
      expect(addresses.pass('joins', `address ${count}`, 'x')).toBe(0)
    }
    expect(addresses.pass('joins', 'fresh', 'x')).toBeGreaterThan(0)
    expect(addresses.level('joins', 'fresh')).toBe(0)
    for (let count = 0; count < addressesInTheWhole * workedPerFree; count += 1) {
      addresses.passByWork('joins', `address ${count}`, 'x')
    }
    expect(addresses.level('joins', 'fresh')).toBe(levelMax)
    for (let passed = 0; passed < toldMs; passed += 1_000) {
      addresses.pass('joins', `flood ${passed}`, 'x')
      clock.pass(1_000)
    }
    expect(addresses.pass('joins', 'early', 'bea')).toBe(0)
  })

  it('gives back the turn of whoever works instead of waiting', () => {
    const { addresses } = worldOf(6)
    for (let count = 0; count < 6; count += 1) addresses.pass('joins', 'a', `early ${count}`)
    for (let count = 0; count < 3; count += 1) {
      expect(addresses.pass('joins', 'a', 'ann')).toBe(10_000)
      addresses.passByWork('joins', 'a', 'ann')
    }
    expect(addresses.pass('joins', 'a', 'bea')).toBe(10_000)
    expect(addresses.pass('joins', 'a', 'cat')).toBe(20_000)
  })
})
