// Worlds and edges as processes of their own, over real NATS servers and real sockets.
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { moderationSocketName } from '../../src/http/operators/moderationSocket.ts'
import { isEdge } from '../../src/load/cli/machine.ts'
import { ask, Client, post } from '../http/client.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'
import {
  failToStart,
  freePort,
  type Running,
  removeFolder,
  startServer,
  startWorld,
  temporaryFolder,
} from '../kit/process.ts'

const folders: string[] = []
const running: Running[] = []

let nats: NatsServers
/** What all processes of a cluster have in common. */
let shared: Readonly<Record<string, string>>

const startedWorld = async (changed: Readonly<Record<string, string>> = {}) => {
  const directory = temporaryFolder()
  folders.push(directory)
  const world = await startWorld({ ...shared, LOG_LEVEL: 'info', DATA_DIR: directory, ...changed })
  running.push(world)
  return { ...world, directory, metrics: metricsOf(world) }
}

type RunningWorld = Awaited<ReturnType<typeof startedWorld>>

const startedEdge = async (changed: Readonly<Record<string, string>> = {}) => {
  const edge = await startServer({ ...shared, ROLE: 'edge', LOG_LEVEL: 'info', ...changed })
  running.push(edge)
  return { ...edge, origin: edge.address, metrics: metricsOf(edge) }
}

/** Where the metrics of a process are. */
const metricsOf = ({ said }: Running): string =>
  new URL(/"the metrics are open","address":"([^"]+)"/.exec(said())?.[1] ?? '').origin

const health = async (world: RunningWorld): Promise<unknown> =>
  (await fetch(`${world.metrics}/health`)).json()

const metric = async (at: { readonly metrics: string }, name: string) => {
  const text = await (await fetch(`${at.metrics}/metrics`)).text()
  return Number(new RegExp(`^passerby_${name} (.*)$`, 'm').exec(text)?.[1])
}

const isReady = async ({ origin }: { readonly origin: string }): Promise<number> =>
  (await fetch(`${origin}/health/ready`)).status

/** Whoever leads, and whoever stands by. */
const roles = async (
  worlds: readonly RunningWorld[],
): Promise<readonly [RunningWorld, RunningWorld]> => {
  for (;;) {
    const leads = await Promise.all(worlds.map((world) => metric(world, 'leads')))
    const [one, other] = worlds as [RunningWorld, RunningWorld]
    if (leads[0] === 1) return [one, other]
    if (leads[1] === 1) return [other, one]
  }
}

/** Two worlds, of which one leads, and two edges that know it. */
const cluster = async (changed: Readonly<Record<string, string>> = {}) => {
  const [worlds, edges] = await Promise.all([
    Promise.all([startedWorld(changed), startedWorld(changed)]),
    Promise.all([startedEdge(), startedEdge()]),
  ])
  for (const edge of edges) await expect.poll(() => isReady(edge)).toBe(200)
  const [leading, standby] = await roles(worlds)
  return { leading, standby, edges }
}

/** Two who came by an edge each, in a room of their own. */
const matched = async (edges: Awaited<ReturnType<typeof cluster>>['edges']) => {
  const [ann, bea] = await Promise.all([
    Client.online(edges[0], { username: 'Ann' }),
    Client.online(edges[1], { username: 'Bea' }),
  ])
  for (const client of [ann, bea]) client.send({ type: 'find_match' })
  const { room } = await ann.upTo('matched')
  expect(await bea.upTo('matched')).toMatchObject({ room, partner: { username: 'Ann' } })
  return { ann, bea, room }
}

/** Says so many things to the other, who hears each once and in order. */
const talk = async (from: Client, to: Client, [first, last]: readonly [number, number]) => {
  for (let n = first; n <= last; n += 1) from.say(`word ${n}`, `m${n}`)
  for (let n = first; n <= last; n += 1) {
    expect(await to.next('message')).toMatchObject({ seq: n, text: `word ${n}` })
  }
  while ((await from.next('sent')).seq < last);
}

const decide = (directory: string, asked: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = connect(join(directory, moderationSocketName))
    socket.on('error', reject)
    socket.on('data', (said) => {
      resolve(JSON.parse(String(said)))
      socket.end()
    })
    socket.write(`${JSON.stringify(asked)}\n`)
  })

describeOnNats('a cluster', () => {
  beforeAll(async () => {
    nats = await NatsServers.start(1)
    shared = {
      NATS_URL: nats.url,
      SESSION_SECRET: 'a secret of the tests',
      LIMIT_MESSAGES_PER_SECOND: '0',
      LIMIT_JOINS_PER_MINUTE: '0',
      LIMIT_SOCKETS_PER_ADDRESS: '0',
    }
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')))
    for (const folder of folders.splice(0)) removeFolder(folder)
  })
  afterAll(() => nats.stop())

  it('goes on on the same sockets where the world that leads is killed', async () => {
    const { leading, standby, edges } = await cluster()
    expect([await health(leading), await health(standby)]).toEqual([
      { status: 'leads' },
      { status: 'stands_by' },
    ])
    expect(standby.printed()).toContain(`is led by ${leading.address})`)
    const [{ origin }] = edges
    expect(await (await fetch(`${origin}/health/ready`)).json()).toEqual({
      ...{ status: 'ready', role: 'edge' },
    })
    expect(await isEdge(origin)).toBe(true)
    const { ann, bea } = await matched(edges)
    await talk(ann, bea, [1, 20])
    leading.child.kill('SIGKILL')
    await talk(ann, bea, [21, 40])
    expect(standby.printed()).toContain(`world ${standby.address} leads`)
    const third = await startedWorld()
    expect(third.printed()).toContain(`is led by ${standby.address})`)
    await talk(bea, ann, [41, 60])
    const back = bea.again()
    const { messages = [] } = await back.next('welcome')
    expect(messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 60 }, (_, index) => `word ${index + 1}`),
    )
    ann.send({ type: 'leave_chat' })
    expect(await back.next('chat_ended')).toMatchObject({ reason: 'left' })
    expect(await metric(edges[0], 'world_met')).toBe(1)
    expect(await metric(edges[0], 'epoch')).toBe(await metric(standby, 'epoch'))
    expect(await metric(edges[0], 'hop_seconds_count')).toBeGreaterThan(40)
    expect([await metric(edges[0], 'sockets'), await metric(standby, 'edges')]).toEqual([1, 2])
  })

  it('ends each process cleanly when told to, and whoever was there comes back', async () => {
    const { leading, standby, edges } = await cluster()
    const { ann, bea } = await matched(edges)
    await talk(ann, bea, [1, 3])
    const ending = edges[0].end('SIGTERM')
    expect(await ann.closed()).toBe(1012)
    expect(await ending).toBe(0)
    await bea.upTo('partner_away')
    const back = new Client(edges[1], ann.cookie)
    const { state, messages = [] } = await back.next('welcome')
    expect([state, messages.map(({ text }) => text)]).toEqual([
      'chatting',
      ['word 1', 'word 2', 'word 3'],
    ])
    await bea.upTo('partner_back')
    for (const [process, signal] of [
      [standby, 'SIGINT'],
      [leading, 'SIGHUP'],
      [edges[1], 'SIGINT'],
    ] as const) {
      expect(await process.end(signal)).toBe(0)
      expect(process.said()).not.toContain('"level":"error"')
    }
  })

  it('has another world lead where the one that leads is told to go', async () => {
    const { leading, standby, edges } = await cluster()
    const { ann, bea } = await matched(edges)
    const ended = leading.end('SIGTERM')
    await talk(ann, bea, [1, 20])
    expect(await ended).toBe(0)
    expect(leading.said()).toContain(`world ${leading.address} has handed over`)
    expect(leading.said()).not.toContain('"level":"error"')
    expect(await health(standby)).toEqual({ status: 'leads' })
    await talk(bea, ann, [21, 40])
  })

  it('has a world that stood still end with 77, as another leads', async () => {
    const { leading, standby, edges } = await cluster()
    const { ann, bea } = await matched(edges)
    leading.child.kill('SIGSTOP')
    await talk(ann, bea, [1, 5])
    expect(await health(standby)).toEqual({ status: 'leads' })
    leading.child.kill('SIGCONT')
    expect(await leading.ended()).toBe(77)
    await talk(ann, bea, [6, 10])
  })

  it('takes decisions of moderators where the world leads, and there alone', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity())
    const { leading, standby, edges } = await cluster({ MODERATION_RECIPIENT: recipient })
    const isOpen = ({ directory }: RunningWorld) =>
      existsSync(join(directory, moderationSocketName))
    expect([isOpen(leading), isOpen(standby)]).toEqual([true, false])
    const { ann, bea, room } = await matched(edges)
    await talk(bea, ann, [1, 2])
    ann.send({ type: 'report', room, reason: 'threat' })
    expect(await ann.upTo('reported')).toMatchObject({ room })
    leading.child.kill('SIGKILL')
    await leading.ended()
    await expect.poll(() => health(standby)).toEqual({ status: 'leads' })
    expect(await decide(standby.directory, { decide: 'm_none', decision: 'warn' })).toMatchObject({
      error: expect.any(String),
    })
    expect(await metric(standby, 'reports_open')).toBe(1)
    for (const client of [ann, bea]) client.send({ type: 'find_match' })
    // Blocked by the report: only whoever comes third suits.
    await bea.upTo('waiting')
    const cleo = await Client.online(edges[0], { username: 'Cleo' })
    cleo.send({ type: 'find_match' })
    await cleo.upTo('matched')
  })

  it('says that it is unavailable while no world is met, and lets in once one is', async () => {
    const edge = await startedEdge()
    const form = { gender: 'other', seeks: 'anyone' }
    const [ready, live, answer] = await Promise.all([
      ask(edge.origin, '/health/ready'),
      ask(edge.origin, '/health/live'),
      post(edge, '/join', form),
    ])
    expect([ready.status, live.status, answer.status]).toEqual([503, 200, 503])
    expect(answer.headers.get('Retry-After')).toBe('5')
    expect(await answer.json()).toMatchObject({ error: 'unavailable' })
    expect(await metric(edge, 'world_met')).toBe(0)
    const first = await startedWorld()
    await expect.poll(() => isReady(edge)).toBe(200)
    const ann = await Client.online(edge)
    await first.end('SIGKILL')
    await expect.poll(() => isReady(edge), { interval: 10 }).toBe(503)
    await startedWorld()
    ann.send({ type: 'find_match' })
    expect(await ann.next('waiting')).toMatchObject({ type: 'waiting' })
  })

  it('tells whoever has another secret so, and goes on without', async () => {
    const { leading, edges } = await cluster()
    const SESSION_SECRET = 'another secret of the tests'
    const DATA_DIR = temporaryFolder()
    folders.push(DATA_DIR)
    const world = await failToStart({ ...shared, ROLE: 'world', SESSION_SECRET, DATA_DIR })
    expect(world.code).toBe(78)
    expect(world.said).toContain('SESSION_SECRET is not that of the world that leads')
    const edge = await startedEdge({ SESSION_SECRET })
    await expect.poll(edge.said).toContain('SESSION_SECRET is not that of the world that leads')
    expect(edge.said()).toContain(leading.address)
    expect(await isReady(edge)).toBe(503)
    const { ann, bea } = await matched(edges)
    await talk(ann, bea, [1, 5])
  })

  it('has edges share a port where they are set to, and nobody else', async () => {
    const sharing = { PORT: await freePort(), SHARED_PORT: 'on' }
    await startedWorld()
    const edges = [await startedEdge(sharing), await startedEdge(sharing)]
    const [one] = edges
    if (one === undefined) throw new Error('nobody')
    for (const { metrics } of edges) await expect.poll(() => isReady({ origin: metrics })).toBe(200)
    const joins = () => Promise.all(edges.map((edge) => metric(edge, 'joins_total')))
    // Each on a connection of its own, which the system gives to either.
    const body = { gender: 'other', seeks: 'anyone' }
    while ((await joins()).includes(0)) await ask(one.origin, '/join', { method: 'POST', body })
    const alone = await failToStart({ PORT: sharing.PORT })
    expect(alone.said).toMatch(/^Passerby cannot start: .*another program uses this port.\n$/)
    const another = await failToStart({ ...shared, ROLE: 'edge', PORT: sharing.PORT })
    expect(another.said).toMatch(/^Passerby cannot start: .*another program uses this port.\n$/)
  })

  it('does not start where no NATS answers, and says so in one line', async () => {
    const NATS_URL = `nats://127.0.0.1:${await freePort()}`
    for (const ROLE of ['edge', 'world']) {
      const DATA_DIR = temporaryFolder()
      folders.push(DATA_DIR)
      const { code, said } = await failToStart({ ...shared, ROLE, NATS_URL, DATA_DIR })
      expect([code, said]).toEqual([
        1,
        expect.stringMatching(/^Passerby cannot start: NATS [^\n]+\n$/),
      ])
    }
  })
})
