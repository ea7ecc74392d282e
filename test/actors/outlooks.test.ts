// What whoever waits is told of the others.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecentWaits } from '../../src/actors/engine/recentWaits.ts'
import { accepts, needsShared, type Ticket } from '../../src/actors/matchmaking/matching.ts'
import { Tickets } from '../../src/actors/matchmaking/tickets.ts'
import type { Outlook } from '../../src/events/frames.ts'
import { relaxMs, Stage } from '../kit/stage.ts'
import { ticket } from '../kit/ticket.ts'
import { Visitor } from '../kit/visitors.ts'

const wishes = fc.record({
  gender: fc.constantFrom('male', 'female', 'other'),
  seeks: fc.constantFrom('anyone', 'male', 'female'),
  interests: fc.constantFrom([], ['tea'], ['maps', 'tea']),
  relaxed: fc.boolean(),
  relaxAt: fc.constant(9_000),
} satisfies Partial<Record<keyof Ticket, unknown>>)

const of = (crowd: readonly Partial<Ticket>[]): Tickets => {
  const tickets = new Tickets()
  for (const [index, one] of crowd.entries()) tickets.open(ticket(`s${index}`, one))
  return tickets
}

/** The same by looking at every ticket. */
const scanned = (tickets: Tickets, mine: Ticket): Outlook => {
  const others = tickets.all().filter(({ session }) => session !== mine.session)
  const told = (count: number) => {
    if (count < 5) return 'few'
    return count < 100 ? count : Number(String(count).slice(0, 2).padEnd(String(count).length, '0'))
  }
  const reasonOf = (theirs: Ticket) => {
    if (!accepts(mine.seeks, theirs.gender)) return 'seeks'
    if (!accepts(theirs.seeks, mine.gender)) return 'sought'
    if (needsShared(mine)) return 'interests'
    return needsShared(theirs) ? 'their_interests' : 'none'
  }
  const reasons = others.map(reasonOf)
  const excluding = (['seeks', 'sought', 'interests', 'their_interests'] as const)
    .map((by) => ({ by, count: reasons.filter((reason) => reason === by).length }))
    .sort((one, other) => other.count - one.count)
  const fitting = others.filter((_, index) => !['seeks', 'sought'].includes(reasons[index] ?? ''))
  const [most] = excluding
  return {
    waiting: told(others.length),
    fitting: told(fitting.length),
    ...(needsShared(mine) && {
      fittingRelaxed: told(fitting.filter((theirs) => !needsShared(theirs)).length),
      relaxesAt: mine.relaxAt,
    }),
    ...(most !== undefined && most.count >= 5 && { excludedBy: most.by }),
  }
}

describe('an outlook', () => {
  it('is what a look at every ticket gives, through every coming, relaxing and going', () => {
    fc.assert(
      fc.property(
        fc.array(wishes, { minLength: 1, maxLength: 130, size: 'max' }),
        fc.array(fc.nat(129), { maxLength: 20 }),
        (crowd, moved) => {
          const tickets = of(crowd)
          for (const [index, who] of moved.entries()) {
            if (index % 2 === 0) tickets.relax(`s${who}`)
            else tickets.close(`s${who}`)
          }
          for (const same of [tickets, tickets.copy()]) {
            for (const mine of same.all()) {
              expect(same.outlookOf(mine.session)).toEqual(scanned(same, mine))
            }
          }
        },
      ),
      { numRuns: 100, seed: 20_240_501 },
    )
  })

  it('tells nothing of what anybody is interested in', () => {
    fc.assert(
      fc.property(fc.array(wishes, { minLength: 1, maxLength: 40 }), (crowd) => {
        const renamed = crowd.map((one) => ({
          ...one,
          interests: one.interests.map((interest) => `other than ${interest}`),
        }))
        const [before, after] = [of(crowd), of(renamed)]
        for (const { session } of before.all()) {
          expect(after.outlookOf(session)).toEqual(before.outlookOf(session))
        }
      }),
      { numRuns: 100, seed: 20_240_501 },
    )
  })

  it('is the same for nobody and for four, of every kind', () => {
    const me = { gender: 'male', seeks: 'female', interests: ['tea'], relaxAt: 9_000 } as const
    const alone = of([me]).outlookOf('s0')
    expect(alone).toEqual({
      waiting: 'few',
      fitting: 'few',
      fittingRelaxed: 'few',
      relaxesAt: 9_000,
    })
    for (const gender of ['male', 'female', 'other'] as const) {
      const four = Array.from({ length: 4 }, () => ({ gender, seeks: 'male' as const }))
      expect(of([me, ...four]).outlookOf('s0')).toEqual(alone)
    }
  })

  it('rounds what changes all the time', () => {
    const crowd = (others: number) =>
      of(Array.from({ length: others + 1 }, () => ({ gender: 'male', seeks: 'female' })))
    const told = [4, 5, 99, 100, 109, 110, 1_999].map(
      (others) => crowd(others).outlookOf('s0')?.waiting,
    )
    expect(told).toEqual(['few', 5, 99, 100, 100, 110, 1_900])
  })

  it('is of whoever can be paired, and of nobody else', () => {
    const stage = new Stage()
    const ann = Visitor.online(stage, { interests: ['tea'] })
    expect(stage.engine.outlook(ann.id)).toBeNull()
    ann.findMatch()
    expect(stage.engine.outlook(ann.id)).toMatchObject({
      relaxesAt: stage.clock.now() + relaxMs,
    })
    stage.pass(relaxMs)
    expect(stage.engine.outlook(ann.id)).toEqual({ waiting: 'few', fitting: 'few' })
    ann.disconnect()
    expect(stage.engine.outlook(ann.id)).toBeNull()
  })

  it('tells how long people waited lately, once five have', () => {
    const stage = new Stage()
    const pairs = (count: number) => {
      for (let pair = 0; pair < count; pair++) {
        Visitor.online(stage, { gender: 'male', seeks: 'male' }).findMatch()
        stage.pass(3_100)
        Visitor.online(stage, { gender: 'male', seeks: 'male' }).findMatch()
      }
    }
    const ann = Visitor.online(stage, { gender: 'female', seeks: 'female' })
    pairs(4)
    ann.findMatch()
    expect(stage.engine.outlook(ann.id)).not.toHaveProperty('waitedLately')
    pairs(1)
    stage.pass(1_000)
    ann.findMatch()
    expect(stage.engine.outlook(ann.id)).toMatchObject({ waitedLately: 3_000 })
  })
})

describe('recent waits', () => {
  it('are of those who had to wait, in whole seconds, later in steps of five', () => {
    const median = (ms: number) => {
      const waits = new RecentWaits()
      for (let wait = 0; wait < 5; wait++) waits.note(0, ms)
      return waits.median(ms)
    }
    expect([999, 1_000, 1_600, 9_400, 12_400, 61_000].map(median)).toEqual([
      undefined,
      1_000,
      2_000,
      9_000,
      10_000,
      60_000,
    ])
  })

  it('are forgotten after ten minutes, and pushed out by a hundred others', () => {
    const waits = new RecentWaits()
    for (let wait = 0; wait < 100; wait++) waits.note(0, 2_000)
    for (let wait = 0; wait < 51; wait++) waits.note(0, 4_000)
    expect(waits.median(4_000)).toBe(4_000)
    expect(waits.median(602_001)).toBe(4_000)
    expect(waits.median(604_001)).toBeUndefined()
  })
})
