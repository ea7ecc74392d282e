// A world that stands by: when it claims to lead, when it must not, and when it cannot any more.
import { beforeEach, describe, expect, it } from 'vitest'
import { type Cluster, type EdgeNode, leaderOf, type WorldNode } from './cluster.ts'
import { say, twoTalk, twoWorlds } from './talk.ts'

let cluster: Cluster
let one: EdgeNode
let other: EdgeNode

beforeEach(() => {
  ;({ cluster, one, other } = twoWorlds())
})

const chatting = (): Promise<void> => twoTalk(cluster, one, other)

describe('a standby', () => {
  it('that hears no beats claims nothing while what counts still comes', async () => {
    await chatting()
    const leading = await cluster.leader()
    const standby = cluster.worlds.find((world) => world !== leading) as WorldNode
    standby.isDeaf = true
    for (let n = 1; n <= 10; n += 1) {
      say(one, `m${n}`)
      await cluster.pass(500)
    }
    expect(leaderOf(leading)?.isOpen).toBe(true)
    expect(leading.ended).toBeNull()
    await cluster.pass(3_000)
    expect(leading.ended).toBe('fenced')
    expect((await cluster.leader()).name).toBe(standby.name)
  })

  it('that comes late knows what the others do, and leads after them', async () => {
    await chatting()
    say(one, 'm1')
    const late = cluster.world('c')
    await cluster.pass(500)
    const leading = await cluster.leader()
    expect(late.events).toEqual(leading.events)
    expect(late.world.actorSystem.checksum()).toBe(leading.world.actorSystem.checksum())
    for (const node of cluster.worlds) node.isDead = node !== late
    await cluster.leader()
    say(other, 'm2')
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['sent', 'message'])
  })

  it('that comes too late for what the stream keeps ends, and claims nothing', async () => {
    await chatting()
    say(one, 'm1')
    await cluster.pass(500)
    cluster.servers.letGo(2)
    const late = cluster.world('c')
    for (const node of cluster.worlds) node.isDead = node !== late
    await cluster.pass(5_000)
    expect([late.ended, late.events]).toEqual(['behind', []])
    expect(cluster.servers.messages.map(({ data }) => data).join()).not.toContain('"world":"c"')
  })

  it('that leaves out a turn goes astray, and ends', async () => {
    const astray = cluster.world('c', { planted: { skipTurn: true } })
    await chatting()
    for (let n = 0; n < 60; n++) say(one, `m${n}`)
    await cluster.pass(1_000)
    const leading = await cluster.leader()
    expect(leading).not.toBe(astray)
    expect(astray.ended).toBe('astray')
    expect(cluster.worlds.map(({ ended }) => ended)).toEqual([null, null, 'astray'])
  })
})
