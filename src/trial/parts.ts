// The processes of a cluster on one machine: how each is started, and where it is found.

export interface Part {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
  readonly environment: Readonly<Record<string, string>>
  /** It is ready once this answers 200. */
  readonly health: string
  /** Where it is found, and where its files are; null: nowhere. */
  readonly address: string | null
  readonly metrics: string | null
  readonly folder: string | null
}

export interface Trial {
  readonly worlds: number
  readonly edges: number
  /** Of all edges. */
  readonly port: number
  /** Of whatever needs one of its own. */
  readonly nextPort: () => number
  readonly folder: string
  /** Begins a process of Passerby, with so many MB for what has just been allocated, twice. */
  readonly passerby: (youngMegabytes: number) => Part['command']
  readonly secret: string
}

/** As many as it takes for one to be lost. */
const natsServers = 3

/** How many ports there have to be. */
export const portsFor = ({ worlds, edges }: Pick<Trial, 'worlds' | 'edges'>): number =>
  3 * natsServers + worlds + edges

const numbered = <A>(count: number, of: (number: number) => A): readonly A[] =>
  Array.from({ length: count }, (_, index) => of(index + 1))

/** First those that the others need. */
export const partsOf = (trial: Trial): readonly (readonly Part[])[] => {
  const nats = natsParts(trial)
  const urls = nats.map(({ address }) => address).join(',')
  const shared = { NATS_URL: urls, SESSION_SECRET: trial.secret }
  return [
    nats,
    numbered(trial.worlds, (number) => worldPart(trial, shared, number)),
    numbered(trial.edges, (number) => edgePart(trial, shared, number)),
  ]
}

const natsParts = ({ nextPort, folder }: Trial): readonly Part[] => {
  const servers = numbered(natsServers, (number) => {
    const [client, route, monitor] = [nextPort(), nextPort(), nextPort()]
    return { name: `nats-${number}`, client, route, monitor }
  })
  const routes = servers.map(({ route }) => `nats://127.0.0.1:${route}`).join(',')
  return servers.map(({ name, client, route, monitor }) => ({
    name,
    command: [
      ...(['nats-server', '--name', name, '-a', '127.0.0.1', '-p', `${client}`] as const),
      ...['-m', `${monitor}`, '-js', '-sd', `${folder}/${name}`, '--cluster_name', 'passerby'],
      ...['--cluster', `nats://127.0.0.1:${route}`, '--routes', routes],
    ],
    environment: {},
    health: `http://127.0.0.1:${monitor}/healthz`,
    address: `nats://127.0.0.1:${client}`,
    metrics: null,
    folder: `${folder}/${name}`,
  }))
}

type Shared = Readonly<Record<'NATS_URL' | 'SESSION_SECRET', string>>

/** A world allocates what all messages take, an edge a part of it: less room costs it little, and is less memory. */
const worldYoungMegabytes = 32
const edgeYoungMegabytes = 4

const worldPart = ({ nextPort, folder, passerby }: Trial, shared: Shared, number: number): Part => {
  const [name, port] = [`world-${number}`, nextPort()]
  const data = `${folder}/${name}`
  const METRICS_LISTEN = `127.0.0.1:${port}`
  return {
    name,
    command: passerby(worldYoungMegabytes),
    environment: { ...shared, ROLE: 'world', DATA_DIR: data, METRICS_LISTEN },
    health: `http://${METRICS_LISTEN}/health`,
    address: null,
    metrics: `http://${METRICS_LISTEN}/metrics`,
    folder: data,
  }
}

const edgePart = ({ nextPort, port, passerby }: Trial, shared: Shared, number: number): Part => {
  const METRICS_LISTEN = `127.0.0.1:${nextPort()}`
  const listening = { HOST: '127.0.0.1', PORT: `${port}`, SHARED_PORT: 'on', METRICS_LISTEN }
  return {
    name: `edge-${number}`,
    command: passerby(edgeYoungMegabytes),
    environment: { ...shared, ROLE: 'edge', ...listening },
    health: `http://${METRICS_LISTEN}/health/ready`,
    address: `http://127.0.0.1:${port}`,
    metrics: `http://${METRICS_LISTEN}/metrics`,
    folder: null,
  }
}
