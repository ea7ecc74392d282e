// A world that is told to go has another lead before it ends, and nobody at an edge waits for that.
import { beforeEach, describe, expect, it } from 'vitest'
import { noFile } from '../../src/cluster/localFile/localFile.ts'
import { plainPath } from '../kit/memoryStream.ts'
import { Cluster, type EdgeNode, leaderOf, type WorldNode } from './cluster.ts'
import { happened, say, twoTalk } from './talk.ts'

/** Less than passes from one beat to the next. */
const shorterThanABeatMs = 125

let cluster: Cluster
let one: EdgeNode
let other: EdgeNode
/** Whom worlds that went have asked to claim. */
let asked: string[]

beforeEach(() => {
  cluster = new Cluster()
  asked = []
  cluster.overhear = (said) => {
    if (said.kind === 'handing' && said.to !== null) asked.push(said.to)
  }
  one = cluster.edge('one')
  other = cluster.edge('other')
})

const chatting = (): Promise<void> => twoTalk(cluster, one, other)

/** Tells the world that leads to go. */
const drained = async (): Promise<WorldNode> => {
  const leading = await cluster.leader()
  leading.world.drain()
  return leading
}

const named = (name: string): WorldNode =>
  cluster.worlds.find((world) => world.name === name) as WorldNode

/** The words of messages that came, in order. */
const wordsHeard = ({ heard }: EdgeNode): string[] =>
  heard.flatMap((said) =>
    said.type === 'frame' && said.frame.type === 'message' ? [said.frame.text] : [],
  )

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`)

describe('a world that leads and is told to go', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c']) cluster.world(name)
  })

  it('has one other lead at once, and whoever talks talks on', async () => {
    await chatting()
    say(one, 'm1')
    const former = await drained()
    say(other, 'm2')
    await cluster.pass(shorterThanABeatMs)
    expect(one.said(1)).toEqual(['sent', 'message'])
    expect(other.said(1)).toEqual(['message', 'sent'])
    expect(former.ended).toBe('handed')
    expect(former.reports).toEqual([])
    const next = await cluster.leader()
    expect(leaderOf(next)?.epoch).toBe(2)
    expect(new Set(asked)).toEqual(new Set([next.name]))
    expect(happened(next, 'room.send_message')).toBe(2)
    expect(cluster.worlds.filter(({ ended }) => ended !== null)).toEqual([former])
  })

  it.each([false, true])(
    'loses nothing and does nothing twice, one after the other (all said twice: %s)',
    async (isDoubled) => {
      await chatting()
      cluster.isDoubled = isDoubled
      for (const [n, id] of ids(120).entries()) {
        say(one, id)
        if (n % 20 === 10) {
          await drained()
          cluster.world(`next ${n}`)
        }
        await cluster.pass(25)
      }
      await cluster.pass(500)
      const leading = await cluster.leader()
      expect(leaderOf(leading)?.epoch).toBe(7)
      expect(wordsHeard(other)).toEqual(ids(120).map((id) => `words of ${id}`))
      expect(happened(leading, 'room.send_message')).toBe(120)
      expect([one.end.unanswered, one.refused, one.said(1).at(-1)]).toEqual([0, [], 'sent'])
      const ended = cluster.worlds.map((world) => world.ended).filter((why) => why !== null)
      expect(ended).toEqual(Array.from({ length: 6 }, () => 'handed'))
    },
  )

  it('is followed by another where the one that it asks stands still', async () => {
    await chatting()
    cluster.overhear = (said) => {
      if (said.kind === 'handing' && said.to !== null) asked.push(said.to)
      const isFirst = cluster.worlds.every(({ isFrozen }) => !isFrozen)
      if (said.kind === 'level' && isFirst) named(said.world).isFrozen = true
    }
    const former = await drained()
    say(one, 'm1')
    await cluster.pass(3_000)
    expect(former.ended).toBe('handed')
    expect(new Set(asked).size).toBe(1)
    const still = named(asked[0] as string)
    const next = await cluster.leader()
    expect(next).not.toBe(still)
    still.thaw()
    await cluster.pass(1_000)
    expect(await cluster.leader()).toBe(next)
    expect(still.ended).toBeNull()
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect(still.events).toEqual(next.events)
  })

  it('ends where it was overtaken meanwhile, and what it took is done by the next', async () => {
    await chatting()
    const former = await cluster.leader()
    former.isCutOff = true
    say(one, 'm1')
    await cluster.pass(25)
    former.world.drain()
    await cluster.pass(1_500)
    expect([former.ended, one.said(1)]).toEqual([null, ['sent']])
    former.isCutOff = false
    await cluster.pass(200)
    expect(former.ended).toBe('handed')
    const next = await cluster.leader()
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect(happened(next, 'room.send_message')).toBe(1)
  })

  it('ends where the stream does not answer, and what it took is done by the next', async () => {
    await chatting()
    for (const world of cluster.worlds) world.isOffServers = true
    say(one, 'm1')
    await cluster.pass(25)
    const former = await drained()
    await cluster.pass(3_000)
    expect(former.ended).toBe('stopped')
    expect(former.reports).toContain('warn: a world ends without a hand-over')
    for (const world of cluster.worlds) world.isOffServers = false
    const next = await cluster.leader()
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect(happened(next, 'room.send_message')).toBe(1)
  })
})

/** What waits until it is let go of. */
const gate = () => {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('a world that leads beside a standby and is told to go', () => {
  it('hears of all that it took that it counts, and tells it, before another leads', async () => {
    const stream = cluster.servers.stream(plainPath)
    let { open, opened } = gate()
    open()
    const former = cluster.world('a', {
      stream: {
        ...{ read: stream.read, follow: stream.follow },
        append: async (...what) => {
          const appended = await stream.append(...what)
          await opened
          return appended
        },
      },
    })
    await cluster.leader()
    const standby = cluster.world('b')
    await chatting()
    ;({ open, opened } = gate())
    say(one, 'm1')
    await cluster.pass(25)
    former.world.drain()
    await cluster.pass(200)
    expect(happened(standby, 'room.send_message')).toBe(1)
    expect([asked, former.ended, one.said(1)]).toEqual([[], null, []])
    open()
    await cluster.pass(shorterThanABeatMs)
    expect(former.ended).toBe('handed')
    const told = one.told.filter(({ kind, epoch }) => kind === 'said' && epoch === 1).at(-1)
    expect(told).toMatchObject({ said: [[expect.any(Number), { frame: { type: 'sent' } }]] })
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
  })

  it('asks it as soon as it has read all', async () => {
    cluster.world('a')
    await cluster.leader()
    const cabinet = cluster.servers.cabinet(plainPath)
    const { open, opened } = gate()
    const standby = cluster.world('b', {
      cabinet: { ...cabinet, get: (...what) => opened.then(() => cabinet.get(...what)) },
    })
    await chatting()
    const former = await drained()
    await cluster.pass(200)
    expect([asked, standby.events]).toEqual([[], []])
    open()
    await cluster.pass(25)
    expect([asked, former.ended]).toEqual([['b'], 'handed'])
  })
})

describe('a world that leads alone and is told to go', () => {
  it.each([
    ['nobody stands by', () => {}],
    [
      'the file of the one that stands by cannot be written',
      () => cluster.world('b', { file: { ...noFile(), isWritable: () => false } }),
    ],
  ])('takes nothing more, waits a while, and ends, where %s', async (_, others) => {
    cluster.world('a')
    others()
    await chatting()
    const former = await drained()
    say(one, 'm1')
    await cluster.pass(1_500)
    expect(former.ended).toBeNull()
    await cluster.pass(1_500)
    expect([former.ended, asked]).toEqual(['stopped', []])
    expect(former.reports).toEqual(['warn: a world ends without a hand-over'])
    expect([one.refused, one.end.unanswered]).toEqual([[], 1])
    const next = cluster.world('c')
    expect(await cluster.leader()).toBe(next)
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
  })

  it('hands over what it has just claimed', async () => {
    const { open, opened } = gate()
    const stream = cluster.servers.stream(plainPath)
    const claiming = cluster.world('a', {
      stream: {
        ...{ read: stream.read, follow: stream.follow },
        append: (...what) => opened.then(() => stream.append(...what)),
      },
    })
    await cluster.pass(1_300)
    const standby = cluster.world('b')
    claiming.world.drain()
    expect(claiming.ended).toBeNull()
    open()
    await cluster.pass(shorterThanABeatMs)
    expect(claiming.ended).toBe('handed')
    expect(await cluster.leader()).toBe(standby)
    expect(leaderOf(standby)?.epoch).toBe(2)
  })
})

describe('a standby that is told to go', () => {
  it('ends at once, and nobody else is concerned', async () => {
    cluster.world('a')
    cluster.world('b')
    await chatting()
    const leading = await cluster.leader()
    const standby = cluster.worlds.find((world) => world !== leading) as WorldNode
    standby.world.drain()
    expect(standby.ended).toBe('stopped')
    say(one, 'm1')
    await cluster.pass(100)
    expect(other.said(1)).toEqual(['message'])
    expect([await cluster.leader(), leaderOf(leading)?.epoch]).toEqual([leading, 1])
    expect(standby.reports).toEqual([])
  })
})
