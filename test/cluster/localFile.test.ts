// A node's file of the stream: it begins again from there as one that never stopped, and keeps no key.

import { Result } from 'effect'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodedEntry } from '../../src/cluster/entries.ts'
import { noFile } from '../../src/cluster/localFile/localFile.ts'
import type { Standby } from '../../src/cluster/standby.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { standingOf } from '../../src/status/standingOf.ts'
import { MemoryServers } from '../kit/memoryStream.ts'
import { succeeded } from '../kit/succeeded.ts'
import { allOf, bytesIn, freshDirectory } from '../store/stores.ts'
import { Cluster, type EdgeNode } from './cluster.ts'
import { openFile, opening, standbyOf, tablesIn, takeAll } from './nodeFiles.ts'

const say = (edge: EdgeNode, id: string): void =>
  edge.send(1, { type: 'send_message', id, text: `words of ${id}` })

/** Two come, talk, part and talk again, under three worlds one after the other; one more leaves for good. */
const lived = async (): Promise<Cluster> => {
  const cluster = new Cluster()
  for (const name of ['a', 'b', 'c']) cluster.world(name)
  const edges = [cluster.edge('one'), cluster.edge('other')]
  const [one, other] = edges as [EdgeNode, EdgeNode]
  await cluster.leader()
  for (const edge of edges) await cluster.visitor(edge, 1)
  const leaver = await cluster.visitor(one, 2)
  for (let round = 0; round < 3; round += 1) {
    for (const edge of edges) edge.send(1, { type: 'find_match' })
    await cluster.pass(10_000)
    for (let n = 0; n < 4; n += 1) {
      say(n % 2 === 0 ? one : other, `m${round} ${n}`)
      await cluster.pass(50)
    }
    one.send(2, { type: 'send_message', id: `no ${round}`, text: 'to nobody' })
    await cluster.pass(100)
    if (round === 2) break
    other.send(1, { type: 'leave_chat' })
    await cluster.pass(100)
    const leading = await cluster.leader()
    leading.isDead = true
    await cluster.leader()
  }
  one.end.tell({ type: 'leave', session: leaver })
  await cluster.pass(1_000)
  return cluster
}

/** All that a standby knows, and would lead from. */
const knownTo = (standby: Standby) => ({
  checksum: standby.actorSystem.checksum(),
  standing: standby.succession.standing,
  ...{ last: standby.last, head: standby.head, leftOver: standby.leftOver },
  marks: [...standby.marks].sort(),
  begun: [...standby.keys.begun()],
  keys: [...standby.keys.owners()].map((owner) => [
    ...[owner, standby.filing.epochOf(owner)],
    Buffer.from(standby.keys.of(owner) ?? []).toString('hex'),
  ]),
  results: ['one', 'other'].map((edge) => standby.results.upTo(edge, 1_000)),
})

describe('a node that is stopped at any moment', () => {
  let servers: MemoryServers
  beforeAll(async () => {
    servers = (await lived()).servers
  })

  const neverStopped = async () => {
    const directory = freshDirectory()
    const { file } = await openFile(servers, directory)
    const standby = standbyOf(file, servers.cabinet())
    await takeAll(standby, servers.messages)
    const talks = await transcripts(file, standby)
    await file.close()
    return { known: knownTo(standby), talks, ...tablesIn(directory) }
  }

  const transcripts = async (
    file: Awaited<ReturnType<typeof openFile>>['file'],
    standby: Standby,
  ) => {
    const rooms = [...standby.keys.owners()].filter((owner) => owner.startsWith('r '))
    expect(rooms).toHaveLength(1)
    const asked = file.ask('transcript', { room: rooms[0] as string, after: 0 }, standby.head.turn)
    return allOf(asked)
  }

  it('goes on from its file as one that was never stopped', async () => {
    const whole = await neverStopped()
    expect(whole.talks).toHaveLength(4)
    expect(whole.tables.keys).toEqual([])
    const stop = fc.record({
      messages: fc.integer({ min: 0, max: 40 }),
      lotMessages: fc.integer({ min: 1, max: 20 }),
      waits: fc.boolean(),
      isKilled: fc.boolean(),
      rests: fc.boolean(),
    })
    const property = fc.asyncProperty(fc.array(stop, { minLength: 1, maxLength: 3 }), (stops) =>
      restarted(stops, whole),
    )
    const some: Stop = { messages: 20, lotMessages: 9, waits: true, isKilled: false, rests: true }
    const packed = [some, { ...some, messages: 0 }]
    await fc.assert(property, { numRuns: 5, examples: [[packed]] })
  }, 240_000)

  /** What nobody can read is found and emptied in the first 100 ms of a file, at most, or later. */
  const emptied = () => new Promise((resolve) => setTimeout(resolve, 100))

  interface Stop {
    readonly messages: number
    readonly lotMessages: number
    readonly waits: boolean
    readonly isKilled: boolean
    readonly rests: boolean
  }

  const restarted = async (
    stops: readonly Stop[],
    whole: Awaited<ReturnType<typeof neverStopped>>,
  ): Promise<void> => {
    const directory = freshDirectory()
    for (const { messages, lotMessages, waits, isKilled, rests } of stops) {
      const { file, kill } = await openFile(servers, directory)
      const standby = standbyOf(file, servers.cabinet())
      const due = servers.messages.slice(standby.last, standby.last + messages)
      await takeAll(standby, due, lotMessages)
      if (waits) await allOf(file.ask('transcript', { room: 'none', after: 0 }, 0))
      if (rests) await emptied()
      if (isKilled) await kill()
      else await file.close()
    }
    const { file } = await openFile(servers, directory)
    const standby = standbyOf(file, servers.cabinet())
    await takeAll(standby, servers.messages.slice(standby.last))
    expect(knownTo(standby)).toEqual(whole.known)
    expect(await transcripts(file, standby)).toEqual(whole.talks)
    await file.close()
    const { tables, links } = tablesIn(directory)
    expect(tables).toEqual(whole.tables)
    // Rows that nothing is left to read in may be packed together: each has the link of its last by then.
    expect(whole.links).toEqual(expect.arrayContaining(links))
    verified(directory)
  }

  it('knows what one without a file knows', async () => {
    const standby = standbyOf(noFile(), servers.cabinet())
    await takeAll(standby, servers.messages)
    expect((await neverStopped()).known).toEqual(knownTo(standby))
  })
})

const verified = (directory: string): void => {
  const replay = Replay.of(succeeded(openSource(directory)))
  expect(replay.fault).toBeNull()
  const { digests, mismatch } = verify(replay.history)
  expect(mismatch).toBeNull()
  expect(digests).toBeGreaterThan(3)
}

/** So many claim one after the other. */
const claim = async (servers: MemoryServers, count: number): Promise<void> => {
  for (let epoch = 1; epoch <= count; epoch += 1) {
    await servers.stream().append(encodedEntry({ kind: 'claim', epoch, world: 'x' }), epoch - 1)
  }
}

it('a file that is too old for the stream, or of another, is refused in one line', async () => {
  const servers = new MemoryServers()
  await claim(servers, 13)
  const directory = freshDirectory()
  const { file } = await openFile(servers, directory)
  await takeAll(standbyOf(file, servers.cabinet()), servers.messages.slice(0, 10))
  await file.close()
  servers.letGo(10)
  const { file: again } = await openFile(servers, directory)
  expect(again.beginning.position.last).toBe(10)
  await again.close()
  servers.letGo(12)
  expect(await refusal(servers, directory)).toBe(
    `${directory}/passerby.db is too old for the stream, which begins after what would follow it (message 13, not 11): copy a newer one from another world.`,
  )
  expect(await refusal(servers, freshDirectory())).toMatch(/is too old for the stream/)
  const younger = new MemoryServers()
  await claim(younger, 1)
  expect(await refusal(younger, directory)).toBe(
    `${directory}/passerby.db is of another stream: this one has not come as far.`,
  )
})

const refusal = async (servers: MemoryServers, directory: string): Promise<string> => {
  const { opened, kill } = await opening(servers, directory)
  await kill()
  return Result.isFailure(opened) ? opened.failure.message : 'It was opened'
}

describe('worlds with files', () => {
  const words = /words of m|Ann 1|Ann 2/

  /** A world whose file is in that directory. */
  const worldAt = async (cluster: Cluster, name: string, directory: string) => {
    const { file, kill } = await openFile(cluster.servers, directory)
    const node = cluster.world(name, { file })
    const die = async (): Promise<void> => {
      node.isDead = true
      await kill()
    }
    return { node, file, die }
  }

  /** What is answered in the end, which takes threads a while. */
  const answered = async <A>(cluster: Cluster, asked: PromiseLike<A> | A): Promise<A> => {
    let answer: { readonly given: A } | null = null
    void Promise.resolve(asked).then((given) => {
      answer = { given }
    })
    while (answer === null) {
      await cluster.pass(25)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return (answer as { readonly given: A }).given
  }

  const keysOf = ({ servers }: Cluster): readonly Uint8Array[] =>
    servers.keys.map(({ key }) => (key as Uint8Array).slice())

  const foundIn = (keys: readonly Uint8Array[], bytes: Buffer): number =>
    keys.filter((key) => {
      const found = Buffer.from(key)
      return [found, found.toString('hex'), found.toString('base64')].some((text) =>
        bytes.includes(text),
      )
    }).length

  it('lead one after the other from them, and do every command once', async () => {
    const cluster = new Cluster()
    const [one, other] = [cluster.edge('one'), cluster.edge('other')]
    const directories = [freshDirectory(), freshDirectory()] as const
    const first = await worldAt(cluster, 'a', directories[0])
    const second = await worldAt(cluster, 'b', directories[1])
    await cluster.leader()
    for (const edge of [one, other]) {
      await cluster.visitor(edge, 1)
      edge.send(1, { type: 'find_match' })
    }
    await cluster.pass(200)
    const leading = first.node.world.leader === null ? second : first
    const standing = leading === first ? second : first
    const directoryOf = (world: typeof first) => directories[world === first ? 0 : 1]
    // What it has taken so far is stored by its thread, whenever that runs; what follows need not be.
    await allOf(
      standing.file.ask('transcript', { room: 'none', after: 0 }, standing.node.world.turn),
    )
    for (let n = 0; n < 30; n += 1) say(one, `m1 ${n}`)
    await standing.die()
    await cluster.pass(500)
    const again = await worldAt(cluster, 'c', directoryOf(standing))
    expect(again.file.beginning.position.last).toBeGreaterThan(0)
    say(other, 'm2 unheard')
    await leading.die()
    say(one, 'm3 unheard')
    expect(await cluster.leader()).toBe(again.node)
    await cluster.pass(1_000)
    const sent = Array.from({ length: 30 }, (_, n) => `m1 ${n}`)
    const room = again.node.world.actorSystem.session('session one1')?.room as string
    const { turn } = again.node.world
    const said = await allOf(again.file.ask('transcript', { room, after: 0 }, turn))
    expect(said.map(({ text }) => text).sort()).toEqual(
      [...sent, 'm2 unheard', 'm3 unheard'].map((id) => `words of ${id}`).sort(),
    )
    const resume = { room, after: 30 }
    const socket = { socket: 3, session: 'session one1', address: '192.0.2.1' }
    one.end.tell({ type: 'opened', ...socket, resume })
    await cluster.pass(100)
    const page = await answered(cluster, one.end.ask({ type: 'page', socket: 3 }))
    expect(succeeded(page)?.rows.map(({ seq }) => seq)).toEqual([31, 32])
    const keys = keysOf(cluster)
    expect(keys.length).toBeGreaterThan(3)
    const nothingIsFound = (): void => {
      const bytes = Buffer.concat(directories.map(bytesIn))
      expect(bytes.includes('room.send_message')).toBe(true)
      expect(foundIn(keys, bytes)).toBe(0)
      expect(bytes.toString('latin1')).not.toMatch(words)
    }
    nothingIsFound()
    other.end.tell({ type: 'leave', session: 'session other1' })
    await cluster.pass(1_000)
    expect(keysOf(cluster).length).toBe(keys.length - 2)
    nothingIsFound()
    await again.file.close()
    verified(directoryOf(standing))
    expect(succeeded(standingOf(directoryOf(standing), 10)).counts).toMatchObject({ online: 1 })
  })
})

describe('a world whose file', () => {
  it('cannot be written claims nothing', async () => {
    const cluster = new Cluster()
    let isWritable = false
    const node = cluster.world('a', { file: { ...noFile(), isWritable: () => isWritable } })
    await cluster.pass(5_000)
    expect([node.world.isReady, cluster.servers.messages.length]).toEqual([false, 0])
    isWritable = true
    expect(await cluster.leader()).toBe(node)
    expect(node.world.isReady).toBe(true)
  })

  it('cannot be written for a while leaves leading to another', async () => {
    const cluster = new Cluster()
    let isWritable = true
    const node = cluster.world('a', { file: { ...noFile(), isWritable: () => isWritable } })
    await cluster.leader()
    const other = cluster.world('b')
    isWritable = false
    await cluster.pass(2_000)
    isWritable = true
    await cluster.pass(4_000)
    expect(node.ended).toBeNull()
    isWritable = false
    await cluster.pass(6_000)
    expect(node.ended).toBe('unwritable')
    expect(await cluster.leader()).toBe(other)
  })

  it('is slow takes no more of the stream than it can hold', async () => {
    const cluster = new Cluster()
    const { servers } = cluster
    const all = 3_000
    await claim(servers, all)
    let goOn = () => {}
    const room = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const stream = servers.stream()
    const heard: number[] = []
    cluster.world('a', {
      file: { ...noFile(), room: () => room },
      stream: {
        ...stream,
        follow: (from, hear) =>
          stream.follow(from, (message) => {
            heard.push(message.number)
            hear(message)
          }),
      },
    })
    await cluster.pass(500)
    expect(heard.length).toBeLessThan(1_100)
    goOn()
    await cluster.pass(500)
    expect([...new Set(heard)]).toHaveLength(all)
  })
})
