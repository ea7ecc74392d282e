// What operators are told of worlds: who leads, who stands by, and who could do neither.
import { expect, it } from 'vitest'
import { healthOf, measuredOf, standingOf } from '../../src/cluster/worldHealth.ts'
import { Cluster, type WorldNode } from './cluster.ts'

const health = ({ world }: WorldNode) => {
  const { status, body } = healthOf(world)
  return [status, JSON.parse(String(body)).status]
}

const seqAndTime = ({ events }: WorldNode) => ({ seq: events.at(-1)?.seq, at: events.at(-1)?.at })

const measured = ({ world }: WorldNode, name: string) =>
  new RegExp(`^passerby_${name} (.*)$`, 'm').exec(measuredOf(world).join(''))?.[1]

it('tells of a world whether it leads, stands by, or could do neither', async () => {
  const cluster = new Cluster()
  const one = cluster.world('one')
  expect(health(one)).toEqual([503, 'unavailable'])
  const leading = await cluster.leader()
  const edge = cluster.edge('edge')
  await cluster.leader()
  const standby = cluster.world('two')
  await cluster.pass(500)
  expect([health(leading), health(standby)]).toEqual([
    [200, 'leads'],
    [200, 'stands_by'],
  ])
  await cluster.visitor(edge, 1)
  const names = ['leads', 'epoch', 'edges', 'sessions', 'turns_under_way', 'standby_lag_turns']
  expect(names.map((name) => measured(leading, name))).toEqual(['1', '1', '1', '1', '0', '0'])
  expect(names.map((name) => measured(standby, name))).toEqual(['0', '1', '0', undefined, '0', '0'])
  const at = 1_700_000_000_000
  const toldOf = ({ name, world }: WorldNode, since: number | null) =>
    standingOf(world, { world: name, since, at })
  const { turn } = leading.world
  expect(toldOf(leading, at)).toEqual({
    ...{ world: leading.name, status: 'leads', epoch: 1, turn, lag: 0 },
    leading: {
      ...{ since: '2023-11-14T22:13:20.000Z', ...seqAndTime(leading), openReports: 0 },
      ...{ here: 1, online: 1, waiting: 0, chatting: 0, rooms: 0, suspended: 0 },
      edges: [{ edge: 'edge', sockets: 1 }],
    },
  })
  expect(toldOf(standby, null)).toEqual({
    ...{ world: 'two', status: 'stands_by', epoch: 1, turn, lag: 0, leading: null },
  })
  edge.send(1, { type: 'find_match' })
  await cluster.pass(200)
  const waiting = () => toldOf(leading, at).leading
  expect(waiting()).toMatchObject({ here: 1, online: 1, waiting: 1 })
  edge.end.tell({ type: 'closed', socket: 1 })
  await cluster.pass(200)
  expect(waiting()).toMatchObject({ here: 1, online: 0, waiting: 1 })
  standby.isBlind = true
  await cluster.visitor(edge, 2)
  await cluster.pass(200)
  expect(Number(measured(standby, 'standby_lag_turns'))).toBeGreaterThan(0)
  // Nobody says anything meanwhile: it shows all the same.
  leading.isOffServers = true
  standby.isOffServers = true
  await cluster.pass(8_000)
  expect([health(leading), health(standby)]).toEqual([
    [503, 'unavailable'],
    [503, 'unavailable'],
  ])
})
