// Two who talk, each at an edge of its own, and what the log says of it.
import { expect } from 'vitest'
import type { EventType } from '../../src/events/event.ts'
import { Cluster, type EdgeNode, type WorldNode } from './cluster.ts'

/** One world that leads, one that stands by, and two edges. */
export const twoWorlds = () => {
  const cluster = new Cluster()
  cluster.world('a')
  cluster.world('b')
  return { cluster, one: cluster.edge('one'), other: cluster.edge('other') }
}

/** Two talk, each at an edge of its own, by socket 1. */
export const twoTalk = async (cluster: Cluster, one: EdgeNode, other: EdgeNode): Promise<void> => {
  await cluster.leader()
  await cluster.visitor(one, 1)
  await cluster.visitor(other, 1)
  one.send(1, { type: 'find_match' })
  await cluster.pass(100)
  other.send(1, { type: 'find_match' })
  await cluster.pass(100)
  expect(other.said(1)).toEqual(['welcome', 'waiting', 'matched'])
  for (const edge of [one, other]) edge.heard = []
}

export const say = (edge: EdgeNode, id: string): void =>
  edge.send(1, { type: 'send_message', id, text: `words of ${id}` })

/** How often that happened, by the log as that world knows it. */
export const happened = ({ events }: WorldNode, type: EventType): number =>
  events.filter((event) => event.type === type).length
