// A server under load: started alone, and what it costs by the system's account.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startServer } from '../test/kit/process.ts'

const root = resolve(import.meta.dirname, '..')

/** The servers that do the same job, and how each is started. */
export const servers = {
  // As `npm start` does, but for the limits on visitors: the load tester is one address.
  passerby: ['--max-semi-space-size=4', '--no-parallel-scavenge', join(root, 'dist/main.js')],
  relay: [join(root, 'bench/peers/relay.ts')],
  limit: [join(root, 'bench/peers/limit.ts')],
  ws: [join(root, 'bench/peers/ws.ts')],
  socketio: [join(root, 'bench/peers/socketio.ts')],
} as const

export type ServerName = keyof typeof servers

/** CPU milliseconds since the process began: of all its threads, and of the main one. */
export interface Cpu {
  readonly all: number
  readonly main: number
}

export interface ServerProcess {
  readonly name: ServerName
  readonly address: string
  readonly port: number
  readonly pid: number
  /** Where a Passerby server tells its metrics. */
  readonly metricsAddress: () => string
  /** Where a Passerby server keeps its log. */
  readonly dataDirectory: string
  readonly cpu: () => Cpu
  /** Bytes of memory that are its own: the proportional set size. */
  readonly memory: () => number
  readonly stop: () => Promise<void>
}

/** One tick of the kernel's accounting (USER_HZ), in milliseconds. */
const tickMs = 10

/** Without the limits on visitors. */
export const open = {
  LIMIT_MESSAGES_PER_SECOND: '0',
  LIMIT_JOINS_PER_MINUTE: '0',
  LIMIT_SOCKETS_PER_ADDRESS: '0',
}

/** For `start`: two seconds after it began every thread gives back what its start left behind. */
export const tidy = {
  NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(`
    import { setFlagsFromString } from 'node:v8'
    import { runInNewContext } from 'node:vm'
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    const all = { type: 'major', execution: 'sync', flavor: 'last-resort' }
    setTimeout(() => collect(all), 2_000).unref()
  `)}"`,
}

/** `from`: another checkout of Passerby, whose server it is to be. */
export const start = async (
  name: ServerName,
  more: Readonly<Record<string, string>> = {},
  from = root,
): Promise<ServerProcess> => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
  const environment = { ...open, ...more, DATA_DIR: dataDirectory, LOG_LEVEL: 'info' }
  const program = servers[name].map((part) => runnable(part.replace(root, from)))
  const { address, child, end, said } = await startServer(environment, program)
  const { pid } = child
  return {
    name,
    address,
    port: Number(new URL(address).port),
    metricsAddress: () => /http\S+\/metrics/.exec(said())?.[0] ?? '',
    dataDirectory,
    pid: pid as number,
    cpu: () => cpuOf(pid as number),
    memory: () => memoryOf(pid as number),
    stop: async () => {
      await end('SIGTERM')
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** What an older checkout starts is what it is written in. */
const runnable = (part: string): string =>
  existsSync(part) ? part : part.replace('dist/main.js', 'src/main.ts')

export const cpuOf = (pid: number): Cpu => ({
  all: ticksIn(`/proc/${pid}/stat`),
  main: ticksIn(`/proc/${pid}/task/${pid}/stat`),
})

/** CPU milliseconds of each thread of a process, by its number; see proc(5). */
export const threadsOf = (pid: number): ReadonlyMap<string, number> => {
  const tasks = `/proc/${pid}/task`
  return new Map(
    readdirSync(tasks).map((thread) => {
      const [nanoseconds] = readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')
      return [thread, Number(nanoseconds) / 1e6]
    }),
  )
}

/** The proportional set size of a process, in bytes. */
export const memoryOf = (pid: number): number => {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1_024
}

/** User and system time of a `stat` file, in milliseconds; see proc(5). */
const ticksIn = (path: string): number => {
  const stat = readFileSync(path, 'utf8')
  // The name in parentheses may hold anything; the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}
