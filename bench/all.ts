// Passerby with all it promises beside the bare job on raw uWebSockets.js and on Socket.IO:
// the three in turn under the same load, as ratios inside one run, beside their goals.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { type Crowd, costOfUser, crowd, memoryOfUser, type Talk, talk } from './phases.ts'
import type { Cpu, ServerName } from './process.ts'

const names: readonly ServerName[] = ['passerby', 'limit', 'socketio']
const rounds = 2
const calmRate = 5_000
const floodRate = 30_000
const floodSeconds = 2
const crowdUsers = 19_000
const crowdSeconds = 60
const memoryUsers = 15_000

interface Measured {
  readonly user: Cpu
  readonly calm: Talk
  readonly flood: Talk
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const measured = async (name: ServerName, round: number): Promise<Measured> => {
  say(`round ${round} of ${rounds}: ${name}`)
  return {
    user: await costOfUser(name),
    calm: await talk(name, calmRate),
    flood: await talk(name, floodRate, floodSeconds),
  }
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Of each round the figure of `name` against the limit's in the same round; the median of them. */
const ratio = (all: Rounds, name: ServerName, figure: (one: Measured) => number): number =>
  median(all[name].map((one, index) => figure(one) / figure(all.limit[index] as Measured)))

type Rounds = Record<ServerName, Measured[]>

const times = (value: number): string => `${value.toFixed(2)} ×`
const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`
const milliseconds = (ms: number): string => `${ms.toFixed(1)} ms`

const row = (what: string, cells: readonly string[]): void => {
  console.log([what.padEnd(50), ...cells.map((cell) => cell.padStart(13))].join(''))
}

/** A figure beside its goal, and whether it is met. */
const judged = (value: number, goal: number, shown: (value: number) => string): string[] => {
  const isMet = value <= goal
  return [shown(value), `≤ ${shown(goal)}`, isMet ? 'met' : 'missed']
}

const ratios = (all: Rounds): void => {
  const line = (what: string, figure: (one: Measured) => number, goal: number) =>
    row(what, [
      ...judged(ratio(all, 'passerby', figure), goal, times),
      times(ratio(all, 'socketio', figure)),
    ])
  line(`CPU per message, main thread, ${calmRate}/s`, ({ calm }) => calm.cpu.main, 1.5)
  line(`CPU per message, all threads, ${calmRate}/s`, ({ calm }) => calm.cpu.all, 2.5)
  line('CPU per user joined, connected, matched', ({ user }) => user.all, 6)
  const rate = ratio(all, 'passerby', ({ flood }) => flood.rate)
  row('messages/s at saturation', [
    times(rate),
    '≥ 0.60 ×',
    rate >= 0.6 ? 'met' : 'missed',
    times(ratio(all, 'socketio', ({ flood }) => flood.rate)),
  ])
}

const absolutes = (all: Rounds): void => {
  const of = (name: ServerName, figure: (one: Measured) => number) => median(all[name].map(figure))
  const p99 = ({ calm }: Measured) => calm.latencies.delivery?.p99 ?? Number.NaN
  row(`delivery p99, synced, ${calmRate}/s`, [
    ...judged(of('passerby', p99), 10, milliseconds),
    milliseconds(of('socketio', p99)),
  ])
  console.log()
  for (const name of names) {
    const figures = [
      `${of(name, ({ calm }) => calm.cpu.main).toFixed(0)} + ${of(name, ({ calm }) => calm.cpu.all - calm.cpu.main).toFixed(0)} µs a message`,
      `${of(name, ({ user }) => user.all).toFixed(0)} µs a user`,
      `${Math.round(of(name, ({ flood }) => flood.rate))} messages/s at most`,
      `delivery p50 ${milliseconds(of(name, ({ calm }) => calm.latencies.delivery?.p50 ?? Number.NaN))}`,
      `p99 ${milliseconds(of(name, p99))}`,
      ...(all[name].some(({ flood }) => flood.isTesterFull) ? ['the load tester was full'] : []),
    ]
    console.log(`${name.padEnd(10)} ${figures.join(', ')}`)
  }
}

const crowded = ({
  connected,
  seconds,
  rate,
  loopDelay,
  latencies,
  faults,
  errors,
}: Crowd): void => {
  const { delivery } = latencies
  row(
    `event-loop delay p99, ${calmRate}/s, ${connected} connected`,
    judged(loopDelay * 1_000, 10, milliseconds),
  )
  const isFine = faults === 0 && errors === 0 && connected >= crowdUsers
  row(`${crowdUsers} users matched to one process, ${seconds} s`, [
    `${connected}`,
    'no fault',
    isFine ? 'met' : `missed: ${faults} faults, ${errors} errors`,
  ])
  say(
    `crowd: ${Math.round(rate)} messages/s on average, delivery p50 ${milliseconds(delivery?.p50 ?? Number.NaN)}, p99 ${milliseconds(delivery?.p99 ?? Number.NaN)}`,
  )
}

const began = performance.now()
const all: Rounds = { passerby: [], limit: [], socketio: [] }
for (let round = 1; round <= rounds; round += 1) {
  for (const name of names) all[name].push(await measured(name, round))
}
say(`memory of ${memoryUsers} users`)
const memory = {
  passerby: await memoryOfUser('passerby', memoryUsers),
  limit: await memoryOfUser('limit', memoryUsers),
}
say(`a crowd of ${crowdUsers} for ${crowdSeconds} s`)
const full = await crowd(crowdUsers, calmRate, crowdSeconds)

row('', ['Passerby', 'goal', '', 'Socket.IO'])
ratios(all)
row(`memory per idle matched user at ${memoryUsers}`, [
  ...judged(memory.passerby, 6_000, kilobytes),
  `limit ${kilobytes(memory.limit)}`,
])
absolutes(all)
crowded(full)
say('growth: sessions alive')
const growth = resolve(import.meta.dirname, 'growth.ts')
const { stdout } = spawnSync(process.execPath, ['--expose-gc', growth, '1000', '200000'])
console.log(`\n${stdout}`)
say(`${Math.round((performance.now() - began) / 1_000)} s in all`)
