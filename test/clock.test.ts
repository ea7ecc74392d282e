// The clock, whatever somebody does to the wall clock under it.
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { SteadyClock, systemClock } from '../src/clock.ts'
import { type ClockSubject, clockContract } from './clockContract.ts'
import { SimulatedClock } from './kit/stage.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const year = 365 * 24 * hour

const dawn = 1_795_000_000_000

/** How often the clock of a process looks for what is due. */
const turnMs = 50

/** A clock over a wall clock and a monotonic source that are moved by hand. */
const made = (logAt = 0) => {
  let wall = dawn
  let elapsed = 12_345.678
  const told: number[] = []
  const sources = { wall: () => Math.floor(wall), monotonic: () => elapsed }
  const clock = new SteadyClock(sources, (aheadMs) => told.push(aheadMs))
  clock.startFrom(logAt)
  return {
    clock,
    told,
    wall: () => wall,
    /** Lets time pass as it does for a process, which turns its clock every so often. */
    pass: (ms: number) => {
      for (let left = ms; left > 0; left -= turnMs) {
        const step = Math.min(left, turnMs)
        wall += step
        elapsed += step
        clock.turn()
      }
    },
    /** Somebody sets the wall clock. */
    set: (ms: number) => {
      wall += ms
    },
    /** The machine sleeps: the wall clock goes on, the monotonic source does not. */
    suspend: (ms: number) => {
      wall += ms
    },
    /** The process is stopped, or waits for its turn: both go on, nobody looks. */
    stall: (ms: number) => {
      wall += ms
      elapsed += ms
    },
  }
}

type Made = ReturnType<typeof made>

/** How long, by no wall clock, the wake comes after it was asked for. */
const waitOf = ({ clock, pass }: Made, ask: (wake: () => void) => void): number => {
  const since = clock.monotonic()
  let wokenAt: number | null = null
  ask(() => {
    wokenAt = clock.monotonic()
  })
  for (let spent = 0; wokenAt === null && spent < 2 * hour; spent += turnMs) pass(turnMs)
  return (wokenAt ?? Number.POSITIVE_INFINITY) - since
}

const steps: Record<string, number> = {
  'back by a second': -second,
  'back by 30 s': -30 * second,
  'back by an hour': -hour,
  'back by years': -10 * year,
  'forward by a minute': minute,
  'forward by an hour': hour,
  'forward by years': 10 * year,
}

describe.each(Object.entries(steps))('a wall clock set %s', (_, ms) => {
  it('does not touch a grace: not one that runs, nor one that begins', () => {
    const time = made()
    const grace = 30 * second
    const running = waitOf(time, (wake) => {
      time.clock.at(time.clock.now() + grace, wake)
      time.set(ms)
    })
    const begun = waitOf(time, (wake) => time.clock.at(time.clock.now() + grace, wake))
    for (const wait of [running, begun]) {
      expect(wait).toBeGreaterThanOrEqual(grace)
      expect(wait).toBeLessThanOrEqual(grace * 1.011 + 2 * turnMs)
    }
  })

  it('does not touch a delay', () => {
    const time = made()
    const wait = waitOf(time, (wake) => {
      time.clock.after(300, wake)
      time.set(ms)
    })
    expect(wait).toBeGreaterThanOrEqual(300)
    expect(wait).toBeLessThanOrEqual(300 + turnMs)
  })

  it('is told once, and the times neither fall nor leap', () => {
    const time = made()
    time.pass(second)
    const before = time.clock.now()
    time.set(ms)
    expect(time.clock.now()).toBe(before)
    time.pass(second)
    expect(time.clock.now() - before).toBeGreaterThanOrEqual(0.98 * second)
    expect(time.clock.now() - before).toBeLessThanOrEqual(10 * second)
    time.pass(second)
    expect(time.told).toEqual(ms === -second ? [expect.any(Number)] : [expect.closeTo(ms, -4)])
  })
})

it('agrees with the wall clock while nobody sets it, and says nothing', () => {
  const time = made()
  time.pass(hour)
  expect(Math.abs(time.clock.now() - time.wall())).toBeLessThanOrEqual(1)
  time.stall(hour)
  expect(Math.abs(time.clock.now() - time.wall())).toBeLessThanOrEqual(1)
  expect(time.told).toEqual([])
})

it('follows a wall clock that was set forward, and waits for one that was set back', () => {
  const time = made()
  time.set(minute)
  time.pass(10 * second)
  expect(Math.abs(time.clock.now() - time.wall())).toBeLessThanOrEqual(1)
  time.set(-30 * second)
  time.pass(hour)
  expect(Math.abs(time.clock.now() - time.wall())).toBeLessThanOrEqual(1)
  expect(time.told).toEqual([expect.closeTo(minute, -3), expect.closeTo(-30 * second, -3)])
})

it('is half a minute ahead after three seconds ten years ahead, and makes up for it', () => {
  const time = made()
  time.set(10 * year)
  time.pass(3 * second)
  time.set(-10 * year)
  const ahead = time.clock.now() - time.wall()
  expect(ahead).toBeGreaterThan(0)
  expect(ahead).toBeLessThanOrEqual(27 * second)
  time.pass(hour)
  expect(Math.abs(time.clock.now() - time.wall())).toBeLessThanOrEqual(1)
  expect(time.told).toHaveLength(1)
})

it('goes on from the last time of the log, though the wall clock is behind it, and says so', () => {
  const time = made(dawn + hour)
  expect(time.clock.now()).toBe(dawn + hour)
  expect(time.told).toEqual([-hour])
  const wait = waitOf(time, (wake) => time.clock.at(time.clock.now() + 6 * second, wake))
  expect(wait).toBeGreaterThanOrEqual(6 * second)
  expect(wait).toBeLessThanOrEqual(6_100 + 2 * turnMs)
  expect(time.told).toEqual([-hour])
})

it('begins with the wall clock where the log is older', () => {
  const time = made(dawn - hour)
  expect(time.clock.now()).toBe(dawn)
  expect(time.told).toEqual([])
})

it('counts a delay only while the machine is awake, and then catches up with the wall clock', () => {
  const time = made()
  let woken = 0
  time.clock.after(30 * second, () => {
    woken += 1
  })
  time.pass(20 * second)
  time.suspend(8 * hour)
  time.pass(9 * second)
  expect(woken).toBe(0)
  time.pass(second + turnMs)
  expect(woken).toBe(1)
  time.pass(hour)
  expect(Math.abs(time.clock.now() - time.wall())).toBeLessThanOrEqual(1)
})

it('wakes after a stop of the process whom it should have woken meanwhile, in order', () => {
  const time = made()
  const woken: string[] = []
  const at = (ms: number, name: string) => time.clock.at(dawn + ms, () => woken.push(name))
  at(300, 'third')
  at(100, 'first')
  at(100, 'second')
  time.clock.after(40 * minute, () => woken.push('last'))
  time.stall(30 * minute)
  time.pass(turnMs)
  expect(woken).toEqual(['first', 'second', 'third'])
  time.pass(11 * minute)
  expect(woken).toEqual(['first', 'second', 'third', 'last'])
})

it('lets a wake ask for the next one, which comes with the next turn', () => {
  const time = made()
  let woken = 0
  const again = () => {
    woken += 1
    time.clock.after(0, again)
  }
  again()
  time.pass(turnMs)
  expect(woken).toBe(2)
})

it('never falls, ends no delay early and none late, whatever is done to the wall clock', () => {
  const deed = fc.oneof(
    fc.record({ does: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
    fc.record({
      does: fc.constantFrom('set' as const, 'suspend' as const),
      ms: fc.constantFrom(1, 999, minute, hour, year),
    }),
    fc.record({
      does: fc.constant('set' as const),
      ms: fc.constantFrom(-1, -999, -minute, -hour, -year, -10 * year),
    }),
    fc.record({
      does: fc.constantFrom('at' as const, 'after' as const),
      ms: fc.integer({ min: 0, max: 40_000 }),
    }),
  )
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60, size: 'max' }), (deeds) => {
      const time = made()
      const { clock } = time
      let last = clock.now()
      let due = 0
      const waits = (does: 'at' | 'after', ms: number) => {
        const since = clock.monotonic()
        const until = clock.now() + ms
        due += 1
        clock[does](does === 'at' ? until : ms, () => {
          const waited = clock.monotonic() - since
          due -= 1
          // To within the milliseconds that `now` leaves off, and a rounding.
          expect(waited).toBeGreaterThan(ms - 0.001)
          expect(waited).toBeLessThan(ms * 1.011 + 2 + 2 * turnMs)
          if (does === 'at') expect(clock.now()).toBeGreaterThanOrEqual(until)
        })
      }
      for (const { does, ms } of deeds) {
        if (does === 'at' || does === 'after') waits(does, ms)
        else time[does](ms)
        const now = clock.now()
        expect(now).toBeGreaterThanOrEqual(last)
        last = now
      }
      time.pass(42_000)
      expect(due).toBe(0)
    }),
    { numRuns: 300, seed: 3 },
  )
})

it('wakes nobody who took it back, and everybody else in time', () => {
  const time = made()
  const woken: number[] = []
  const armed = Array.from({ length: 1_000 }, (_, number) =>
    time.clock.after(second + number, () => woken.push(number)),
  )
  for (const [number, one] of armed.entries()) if (number % 10 > 0) time.clock.disarm(one)
  time.pass(3 * second)
  expect(woken).toEqual(Array.from({ length: 100 }, (_, number) => 10 * number))
})

it('holds on to nothing that was taken back', () => {
  const time = made()
  const armed = Array.from({ length: 1_000 }, () => time.clock.after(minute, () => {}))
  time.clock.after(hour, () => {})
  for (const one of armed) {
    time.clock.disarm(one)
    time.clock.disarm(one)
    expect(one.wake).toBeNull()
  }
  time.pass(2 * minute)
  expect(time.clock.due).toBe(time.clock.monotonic() + hour - 2 * minute)
})

it('takes nothing back of what has come', () => {
  const time = made()
  const woken: string[] = []
  const one = time.clock.after(second, () => woken.push('one'))
  time.pass(2 * second)
  time.clock.disarm(one)
  time.clock.after(second, () => woken.push('other'))
  time.pass(2 * second)
  expect(woken).toEqual(['one', 'other'])
})

describe('the clock of the process', () => {
  const running: (() => void)[] = []
  afterEach(() => {
    for (const stop of running.splice(0)) stop()
  })
  clockContract((): ClockSubject => {
    const { clock, stop } = systemClock()
    running.push(stop)
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise(setImmediate)
    }
    return { clock, until }
  })
})

describe('the simulated clock', () => {
  clockContract((): ClockSubject => {
    const clock = new SimulatedClock()
    const until = async (isSo: () => boolean) => {
      while (!isSo()) clock.pass(1)
    }
    return { clock, until }
  })
})
