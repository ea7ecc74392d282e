// A cluster under load: three nats-servers, worlds and edges, each a process that may be killed.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  freePorts,
  madeFolder,
  madeSecret,
  Process,
  passerby,
  removeFolder,
} from '../../src/trial/machine.ts'
import { type Part, partsOf, portsFor } from '../../src/trial/parts.ts'
import type { Orders } from '../generator/steps.ts'
import { open } from '../process.ts'

/** How many there are; one world more is there to come later, and cold. */
const worlds = 2
const usualEdges = 2

/** How often something is looked at, in ms. */
const lookMs = 10

/** How long is waited for anything that must come, in ms. */
const patienceMs = 60_000

const running = new Set<number>()
const folders = new Set<string>()

// Whoever ends a run in the middle leaves none behind.
process.once('exit', () => {
  for (const pid of running) process.kill(pid, 'SIGKILL')
  for (const folder of folders) removeFolder(folder)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** What a nats-server says of the streams, as far as it is asked here. */
interface Said {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string
      readonly cluster?: {
        readonly leader?: string
        readonly replicas?: readonly { readonly current: boolean }[]
      }
    }[]
  }[]
}

export class Cluster {
  readonly #parts: readonly (readonly Part[])[]
  readonly #folder: string
  readonly #processes = new Map<Part, Process>()
  #losses = 0

  private constructor(parts: readonly (readonly Part[])[], folder: string) {
    this.#parts = parts.map((ofKind) =>
      ofKind.map((part) => ({ ...part, environment: { ...open, ...part.environment } })),
    )
    this.#folder = folder
    folders.add(folder)
  }

  /** Once one world leads, the other stands by, and the edges know it. */
  static async start({ edges = usualEdges } = {}): Promise<Cluster> {
    const counts = { worlds: worlds + 1, edges }
    const [port = 0, ...ports] = await freePorts(portsFor(counts) + 1)
    const folder = madeFolder()
    const nextPort = () => ports.shift() ?? 0
    const trial = { ...counts, port, nextPort, folder, passerby, secret: madeSecret() }
    const cluster = new Cluster(partsOf(trial), folder)
    const { nats, ofWorlds, ofEdges } = cluster.#kinds
    for (const parts of [nats, ofWorlds.slice(0, worlds), ofEdges]) {
      await Promise.all(parts.map((part) => cluster.begin(part)))
    }
    await cluster.settled()
    return cluster
  }

  /** The world that was not started. */
  get cold(): Part {
    return this.#kinds.ofWorlds[worlds] as Part
  }

  get #kinds() {
    const [nats = [], ofWorlds = [], ofEdges = []] = this.#parts
    return { nats, ofWorlds, ofEdges }
  }

  /** Where visitors come, and a process that nobody kills. */
  get door(): Pick<Orders, 'name' | 'address' | 'port' | 'pid'> {
    const [edge] = this.#kinds.ofEdges as [Part]
    const address = edge.address as string
    return { name: 'passerby', address, port: Number(new URL(address).port), pid: this.pid(edge) }
  }

  /** Whoever leads, and whoever stands by. */
  async worlds(): Promise<{ readonly leading: Part; readonly standby: Part }> {
    return until('no world leads', async () => {
      const here = this.#kinds.ofWorlds.filter((part) => this.#processes.has(part))
      const leads = await Promise.all(here.map((part) => metric(part, 'leads')))
      const leading = here[leads.indexOf(1)]
      const standby = here[leads.indexOf(0)]
      return leading !== undefined && standby !== undefined ? { leading, standby } : null
    })
  }

  /** The nats-server that leads the log's stream, once as many follow as are to. */
  leadingNats(): Promise<Part> {
    return until('no nats-server leads', async () => {
      for (const part of this.#kinds.nats) {
        const { leader, replicas = [] } = (await groupOf(part)) ?? {}
        const isWhole = replicas.length === 2 && replicas.every(({ current }) => current)
        if (leader === part.name && isWhole) return part
      }
      return null
    })
  }

  async pids() {
    const { leading, standby } = await this.worlds()
    const { nats, ofEdges } = this.#kinds
    const of = (parts: readonly Part[]) => parts.map((part) => this.pid(part))
    return { worlds: of([leading, standby]), edges: of(ofEdges), nats: of(nats) }
  }

  /** Of the edges, of each world, and of the nats-servers, as they are now. */
  get pidsByKind(): readonly (readonly number[])[] {
    const { nats, ofWorlds, ofEdges } = this.#kinds
    const of = (parts: readonly Part[]) => parts.map((part) => this.pid(part))
    return [of(ofEdges), ...ofWorlds.slice(0, worlds).map((part) => of([part])), of(nats)]
  }

  /** How often one ended by itself. */
  get losses(): number {
    return this.#losses
  }

  pid(part: Part): number {
    return this.#processes.get(part)?.pid ?? 0
  }

  /** Starts it, and again wherever it ends by itself, as whoever looks after it would. */
  async begin(part: Part): Promise<void> {
    const begun = new Process(part, () => {})
    const { pid } = begun
    this.#processes.set(part, begun)
    running.add(pid)
    begun.ended.then((code) => {
      running.delete(pid)
      if (this.#processes.get(part) !== begun) return
      const why = `${code}, and is started again. ${begun.said}`
      process.stderr.write(`${part.name} ended by itself with ${why}\n`)
      this.#losses += 1
      // One that takes long is awaited by whoever needs it.
      this.begin(part).catch(() => {})
    })
    await until(`${part.name} is not ready`, () => isReady(part))
  }

  /** Sends a signal, and resolves once it has ended. */
  async strike(part: Part, signal: NodeJS.Signals): Promise<void> {
    const struck = this.#processes.get(part)
    if (struck === undefined) return
    this.#processes.delete(part)
    process.kill(struck.pid, signal)
    await struck.ended
  }

  /** As it was before anything was killed. */
  async settled(): Promise<void> {
    const { standby } = await this.worlds()
    await this.leadingNats()
    await isLevel(standby)
  }

  /** Starts it; gives how many ms it took until it stood by and was behind by no turn. */
  async beginLevel(part: Part): Promise<number> {
    const began = performance.now()
    await this.begin(part)
    await isLevel(part)
    return performance.now() - began
  }

  /** A copy of what the standby has, which is stopped for it and stands by again. */
  async copied(): Promise<string> {
    const { standby } = await this.worlds()
    await this.strike(standby, 'SIGTERM')
    const copy = join(this.#folder, 'copy')
    this.copy(standby.folder as string, copy)
    await this.begin(standby)
    await this.settled()
    return copy
  }

  copy(from: string, to: string): void {
    cpSync(from, to, { recursive: true })
  }

  async stop(): Promise<void> {
    const { nats, ofWorlds, ofEdges } = this.#kinds
    for (const parts of [ofEdges, ofWorlds, nats]) {
      const ended = parts.flatMap((part) => this.#processes.get(part) ?? [])
      for (const part of parts) this.#processes.delete(part)
      await Promise.all(ended.map((one) => one.end()))
    }
    removeFolder(this.#folder)
  }
}

const isLevel = (part: Part): Promise<true> =>
  until(`${part.name} is behind`, async () =>
    (await metric(part, 'standby_lag_turns')) === 0 ? true : null,
  )

/** What a process measures of itself; null where it does not answer. */
const metric = async ({ metrics }: Part, name: string): Promise<number | null> => {
  const answer = await fetch(metrics as string).catch(() => null)
  const value = new RegExp(`^passerby_${name} (.*)$`, 'm').exec((await answer?.text()) ?? '')?.[1]
  return value === undefined ? null : Number(value)
}

const isReady = async ({ health }: Part): Promise<true | null> => {
  const answer = await fetch(health).catch(() => null)
  return answer?.ok ? true : null
}

const groupOf = async ({ health }: Part) => {
  const asked = new URL('/jsz?streams=1&accounts=1', health)
  const answer = await fetch(asked).catch(() => null)
  const said = answer?.ok ? ((await answer.json()) as Said) : {}
  const streams = said.account_details?.flatMap(({ stream_detail = [] }) => stream_detail)
  return streams?.find(({ name }) => name.endsWith('-log'))?.cluster
}

/** Looks until there is something. */
const until = async <A>(otherwise: string, look: () => Promise<A | null>): Promise<A> => {
  const end = performance.now() + patienceMs
  while (performance.now() < end) {
    const found = await look()
    if (found !== null) return found
    await pause(lookMs)
  }
  throw new Error(`${otherwise} after ${patienceMs / 1_000} s`)
}
