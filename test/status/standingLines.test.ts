// How things stand, as it is printed: what is counted, what fits, what is left out.
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { ansiStyle, plainStyle } from '../../src/replay/text/textStyle.ts'
import { standingLines } from '../../src/status/standingLines.ts'
import type { Told } from '../../src/status/standingOf.ts'
import { StandingSafety } from '../../src/status/standingSafety.ts'

const minute = 60_000
const now = 1_795_000_000_000

const told: Told = {
  file: 'data/passerby.db',
  head: { seq: 12_345, turn: 9_000, at: now - 2_000 },
  isRunning: true,
  damage: null,
  safety: new StandingSafety(),
  counts: { here: 1_203, online: 1_190, waiting: 3, chatting: 1_100, rooms: 550 },
  longestWaits: [
    { id: 's_AbCdEfGh', since: now - 65 * minute, gender: 'female', seeks: 'anyone', online: 0 },
    { id: 's_IjKlMnOp', since: now - 4_200, gender: 'male', seeks: 'female', online: 1 },
  ],
  oldestRooms: [
    {
      id: 'r_AbCdEfGh',
      opened_at: now - 125 * minute,
      member_a: 's_1234567890',
      member_b: 's_abcdefghij',
      online: 1,
      messages: 1_204,
      last_said_at: now - 90_000,
    },
    {
      id: 'r_IjKlMnOp',
      opened_at: now - 30_000,
      member_a: 's_ABCDEFGHIJ',
      member_b: 's_KLMNOPQRST',
      online: 2,
      messages: 0,
      last_said_at: null,
    },
  ],
}

const printed = (changed: Partial<Told> = {}, width = 80, style = plainStyle): string[] => [
  ...standingLines({ ...told, ...changed }, { now, style, width }),
]

it('says what stands in 80 columns', () => {
  expect(printed()).toEqual([
    'data/passerby.db',
    'running   event 12,345, 2 s ago',
    'here      1,203: 1,190 online, 13 away',
    'waiting   3',
    'chatting  1,100 in 550 rooms',
    'idle      100',
    '',
    'Waiting longest',
    's_AbCdEf  for 1 h 05 min  female seeks anyone  away',
    's_IjKlMn  for 4.2 s       male seeks female',
    '… and 1 more; --limit shows more',
    '',
    'Rooms, oldest first',
    'r_AbCdEf  open 2 h 05 min  1,204 messages  last 1 min 30 s ago  1 away',
    'r_IjKlMn  open 30 s        no messages',
    '… and 548 more; --limit shows more',
  ])
})

it.each([120, 80, 60, 40, 20, 1])('leaves out what does not fit into %i columns', (width) => {
  const lists = printed({}, width).filter((line) => /^[sr]_|^ +$/.test(line))
  expect(lists.every((line) => line.length <= width)).toBe(true)
  if (width >= 20) expect(lists).toHaveLength(4)
})

it('has the members of a room where there is space for them', () => {
  expect(printed({}, 120).join('\n')).toContain('1 away  s_123456 s_abcdef')
  expect(printed({}, 80).join('\n')).not.toContain('s_123456')
})

it('counts no time after the last event where no server runs, and says so', () => {
  const head = { ...told.head, at: now - 60 * minute }
  const lines = printed({ isRunning: false, head })
  expect(lines.slice(1, 3)).toEqual([
    'stopped   event 12,345, 1 h 00 min ago',
    '          what follows is as of then',
  ])
  expect(lines).toContain('s_AbCdEf  for 5 min 0 s  female seeks anyone  away')
  expect(lines).toContain('s_IjKlMn  for 0 s        male seeks female')
})

it('says in two or three lines that nobody is here', () => {
  const counts = { here: 0, online: 0, waiting: 0, chatting: 0, rooms: 0 }
  const nobody = { counts, longestWaits: [], oldestRooms: [], head: { seq: 0, turn: 0, at: 0 } }
  expect(printed(nobody).slice(1)).toEqual(['running   no event yet', 'here      nobody'])
  expect(printed({ ...nobody, isRunning: false }).slice(1)).toEqual([
    'stopped   no event yet',
    'here      nobody',
  ])
})

it('has colours beside the words and nothing that only they say', () => {
  const coloured = printed({}, 80, ansiStyle)
  expect(coloured).not.toEqual(printed())
  expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(printed())
})

it('counts open reports and whoever is not matched, as of now', () => {
  const safety = new StandingSafety()
  const person = (id: string) => ({ id, day: '2026-11-29' })
  const base = { seq: 1, turn: 1, cause: null, at: now, actor: 'matchmaker' } as const
  const who = { session: 's1', partner: 's2', room: 'r1', person: person('p1') }
  const what = { reason: 'spam', proven: true, counted: true, place: 'x' } as const
  for (const report of ['a', 'b', 'c']) {
    const data = { ...who, ...what, other: person('p2'), report, until: now + minute }
    safety.take({ ...base, type: 'matchmaker.reported', data })
  }
  safety.take({
    ...base,
    type: 'matchmaker.report_closed',
    data: { report: 'c', why: 'expired' },
  })
  for (const [id, until] of [
    ['p2', now + minute],
    ['p3', now - 1],
  ] as const) {
    safety.take({ ...base, type: 'matchmaker.cooled_down', data: { person: person(id), until } })
  }
  const lines = printed({ safety })
  expect(lines).toContain('reports   2 open')
  expect(lines).toContain('held back 1 person: in a cool-down, or suspended')
  expect(lines.join()).not.toMatch(/p2|p3/)
  expect(printed().join()).not.toMatch(/reports|held back/)
})
