// Real NATS servers, one or several that are a cluster, on free ports of this machine.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect as connectNats, nanos, type TlsOptions } from '@nats-io/transport-node'
import { describe } from 'vitest'
import { freePort, removeFolder, temporaryFolder } from './process.ts'

/** Debian has it in /usr/sbin, where not every PATH looks. */
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

const isInstalled =
  spawnSync('nats-server', ['--version'], { env: environment, stdio: 'ignore' }).status === 0

/** Without the program its tests are skipped, and say why; where it has to be there, they fail. */
export const describeOnNats = (name: string, tests: () => void): void => {
  if (isInstalled || process.env.REQUIRE_NATS === '1') describe(name, tests)
  else describe.skip(`${name} (skipped: nats-server is not installed)`, tests)
}

interface Ports {
  readonly client: string
  readonly route: string
  readonly monitor: string
}

const freePorts = async (): Promise<Ports> => ({
  client: await freePort(),
  route: await freePort(),
  monitor: await freePort(),
})

/** How long servers may take until they agree on who leads, in ms: now and then they never do. */
const readyMsMax = 18_000

/** Who leads, by name, and how far the others are, as far as whoever leads is asked. */
interface Group {
  readonly leader?: string
  readonly replicas?: readonly { readonly current: boolean }[]
}

/** What a server says of itself, as far as it is asked here. */
interface Said {
  readonly meta_cluster?: Group
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly cluster?: Group }[]
  }[]
}

const waitMs = (ms: number): Promise<void> => new Promise((settle) => setTimeout(settle, ms))

class NatsServer {
  readonly name: string
  readonly ports: Ports
  readonly #args: readonly string[]
  #child: ChildProcess | null = null

  constructor(name: string, ports: Ports, args: readonly string[]) {
    this.name = name
    this.ports = ports
    this.#args = args
  }

  start(): void {
    const { client, monitor } = this.ports
    const ports = ['-a', '127.0.0.1', '-p', client, '-m', monitor]
    const child = spawn('nats-server', ['--name', this.name, ...ports, '-js', ...this.#args], {
      env: environment,
      stdio: 'ignore',
    })
    child.on('error', () => {})
    // Whoever ends a run in the middle leaves none behind.
    process.once('exit', () => child.kill('SIGKILL'))
    this.#child = child
  }

  get isRunning(): boolean {
    const child = this.#child
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null
  }

  /** At once, as when a machine dies. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === null || !this.isRunning) return
    const gone = new Promise((settle) => child.once('exit', settle))
    child.kill('SIGKILL')
    await gone
  }

  /** Whether clients are let in, which may be later than the monitor answers. */
  isOpen(): Promise<boolean> {
    return new Promise((settle) => {
      const socket = connect(Number(this.ports.client), '127.0.0.1')
      socket.once('data', () => socket.destroy())
      socket.once('error', () => settle(false))
      socket.once('close', () => settle(socket.bytesRead > 0))
    })
  }

  /** Null: it does not answer. */
  async ask(): Promise<Said | null> {
    const { monitor } = this.ports
    try {
      const answer = await fetch(`http://127.0.0.1:${monitor}/jsz?streams=1&accounts=1`)
      return answer.ok ? ((await answer.json()) as Said) : null
    } catch {
      return null
    }
  }
}

/** One of the streams as a server knows it, or what they all agree on. */
const groupIn = (said: Said | null, stream?: string): Group | undefined => {
  if (stream === undefined) return said?.meta_cluster
  const streams = said?.account_details?.flatMap(({ stream_detail = [] }) => stream_detail)
  return streams?.find(({ name }) => name === stream)?.cluster
}

export class NatsServers {
  readonly servers: readonly NatsServer[]
  readonly #folder: string

  private constructor(servers: readonly NatsServer[], folder: string) {
    this.servers = servers
    this.#folder = folder
  }

  /** One, or three; once they have agreed on who leads. A port may be another program's by then, or they do not agree: tries again. */
  static async start(count: 1 | 3, more: readonly string[] = []): Promise<NatsServers> {
    for (let tries = 3; tries > 0; tries -= 1) {
      const folder = temporaryFolder()
      const ports = await Promise.all(Array.from({ length: count }, freePorts))
      const routes = ports.map(({ route }) => `nats://127.0.0.1:${route}`)
      const started = new NatsServers(
        ports.map((own, at) => {
          const cluster = ['--cluster_name', 'test', '--cluster', `nats://127.0.0.1:${own.route}`]
          const together = count === 1 ? [] : [...cluster, '--routes', routes.join(',')]
          const name = `n${at + 1}`
          return new NatsServer(name, own, [...more, '-sd', join(folder, name), ...together])
        }),
        folder,
      )
      for (const server of started.servers) server.start()
      const late = waitMs(readyMsMax).then(() => false)
      if (await Promise.race([started.#isReady(), late])) return started
      await started.stop()
    }
    throw new Error('nats-server does not start')
  }

  /** As clients name them. */
  get url(): string {
    return this.servers.map(({ ports }) => `nats://127.0.0.1:${ports.client}`).join(',')
  }

  get folder(): string {
    return this.#folder
  }

  /** Until all are there again. */
  async restart(server: NatsServer): Promise<void> {
    server.start()
    await this.#isReady()
  }

  /** Whoever leads a stream, or all; with as many who follow as are given. */
  async leaderOf(stream?: string, following = 0): Promise<NatsServer> {
    for (; ; await waitMs(50)) {
      const leader = await this.#leads(stream, following)
      if (leader !== null) return leader
    }
  }

  async #leads(stream: string | undefined, following: number): Promise<NatsServer | null> {
    for (const server of this.servers) {
      const { leader, replicas = [] } = groupIn(await server.ask(), stream) ?? {}
      const current = replicas.filter((one) => one.current).length
      if (leader === server.name && current >= following) return server
    }
    return null
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()))
    removeFolder(this.#folder)
  }

  /** Whether all are up and one leads them; false once one has ended instead. */
  async #isReady(): Promise<boolean> {
    for (; ; await waitMs(50)) {
      if (this.servers.some(({ isRunning }) => !isRunning)) return false
      const said = await Promise.all(this.servers.map((server) => server.ask()))
      const open = await Promise.all(this.servers.map((server) => server.isOpen()))
      if (said.includes(null) || open.includes(false)) continue
      const others = this.servers.length - 1
      if (others === 0 || (await this.#leads(undefined, others)) !== null) return true
    }
  }
}

interface Reached {
  readonly url: string
  readonly tls?: TlsOptions
}

/** A stream lets go, by a bound of how many are kept, or for how long, which is taken back again. */
export const lettingGo = async (
  { url, tls }: Reached,
  name: string,
  upTo: number,
): Promise<void> => {
  const servers = url.replace(/tls:\/\//g, '').split(',')
  const line = await connectNats({ servers, ...(tls && { tls }) })
  const { streams } = await jetstreamManager(line)
  const { state } = await streams.info(name)
  const last = Math.min(upTo, state.last_seq)
  const kept = state.last_seq - last
  const soon = { max_age: nanos(100), duplicate_window: nanos(100) }
  await streams.update(name, kept > 0 ? { max_msgs: kept } : soon)
  while ((await streams.info(name)).state.first_seq <= last);
  await streams.update(name, { ...{ max_msgs: -1, max_age: 0 }, duplicate_window: nanos(120_000) })
  await line.close()
}
