// What a trial needs of the machine: ports, a folder, processes that start and end.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Result } from 'effect'
import { root } from '../root.ts'
import type { Part } from './parts.ts'

/** Why something did not start, in one line. */
export interface NotStarted {
  readonly _tag: 'NotStarted'
  readonly message: string
}

export const notStarted = (message: string): Result.Result<never, NotStarted> =>
  Result.fail({ _tag: 'NotStarted', message })

/** How long a process may take until it is ready, and until it has ended; in ms. */
const readyMsMax = 60_000
const endMsMax = 5_000

/** How often is asked whether it is ready, in ms. */
const lookMs = 100

/** Debian has servers in /usr/sbin, where not every PATH looks. */
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

export const isInstalled = (program: string): boolean =>
  spawnSync(program, ['--version'], { env: environment, stdio: 'ignore' }).status === 0

/** What has a process end with this one, however this one ends; nothing where the system has no such thing. */
const bound = isInstalled('setpriv') ? ['setpriv', '--pdeathsig', 'KILL', '--'] : []

/** The program of every process, with so many MB for what has just been allocated, twice. */
export const passerby = (youngMegabytes: number): Part['command'] => [
  process.execPath,
  `--max-semi-space-size=${youngMegabytes}`,
  '--no-parallel-scavenge',
  join(root, 'dist/main.js'),
]

export const madeSecret = (): string => randomBytes(24).toString('base64url')

export const madeFolder = (): string => mkdtempSync(join(tmpdir(), 'passerby-cluster-'))

export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true })

/** The port, held for a moment; 0: any free one. Null where it is taken. */
const held = (port: number): Promise<(() => Promise<number>) | null> =>
  new Promise((settle) => {
    const server = createServer()
    server.once('error', () => settle(null))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      const own = typeof address === 'object' ? (address?.port ?? 0) : 0
      settle(() => new Promise((free) => server.close(() => free(own))))
    })
  })

export const isFree = async (port: number): Promise<boolean> => {
  const free = await held(port)
  await free?.()
  return free !== null
}

/** So many that nobody uses. */
export const freePorts = async (count: number): Promise<number[]> => {
  const all = await Promise.all(Array.from({ length: count }, () => held(0)))
  return Promise.all(all.flatMap((free) => (free === null ? [] : [free()])))
}

export class Process {
  readonly part: Part
  readonly #child: ChildProcess
  /** The code or the signal by which it ended. */
  readonly ended: Promise<string>
  #end: string | null = null
  /** The last line of what it complained of. */
  said = ''

  /** `heard`: what it prints, a line each. */
  constructor(part: Part, heard: (line: string) => void) {
    const [program = '', ...args] = [...bound, ...part.command]
    this.part = part
    // In a group of its own: Ctrl-C is for whoever started all of them, and ends them in order.
    this.#child = spawn(program, args, {
      env: { ...environment, LOG_LEVEL: 'warn', ...part.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    this.ended = new Promise((settle) => {
      this.#child.once('exit', (code, signal) => {
        this.#end = `${code ?? signal}`
        settle(this.#end)
      })
      this.#child.once('error', ({ message }) => settle(message))
    })
    lines(this.#child.stdout, heard)
    lines(this.#child.stderr, (line) => {
      this.said = line
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async ready(): Promise<Result.Result<void, NotStarted>> {
    const { name, health } = this.part
    for (let ms = 0; ms < readyMsMax && this.#end === null; ms += lookMs) {
      const answer = await fetch(health).catch(() => null)
      if (answer?.ok) return Result.succeed(undefined)
      await wait(lookMs)
    }
    return this.#end === null
      ? notStarted(`${name} is not ready after ${readyMsMax / 1_000} s. ${this.said}`)
      : notStarted(`${name} ended with ${this.#end}. ${this.said}`)
  }

  /** Tells it to end, and sees to it that it does. */
  async end(): Promise<void> {
    if (this.#end !== null) return
    this.#child.kill('SIGTERM')
    await Promise.race([this.ended, wait(endMsMax)])
    if (this.#end === null) this.#child.kill('SIGKILL')
    await this.ended
  }
}

const lines = (stream: NodeJS.ReadableStream | null, heard: (line: string) => void): void => {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk: string) => {
    const all = (rest + chunk).split('\n')
    rest = all.pop() ?? ''
    for (const line of all) heard(line)
  })
}

/** Keeps no process alive. */
const wait = (ms: number): Promise<void> =>
  new Promise((settle) => {
    setTimeout(settle, ms).unref()
  })

/** Resolves once whoever started it wants an end. */
export const stopped = (): Promise<void> =>
  new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => settle())
    }
  })
