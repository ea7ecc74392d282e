// Who waits beside whom, and for how long that may be, as the load tester's referee has it.
import { describe, expect, it } from 'vitest'
import { Attended } from '../../src/load/referee/matching/attended.ts'
import { Waits } from '../../src/load/referee/matching/waits.ts'
import { FoundFaults } from '../../src/load/referee/rooms/faults.ts'

/** Two who accept each other, in milliseconds of a clock that the test moves. */
const two = () => {
  let now = 0
  const attended = new Attended()
  const faults = new FoundFaults(1)
  const waits = new Waits({
    ...{ faults, attended, now: () => now, relaxMs: 6_000, marginMs: 5_000 },
    profileOf: (user) => ({
      ...{
        number: user,
        username: `visitor ${user}`,
        gender: 'other',
        seeks: 'anyone',
        interests: [],
      },
    }),
    personOf: (user) => user,
    mayMeet: () => true,
  })
  const passes = (ms: number): void => {
    now += ms
    attended.passes(ms, 0, 1)
  }
  const wait = (): void => {
    for (const user of [1, 2]) {
      waits.asks(user)
      waits.waits(user)
    }
  }
  const talk = (): void => {
    for (const user of [1, 2]) waits.matched(user, { other: 3 - user, room: 'r', shared: [] })
  }
  return { faults, waits, passes, wait, talk }
}

describe('two who wait beside each other', () => {
  it('for longer than they may are told of', () => {
    const { faults, waits, passes, wait } = two()
    wait()
    passes(5_500)
    waits.finish()
    expect(faults.counts).toEqual({ kept_apart: 1 })
  })

  it.each([
    ['that', []],
    ['that, and was away meanwhile', [1]],
    ['that, and were away meanwhile', [1, 2]],
  ] as const)('after they talked may do so until %s does not matter any more', (_, away) => {
    for (const [ms, found] of [
      [10_500, {}],
      [11_500, { kept_apart: 1 }],
    ] as const) {
      const { faults, waits, passes, wait, talk } = two()
      wait()
      talk()
      for (const user of away) waits.gone(user)
      wait()
      passes(ms)
      waits.finish()
      expect(faults.counts).toEqual(found)
    }
  })

  it('with sessions that are new have no last partner', () => {
    const { faults, waits, passes, wait, talk } = two()
    wait()
    talk()
    for (const user of [1, 2]) waits.gone(user)
    for (const user of [1, 2]) waits.joinedAnew(user)
    wait()
    passes(5_500)
    waits.finish()
    expect(faults.counts).toEqual({ kept_apart: 1 })
  })
})
