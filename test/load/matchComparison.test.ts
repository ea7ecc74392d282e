// A log in which somebody is paired out of turn, or left to wait, is told so, event by event.
import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/events/event.ts'
import { compareMatches } from '../../src/load/referee/matchComparison.ts'
import { FoundFaults } from '../../src/load/referee/rooms/faults.ts'
import type { VisitorProfile } from '../../src/load/scenario/profile.ts'
import { Tale } from '../store/tale.ts'

const day = '2026-11-30'

const matchmaker = (type: string, data: object): Command =>
  ({ actor: 'matchmaker', type: `matchmaker.${type}`, data }) as Command

interface Wishes {
  readonly interests?: number
  readonly avoid?: string
  readonly gender?: 'male' | 'female'
  readonly seeks?: 'male' | 'female' | 'anyone'
}

/** Women look for men, and men for anyone, where nothing else is said. */
const waits = (
  session: string,
  since: number,
  { interests = 0, avoid, gender = 'female', seeks }: Wishes = {},
): Command =>
  matchmaker('find_match', {
    ...{ session, person: { id: `p_${session}`, day }, username: '', bio: '', gender },
    seeks: seeks ?? (gender === 'female' ? 'male' : 'anyone'),
    interests: Array.from({ length: interests }, () => '[erased, 3 chars]'),
    ...{ since, relaxAt: 1e15, avoid: avoid === undefined ? null : `p_${avoid}` },
  })

const relaxes = (session: string) => matchmaker('relax', { session })
const stops = (session: string) => matchmaker('leave_chat', { session })
const begins = matchmaker('day_began', { day, until: 9e15 })
const blocks = (one: string, other: string) =>
  matchmaker('blocked', { person: { id: `p_${one}`, day }, other: { id: `p_${other}`, day } })
const meet = (one: string, other: string, again?: true) =>
  matchmaker('matched', { room: 'r', members: [one, other], ...(again && { again }) })

/** Visitors of the run, who all like tea; of strangers nothing is known but what the log says. */
const sessions = new Map(['a', 'b', 'c'].map((session, user) => [session, user]))

const profileOf = (user: number) =>
  ({ username: `run-${user}`, interests: ['tea'] }) as unknown as VisitorProfile

/** Turns, each caused by its first; `openedAt` is what the log had before the run. */
const judged = (turns: readonly (readonly Command[])[], openedAt = 0) => {
  const faults = new FoundFaults(5)
  const tale = new Tale()
  const events = turns.flatMap((turn) => tale.turn(...turn))
  const log = { openedAt, events: () => events }
  const matches = compareMatches(log, { faults, sessions, profileOf })
  return { matches, found: faults.examples.map(({ kind, text, logSeq }) => [kind, text, logSeq]) }
}

const him = { gender: 'male' } as const

describe('[M5] a log in which who waits longest', () => {
  it('is taken is right', () => {
    const turns = [[waits('a', 1)], [waits('b', 2)], [waits('c', 3, him), meet('a', 'c')]]
    expect(judged(turns)).toEqual({ matches: 1, found: [] })
  })

  const wrong = (name: string) => [
    ['overtaken', `run-2 was given run-1, and not ${name}, who had waited longer`, 5],
  ]

  it.each([
    ['is passed over', 'a', {}, {}, wrong('run-0')],
    [
      'is passed over, who likes the same,',
      'a',
      { interests: 1 },
      { interests: 1 },
      wrong('run-0'),
    ],
    ['is passed over, a stranger,', 'x', {}, {}, wrong('x')],
    [
      'may like the same, which only erased words tell,',
      'x',
      { interests: 1 },
      { interests: 1 },
      [],
    ],
    ['waits for somebody who likes the same', 'a', { interests: 1 }, {}, []],
    ['does not want the other', 'a', { seeks: 'female' }, {}, []],
    ['avoids the other', 'a', { avoid: 'c' }, {}, []],
    ['is avoided', 'a', {}, { avoid: 'a' }, []],
  ] as const)('%s is judged so', (_, first, theirs, mine, found) => {
    const turns = [
      [begins],
      [waits(first, 1, theirs)],
      [waits('b', 2)],
      [waits('c', 3, { ...him, ...mine }), meet('b', 'c')],
    ]
    expect(judged(turns).found).toEqual(found)
  })

  it('is kept apart by a block, and those who meet again, are passed over by nobody', () => {
    const first = [[begins], [waits('a', 1)], [waits('b', 2)]]
    const blocked = [[blocks('a', 'c')], [waits('c', 3, him), meet('b', 'c')]]
    expect(judged([...first, ...blocked]).found).toEqual([])
    const again = [[waits('c', 3, { ...him, avoid: 'a' }), meet('b', 'c', true)]]
    expect(judged([...first, ...again])).toEqual({ matches: 0, found: [] })
  })

  it('is of strangers, or came before the run, is no affair of it', () => {
    const strangers = [[waits('x', 1)], [waits('y', 2)], [waits('z', 3, him), meet('y', 'z')]]
    expect(judged(strangers)).toEqual({ matches: 0, found: [] })
    const before = [[waits('a', 1)], [waits('b', 2)], [waits('c', 3, him), meet('b', 'c')]]
    expect(judged(before, 4)).toEqual({ matches: 0, found: [] })
  })
})

describe('[M4] a log in which two wait on', () => {
  const apart = (seq: number, one = 'run-2', other = 'run-0') => [
    ['kept_apart', `${one} and ${other} accept each other, and both wait on`, seq],
  ]

  it.each([
    ['who accept each other is wrong', [[waits('a', 1)], [waits('c', 2, him)]], apart(2)],
    ['of whom one is a stranger is wrong', [[waits('x', 1)], [waits('c', 2, him)]], apart(2, 'run-2', 'x')], // biome-ignore format: a row each
    ['after one has relaxed is wrong', [[waits('a', 1, { interests: 1 })], [waits('c', 2, him)], [relaxes('a')]], apart(3, 'run-0', 'run-2')], // biome-ignore format: a row each
    ['who like the same is wrong', [[waits('a', 1, { interests: 1 })], [waits('c', 2, { ...him, interests: 1 })]], apart(2)], // biome-ignore format: a row each
    ['of whom one gave up is right', [[waits('a', 1)], [stops('a')], [waits('c', 2, him)]], []],
    ['who are strangers is no affair of the run', [[waits('x', 1)], [waits('z', 2, him)]], []],
  ])('%s', (_, turns, found) => {
    expect(judged(turns).found).toEqual(found)
  })

  it('since before the run is no affair of it', () => {
    const turns = [[waits('a', 1)], [waits('c', 2, him)]]
    expect([judged(turns, 1).found, judged(turns, 2).found]).toEqual([apart(2), []])
  })
})
