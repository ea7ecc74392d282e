// Clocks and accounts: what time it is, and what was used up since.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { cpuOf } from '../process.ts'
import type { Percentiles, Spent } from './steps.ts'

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

/** Begins an account of a server; gives what was used up since then. */
export const spending = (server: number): (() => Spent) => {
  const from = look(server)
  return () => {
    const to = look(server)
    const ms = to.at - from.at
    const all = to.server.all - from.server.all
    const own = to.own - from.own
    const busy = availableParallelism() * ms - (to.idle - from.idle)
    return {
      seconds: ms / 1_000,
      server: { all, main: to.server.main - from.server.main },
      generatorCores: own / ms,
      otherCores: Math.max(0, busy - all - own) / ms,
    }
  }
}

const look = (server: number) => {
  const { user, system } = process.cpuUsage()
  return {
    at: monotonic(),
    server: cpuOf(server),
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
