// The clock, chance and the machine, as the load tester is given them.
import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { fstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { Result } from 'effect'
import { root } from '../../root.ts'
import type { Secure } from '../client/connection.ts'
import { openSocket } from '../client/socket.ts'
import type { Vitals } from '../measures/bottlenecks.ts'

/** Milliseconds, from any beginning; never goes back. */
export const now = (): number => performance.now()

/** Milliseconds by the clock that all processes of this machine share; never goes back. */
export const uptime = (): number => {
  const [seconds, nanos] = process.hrtime()
  return seconds * 1e3 + nanos / 1e6
}

/** A clock that is the same in all processes, and says 0 when `uptime` says `epoch`. */
export const clockFrom = (epoch: number) => (): number => uptime() - epoch

/** Calls back as often as a timer can; gives what ends it. */
export const tick = (callback: () => void): (() => void) => {
  const timer = setInterval(callback, 1)
  return () => clearInterval(timer)
}

/** How busy and how full this process is; busy since it was last asked. */
export const vitalsOf = (): (() => Vitals) => {
  let last = performance.eventLoopUtilization()
  let [used, since] = [process.cpuUsage(), performance.now()]
  let resident = 0
  return () => {
    const present = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(present, last)
    last = present
    const { user, system } = process.cpuUsage(used)
    const cores = (user + system) / 1_000 / Math.max(1, performance.now() - since)
    ;[used, since] = [process.cpuUsage(), performance.now()]
    const { used_heap_size, heap_size_limit } = getHeapStatistics()
    resident = residentBytes() ?? resident
    return {
      utilisation: utilization,
      cores,
      heapBytes: used_heap_size,
      heapBytesMax: heap_size_limit,
      residentBytes: resident,
    }
  }
}

/** Null where no file can be opened to ask the system: that many are open already. */
const residentBytes = (): number | null => {
  try {
    return process.memoryUsage.rss()
  } catch {
    return null
  }
}

/** Files this process may have open at once; null where the system does not say. */
export const openFilesMax = (): number | null => {
  try {
    const [, soft] =
      /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined || soft === 'unlimited' ? null : Number(soft)
  } catch {
    return null
  }
}

/** Ports that one address has for connections of ours; null where the system does not say. */
export const localPortsMax = (): number | null => {
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim()
    const [from = 0, to = 0] = range.split(/\s+/).map(Number)
    return to - from + 1
  } catch {
    return null
  }
}

/** Whether what is written there goes to another program, as `head`. */
export const isPipe = (file: number): boolean => {
  try {
    return fstatSync(file).isFIFO()
  } catch {
    return false
  }
}

/** A process in which a share of the visitors is played. */
export const openProcess = (): ChildProcess => {
  const child = fork(join(root, 'dist/loadShare.js'), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  begun.add(child)
  child.on('exit', () => begun.delete(child))
  return child
}

/** The processes that this one has begun and that have not ended: one that hangs would stay. */
const begun = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of begun) child.kill('SIGKILL')
})

/** How whoever runs this wants it to end: by a key, by another program, or as its terminal goes. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A name that sets this run apart from all others on the same server. */
export const runName = (): string => randomInt(36 ** 5, 36 ** 6).toString(36)

/** Unix time where that clock says 0. */
export const unixAtZero = (clock: () => number): number => Date.now() - clock()

export const randomSeed = (): number => randomInt(0, 2 ** 31)

/** The name of a host leads nowhere. */
export interface NoSuchHost {
  readonly _tag: 'NoSuchHost'
  readonly host: string
}

/** The address of a host. */
export const resolveHost = async (
  host: string,
  port: number,
): Promise<Result.Result<string, NoSuchHost>> => {
  if (host === 'localhost') return Result.succeed(await localAnswering(port))
  try {
    return Result.succeed((await lookup(host)).address)
  } catch {
    return Result.fail({ _tag: 'NoSuchHost', host })
  }
}

/** The addresses that localhost stands for. */
const localAddresses = ['127.0.0.1', '::1'] as const

/** Of them the one where something answers; the first where nothing does. */
const localAnswering = async (port: number): Promise<string> => {
  for (const address of localAddresses) {
    if (Result.isSuccess(await reach(address, port))) return address
  }
  return localAddresses[0]
}

/** How long a server has to tell its metrics: those of a second are read in that second. */
const metricsMsMax = 900

/** No text came: the system's code, or a few words. */
export interface NoText {
  readonly _tag: 'NoText'
  readonly why: string
}

/** The text at a URL. */
export const readText = async (url: string): Promise<Result.Result<string, NoText>> => {
  const fail = (why: string): Result.Result<never, NoText> => Result.fail({ _tag: 'NoText', why })
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(metricsMsMax) })
    return answer.ok ? Result.succeed(await answer.text()) : fail(`status ${answer.status}`)
  } catch (error) {
    const { cause, name } = error as Error
    const code = (cause as NodeJS.ErrnoException | undefined)?.code
    return fail(name === 'TimeoutError' ? 'no answer' : (code ?? 'no answer that can be read'))
  }
}

/** Whether whoever answers there is one of several before one world: an edge of a cluster. */
export const isEdge = async (origin: string): Promise<boolean> =>
  Result.match(await readText(`${origin}/health/ready`), {
    onFailure: () => false,
    onSuccess: (text) => text.includes('"role":"edge"'),
  })

/** How long a server has to take the first connection. */
const answerMsMax = 5_000

/** Nothing took a connection: the system's code, such as ECONNREFUSED, or `no answer`. */
export interface Unreachable {
  readonly _tag: 'Unreachable'
  readonly code: string
}

/** Finds out whether something listens there, and is who it should be where it speaks TLS. */
export const reach = (
  host: string,
  port: number,
  secure?: Secure,
): Promise<Result.Result<void, Unreachable>> =>
  new Promise((resolve) => {
    const socket = openSocket({ host, port, ...(secure && { secure }) })
    socket.setTimeout(answerMsMax)
    const settle = (reached: Result.Result<void, Unreachable>) => {
      socket.destroy()
      resolve(reached)
    }
    const fail = (code: string) => settle(Result.fail({ _tag: 'Unreachable', code }))
    socket.on(secure === undefined ? 'connect' : 'secureConnect', () => settle(Result.void))
    socket.on('timeout', () => fail('no answer'))
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
  })
