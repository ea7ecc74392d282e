// What every clock promises, whatever time it runs by.
import { expect, it } from 'vitest'
import type { Armed, Clock } from '../src/events/ports.ts'

/** A clock under test. */
export interface ClockSubject {
  readonly clock: Clock
  /** Lets time pass until something is so. */
  readonly until: (isSo: () => boolean) => Promise<void>
}

/** How many alarms are set at once, and how far apart the first and the last of them are, in ms. */
const alarmsMany = 60
const spreadMs = 120

export const clockContract = (open: () => ClockSubject): void => {
  it('tells times in whole milliseconds that go on and never fall', async () => {
    const { clock, until } = open()
    const read = () => [clock.now(), clock.monotonic()] as const
    const first = read()
    let last = first
    await until(() => {
      const [now, monotonic] = read()
      expect(Number.isInteger(now)).toBe(true)
      expect([now >= last[0], monotonic >= last[1]]).toEqual([true, true])
      last = [now, monotonic]
      return now >= first[0] + 30 && monotonic >= first[1] + 30
    })
  })

  it('wakes once, after as long as was asked for, and never in the call', async () => {
    const { clock, until } = open()
    const since = clock.monotonic()
    const woken: number[] = []
    const wake = () => woken.push(clock.monotonic() - since)
    clock.after(40, wake)
    clock.after(0, wake)
    clock.after(-1, wake)
    expect(woken).toEqual([])
    await until(() => clock.monotonic() >= since + 80 && woken.length >= 3)
    expect(woken).toHaveLength(3)
    expect(woken[2]).toBeGreaterThanOrEqual(40)
  })

  it('wakes not before its time has come, nor before the delay that goes with it is over', async () => {
    const { clock, until } = open()
    const [now, since] = [clock.now(), clock.monotonic()]
    const woken = new Map<string, readonly [now: number, elapsed: number]>()
    const wake = (name: string) => () => woken.set(name, [clock.now(), clock.monotonic() - since])
    clock.at(now + 30, wake('in time'))
    clock.at(now - 1_000, wake('long ago'))
    clock.at(now + 60, wake('before its delay'), 10)
    clock.at(now + 10, wake('after its delay'), 60)
    expect(woken.size).toBe(0)
    await until(() => woken.size === 4)
    const [inTime, early, late] = ['in time', 'before its delay', 'after its delay'].map(
      (name) => woken.get(name) ?? [0, 0],
    )
    expect(inTime?.[0]).toBeGreaterThanOrEqual(now + 30)
    expect(inTime?.[1]).toBeGreaterThanOrEqual(30)
    expect(early?.[0]).toBeGreaterThanOrEqual(now + 60)
    expect(late?.[1]).toBeGreaterThanOrEqual(60)
  })

  it('wakes whoever is due first first, and of those due together the first to have asked', async () => {
    const { clock, until } = open()
    const woken: string[] = []
    const wake = (name: string) => () => woken.push(name)
    clock.after(60, wake('last'))
    clock.after(20, wake('second'))
    clock.after(0, wake('first'))
    const now = clock.now()
    for (const name of ['one', 'two', 'three']) clock.at(now, wake(name), 0)
    await until(() => woken.length === 6)
    expect(woken.filter((name) => ['one', 'two', 'three'].includes(name))).toEqual([
      ...['one', 'two', 'three'],
    ])
    expect(woken.filter((name) => ['first', 'second', 'last'].includes(name))).toEqual([
      ...['first', 'second', 'last'],
    ])
  })

  it('wakes nobody who took it back, and takes nothing back of what has come', async () => {
    const { clock, until } = open()
    const woken: string[] = []
    const kept = clock.after(10, () => woken.push('kept'))
    const dropped = clock.after(10, () => woken.push('dropped'))
    const never = clock.at(clock.now() + 1e9, () => woken.push('never'))
    clock.disarm(dropped)
    clock.disarm(dropped)
    await until(() => woken.includes('kept'))
    for (const armed of [kept, never]) clock.disarm(armed)
    const next = clock.after(10, () => woken.push('next'))
    await until(() => woken.includes('next'))
    expect(woken).toEqual(['kept', 'next'])
    const wakes = [kept, dropped, never, next].map(({ wake }) => wake)
    expect(wakes).toEqual([null, null, null, null])
  })

  it('lets a wake ask for the next one, which comes after it', async () => {
    const { clock, until } = open()
    const woken: string[] = []
    clock.after(5, () => {
      clock.after(0, () => woken.push('next'))
      woken.push('first')
    })
    await until(() => woken.length === 2)
    expect(woken).toEqual(['first', 'next'])
  })

  it('wakes each of many once, none early, whoever takes back others meanwhile', async () => {
    const { clock, until } = open()
    const since = clock.monotonic()
    const woken: number[] = []
    const early: number[] = []
    const armed: Armed[] = Array.from({ length: alarmsMany }, (_, index) => {
      const ms = (index * 37) % spreadMs
      return clock.after(ms, () => {
        woken.push(index)
        if (clock.monotonic() - since < ms) early.push(index)
      })
    })
    const dropped = armed.filter((_, index) => index % 3 === 0)
    for (const one of dropped) clock.disarm(one)
    await until(
      () =>
        clock.monotonic() >= since + 2 * spreadMs && woken.length >= alarmsMany - dropped.length,
    )
    const kept = armed.flatMap((_, index) => (index % 3 === 0 ? [] : [index]))
    expect(woken.toSorted((a, b) => a - b)).toEqual(kept)
    expect(early).toEqual([])
  })
}
