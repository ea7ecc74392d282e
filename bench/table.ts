// The table: each figure of Passerby beside its goal and beside the others, of one run.
import type { Report, Step } from './generator/steps.ts'
import type { Crowd } from './phases.ts'
import type { ServerName } from './process.ts'

/** What was measured of a server in one round, in the order of the steps. */
export type Round = Readonly<Partial<Record<ServerName, readonly Report[]>>>

type Base = 'relay' | 'limit'

/** One line: which step it is of, and what of its report. */
interface Figure {
  readonly what: string
  readonly step: Partial<Record<string, unknown>> & Pick<Step, 'kind'>
  readonly of: (report: Report) => number
}

/** Whether at most or at least so much is wanted. */
interface Goal {
  readonly sign: '≤' | '≥'
  readonly value: number
}

interface RatioFigure extends Figure {
  readonly goal: Goal & { readonly base: Base }
  readonly unit: string
}

interface ValueFigure extends Figure {
  readonly goal: Goal
  readonly shown: (value: number) => string
}

const cpuOfEach = ({ server, count }: Report): number => (server.all * 1_000) / count
const mainOfEach = ({ server, count }: Report): number => (server.main * 1_000) / count
const perSecond = ({ count, seconds }: Report): number => count / seconds

const most = (value: number, base: Base = 'relay') => ({ sign: '≤', value, base }) as const
const least = (value: number, base: Base = 'relay') => ({ sign: '≥', value, base }) as const

const calm = { kind: 'fixed', rate: 5_000 } as const
const quiet = { kind: 'fixed', rate: 500 } as const
const two = { kind: 'closed', outstanding: 2 } as const
const sixteen = { kind: 'closed', outstanding: 16 } as const

const cpu = { of: cpuOfEach, unit: 'µs' }
const rate = { of: perSecond, unit: '/s' }

const ratioFigures: readonly RatioFigure[] = [
  { what: 'CPU per message, 2 outstanding', step: two, ...cpu, goal: most(2.2) },
  { what: 'CPU per message, 16 outstanding', step: sixteen, ...cpu, goal: most(2.2) },
  { what: 'messages/s, 2 outstanding', step: two, ...rate, goal: least(0.55) },
  { what: 'messages/s, 16 outstanding', step: sixteen, ...rate, goal: least(0.5) },
  { what: 'CPU per message, 5,000/s', step: calm, ...cpu, goal: most(2.5, 'limit') },
  {
    what: 'the same, main thread',
    step: calm,
    of: mainOfEach,
    unit: 'µs',
    goal: most(1.5, 'limit'),
  },
  { what: 'CPU per user joined, matched', step: { kind: 'come' }, ...cpu, goal: most(6) },
]

const milliseconds = (ms: number): string => `${ms.toFixed(2)} ms`
const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`

const p50 = { of: ({ latency }: Report) => latency?.p50 ?? Number.NaN, shown: milliseconds }
const p99 = { of: ({ latency }: Report) => latency?.p99 ?? Number.NaN, shown: milliseconds }

const valueFigures: readonly ValueFigure[] = [
  { what: 'delivery p50, 5,000/s', step: calm, ...p50, goal: most(2) },
  { what: 'delivery p99, 5,000/s', step: calm, ...p99, goal: most(8) },
  { what: 'delivery p50, 500/s', step: quiet, ...p50, goal: most(1.5) },
  {
    what: 'memory per matched user',
    step: { kind: 'memory' },
    of: ({ bytes }) => bytes,
    shown: kilobytes,
    goal: most(5_000),
  },
]

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** What was measured of a server in a step of a round; nothing where it was not. */
const reportIn = (round: Round, name: ServerName, { step }: Figure): Report | undefined =>
  round[name]?.find((one) =>
    Object.entries(step).every(([key, value]) => one.step[key as keyof Step] === value),
  )

/** More than this of other work on the machine, in cores, and what is measured is not the server. */
const otherCoresMax = 0.35

/** The median over the rounds of a figure of these servers; of the quiet rounds, where some were. */
const over = (
  rounds: readonly Round[],
  { figure, names }: { figure: Figure; names: readonly ServerName[] },
  value: (reports: readonly Report[]) => number,
): number => {
  const measured = rounds
    .map((round) => names.flatMap((name) => reportIn(round, name, figure) ?? []))
    .filter((reports) => reports.length === names.length)
  const quiet = measured.filter((reports) =>
    reports.every(({ otherCores }) => otherCores <= otherCoresMax),
  )
  return median((quiet.length > 0 ? quiet : measured).map(value))
}

const medianOf = (rounds: readonly Round[], name: ServerName, figure: Figure): number =>
  over(rounds, { figure, names: [name] }, ([report]) => figure.of(report as Report))

/** Of each round the figure of one server by another's in the same round; the median of them. */
const ratio = (
  rounds: readonly Round[],
  figure: Figure,
  names: readonly [ServerName, ServerName],
): number =>
  over(
    rounds,
    { figure, names },
    ([one, other]) => figure.of(one as Report) / figure.of(other as Report),
  )

const verdictOn = (value: number, { sign, value: goal }: Goal): string => {
  if (Number.isNaN(value)) return ''
  return (sign === '≤' ? value <= goal : value >= goal) ? 'met' : 'missed'
}

const orNothing = (value: number, shown: (value: number) => string): string =>
  Number.isNaN(value) ? '' : shown(value)

const times = (value: number): string => `${value.toFixed(2)} ×`

export const row = (what: string, cells: readonly string[]): void =>
  console.log([what.padEnd(36), ...cells.map((cell) => cell.padStart(16))].join(''))

/** Those of which something was measured. */
const measuredOf = <A extends Figure>(rounds: readonly Round[], figures: readonly A[]): A[] =>
  figures.filter((figure) =>
    rounds.some((round) =>
      Object.keys(round).some((name) => reportIn(round, name as ServerName, figure)),
    ),
  )

const printRatios = (rounds: readonly Round[]): void => {
  const heads = ['Passerby/relay', 'Passerby/limit', 'goal', '', 'ws/limit', 'Socket.IO/limit']
  row('', [...heads, 'relay'])
  for (const figure of measuredOf(rounds, ratioFigures)) {
    const { what, goal, unit } = figure
    const by = (one: ServerName, other: ServerName) => ratio(rounds, figure, [one, other])
    const ours = { relay: by('passerby', 'relay'), limit: by('passerby', 'limit') }
    const floor = medianOf(rounds, 'relay', figure)
    row(what, [
      orNothing(ours.relay, times),
      orNothing(ours.limit, times),
      `${goal.sign} ${goal.value} ${goal.base}`,
      verdictOn(ours[goal.base], goal),
      orNothing(by('ws', 'limit'), times),
      orNothing(by('socketio', 'limit'), times),
      orNothing(floor, (value) => `${value.toFixed(value < 1_000 ? 1 : 0)} ${unit}`),
    ])
  }
}

const printValues = (rounds: readonly Round[]): void => {
  const figures = measuredOf(rounds, valueFigures)
  if (figures.length === 0) return
  console.log()
  row('', ['Passerby', 'limit', 'goal', '', 'ws', 'Socket.IO', 'relay'])
  for (const figure of figures) {
    const { what, goal, shown } = figure
    const of = (name: ServerName) => medianOf(rounds, name, figure)
    const cell = (name: ServerName) => orNothing(of(name), shown)
    row(what, [
      cell('passerby'),
      cell('limit'),
      `${goal.sign} ${shown(goal.value)}`,
      verdictOn(of('passerby'), goal),
      cell('ws'),
      cell('socketio'),
      cell('relay'),
    ])
  }
}

/** Every figure of Passerby beside its goal and the others'. */
export const printTable = (rounds: readonly Round[]): void => {
  printRatios(rounds)
  printValues(rounds)
}

/** A core that is used to so much of it is what held the rate down. */
const fullCore = 0.95

/** What a ratio does not say: the times themselves, and whether they can be believed. */
export const printBehind = (rounds: readonly Round[], names: readonly ServerName[]): void => {
  console.log()
  for (const name of names) {
    const about = [two, sixteen].flatMap((step) => {
      const figure = (of: Figure['of']) => medianOf(rounds, name, { what: '', step, of })
      if (Number.isNaN(figure(cpuOfEach))) return []
      const generator = figure(({ generatorCores }) => generatorCores)
      const own = `${figure(cpuOfEach).toFixed(1)} µs, main thread ${figure(mainOfEach).toFixed(1)}`
      const busy = `generator ${generator.toFixed(2)} cores${generator > fullCore ? ' (full)' : ''}`
      return [`W=${step.outstanding} ${own}, ${Math.round(figure(perSecond))}/s, ${busy}`]
    })
    if (about.length > 0) console.log(`${name.padEnd(10)}${about.join('; ')}`)
  }
  const reports = rounds.flatMap((round) => Object.values(round)).flat()
  const others = reports.map(({ otherCores }) => otherCores)
  console.log(
    `other work on the machine: median ${median(others).toFixed(2)} cores, at most`,
    `${Math.max(...others).toFixed(2)}; rounds beyond ${otherCoresMax} left out where others are`,
  )
  const late = reports.flatMap(({ lateness }) => (lateness === null ? [] : [lateness.p99]))
  if (late.length > 0) console.log(`sent late at a fixed rate: p99 ${milliseconds(median(late))}`)
  const faults = reports.flatMap((report) => report.faults)
  console.log(faults.length === 0 ? 'every delivery checked: no fault' : faults.join('\n'))
}

export const printCrowd = (crowd: Crowd, users: number): void => {
  const { connected, seconds, rate, loopDelay, latencies, faults, errors } = crowd
  const delay = loopDelay * 1_000
  row(`event-loop delay p99, ${connected} users`, [
    milliseconds(delay),
    '',
    `≤ ${milliseconds(10)}`,
    verdictOn(delay, most(10)),
  ])
  const isFine = faults === 0 && errors === 0 && connected >= users
  row(`${users} users, ${seconds} s`, [
    `${connected}`,
    `${Math.round(rate)}/s`,
    'no fault',
    isFine ? 'met' : `missed: ${faults} faults, ${errors} errors`,
  ])
  const { p50: middle = Number.NaN, p99: slow = Number.NaN } = latencies.delivery ?? {}
  console.log(`delivery in the crowd: p50 ${milliseconds(middle)}, p99 ${milliseconds(slow)}`)
}
