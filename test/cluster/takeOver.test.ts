// Worlds lead one after the other, and nobody at an edge loses more than a moment.
import { beforeEach, describe, expect, it } from 'vitest'
import { Cluster, type EdgeNode, leaderOf, type WorldNode } from './cluster.ts'

let cluster: Cluster
let one: EdgeNode
let other: EdgeNode

beforeEach(() => {
  cluster = new Cluster()
  cluster.world('a')
  cluster.world('b')
  one = cluster.edge('one')
  other = cluster.edge('other')
})

/** Two talk, each at an edge of its own. */
const chatting = async (): Promise<void> => {
  await cluster.leader()
  await cluster.visitor(one, 1)
  await cluster.visitor(other, 1)
  one.send(1, { type: 'find_match' })
  await cluster.pass(100)
  other.send(1, { type: 'find_match' })
  await cluster.pass(100)
}

const kill = async (): Promise<WorldNode> => {
  const leading = await cluster.leader()
  leading.isDead = true
  return leading
}

describe('a take-over', () => {
  it('comes where a world is killed: sockets stay, and whoever talks talks on', async () => {
    await chatting()
    expect(one.said(1)).toEqual(['welcome', 'waiting', 'matched'])
    await kill()
    one.send(1, { type: 'send_message', id: 'm1', text: 'Are you there?' })
    const next = await cluster.leader()
    expect(leaderOf(next)?.epoch).toBe(2)
    other.send(1, { type: 'send_message', id: 'm2', text: 'Yes' })
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['welcome', 'waiting', 'matched', 'sent', 'message'])
    expect(other.said(1)).toEqual(['welcome', 'waiting', 'matched', 'message', 'sent'])
    expect(next.reports).toEqual([])
  })
})
