// When turns go to the writer, and how many together.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import {
  batchEventsMax,
  type Spacing,
  TurnQueue,
  usualSpacing,
} from '../../src/store/sqlite/turnQueue.ts'
import { handClock } from './stores.ts'
import { connects, Tale } from './tale.ts'

/** A queue whose batches are seen, and stored when told. */
const queueing = (spacing: Partial<Spacing> = {}) => {
  const clock = handClock()
  const tale = new Tale()
  const posted: (readonly LogEvent[])[] = []
  const soon: (() => void)[] = []
  let stored = 0
  const ports = { clock, soon: (then: () => void) => soon.push(then) }
  const queue = new TurnQueue((batch) => posted.push(batch), ports, { ...usualSpacing, ...spacing })
  return {
    queue,
    clock,
    sizes: () => posted.map(({ length }) => length),
    seqs: () => posted.flat().map(({ seq }) => seq),
    underWay: () => posted.length - stored,
    add: (turns: number, events = 1) => {
      for (let turn = 0; turn < turns; turn += 1) {
        queue.add(tale.turn(...Array.from({ length: events }, () => connects('ann'))))
      }
    },
    /** What was to happen soon happens. */
    settle: () => {
      for (const then of soon.splice(0)) then()
    },
    /** The oldest batch under way is stored. */
    store: () => {
      const batch = posted[stored]
      if (batch === undefined) return
      stored += 1
      queue.stored((batch.at(-1) as LogEvent).seq)
    },
  }
}

describe('turns', () => {
  it('that come alone go at once', () => {
    const { add, settle, store, sizes } = queueing()
    for (let turn = 1; turn <= 5; turn += 1) {
      add(1)
      settle()
      store()
    }
    expect(sizes()).toEqual([1, 1, 1, 1, 1])
  })

  it('that come while a batch is stored go together, after it and not at once', () => {
    const { add, settle, store, sizes, clock } = queueing()
    add(10)
    settle()
    add(10)
    settle()
    expect(sizes()).toEqual([10])
    store()
    settle()
    expect(sizes()).toEqual([10])
    clock.pass(3)
    expect(sizes()).toEqual([10, 10])
  })

  it('that come meanwhile wait the longer the more the batch before carries, within bounds', () => {
    const turns = fc.integer({ min: 3, max: 100 })
    fc.assert(
      fc.property(turns, fc.integer({ min: 1, max: 20 }), (count, turnsPerGapMs) => {
        const { add, settle, store, sizes, clock } = queueing({ turnsPerGapMs })
        add(count)
        settle()
        add(1)
        store()
        settle()
        const due = Math.min(8, Math.max(3, count / turnsPerGapMs))
        clock.pass(due - 0.01)
        expect(sizes()).toEqual([count])
        clock.pass(0.01)
        expect(sizes()).toEqual([count, 1])
      }),
    )
  })

  it('that fill a batch go while the one before is stored, and no third does', () => {
    const { add, store, sizes } = queueing()
    add(3 * batchEventsMax)
    expect(sizes()).toEqual([batchEventsMax, batchEventsMax])
    store()
    expect(sizes()).toEqual([batchEventsMax, batchEventsMax, batchEventsMax])
  })

  it('go one batch after the other where a log has only one under way', () => {
    const { add, store, sizes } = queueing({ underWayMax: 1 })
    add(2 * batchEventsMax)
    expect(sizes()).toEqual([batchEventsMax])
    store()
    expect(sizes()).toEqual([batchEventsMax, batchEventsMax])
  })

  it('are never parted, however many events they have', () => {
    const { add, settle, store, sizes, clock } = queueing()
    add(1, batchEventsMax - 1)
    add(1, 2)
    add(1, batchEventsMax + 1)
    for (let batch = 0; batch < 3; batch += 1) {
      settle()
      store()
      clock.pass(10)
    }
    expect(sizes()).toEqual([batchEventsMax - 1, 2, batchEventsMax + 1])
  })

  it('all go when it ends, and what comes later does not', () => {
    const { add, queue, sizes } = queueing()
    add(3 * batchEventsMax + 5)
    queue.end()
    add(1)
    expect(sizes()).toEqual([batchEventsMax, batchEventsMax, batchEventsMax, 5])
  })

  it('go in order, each once, and as soon as they may', () => {
    const action = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 400 }), events: fc.integer({ min: 1, max: 6 }) }),
      fc.constantFrom('settle' as const, 'store' as const),
      fc.record({ pass: fc.integer({ min: 1, max: 5 }) }),
    )
    const all = fc.array(action, { maxLength: 40 })
    fc.assert(
      fc.property(all, fc.integer({ min: 1, max: 3 }), (actions, underWayMax) => {
        const { add, settle, store, seqs, underWay, clock, sizes } = queueing({ underWayMax })
        let added = 0
        for (const one of actions) {
          if (one === 'settle') settle()
          else if (one === 'store') store()
          else if ('pass' in one) clock.pass(one.pass)
          else {
            add(one.add, one.events)
            added += one.add * one.events
          }
          expect(underWay()).toBeLessThanOrEqual(underWayMax)
          // A batch's worth waits only where no more may be under way.
          const waiting = added - seqs().length
          expect(waiting < batchEventsMax || underWay() === underWayMax).toBe(true)
        }
        while (seqs().length < added) {
          const before = sizes().length
          while (underWay() > 0) store()
          settle()
          clock.pass(8)
          settle()
          expect(sizes().length).toBeGreaterThan(before)
        }
        expect(seqs()).toEqual(Array.from({ length: added }, (_, index) => index + 1))
      }),
    )
    expect(usualSpacing.underWayMax).toBe(2)
  })
})
