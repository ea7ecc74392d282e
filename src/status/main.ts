// Composition root of the status: the command line, and what it may touch.
import { Effect, Result } from 'effect'
import { Argument, Command, Flag } from 'effect/cli'
import { openNatsStandings } from '../cluster/nats/natsStanding.ts'
import { isOnNats } from '../cluster/nats/servers.ts'
import type { Report } from '../events/ports.ts'
import { booleanFlag, runCommandLine, terminalFor } from '../replay/cli/commandLine.ts'
import { exitCodes, type Terminal, tellFailure } from '../replay/cli/terminal.ts'
import { clusterLines } from './clusterLines.ts'
import { clusterRecord, clusterTold, isHealthy } from './clusterStanding.ts'
import { type Looks, standingLines } from './standingLines.ts'
import { standingOf, type Told } from './standingOf.ts'

/** From one look to the next. */
const watchMs = 2_000

/** Lines are this wide where nobody says how wide they may be. */
const columns = 80

const parameters = {
  from: Argument.String('DATA_DIR').pipe(
    Argument.withDescription('A data directory, or nats:// and tls://'),
    Argument.withDefault(process.env.DATA_DIR ?? './data'),
  ),
  limit: Flag.Int('limit').pipe(
    Flag.withMetavar('N'),
    Flag.withDescription('How many waits, rooms and edges to list'),
    Flag.filter(
      (given) => given >= 0,
      () => '0 or more',
    ),
    Flag.withDefault(10),
  ),
  watch: booleanFlag('watch', 'Look again every two seconds, until Ctrl-C'),
  json: booleanFlag('json', 'Answer in JSON, a line each time; times in ms of Unix time'),
}

const recordOf = (told: Told): object => {
  const { file, isRunning, damage, head, counts, longestWaits, oldestRooms, safety } = told
  return {
    file,
    running: isRunning,
    ...(damage !== null && { damage }),
    seq: head.seq,
    at: head.at,
    ...counts,
    open_reports: safety.openReports,
    suspended: safety.suspendedAt(isRunning ? Date.now() : head.at),
    longest_waits: longestWaits,
    oldest_rooms: oldestRooms,
  }
}

/** What came of a look, ready to be shown. */
interface Seen {
  readonly record: () => object
  readonly lines: (looks: Looks) => Iterable<string>
  readonly code: number
}

/** Whoever can be looked at again and again. */
interface Looked {
  readonly look: () => Promise<Result.Result<Seen, { readonly message: string }>>
  readonly close: () => Promise<void>
}

const directory = (path: string, limit: number): Looked => ({
  look: async () =>
    Result.map(standingOf(path, limit), (told) => ({
      record: () => recordOf(told),
      lines: (looks) => standingLines(told, looks),
      code: exitCodes.success,
    })),
  close: async () => {},
})

const cluster = async (
  url: string,
  limit: number,
  { note }: Terminal,
): Promise<Result.Result<Looked, { readonly message: string }>> => {
  const report: Report = (_, message) => note(`${message}.\n`)
  const opened = await openNatsStandings({ url, environment: process.env, report })
  return Result.mapBoth(opened, {
    onFailure: ({ message }) => ({ message: `${message}.` }),
    onSuccess: (standings) => ({
      look: async () =>
        Result.map(await clusterTold(url, standings), (told) => ({
          record: () => clusterRecord(told),
          lines: (looks) => clusterLines(told, looks, limit),
          code: isHealthy(told) ? exitCodes.success : exitCodes.disproved,
        })),
      close: standings.close,
    }),
  })
}

/** Clears the terminal, so that what is watched stays where it is. */
const clear = '\u001b[H\u001b[2J'

const show = ({ out, style, json }: Terminal, seen: Seen, isWatched: boolean): void => {
  const { isTTY, columns: width } = process.stdout
  if (json) {
    out(`${JSON.stringify(seen.record())}\n`)
    return
  }
  const looks = { now: Date.now(), style, width: isTTY ? width : columns }
  const lines = [...seen.lines(looks)]
  if (isWatched) lines.push('')
  out(`${isWatched && isTTY ? clear : ''}${lines.join('\n')}\n`)
}

/** Looks until nobody watches any more, or there is no answer to the first look; gives the last exit code. */
const watched = async ({ look }: Looked, terminal: Terminal, isWatched: boolean) => {
  for (let hasSeen = false; ; ) {
    const seen = await look()
    if (Result.isSuccess(seen)) show(terminal, seen.success, isWatched)
    hasSeen ||= Result.isSuccess(seen)
    const code = Result.isSuccess(seen) ? seen.success.code : tellFailure(terminal, seen.failure)
    if (!isWatched || !hasSeen || !(await terminal.pause())) return code
  }
}

const command = Command.make('status', parameters, ({ from, limit, watch, json }) =>
  Effect.promise(async () => {
    const terminal = terminalFor({ json, pauseMs: watchMs })
    const opened = isOnNats(from)
      ? await cluster(from, limit, terminal)
      : Result.succeed(directory(from, limit))
    if (Result.isFailure(opened)) {
      process.exitCode = tellFailure(terminal, opened.failure)
      return
    }
    const looked = opened.success
    process.exitCode = await watched(looked, terminal, watch)
    await looked.close()
  }),
).pipe(
  Command.withDescription(
    [
      'Who is here, who waits and for how long, which rooms are open: nothing that',
      '  people wrote. It checks only what it reads of the log; all of it is checked',
      '  by npm run replay -- DATA_DIR --verify.',
      '  Of a cluster all worlds are asked: which leads, what edges it hears.',
      '  Exit code 1: none leads, or two say that they do; 2: there is no answer.',
    ].join('\n'),
  ),
  Command.withExamples([
    { command: 'status', description: 'Of the server whose data are in DATA_DIR, or in ./data' },
    { command: 'status /var/lib/passerby --limit 50', description: 'More waits and rooms' },
    { command: 'status tls://nats-1:4222', description: 'Of a cluster, by the NATS_ settings' },
    { command: 'status data --watch', description: 'Again and again' },
    { command: 'status data --json | jq .waiting', description: 'For a program' },
  ]),
)

await runCommandLine(command, process.argv.slice(2))
