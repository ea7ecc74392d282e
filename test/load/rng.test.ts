// Random numbers repeat from the same seed, and are spread as they should be.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accepts,
  numberOfUsername,
  profileOf,
  usernameOf,
} from '../../src/load/scenario/profile.ts'
import { Rng } from '../../src/load/scenario/rng.ts'
import { presets } from '../../src/load/scenario/scenario.ts'
import { Scheduler } from '../../src/load/visitors/scheduler.ts'

const drawn = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.next())

describe('random numbers', () => {
  it('are the same for the same seed and sequence, and otherwise for others', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, sequence) => {
        expect(drawn(new Rng(seed, sequence), 5)).toEqual(drawn(new Rng(seed, sequence), 5))
        expect(drawn(new Rng(seed, sequence), 5)).not.toEqual(drawn(new Rng(seed, sequence + 1), 5))
        expect(drawn(new Rng(seed, sequence), 5)).not.toEqual(drawn(new Rng(seed + 1, sequence), 5))
      }),
      { seed: 3 },
    )
  })

  it('stay within 0 and 1, and are even', () => {
    const all = drawn(new Rng(42), 100_000)
    expect(all.every((value) => value >= 0 && value < 1)).toBe(true)
    const tenths = new Array<number>(10).fill(0)
    for (const value of all) {
      tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1
    }
    for (const tenth of tenths) expect(Math.abs(tenth - 10_000)).toBeLessThan(500)
  })

  it('pick by weight, and nothing of weight 0', () => {
    const rng = new Rng(9)
    const picks = Array.from({ length: 10_000 }, () => rng.pick({ a: 3, b: 0, c: 1 }))
    expect(picks.includes('b')).toBe(false)
    expect(Math.abs(picks.filter((name) => name === 'a').length - 7_500)).toBeLessThan(300)
  })

  it('wait as long as they are told, on average', () => {
    const rng = new Rng(1)
    const total = Array.from({ length: 50_000 }, () => rng.exponential(200)).reduce(
      (sum, wait) => sum + wait,
      0,
    )
    expect(Math.abs(total / 50_000 - 200)).toBeLessThan(5)
  })
})

describe('profiles', () => {
  it('are the same for the same seed, within what the server allows', () => {
    for (let number = 0; number < 300; number += 1) {
      const made = () =>
        profileOf(number, { scenario: presets.smoke, run: 'run', rng: new Rng(8, number) })
      expect(made()).toEqual(made())
      const { interests, username } = made()
      expect(interests.length).toBeLessThanOrEqual(10)
      expect(new Set(interests).size).toBe(interests.length)
      expect(numberOfUsername('run', username)).toBe(number)
    }
  })

  it('are known again only by names of the run', () => {
    for (const name of ['other-1', 'run-', 'run-1-2', 'run-zz~', 'Ann', 7, null]) {
      expect(numberOfUsername('run', name)).toBeNull()
    }
    expect(usernameOf('run', 36)).toBe('run-10')
  })

  it('accept whom they seek', () => {
    expect(accepts('anyone', 'other')).toBe(true)
    expect(accepts('male', 'female')).toBe(false)
  })
})

it('the scheduler gives tasks back by their time, and in their order where that is the same', () => {
  const times = fc.array(fc.nat(20), { maxLength: 60 })
  fc.assert(
    fc.property(times, fc.nat(20), (all, now) => {
      const scheduler = new Scheduler()
      const done: [number, number][] = []
      all.forEach((at, order) => {
        scheduler.at(at, (meantFor) => done.push([meantFor, order]))
      })
      const late: number[] = []
      scheduler.run(now, (ms) => late.push(ms))
      const expected = all
        .map((at, order): [number, number] => [at, order])
        .filter(([at]) => at <= now)
        .sort(([one, first], [other, second]) => one - other || first - second)
      expect(done).toEqual(expected)
      expect(late).toEqual(expected.map(([at]) => now - at))
      expect(scheduler.size).toBe(all.length - done.length)
    }),
    { seed: 4 },
  )
})
