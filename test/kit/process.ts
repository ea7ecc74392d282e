// The real server as a process of its own, on a free port.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A program as it was built when this run of the tests began. */
export const built = (program: string): string =>
  resolve(import.meta.dirname, '../../dist', `${program}.js`)

/** The server. */
export const main = built('main')

/** What the writer's thread runs. */
export const writerProgram = pathToFileURL(built('writer'))

/** A folder that is gone after the test file. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'passerby-'))

export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true })

/** Below those that the system gives to whoever connects, or listens on port 0: see ip(7). */
const ownPorts = { first: 10_000, count: 20_000 }

/** A port that is free, and stays so: nobody is given it who did not name it. */
export const freePort = (): Promise<string> =>
  new Promise((settle) => {
    const port = ownPorts.first + randomInt(ownPorts.count)
    const probe = createServer()
    probe.once('error', () => settle(freePort()))
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(String(port))))
  })

/** The names of the files in a folder: what else is there, as sockets, has no bytes to be read. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

export interface Running {
  readonly address: string
  readonly child: ChildProcess
  /** What it has said on standard error so far. */
  readonly said: () => string
  /** What it has printed on standard output so far. */
  readonly printed: () => string
  /** Waits for the end; gives the exit code. */
  readonly ended: () => Promise<number | null>
  /** Sends the signal and waits for the end; gives the exit code, null after a kill. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

export interface Ended {
  readonly code: number | null
  readonly said: string
}

type Environment = Readonly<Record<string, string>>

/** On ports of its own, beside any other server. */
const alone = { PORT: '0', METRICS_LISTEN: '127.0.0.1:0' }

/** What our own modules set in whoever loads them: the server is to set it by itself. */
const unset = { UWS_HTTP_MAX_HEADERS_SIZE: undefined }

/** Another way to start the server than to run its program: a command and its arguments. */
export type Launcher = readonly [command: string, ...args: string[]]

const node = (program: readonly string[] = [main]): Launcher => [process.execPath, ...program]

const launch = (environment: Environment, [command, ...args]: Launcher): ChildProcess =>
  spawn(command, args, {
    env: { ...process.env, ...unset, ...alone, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((settle) => {
    if (child.exitCode !== null || child.signalCode !== null) settle(child.exitCode)
    else child.once('exit', (code) => settle(code))
  })

/**
 * Starts the server, or another program that says "open at ADDRESS" once it is ready (flags and
 * path); rejects if it ends before.
 */
export const startServer = (
  environment: Environment,
  program?: readonly string[],
): Promise<Running> => startWith(node(program), environment)

/** Starts a world of a cluster; ready once it leads or stands by. Its address is its name. */
export const startWorld = (environment: Environment): Promise<Running> =>
  startWith(node(), { ...environment, ROLE: 'world' }, /world (\S+) (?:leads|stands by)/)

/** Starts a server by a command that becomes it, or that passes signals on to it. */
export const startWith = (
  launcher: Launcher,
  environment: Environment,
  ready = /open at (\S+)\n/,
): Promise<Running> => {
  const child = launch(environment, launcher)
  let said = ''
  let printed = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((settle, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code} before ready: ${said}`)))
    child.stdout?.on('data', (chunk) => {
      printed += chunk
      const address = ready.exec(printed)?.[1]
      if (address === undefined) return
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended(child)
      }
      const heard = { said: () => said, printed: () => printed }
      settle({ address, child, ...heard, ended: () => ended(child), end })
    })
  })
}

/** Starts a server that is expected not to come up. */
export const failToStart = async (environment: Environment): Promise<Ended> => {
  const child = launch(environment, node())
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const code = await ended(child)
  return { code, said }
}
