// Worlds and edges over servers and a bus in memory, real desks and engines in them; time is ours.
import { randomBytes } from 'node:crypto'
import { Result } from 'effect'
import { SteadyClock } from '../../src/clock.ts'
import type { EdgeBus, WorldBus } from '../../src/cluster/bus.ts'
import { EdgeEnd } from '../../src/cluster/edge/edgeEnd.ts'
import type { Leader } from '../../src/cluster/leader.ts'
import { noFile } from '../../src/cluster/localFile/localFile.ts'
import type { FromEdge, FromWorld, ToEdge } from '../../src/cluster/messages.ts'
import { type Ending, World, type WorldParts } from '../../src/cluster/world.ts'
import type { LogEvent } from '../../src/events/event.ts'
import type { RoomId, SessionId } from '../../src/events/fields.ts'
import type { ServerIds } from '../../src/events/ports.ts'
import { openDesk } from '../../src/http/desk/desk.ts'
import type { AskingFrame, EdgeCommand, SocketNumber, ToSocket } from '../../src/http/line/line.ts'
import { Days } from '../../src/http/safety/days.ts'
import { type TranscriptMessage, transcriptOf } from '../../src/projections/transcript.ts'
import { pagesOf, settings } from '../http/testServer.ts'
import { MemoryServers, type Path, unanswered } from '../kit/memoryStream.ts'
import { succeeded } from '../kit/succeeded.ts'
import { MemoryBus, type Said } from './memoryBus.ts'

/** How much time passes at once, in ms. */
const stepMs = 25

/** Somebody in a process of its own, which can stand still, or be over. */
class Process {
  readonly name: string
  readonly clock: SteadyClock
  isFrozen = false
  isDead = false
  /** What has come since it stands still. */
  #queue: (() => void)[] = []

  constructor(name: string, time: { now: number }) {
    this.name = name
    this.clock = new SteadyClock({
      wall: () => 1_700_000_000_000 + time.now,
      monotonic: () => time.now,
    })
  }

  /** Something comes to it, soon. */
  readonly enter = (take: () => void): void => queueMicrotask(() => this.#do(take))

  turn(): void {
    this.#do(this.clock.turn)
  }

  thaw(): void {
    this.isFrozen = false
    for (const take of this.#queue.splice(0)) this.#do(take)
  }

  #do(take: () => void): void {
    if (this.isDead) return
    if (this.isFrozen) this.#queue.push(take)
    else take()
  }
}

export class WorldNode extends Process {
  world!: World
  ended: Ending | null = null
  /** Reaches neither the servers nor other worlds. */
  isCutOff = false
  /** Reaches worlds and edges, and not the servers. */
  isOffServers = false
  /** Hears no beats; or of nothing new in the stream. */
  isDeaf = false
  isBlind = false
  /** Whether transcripts are read from its file. */
  hasFile = false
  /** What was reported to the operator. */
  readonly reports: string[] = []
  /** All that counts, as it was followed. */
  readonly events: LogEvent[] = []
}

export class EdgeNode extends Process {
  end!: EdgeEnd
  /** What came for sockets, in order. */
  heard: ToSocket[] = []
  /** What was refused, by the command's type. */
  refused: string[] = []
  /** What the world said to it, also what it did not heed. */
  told: ToEdge[] = []

  /** The frames, or what else came for a socket, by their names. */
  said(socket: SocketNumber): string[] {
    return this.heard.flatMap((said) => {
      if (said.socket !== socket) return []
      if (said.type === 'close') return [`close ${said.reason}`]
      return said.type === 'frame' || said.type === 'reply' ? [said.frame.type] : [said.type]
    })
  }

  /** Once the world has admitted it. */
  async open(socket: SocketNumber, session: SessionId): Promise<void> {
    const address = '192.0.2.1'
    await this.end.ask({
      ...{ type: 'admit', session, visit: null, isOwn: true, otherwise: 'ended', address },
      solution: null,
    })
    this.end.tell({ type: 'opened', socket, session, address, resume: null })
  }

  send(socket: SocketNumber, frame: AskingFrame): void {
    this.end.tell({ type: 'frame', socket, frame })
  }
}

export class Cluster {
  readonly servers = new MemoryServers()
  readonly worlds: WorldNode[] = []
  readonly edges: EdgeNode[] = []
  /** Whether something said between a world and an edge is lost. */
  isLost: (said: FromEdge | ToEdge, edge: string) => boolean = () => false
  /** Hears what worlds say to one another, before any of them does. */
  overhear: (said: FromWorld) => void = () => {}
  /** Whether all that worlds and edges say comes twice. */
  isDoubled = false
  readonly #time = { now: 0 }
  readonly #bus = new MemoryBus<WorldNode | EdgeNode>((...said) => this.#carry(...said))

  world(name: string, changed: Partial<WorldParts> = {}): WorldNode {
    const node = new WorldNode(name, this.#time)
    const path = pathOf(node)
    node.hasFile = changed.file !== undefined
    node.world = new World({
      world: name,
      fingerprint: 'ours',
      stream: this.servers.stream(path),
      cabinet: this.servers.cabinet(path),
      bus: this.#worldBus(node),
      clock: node.clock,
      random: randomBytes,
      ids: idsOf(name),
      report: (level, message) => node.reports.push(`${level}: ${message}`),
      graceMs: settings.graceMs,
      openDesk: deskOf(node),
      followed: (events) => node.events.push(...events),
      checksumTurns: 5,
      file: noFile(),
      ...changed,
      onEnd: (why) => {
        node.ended = why
      },
    })
    this.worlds.push(node)
    return node
  }

  edge(name: string): EdgeNode {
    const node = new EdgeNode(name, this.#time)
    const bus = this.#edgeBus(node)
    node.end = new EdgeEnd({ edge: name, fingerprint: 'ours', bus, clock: node.clock })
    node.end.hear({
      said: (said) => node.heard.push(said),
      refused: ({ type }, { code }) => node.refused.push(`${type} ${code}`),
    })
    this.edges.push(node)
    return node
  }

  /** Lets time pass, everywhere but where it stands still. */
  async pass(ms: number): Promise<void> {
    for (const end = this.#time.now + ms; this.#time.now < end; ) {
      await settled()
      this.#time.now += stepMs
      for (const node of [...this.worlds, ...this.edges]) if (!node.isFrozen) node.turn()
    }
    await settled()
  }

  /** The world that leads and is open, once there is one. */
  async leader(): Promise<WorldNode> {
    for (let ms = 0; ms < 10_000; ms += stepMs) {
      const leading = this.worlds.filter((node) => leaderOf(node)?.isOpen)
      const met = this.edges.every(({ end, isDead }) => isDead || end.isMet)
      if (leading.length === 1 && met) return leading[0] as WorldNode
      await this.pass(stepMs)
    }
    throw new Error('Nobody leads')
  }

  /** Somebody joins by that edge, and opens a socket. */
  async visitor(edge: EdgeNode, socket: SocketNumber): Promise<SessionId> {
    const joining = this.joining(edge, socket)
    const joined = edge.end.order(joining)
    await this.pass(4 * stepMs)
    succeeded(await joined)
    void edge.open(socket, joining.session)
    await this.pass(4 * stepMs)
    return joining.session
  }

  joining(edge: EdgeNode, socket: SocketNumber): Extract<EdgeCommand, { type: 'join' }> {
    const at = edge.clock.now()
    const day = new Date(at).toISOString().slice(0, 10)
    return {
      type: 'join',
      session: `session ${edge.name}${socket}`,
      form: { username: `Ann ${socket}`, bio: '', interests: [], gender: 'other', seeks: 'anyone' },
      held: null,
      fresh: { random: `pass ${edge.name}${socket}`, day, at },
      former: null,
    }
  }

  /** What is said between two of them is lost, comes once, or twice. */
  #carry(from: WorldNode | EdgeNode, to: WorldNode | EdgeNode, said: Said): number {
    const isBetweenWorlds = from instanceof WorldNode && to instanceof WorldNode
    if (isBetweenWorlds && (from.isCutOff || to.isCutOff)) return 0
    if (!('kind' in said)) return 1
    if (said.kind === 'handing' || said.kind === 'level') return this.isDoubled ? 2 : 1
    const edge = from instanceof EdgeNode ? from : to
    if (from.isDead || this.isLost(said, edge.name)) return 0
    return this.isDoubled ? 2 : 1
  }

  #worldBus(node: WorldNode): WorldBus {
    const bus = this.#bus.world(node)
    return {
      ...bus,
      toWorlds: (said) => {
        this.overhear(said)
        bus.toWorlds(said)
      },
      hear: (ears) =>
        bus.hear({
          ...ears,
          beat: (beat) => {
            if (!node.isDeaf) ears.beat(beat)
          },
        }),
    }
  }

  #edgeBus(node: EdgeNode): EdgeBus {
    const bus = this.#bus.edge(node)
    return {
      ...bus,
      hear: (ears) =>
        bus.hear({
          ...ears,
          toEdge: (said) => {
            node.told.push(said)
            ears.toEdge(said)
          },
        }),
    }
  }
}

export const leaderOf = ({ world, isDead, isFrozen }: WorldNode): Leader | null =>
  isDead || isFrozen ? null : world.leader

/** Every promise that can be settled by now is. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const pathOf = (node: WorldNode): Path => ({
  ask: async (done) => {
    await new Promise<void>((resolve) => node.enter(resolve))
    if (node.isCutOff || node.isOffServers) return unanswered
    const given = done()
    await new Promise<void>((resolve) => node.enter(resolve))
    return Result.succeed(given)
  },
  // What it misses it is told with the next.
  tell: (news) =>
    node.enter(() => {
      if (!node.isCutOff && !node.isOffServers && !node.isBlind) news()
    }),
})

const idsOf = (name: string): ServerIds => {
  let count = 0
  const next = (kind: string) => () => {
    count += 1
    return `${kind} ${name}${count}`
  }
  return { session: next('s'), room: next('r'), report: next('x'), pass: next('p') }
}

const deskOf =
  (node: WorldNode): WorldParts['openDesk'] =>
  async ({ engine, say, keyOf, ask }) => {
    const { clock } = node
    const days = new Days({ engine, clock, keyOf })
    await days.begin()
    return openDesk({
      ...{ engine, days, clock, settings, say, seal: null },
      ids: idsOf(node.name),
      report: () => {},
      metrics: { count: () => {} },
      transcript: (room, after) =>
        node.hasFile
          ? transcriptOf(ask)(room, after)
          : pagesOf(async () => {
              await new Promise<void>((resolve) => engine.afterCommit(resolve))
              return messagesIn(node.events, room).filter(({ seq }) => seq > after)
            }),
    })
  }

const messagesIn = (events: readonly LogEvent[], room: RoomId): TranscriptMessage[] => {
  const messages: TranscriptMessage[] = []
  for (const event of events) {
    if (event.actor !== room || event.type !== 'room.send_message') continue
    const { by, id, text } = event.data
    messages.push({ seq: messages.length + 1, by, id, text, at: event.at })
  }
  return messages
}
