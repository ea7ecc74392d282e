// An edge that is silent, cut off, or loses what goes either way: what it is told again, and what it gives up.
import { beforeEach, describe, expect, it } from 'vitest'
import { decodedEntry } from '../../src/cluster/entries.ts'
import { Cluster, type EdgeNode, leaderOf, type WorldNode } from './cluster.ts'
import { happened, say, twoTalk, twoWorlds } from './talk.ts'

let cluster: Cluster
let one: EdgeNode
let other: EdgeNode

beforeEach(() => {
  ;({ cluster, one, other } = twoWorlds())
})

const chatting = (): Promise<void> => twoTalk(cluster, one, other)

/** The edges of which the last batch says what is done. */
const edgesMarked = (): string[] => {
  const last = decodedEntry(cluster.servers.messages.at(-1)?.data ?? '')
  return last.kind === 'batch' ? Object.keys(last.marks.edges) : []
}

const allHear = (): void => {
  cluster.isLost = () => false
}

describe('an edge', () => {
  it('that is silent is gone, and its clients come anew when it speaks again', async () => {
    await chatting()
    const leading = await cluster.leader()
    one.isFrozen = true
    await cluster.pass(4_000)
    expect(other.said(1)).toEqual([])
    await cluster.pass(2_000)
    expect(other.said(1)).toEqual(['partner_away'])
    one.thaw()
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['close restart'])
    expect(one.told.filter(({ kind }) => kind === 'too_late')).toHaveLength(1)
    one.end.tell({ type: 'closed', socket: 1 })
    void one.open(2, 'session one1')
    await cluster.pass(500)
    expect(one.said(2)).toEqual(['catch_up', 'welcome'])
    expect(other.said(1)).toEqual(['partner_away', 'partner_back'])
    expect(leaderOf(leading)?.epoch).toBe(1)
  })

  it('that has missed more than is kept has its clients come anew', async () => {
    cluster = new Cluster()
    cluster.world('a', { effectsKept: 5 })
    cluster.world('b', { effectsKept: 5 })
    one = cluster.edge('one')
    other = cluster.edge('other')
    await chatting()
    cluster.isLost = ({ kind }, edge) => kind === 'said' && edge === 'one'
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6']) say(other, id)
    await cluster.pass(100)
    const leading = await cluster.leader()
    leading.isDead = true
    allHear()
    await cluster.leader()
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['close restart'])
    expect(other.said(1)).toEqual(Array.from({ length: 6 }, () => 'sent'))
  })

  it('is told again what was lost on the way, in order', async () => {
    await chatting()
    cluster.isLost = ({ kind }) => kind === 'said'
    say(one, 'm1')
    await cluster.pass(50)
    allHear()
    say(one, 'm2')
    await cluster.pass(1_000)
    expect([one.said(1), other.said(1)]).toEqual([
      ['sent', 'sent'],
      ['message', 'message'],
    ])
  })

  it('hears once what comes twice, and has done once what it sends twice', async () => {
    await chatting()
    cluster.isDoubled = true
    say(one, 'm1')
    one.send(1, { type: 'leave_chat' })
    one.send(1, { type: 'find_match' })
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['sent', 'chat_ended', 'waiting'])
    expect(other.said(1)).toEqual(['message', 'chat_ended'])
    expect(happened(await cluster.leader(), 'session.find_match')).toBe(3)
    expect(one.refused).toEqual([])
  })

  it('is asked again for commands that were lost, the last as well', async () => {
    await chatting()
    cluster.isLost = (said) => said.kind === 'command' && said.command.type === 'frame'
    say(one, 'm1')
    await cluster.pass(50)
    allHear()
    say(one, 'm2')
    await cluster.pass(500)
    expect(other.said(1)).toEqual(['message', 'message'])
    expect(other.heard.map((said) => said.type === 'frame' && said.frame)).toMatchObject([
      { text: 'words of m1' },
      { text: 'words of m2' },
    ])
    cluster.isLost = (said) => said.kind === 'command'
    say(one, 'm3')
    await cluster.pass(50)
    allHear()
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['sent', 'sent', 'sent'])
  })

  it('would lose a command to a world that accepts gaps', async () => {
    cluster = new Cluster()
    cluster.world('a', { planted: { acceptGaps: true } })
    one = cluster.edge('one')
    other = cluster.edge('other')
    await chatting()
    cluster.isLost = (said) => said.kind === 'command'
    say(one, 'm1')
    await cluster.pass(50)
    allHear()
    say(one, 'm2')
    await cluster.pass(1_000)
    expect(other.said(1)).toEqual(['message'])
  })
})

describe('an edge that is cut off for minutes', () => {
  it('gives up what was asked, has its clients come anew, and goes on with other numbers', async () => {
    await chatting()
    cluster.isLost = (_, edge) => edge === 'one'
    say(one, 'm1')
    const joined = one.end.order(cluster.joining(one, 2))
    await cluster.pass(6_000)
    expect(await joined).toMatchObject({ failure: { _tag: 'LineDown' } })
    const leading = cluster.worlds.find((world) => leaderOf(world) !== null) as WorldNode
    leading.isDead = true
    await cluster.pass(300_000)
    expect(one.end.unanswered).toBe(0)
    allHear()
    const next = await cluster.leader()
    await cluster.pass(1_000)
    expect(one.said(1)).toEqual(['close restart'])
    await cluster.visitor(one, 3)
    expect(one.said(3)).toEqual(['welcome'])
    expect(happened(next, 'room.send_message')).toBe(0)
    expect(happened(next, 'session.join')).toBe(3)
  })

  it('is forgotten by the log, where it does not come back', async () => {
    await chatting()
    one.isDead = true
    const leading = await cluster.leader()
    await cluster.pass(300_000)
    other.send(1, { type: 'find_match' })
    await cluster.pass(100)
    expect(edgesMarked()).toEqual(['one', 'other'])
    await cluster.pass(310_000)
    other.end.tell({ type: 'closed', socket: 1 })
    await cluster.pass(100)
    expect(edgesMarked()).toEqual(['other'])
    expect(leaderOf(leading)?.epoch).toBe(1)
  })
})
