// What a search for a partner looks at: little, whoever is in the way.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptable, byWait, type Ticket } from '../../src/actors/matchmaking/matching.ts'
import { SortedTickets } from '../../src/actors/matchmaking/sortedTickets.ts'
import { Tickets } from '../../src/actors/matchmaking/tickets.ts'
import { ticket } from '../kit/ticket.ts'

const interests = Array.from({ length: 10 }, (_, index) => `interest ${index}`)

const crowd = 50_000

/** Two searches of eleven queues, each asking for 16 ranks, each of them 17 times which of two goes first. */
const looksMax = 2 * 11 * 16 * 17 * 2

/** Tickets of many, whose every look at the wait of one of them is counted. */
const counted = (many: (index: number) => Partial<Ticket>) => {
  const tickets = new Tickets()
  let looks = 0
  for (let index = 0; index < crowd; index += 1) {
    const session = `s${index}`
    tickets.open(ticket(session, { since: index, ...many(index) }))
    const since = tickets.get(session)?.since
    Object.defineProperty(tickets.get(session), 'since', {
      get: () => {
        looks += 1
        return since
      },
    })
  }
  looks = 0
  return { tickets, looks: () => looks }
}

describe(`a search among ${crowd} tickets`, () => {
  const crowds: Record<string, (index: number) => Partial<Ticket>> = {
    'that all avoid the seeker': () => ({ avoid: 'seeker' }),
    'that all block the seeker': () => ({ blocks: ['seeker'] }),
    'that all block the seeker, each beside somebody else': (index) => ({
      blocks: [`x${index}`, 'seeker'],
    }),
    'of whom every other avoids the seeker, and the rest do not fit': (index) =>
      index % 2 === 0 ? { avoid: 'seeker' } : { seeks: 'male' },
    'that avoid the seeker and share all its interests': () => ({ avoid: 'seeker', interests }),
  }
  for (const [title, many] of Object.entries(crowds)) {
    it(`looks at few of those ${title}`, () => {
      const { tickets, looks } = counted(many)
      tickets.open(ticket('seeker', { since: crowd, interests, relaxed: true }))
      const seeker = tickets.get('seeker') as Ticket
      expect(tickets.partnerFor(seeker)).toBeNull()
      tickets.open(ticket('last', { since: crowd + 1 }))
      expect(tickets.partnerFor(seeker)?.session).toBe('last')
      expect(looks()).toBeLessThan(looksMax)
    }, 60_000)
  }
})

const refuser: fc.Arbitrary<Omit<Ticket, 'order'>> = fc.record({
  session: fc.nat(60).map(String),
  person: fc.nat(60).map((number) => ({ id: String(number), day: '' })),
  username: fc.constant(''),
  bio: fc.constant(''),
  gender: fc.constant('other' as const),
  seeks: fc.constant('anyone' as const),
  interests: fc.constantFrom([], ['a']),
  since: fc.nat(10),
  relaxAt: fc.constant(0),
  avoid: fc.constantFrom('0', '1', null),
  blocks: fc.constantFrom([], ['0'], ['1', '2'], ['0', '1', '2']),
  relaxed: fc.boolean(),
})

it('[M5] finds whom a search of the whole list would find where most refuse the seeker', () => {
  fc.assert(
    fc.property(fc.array(refuser, { maxLength: 80, size: 'max' }), (asked) => {
      const tickets = new Tickets()
      for (const [index, one] of asked.entries()) {
        if (tickets.get(one.session) === undefined) tickets.open(one)
        else if (index % 3 === 0) tickets.close(one.session)
        else tickets.relax(one.session)
      }
      for (const one of tickets.all()) {
        const fitting = tickets.all().filter((other) => acceptable(one, other))
        expect(tickets.partnerFor(one)).toBe(fitting.sort(byWait)[0] ?? null)
      }
    }),
    { numRuns: 200, seed: 11 },
  )
})

it('keeps thousands in order, whoever comes and goes', () => {
  const sorted = new SortedTickets()
  const list: Ticket[] = []
  let seed = 5
  const dice = (sides: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * sides)
  }
  const check = () => {
    list.sort(byWait)
    expect(sorted.size).toBe(list.length)
    expect(list.map((_, rank) => sorted.at(rank)?.order)).toEqual(list.map(({ order }) => order))
    expect(sorted.at(list.length)).toBeUndefined()
    for (const rank of [0, 1, dice(list.length), list.length - 1]) {
      const one = list[rank]
      if (one !== undefined) expect(sorted.countUpTo(one)).toBe(rank + 1)
      const between = { ...ticket('x', { since: one?.since ?? 0 }), order: (one?.order ?? 0) + 0.5 }
      expect(sorted.countUpTo(between)).toBe(one === undefined ? 0 : rank + 1)
    }
  }
  let order = 0
  for (const [comers, leavers] of [
    [3_000, 10],
    [2_000, 4_500],
    [4_000, 300],
    [0, 4_190],
  ] as const) {
    for (let comer = 0; comer < comers; comer += 1) {
      order += 1
      const one = { ...ticket(`s${order}`, { since: dice(2_000) }), order }
      sorted.add(one)
      list.push(one)
    }
    check()
    for (let leaver = 0; leaver < leavers; leaver += 1) {
      const [one] = list.splice(dice(list.length), 1) as [Ticket]
      sorted.remove(one)
    }
    check()
  }
})
