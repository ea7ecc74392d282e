// What a message costs in each part of a cluster, and how soon it is answered, beside one server.
import { drive, generate } from '../generate.ts'
import type { Report, Step, Threads } from '../generator/steps.ts'
import { median } from '../table.ts'
import { type Line, line, micros, ms, times } from './lines.ts'
import { Cluster } from './machines.ts'

export type Cost = 'cost' | 'ack'

const users = 1_000

/** The steps of a round, and of which of them what is told. */
const stepsFor = (only: readonly Cost[], seconds: number): readonly Step[] => [
  { kind: 'come' },
  ...(only.includes('ack') ? [{ kind: 'fixed', rate: 1_000, seconds } as const] : []),
  { kind: 'fixed', rate: 5_000, seconds },
  ...(only.includes('cost') ? [{ kind: 'closed', outstanding: 16, seconds } as const] : []),
]

interface Measured {
  readonly report: Report
  readonly embedded: Report
  /** Of the report's processes, how many are what. */
  readonly edges: number
}

/** A cluster, and one server, in the same steps. */
const round = async (steps: readonly Step[], isFirst: boolean): Promise<readonly Measured[]> => {
  const alone = () => generate('passerby', users, steps)
  const before = isFirst ? await alone() : null
  const cluster = await Cluster.start()
  let reports: readonly Report[]
  const { worlds, edges, nats } = await cluster.pids()
  try {
    const watched = [...worlds, ...edges, ...nats]
    reports = await drive({ ...cluster.door, watched, users, steps })
  } finally {
    await cluster.stop()
  }
  const embedded = before ?? (await alone())
  return reports.map((report, at) => ({
    ...{ report, embedded: embedded[at] as Report, edges: edges.length },
  }))
}

/** CPU µs of each message, of some threads. */
const microsOf = ({ count }: Report, spent: readonly number[]): number =>
  (spent.reduce((sum, one) => sum + one, 0) * 1_000) / count

const partsOf = ({ report, embedded, edges }: Measured) => {
  const [leading, standby, ...others] = report.watched as [Threads, Threads, ...Threads[]]
  const [server] = embedded.watched as [Threads]
  const ofEdges = others.slice(0, edges)
  const ofNats = others.slice(edges)
  return {
    serverMain: microsOf(embedded, [server.main]),
    serverWriter: microsOf(embedded, [server.second]),
    worldMain: microsOf(report, [leading.main]),
    worldWriter: microsOf(report, [leading.second]),
    edgesMain: microsOf(
      report,
      ofEdges.map(({ main }) => main),
    ),
    edgesAll: microsOf(
      report,
      ofEdges.map(({ all }) => all),
    ),
    standbyMain: microsOf(report, [standby.main]),
    standbyWriter: microsOf(report, [standby.second]),
    nats: microsOf(
      report,
      ofNats.map(({ all }) => all),
    ),
    perSecond: report.count / report.seconds,
    serverPerSecond: embedded.count / embedded.seconds,
    otherCores: report.otherCores,
  }
}

type Parts = ReturnType<typeof partsOf>

const costLines = (all: readonly Measured[], where: string): readonly Line[] => {
  const parts = all.map(partsOf)
  const of = (what: (one: Parts) => number) => median(parts.map(what))
  const [rate, alone, other] = [
    ...[of((one) => one.perSecond), of((one) => one.serverPerSecond), of((one) => one.otherCores)],
  ] as const
  const how =
    `${where}: CPU a message by /proc/PID/task/*/schedstat, ${users} visitors, median of ${all.length} rounds; ` +
    `the writer is the busiest thread beside the main one; ${rate.toFixed(0)}/s heard, ` +
    `${alone.toFixed(0)}/s on the server alone; other work ${other.toFixed(2)} cores`
  const cost = (what: string, value: (one: Parts) => number) =>
    line(what, of(value), { shown: micros, how })
  const ratio = (what: string, value: (one: Parts) => number, most: number) =>
    line(what, of(value), { shown: times, most, how })
  return [
    cost('server alone, main thread', (one) => one.serverMain),
    cost('server alone, writer', (one) => one.serverWriter),
    cost('world that leads, main thread', (one) => one.worldMain),
    cost('world that leads, writer', (one) => one.worldWriter),
    cost('world that stands by, main thread', (one) => one.standbyMain),
    cost('world that stands by, writer', (one) => one.standbyWriter),
    cost('edges, main threads', (one) => one.edgesMain),
    cost('edges, all threads', (one) => one.edgesAll),
    cost('nats-servers', (one) => one.nats),
    ratio('world / server alone, main threads', (one) => one.worldMain / one.serverMain, 0.6),
    ratio('edges / server alone, main threads', (one) => one.edgesMain / one.serverMain, 0.85),
    ratio('standby / world, main threads', (one) => one.standbyMain / one.worldMain, 1),
  ]
}

const ackLines = (all: readonly Measured[], rate: number): readonly Line[] => {
  const how =
    `${rate}/s: from when a message was due until its sender heard that it is stored (R3; on the server ` +
    `alone: synced), ${users} visitors, median of ${all.length} rounds`
  const of = (what: 'report' | 'embedded', part: 'p50' | 'p99') =>
    median(all.map((one) => one[what].acknowledgement?.[part] ?? Number.NaN))
  return (['p50', 'p99'] as const).flatMap((part) => [
    line(`acknowledged by the cluster, ${part}`, of('report', part), { shown: ms, how }),
    line(`acknowledged by the server alone, ${part}`, of('embedded', part), { shown: ms, how }),
  ])
}

export const costs = async (
  only: readonly Cost[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  say: (text: string) => void,
): Promise<readonly Line[]> => {
  const all: Measured[] = []
  for (let number = 1; number <= rounds; number += 1) {
    say(`${only.join(', ')}: round ${number} of ${rounds}`)
    all.push(...(await round(stepsFor(only, seconds), number % 2 === 1)))
  }
  for (const { report, embedded } of all) {
    for (const fault of [...report.faults, ...embedded.faults]) say(`fault: ${fault}`)
  }
  const at = (rate: number) =>
    all.filter(({ report: { step } }) => step.kind === 'fixed' && step.rate === rate)
  const closed = all.filter(({ report }) => report.step.kind === 'closed')
  return [
    ...(only.includes('cost') ? costLines(at(5_000), '5,000/s') : []),
    ...(only.includes('cost') ? costLines(closed, 'closed loop, 16 under way a pair') : []),
    ...(only.includes('ack') ? [1_000, 5_000].flatMap((rate) => ackLines(at(rate), rate)) : []),
  ]
}
