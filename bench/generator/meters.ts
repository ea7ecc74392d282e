// Clocks and accounts: what time it is, and what was used up since.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { cpuOf, threadsOf } from '../process.ts'
import type { Orders, Percentiles, Spent, Threads } from './steps.ts'

/** Milliseconds by a clock that all threads share; never goes back. */
export const monotonic = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000 + nanoseconds / 1e6
}

export const percentilesOf = (values: Float64Array): Percentiles => {
  const sorted = values.toSorted()
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

/** What is looked at. */
type Looked = Pick<Orders, 'pid' | 'watched'>

/** Begins an account of what serves; gives what was used up since then. */
export const spending = (looked: Looked): (() => Spent) => {
  const from = look(looked)
  return () => {
    const to = look(looked)
    const ms = to.at - from.at
    const all = to.server.all - from.server.all
    const own = to.own - from.own
    const watched = to.watched.map((threads, at) => spentBy(threads, from.watched[at]))
    const serving = watched.reduce((sum, one) => sum + one.all, 0)
    const busy = availableParallelism() * ms - (to.idle - from.idle)
    return {
      seconds: ms / 1_000,
      server: { all, main: to.server.main - from.server.main },
      watched,
      generatorCores: own / ms,
      otherCores: Math.max(0, busy - serving - own) / ms,
    }
  }
}

/** A thread that has begun since has begun with nothing. */
const spentBy = (
  to: ReadonlyMap<string, number>,
  from: ReadonlyMap<string, number> = new Map(),
): Threads => {
  const [main = 0, ...others] = [...to].map(([thread, ms]) => ms - (from.get(thread) ?? 0))
  const all = others.reduce((sum, ms) => sum + ms, main)
  return { main, second: Math.max(0, ...others), all }
}

const look = ({ pid, watched }: Looked) => {
  const { user, system } = process.cpuUsage()
  return {
    at: monotonic(),
    server: cpuOf(pid),
    watched: watched.map(threadsOf),
    own: (user + system) / 1_000,
    idle: idleMs(),
  }
}

/** What all cores have idled since the machine began, in milliseconds; see proc(5). */
const idleMs = (): number => {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const fields = line.split(/\s+/).map(Number)
  return ((fields[4] ?? 0) + (fields[5] ?? 0)) * 10
}
