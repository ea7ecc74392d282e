// How a cluster stands, as it is printed: who leads, who only says so, and what to do where nobody does.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import type { Leading, WorldStanding } from '../../src/cluster/worldHealth.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import { clusterLines } from '../../src/status/clusterLines.ts'
import { clusterRecord, clusterTold, isHealthy } from '../../src/status/clusterStanding.ts'
import { succeeded } from '../kit/succeeded.ts'

const now = 1_795_000_000_000
const url = 'tls://nats-1.example.org:4222'

const leading: Leading = {
  ...{ since: new Date(now - 7_500_000).toISOString(), seq: 12_345, at: now - 2_000 },
  ...{ here: 1_203, online: 1_190, waiting: 3, chatting: 1_100, rooms: 550 },
  ...{ openReports: 2, suspended: 1 },
  edges: [
    { edge: 'e-11111111', sockets: 90 },
    { edge: 'e-22222222', sockets: 1_100 },
    { edge: 'e-33333333', sockets: 0 },
  ],
}

const leads: WorldStanding = {
  ...{ world: 'w-bbbbbbbb', status: 'leads', epoch: 3, turn: 9_000, lag: 0 },
  leading,
}

const standsBy: WorldStanding = {
  ...{ world: 'w-aaaaaaaa', status: 'stands_by', epoch: 3, turn: 8_925, lag: 75 },
  leading: null,
}

const toldOf = async (worlds: readonly WorldStanding[], unknown = 0) =>
  clusterTold(url, { ask: async () => Result.succeed({ worlds, unknown }) })

const printed = async (worlds: readonly WorldStanding[], limit = 2, unknown = 0) => {
  const told = succeeded(await toldOf(worlds, unknown))
  const lines = [...clusterLines(told, { now, style: plainStyle, width: 80 }, limit)]
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  return { lines, isHealthy: isHealthy(told), record: clusterRecord(told) }
}

it('says who leads, who stands by, and which edges hold how many sockets, in 80 columns', async () => {
  expect((await printed([standsBy, leads])).lines).toEqual([
    url,
    'running   event 12,345, 2 s ago',
    'led by    w-bbbbbbbb for 2 h 05 min, epoch 3',
    'here      1,203: 1,190 online, 13 away',
    'waiting   3',
    'chatting  1,100 in 550 rooms',
    'idle      100',
    'reports   2 open',
    'held back 1 person: in a cool-down, or suspended',
    '',
    'Worlds',
    'w-aaaaaaaa  stands by  epoch 3  turn 8,925  75 turns behind',
    'w-bbbbbbbb  leads      epoch 3  turn 9,000',
    '',
    'Edges',
    'e-22222222  1,100 sockets',
    'e-11111111  90 sockets',
    '… and 1 more; --limit shows more',
  ])
})

it('says which counts of two that say they lead, whatever their names', async () => {
  for (const world of ['w-aaaaaaaa', 'w-cccccccc']) {
    const former = { ...leads, world, epoch: 2, turn: 8_900 }
    const { lines, isHealthy, record } = await printed([former, leads, standsBy])
    expect(isHealthy).toBe(false)
    expect(lines.slice(2, 4)).toEqual([
      'led by    w-bbbbbbbb for 2 h 05 min, epoch 3',
      `overtaken ${world} leads epoch 2: only epoch 3 counts`,
    ])
    expect(lines).toContain(`${world}  overtaken  epoch 2  turn 8,900`)
    expect(record).toMatchObject({ leader: 'w-bbbbbbbb', overtaken: [world], healthy: false })
  }
})

it('says what to do where nobody leads, or nothing is taken in, or nothing stands by', async () => {
  const alone = { ...standsBy, status: 'unavailable' as const }
  const nobody = await printed([alone])
  expect([nobody.isHealthy, nobody.lines]).toEqual([
    false,
    [
      url,
      'stopped   no world leads: ask again in two seconds, as one may take over;',
      '          if none does, what they report (LOG_LEVEL) says why',
      '',
      'Worlds',
      'w-aaaaaaaa  unavailable  epoch 3  turn 8,925  75 turns behind',
    ],
  ])
  expect(nobody.record).toMatchObject({ running: false, leader: null, epoch: null, edges: [] })
  const stalled = await printed([{ ...leads, status: 'unavailable' }, standsBy])
  expect([stalled.isHealthy, ...stalled.lines.slice(1, 3)]).toEqual([
    false,
    'stalled   event 12,345, 2 s ago',
    '          nothing is taken in: look at NATS, and at the disk of this world',
  ])
  const single = await printed([{ ...leads, leading: { ...leading, edges: [] } }])
  expect(single.isHealthy).toBe(true)
  expect(single.lines).toContain('edges     none: nobody can come; start one with ROLE=edge')
  expect(single.lines.at(-1)).toBe('none stands by: start one, as the next loss is one too many')
})

it('says of answers that it does not know that there are such', async () => {
  expect((await printed([leads, standsBy], 0, 1)).lines).toContain(
    '… and 1 of another version: ask with that version',
  )
  const { message } = Result.merge(Result.flip(await toldOf([], 1))) as { message: string }
  expect(message).toBe(`Worlds of another version answer at ${url}: ask with that version.`)
})

it('says in one line that no world answers, and what to do', async () => {
  const { message } = Result.merge(Result.flip(await toldOf([]))) as { message: string }
  expect(message).toBe(
    `No world answers at ${url}: start one with ROLE=world and NATS_URL=${url}, or name the servers that yours meet by.`,
  )
})
