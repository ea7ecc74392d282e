// A crowd in a cluster on one machine: what a user takes of memory and CPU, by process.
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Result } from 'effect'
import * as machine from '../src/load/cli/machine.ts'
import { addressesFor, visitorsFor } from '../src/load/client/target.ts'
import type { LoadResult } from '../src/load/measures/loadResult.ts'
import { runProcesses } from '../src/load/processes/run.ts'
import { conclude, usualAllowances } from '../src/load/report/requirements/conclusion.ts'
import { summaryLines } from '../src/load/report/summary.ts'
import { formatCount, formatTable } from '../src/load/report/words/format.ts'
import { scenarioOf } from '../src/load/scenario/scenario.ts'
import type { Standing } from '../src/load/visitors/moments.ts'
import { asked } from './asked.ts'
import { Cluster } from './cluster/machines.ts'
import { cpuOf, memoryOf } from './process.ts'

const help = `npm run bench:crowd -- [--users N] [--ramp N] [--talk SECONDS]

Three nats-servers, two worlds and edges on one port, each a process of its own,
and as many users as are asked for, over as many processes as open files allow.
They come, are matched and talk; the referee judges. Exit code 1: it found a
fault, or somebody was not let in.

--users    how many; else 100,000
--ramp     how many of them a second; else 200
--talk     how long they talk once the last has come, in seconds; else 120
--edges    how many; else as many as open files allow
--messages how many a minute each sends; else 1
--idle     nobody is matched: connections and nothing else
`

const { values } = asked({
  options: {
    help: { type: 'boolean', default: false },
    users: { type: 'string', default: '100000' },
    ramp: { type: 'string', default: '200' },
    talk: { type: 'string', default: '120' },
    edges: { type: 'string' },
    messages: { type: 'string', default: '1' },
    idle: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(help)
  process.exit(0)
}

const users = Number(values.users)
const talkSeconds = Number(values.talk)

/** The kernel spreads connections over the edges by chance: none is to be filled by that. */
const edgeFilledMax = 0.9

const files = machine.openFilesMax()
const sharesNeeded = Math.ceil(users / visitorsFor(files))
const edges = Number(values.edges ?? Math.ceil(users / (visitorsFor(files) * edgeFilledMax)))
const processes = Math.max(2, Number.isFinite(sharesNeeded) ? sharesNeeded : 1)

const read = scenarioOf('steady', {
  ...{ users, ramp: Number(values.ramp), duration: talkSeconds, matching: !values.idle },
  ...{ messagesPerMinute: Number(values.messages), think: 0.5, skips: 0, drops: 0 },
  interestsEach: 0,
  genders: { male: 1, female: 1, other: 0 },
  seeks: { male: 0, female: 0, anyone: 1 },
})
if (Result.isFailure(read)) {
  process.stderr.write(`${read.failure.message}. See --help.\n`)
  process.exit(2)
}
const scenario = read.success

/** What processes of a kind have taken by then; CPU in ms. */
interface Taken {
  readonly bytes: number
  readonly cpuMs: number
}

interface Look {
  /** Seconds since the first came. */
  readonly second: number
  readonly delivered: number
  readonly present: number
  readonly kinds: readonly Taken[]
  /** Of the whole machine, that of its kernel included. */
  readonly machineBytes: number
}

const machineBytes = (): number => {
  const meminfo = readFileSync('/proc/meminfo', 'utf8')
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(meminfo)?.[1])
  return (kilobytes('MemTotal') - kilobytes('MemAvailable')) * 1_024
}

/** What each process had taken when it was seen last, by kind. */
const seen = new Map<string, Map<number, Taken>>()

/** One that has ended holds nothing any more; what it took of CPU counts on. */
const takenBy = (kind: string, pids: readonly number[]): Taken => {
  const all = seen.get(kind) ?? new Map<number, Taken>()
  seen.set(kind, all)
  for (const [pid, { cpuMs }] of all) all.set(pid, { bytes: 0, cpuMs })
  for (const pid of pids) {
    try {
      all.set(pid, { bytes: memoryOf(pid), cpuMs: cpuOf(pid).all })
    } catch {
      // It has just ended.
    }
  }
  const sum = (of: (taken: Taken) => number) =>
    [...all.values()].reduce((so, one) => so + of(one), 0)
  return { bytes: sum(({ bytes }) => bytes), cpuMs: sum(({ cpuMs }) => cpuMs) }
}

const kindNames = [
  ...['load tester, visitors', 'load tester, referee', 'edges', 'world-1', 'world-2'],
  'nats-servers',
] as const

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`

const tell = ({ second, present, kinds, machineBytes: all }: Look): void => {
  const parts = kinds.map(({ bytes, cpuMs }, at) => {
    return `${kindNames[at]} ${gigabytes(bytes)} ${(cpuMs / 1_000).toFixed(0)} s`
  })
  say(
    `${second} s: ${formatCount(present)} present; ${parts.join(', ')}; machine ${gigabytes(all)}`,
  )
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** How often the processes are looked at, in seconds. */
const lookEvery = 10

const looks: Look[] = []

/** By then the last who came has long been matched; the figures of talking begin there. */
const settledAfter = users / Number(values.ramp) + 5
const isSettled = ({ second }: Look): boolean => second >= settledAfter

const children: ChildProcess[] = []
const open = (): ChildProcess => {
  const child = machine.openProcess()
  children.push(child)
  return child
}

const note = (cluster: Cluster, second: number, { measures, gauges, isDraining }: Standing) => {
  if (isDraining || (second !== 1 && second % lookEvery !== 0)) return
  const shares = children.map(({ pid }) => pid as number)
  const kinds = [shares, [process.pid], ...cluster.pidsByKind]
  const look: Look = {
    present: values.idle ? gauges.connections : gauges.chatting,
    ...{ second, delivered: measures.counts.delivered, machineBytes: machineBytes() },
    kinds: kinds.map((pids, at) => takenBy(kindNames[at] as string, pids)),
  }
  looks.push(look)
  tell(look)
}

const play = async (cluster: Cluster): Promise<LoadResult> => {
  const { address, port } = cluster.door
  const targets = [{ origin: address, address: '127.0.0.1', port }]
  const epoch = machine.uptime()
  const { result } = await runProcesses(scenario, {
    ...{ run: machine.runName(), seed: machine.randomSeed(), processes, open, epoch },
    routes: { targets, localAddresses: addressesFor(users) },
    ...{ now: machine.clockFrom(epoch), tick: machine.tick, vitals: machine.vitalsOf() },
    ...{ stop: new AbortController().signal, examplesMax: 3, keepsRooms: false },
    onMoment: ({ second }, standing) => note(cluster, second, standing),
  })
  return result
}

/** Bytes and CPU of a user, by kind of process, and what a million would take. */
const printTable = (first: Look, settled: Look, last: Look): void => {
  const spoken = last.delivered - settled.delivered
  const seconds = last.second - settled.second
  const rows = last.kinds.map(({ bytes, cpuMs }, at) => {
    const [before, then] = [first.kinds[at] as Taken, settled.kinds[at] as Taken]
    return {
      ...{ name: kindNames[at] as string, before: before.bytes, bytes },
      ...{ comingMs: then.cpuMs - before.cpuMs, talkingMs: cpuMs - then.cpuMs },
    }
  })
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((all, row) => all + of(row), 0)
  const all = {
    ...{ name: 'all of them', before: sum((row) => row.before), bytes: sum((row) => row.bytes) },
    ...{ comingMs: sum((row) => row.comingMs), talkingMs: sum((row) => row.talkingMs) },
  }
  const table = [...rows, all].map(({ name, before, bytes, comingMs, talkingMs }) => {
    const each = (bytes - before) / (last.present - first.present)
    return [
      ...[name, gigabytes(before), gigabytes(bytes), `${(each / 1e3).toFixed(2)} kB`],
      `${((comingMs * 1e3) / (settled.present - first.present)).toFixed(0)} µs`,
      spoken === 0 ? '-' : `${((talkingMs * 1e3) / spoken).toFixed(0)} µs`,
      `${(talkingMs / 1e3 / seconds).toFixed(2)}`,
      `${((each * 1e6) / 1e9).toFixed(1)} GB`,
    ]
  })
  const head = ['', 'before', 'in the end', 'a user', 'to come', 'a message', 'cores', '1,000,000']
  console.log(formatTable([head, ...table]).join('\n'))
  const machineEach = (last.machineBytes - first.machineBytes) / (last.present - first.present)
  console.log(
    `\n${formatCount(last.present)} of ${formatCount(users)} present after ${last.second} s, talking alone from ${settled.second} s on; ` +
      `${formatCount(spoken)} messages in ${seconds} s. The whole machine with its kernel: ` +
      `${(machineEach / 1e3).toFixed(2)} kB a user. Memory is the proportional set size.`,
  )
}

say(`${formatCount(users)} users, ${edges} edges, ${processes} processes with visitors`)
const cluster = await Cluster.start({ edges })
let result: LoadResult
try {
  result = await play(cluster)
} finally {
  await cluster.stop()
}
console.log(summaryLines(result, conclude(result, [], usualAllowances)).join('\n'))
const [first, settled, last] = [looks[0], looks.find(isSettled), looks.at(-1)]
say(`${cluster.losses} processes of the cluster ended by themselves`)
if (first === undefined || settled === undefined || last === undefined || settled === last) {
  say('It was too short for figures: give more to --talk.')
  process.exitCode = 1
} else {
  console.log('')
  printTable(first, settled, last)
  process.exitCode = result.referee.faultsTotal + result.errorsTotal === 0 ? 0 : 1
}
