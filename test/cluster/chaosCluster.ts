// A whole cluster of real processes, each of which can be lost and started again.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { expect } from 'vitest'
import { NatsServers } from '../kit/natsServers.ts'
import { passingFolder } from '../kit/passingFolder.ts'
import { freePort, type Running, startServer, startWorld } from '../kit/process.ts'

/** A process and how it is started: again and again at the same place. */
class Node {
  /** Each process that it was, the last of which is now. */
  readonly runs: Running[] = []
  readonly #start: () => Promise<Running>

  constructor(start: () => Promise<Running>) {
    this.#start = start
  }

  async start(): Promise<void> {
    this.runs.push(await this.#start())
  }

  get running(): Running {
    const running = this.runs.at(-1)
    if (running === undefined) throw new Error('it was not started')
    return running
  }

  signal(signal: NodeJS.Signals): void {
    this.running.child.kill(signal)
  }

  /** NaN: it does not answer. */
  async metric(name: string): Promise<number> {
    const { said } = this.running
    const address = /"the metrics are open","address":"([^"]+)"/.exec(said())?.[1] ?? ''
    const text = await fetch(address).then(
      (answer) => answer.text(),
      () => '',
    )
    return Number(new RegExp(`^passerby_${name} (.*)$`, 'm').exec(text)?.[1])
  }
}

export class WorldNode extends Node {
  readonly directory: string
  /** How it ended each time: by which code, null where it was killed. */
  readonly ends: (number | null)[] = []
  #isOver = false
  #again: Promise<void> = Promise.resolve()

  constructor(shared: Readonly<Record<string, string>>) {
    const directory = passingFolder()
    super(() => startWorld({ ...shared, DATA_DIR: directory }))
    this.directory = directory
  }

  /** Whenever it ends it is started again, as an operator would. */
  override async start(): Promise<void> {
    await super.start()
    this.#again = this.running.ended().then(async (code) => {
      this.ends.push(code)
      if (!this.#isOver) await this.start()
    })
  }

  /** What ends it is done; waits until it is there again. */
  async again(ending: () => unknown): Promise<void> {
    const again = this.#again
    await ending()
    await again
  }

  /** Tells it to go. */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.running.end('SIGTERM')
    await this.#again
  }

  async leads(): Promise<boolean> {
    return (await this.metric('leads')) === 1
  }
}

export class EdgeNode extends Node {
  readonly origin: string
  readonly port: number

  constructor(shared: Readonly<Record<string, string>>, port: string) {
    super(() => startServer({ ...shared, ROLE: 'edge', PORT: port }))
    this.port = Number(port)
    this.origin = `http://127.0.0.1:${port}`
  }

  isReady(): Promise<boolean> {
    return fetch(`${this.origin}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  }
}

/** Three NATS servers, two worlds and two edges. */
export class ChaosCluster {
  readonly nats: NatsServers
  readonly worlds: readonly [WorldNode, WorldNode]
  readonly edges: readonly [EdgeNode, EdgeNode]

  private constructor(nats: NatsServers, ports: readonly [string, string]) {
    const shared = {
      ...{ NATS_URL: nats.url, SESSION_SECRET: 'a secret of the tests', LOG_LEVEL: 'info' },
      ...{ LIMIT_MESSAGES_PER_SECOND: '0', LIMIT_JOINS_PER_MINUTE: '0' },
      LIMIT_SOCKETS_PER_ADDRESS: '0',
    }
    this.nats = nats
    this.worlds = [new WorldNode(shared), new WorldNode(shared)]
    this.edges = [new EdgeNode(shared, ports[0]), new EdgeNode(shared, ports[1])]
  }

  static async onNats(): Promise<ChaosCluster> {
    const nats = await NatsServers.start(3)
    return new ChaosCluster(nats, [await freePort(), await freePort()])
  }

  async start(): Promise<void> {
    await Promise.all([...this.worlds, ...this.edges].map((node) => node.start()))
    for (const edge of this.edges) await expect.poll(() => edge.isReady()).toBe(true)
  }

  /** Whoever leads, and whoever does not. */
  async leading(): Promise<readonly [leader: WorldNode, other: WorldNode]> {
    for (;;) {
      const [one, other] = this.worlds
      if (await one.leads()) return [one, other]
      if (await other.leads()) return [other, one]
    }
  }

  /** The newest epoch of which edges know. */
  async epoch(): Promise<number> {
    return Math.min(...(await Promise.all(this.edges.map((edge) => edge.metric('epoch')))))
  }

  /** The keys of all who live, as they are filed. */
  async keys(): Promise<readonly Uint8Array[]> {
    const line = await connect({ servers: this.nats.url.split(',') })
    const { streams } = await jetstreamManager(line)
    const { state } = await streams.info('passerby-keys', { subjects_filter: '>' })
    const found = Object.keys(state.subjects ?? {}).map((subject) =>
      streams.getMessage('passerby-keys', { last_by_subj: subject }),
    )
    const filed = await Promise.all(found)
    await line.close()
    return filed.flatMap((message) => (message?.data.length ? [message.data] : []))
  }

  /** Every file that any process of the cluster has, as bytes. */
  files(): readonly Buffer[] {
    return [this.nats.folder, ...this.worlds.map(({ directory }) => directory)].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => readFileSync(join(parentPath, name))),
    )
  }

  async end(): Promise<void> {
    await Promise.all(this.#runs.map((run) => run.end('SIGKILL')))
    await this.nats.stop()
  }

  get #runs(): readonly Running[] {
    return [...this.edges, ...this.worlds].flatMap(({ runs }) => runs)
  }
}
