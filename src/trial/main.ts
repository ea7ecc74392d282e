// Composition root of the trial: a whole cluster on this machine, to be tried out and to be killed.
import { Effect, Result } from 'effect'
import { Command, Flag } from 'effect/cli'
import { runCommandLine, terminalFor } from '../replay/cli/commandLine.ts'
import { exitCodes, type Terminal, tellFailure } from '../replay/cli/terminal.ts'
import {
  freePorts,
  isFree,
  isInstalled,
  madeFolder,
  madeSecret,
  type NotStarted,
  notStarted,
  Process,
  passerby,
  removeFolder,
  stopped,
} from './machine.ts'
import { type Part, partsOf, portsFor, type Trial } from './parts.ts'
import { tableOf } from './table.ts'

const count = (name: string, fallback: number, [from, to]: readonly [number, number], of: string) =>
  Flag.Int(name).pipe(
    Flag.withMetavar('N'),
    Flag.withDescription(of),
    Flag.filter(
      (given) => given >= from && given <= to,
      () => `a whole number from ${from} to ${to}`,
    ),
    Flag.withDefault(fallback),
  )

const parameters = {
  worlds: count('worlds', 2, [1, 5], 'How many worlds: one leads, the others stand by'),
  edges: count('edges', 3, [1, 16], 'How many edges, which share the port'),
  port: count('port', 3000, [1, 65_535], 'Where browsers find the edges, on 127.0.0.1'),
  restart: Flag.Boolean('restart').pipe(
    Flag.withDescription('Starts again what has ended, a second later, as units do'),
    Flag.withDefault(false),
  ),
}

type Asked = Pick<Trial, 'worlds' | 'edges' | 'port'> & { readonly restart: boolean }

/** How soon what has ended is started again, in ms. */
const restartMs = 1_000

/** What keeps the trial from being begun; null: nothing. */
const hindrance = async ({ port }: Asked): Promise<Result.Result<void, NotStarted>> => {
  if (!isInstalled('nats-server')) {
    return notStarted(
      'nats-server is not installed: apt-get install nats-server, or https://nats.io/download',
    )
  }
  if (await isFree(port)) return Result.succeed(undefined)
  return notStarted(`Port ${port} is taken by another program: name another by --port`)
}

interface Running {
  readonly processes: Process[]
  /** Whether all of it is to end. */
  readonly isOver: () => boolean
}

const begin = async (
  trial: Trial & Pick<Asked, 'restart'>,
  running: Running,
  terminal: Terminal,
): Promise<Result.Result<void, NotStarted>> => {
  const { processes, isOver } = running
  for (const parts of partsOf(trial)) {
    if (isOver()) break
    const started = parts.map((part) => startedOf(part, terminal))
    processes.push(...started)
    const ready = await Promise.all(started.map((process) => process.ready()))
    const failed = ready.find(Result.isFailure)
    if (failed !== undefined) return Result.fail(failed.failure)
  }
  for (const process of processes) watch(process, running, { ...terminal, ...trial })
  return Result.succeed(undefined)
}

const startedOf = (part: Part, { out }: Pick<Terminal, 'out'>): Process =>
  new Process(part, (line) => out(`${part.name}: ${line}\n`))

/** Says when it ends, and starts it again where that is asked for. */
const watch = (
  process: Process,
  running: Running,
  told: Pick<Terminal, 'out' | 'note'> & Pick<Asked, 'restart'>,
): void => {
  const { part, pid, ended } = process
  ended.then((code) => {
    if (running.isOver()) return
    told.note(`${part.name} (${pid}) has ended: ${code}\n`)
    if (told.restart) setTimeout(() => again(process, running, told), restartMs)
  })
}

const again = (former: Process, running: Running, told: Parameters<typeof watch>[2]): void => {
  if (running.isOver()) return
  const next = startedOf(former.part, told)
  running.processes[running.processes.indexOf(former)] = next
  told.note(`${next.part.name} (${next.pid}) is started again\n`)
  watch(next, running, told)
}

/** Last those that the others need. */
const end = async (processes: readonly Process[]): Promise<void> => {
  for (const kind of ['edge', 'world', 'nats']) {
    const all = processes.filter(({ part }) => part.name.startsWith(kind))
    await Promise.all(all.map((process) => process.end()))
  }
}

const run = async (asked: Asked, terminal: Terminal): Promise<number> => {
  const stop = stopped()
  const hindered = await hindrance(asked)
  if (Result.isFailure(hindered)) return tellFailure(terminal, hindered.failure)
  const ports = await freePorts(portsFor(asked))
  const folder = madeFolder()
  let isOver = false
  stop.then(() => {
    isOver = true
  })
  const running: Running = { processes: [], isOver: () => isOver }
  const trial: Trial & Pick<Asked, 'restart'> = {
    ...asked,
    ...{ folder, passerby, secret: madeSecret(), nextPort: () => ports.shift() ?? 0 },
  }
  terminal.out('Starting a cluster on this machine …\n')
  const begun = await Promise.race([begin(trial, running, terminal), stop])
  const isBegun = begun !== undefined && Result.isSuccess(begun)
  if (isBegun) {
    const table = tableOf(running.processes.map(({ part, pid }) => ({ ...part, pid })))
    terminal.out(`\n${table.join('\n')}\n\n${advice(asked)}\n`)
    await stop
  }
  terminal.out('Ending all of it …\n')
  isOver = true
  await end(running.processes)
  removeFolder(folder)
  if (begun === undefined || isBegun) return exitCodes.success
  return tellFailure(terminal, begun.failure)
}

const advice = ({ port, restart }: Asked): string =>
  [
    `Open http://127.0.0.1:${port} in two browsers, and talk. Then kill -9 whichever`,
    restart
      ? 'process you like: the chat goes on, and a second later it is started again.'
      : 'process you like: the chat goes on without it (with --restart, it comes again).',
    'Ctrl-C ends all of it; nothing of it is kept.',
  ].join('\n')

const command = Command.make('cluster', parameters, (asked) =>
  Effect.promise(async () => {
    process.exitCode = await run(asked, terminalFor({ json: false, pauseMs: 0 }))
  }),
).pipe(
  Command.withDescription(
    [
      'A whole cluster on this machine: three NATS servers, worlds and edges, each a',
      '  process of its own, to be looked at and to be killed. Settings of the',
      '  environment, such as LIMIT_JOINS_PER_MINUTE, reach all of them.',
    ].join('\n'),
  ),
  Command.withExamples([
    { command: 'cluster', description: 'Two worlds and three edges at http://127.0.0.1:3000' },
    { command: 'cluster --worlds 3 --edges 1 --port 8080', description: 'Others' },
    { command: 'cluster --restart', description: 'What is killed is started again' },
    { command: 'LIMIT_JOINS_PER_MINUTE=0 cluster', description: 'For npm run load' },
  ]),
)

await runCommandLine(command, process.argv.slice(2))
