// Who is paired with whom, and when.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptable, byWait, type Ticket } from '../../src/actors/matchmaking/matching.ts'
import { Tickets } from '../../src/actors/matchmaking/tickets.ts'
import { relaxMs, Stage } from '../kit/stage.ts'
import { ticket as ticketOf } from '../kit/ticket.ts'
import { Visitor, type Wishes } from '../kit/visitors.ts'

/** Visitors by name who look for a partner one after the other, a millisecond apart. */
const looking = (stage: Stage, wishes: Record<string, Wishes>): Record<string, Visitor> =>
  Object.fromEntries(
    Object.entries(wishes).map(([username, wish]) => {
      const visitor = Visitor.online(stage, { username, ...wish })
      visitor.findMatch()
      stage.pass(1)
      return [username, visitor]
    }),
  )

/** The pairs there are, by name. */
const pairs = (visitors: Record<string, Visitor>): string[] => {
  const rooms = new Map<string, string[]>()
  for (const [name, { room }] of Object.entries(visitors)) {
    if (room !== null) rooms.set(room, [...(rooms.get(room) ?? []), name])
  }
  return [...rooms.values()].map((names) => names.join('+'))
}

const woman: Wishes = { gender: 'female', seeks: 'anyone' }

describe('acceptance', () => {
  const cases: { title: string; visitors: Record<string, Wishes>; pairs: string[] }[] = [
    {
      title: '[M3] pairs those who accept each other',
      visitors: { ann: { gender: 'female', seeks: 'male' }, bob: { gender: 'male' } },
      pairs: ['ann+bob'],
    },
    {
      title: '[M3] does not pair those of whom one does not accept the other',
      visitors: { ann: { gender: 'female', seeks: 'male' }, bea: woman },
      pairs: [],
    },
    {
      title: '[M3] pairs `other` with whoever seeks anyone',
      visitors: { ann: { gender: 'female', seeks: 'male' }, kit: { gender: 'other' }, bea: woman },
      pairs: ['kit+bea'],
    },
    {
      title: '[M5] takes the one that has waited longest',
      visitors: {
        ann: { gender: 'female', seeks: 'male' },
        bea: { gender: 'female', seeks: 'male' },
        bob: { gender: 'male' },
      },
      pairs: ['ann+bob'],
    },
    {
      title: '[M5] passes over those who wait longer but do not fit',
      visitors: {
        ann: { gender: 'female', seeks: 'female' },
        bea: { gender: 'female', seeks: 'male' },
        bob: { gender: 'male' },
      },
      pairs: ['bea+bob'],
    },
    {
      title: 'prefers shared interests, whatever their case and width',
      visitors: {
        ann: { interests: ['Ｔｅａ'] },
        bea: { interests: ['maps'] },
        kit: { interests: ['maps', 'tea'] },
      },
      pairs: ['ann+kit'],
    },
    {
      title: 'pairs at once those who name no interests',
      visitors: { ann: { interests: ['tea'] }, bea: {}, kit: {} },
      pairs: ['bea+kit'],
    },
  ]

  for (const { title, visitors, pairs: expected } of cases) {
    it(title, () => expect(pairs(looking(new Stage(), visitors))).toEqual(expected))
  }
})

describe('relaxing', () => {
  it('[M4] pairs those without shared interests once both have waited', () => {
    const stage = new Stage()
    const visitors = looking(stage, { ann: { interests: ['tea'] }, bea: { interests: ['maps'] } })
    stage.pass(relaxMs - 2)
    expect(pairs(visitors)).toEqual([])
    stage.pass(2)
    expect(pairs(visitors)).toEqual(['ann+bea'])
  })

  it('tells both which it was: shared interests, or none', () => {
    const stage = new Stage()
    const { ann, bea } = looking(stage, {
      ann: { interests: ['Tea'] },
      bea: { interests: ['tea'] },
    })
    ann?.hears('welcome', 'waiting', { type: 'matched', shared: ['Tea'] })
    bea?.hears('welcome', 'waiting', { type: 'matched', shared: ['tea'] })
    const { kit, lou } = looking(stage, { kit: { interests: ['tea'] }, lou: {} })
    stage.pass(relaxMs)
    kit?.hears('welcome', 'waiting', { type: 'matched', shared: [] })
    lou?.hears('welcome', 'waiting', { type: 'matched', shared: [] })
  })

  it('avoids the last partner while somebody else could still come', () => {
    const stage = new Stage()
    const { ann, bea } = looking(stage, { ann: {}, bea: {} }) as Record<string, Visitor>
    ann?.leaveChat()
    ann?.findMatch()
    bea?.findMatch()
    expect(ann?.state).toBe('waiting')
    const { kit } = looking(stage, { kit: {} })
    expect(ann?.room).toBe(kit?.room)
    ann?.leaveChat()
    kit?.leaveChat()
    kit?.findMatch()
    expect(kit?.room).toBe(bea?.room)
  })

  it('pairs the last partners again after the wait, if nobody else came', () => {
    const stage = new Stage()
    const { ann, bea } = looking(stage, { ann: {}, bea: {} })
    ann?.leaveChat()
    ann?.findMatch()
    bea?.findMatch()
    stage.pass(relaxMs)
    expect(ann?.room).not.toBeNull()
    expect(ann?.room).toBe(bea?.room)
  })

  it('[M5] lets who asks again while waiting keep its place, with its new wishes', () => {
    const stage = new Stage()
    const visitors = looking(stage, { ann: { seeks: 'male' }, bea: { seeks: 'male' } })
    visitors.ann?.findMatch({ seeks: 'anyone' })
    visitors.bea?.findMatch({ seeks: 'female' })
    expect(pairs({ ...visitors, ...looking(stage, { kit: { gender: 'female' } }) })).toEqual([
      'ann+kit',
    ])
  })
})

type Asked = Omit<Ticket, 'order'>

const name = fc.nat(25).map((number) => `p${number}`)
const person = name.map((id) => ({ id, day: '2026-11-29' }))

const ticket: fc.Arbitrary<Asked> = fc.record({
  session: fc.nat(40).map(String),
  // Some come back with another session.
  person,
  username: fc.constant(''),
  bio: fc.constant(''),
  gender: fc.constantFrom('male', 'female', 'other'),
  seeks: fc.constantFrom('male', 'female', 'anyone'),
  interests: fc.uniqueArray(fc.constantFrom('a', 'B', 'b', 'c', 'd'), { maxLength: 3 }),
  since: fc.nat(20),
  relaxAt: fc.constant(0),
  avoid: fc.option(name, { nil: null }),
  blocks: fc.uniqueArray(name, { maxLength: 2 }),
  relaxed: fc.boolean(),
})

const stroke = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('open' as const), ticket }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('relax' as const), who: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('close' as const), who: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('block' as const),
      by: name,
      blocks: fc.uniqueArray(name, { maxLength: 3 }),
    }),
  },
)

it('[M3] [M5] finds whom a search of the whole list would find', () => {
  fc.assert(
    fc.property(fc.array(stroke, { maxLength: 150, size: 'max' }), (strokes) => {
      const tickets = new Tickets()
      for (const next of strokes) {
        if (next.does === 'relax') tickets.relax(String(next.who))
        if (next.does === 'close') tickets.close(String(next.who))
        if (next.does === 'block') tickets.block(next.by, next.blocks)
        if (next.does === 'open' && tickets.get(next.ticket.session) === undefined) {
          tickets.open(next.ticket)
        }
        for (const one of tickets.all()) {
          const fitting = tickets.all().filter((other) => acceptable(one, other))
          expect(tickets.partnerFor(one)).toBe(fitting.sort(byWait)[0] ?? null)
        }
      }
    }),
    { numRuns: 40, seed: 7 },
  )
})

it('never relaxes a block', () => {
  const tickets = new Tickets()
  tickets.open(ticketOf('ann', { blocks: ['bea'], relaxed: true }))
  tickets.open(ticketOf('bea', { relaxed: true }))
  for (const one of tickets.all()) expect(tickets.partnerFor(one)).toBeNull()
})
