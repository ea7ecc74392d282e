// Composition root of the status: the command line, and what it may touch.
import { Effect, Result } from 'effect'
import { Argument, Command, Flag } from 'effect/cli'
import { booleanFlag, runCommandLine, terminalFor } from '../replay/cli/commandLine.ts'
import { exitCodes, type Terminal, tellFailure } from '../replay/cli/terminal.ts'
import { standingLines } from './standingLines.ts'
import { standingOf, type Told } from './standingOf.ts'

/** From one look to the next. */
const watchMs = 2_000

/** Lines are this wide where nobody says how wide they may be. */
const columns = 80

const parameters = {
  path: Argument.String('DATA_DIR').pipe(
    Argument.withDescription("The server's data directory; it is only read"),
    Argument.withDefault(process.env.DATA_DIR ?? './data'),
  ),
  limit: Flag.Int('limit').pipe(
    Flag.withMetavar('N'),
    Flag.withDescription('How many waits and rooms to list'),
    Flag.filter(
      (given) => given >= 0,
      () => '0 or more',
    ),
    Flag.withDefault(10),
  ),
  watch: booleanFlag('watch', 'Look again every two seconds, until Ctrl-C'),
  json: booleanFlag('json', 'Answer in JSON, a line each time; times in ms of Unix time'),
}

const jsonOf = (told: Told): string => {
  const { file, isRunning, head, counts, longestWaits, oldestRooms, safety } = told
  return JSON.stringify({
    file,
    running: isRunning,
    seq: head.seq,
    at: head.at,
    ...counts,
    open_reports: safety.openReports,
    suspended: safety.suspendedAt(isRunning ? Date.now() : head.at),
    longest_waits: longestWaits,
    oldest_rooms: oldestRooms,
  })
}

/** Clears the terminal, so that what is watched stays where it is. */
const clear = '\u001b[H\u001b[2J'

const show = ({ out, style, json }: Terminal, told: Told, isWatched: boolean): void => {
  const { isTTY, columns: width } = process.stdout
  if (json) {
    out(`${jsonOf(told)}\n`)
    return
  }
  const looks = { now: Date.now(), style, width: isTTY ? width : columns }
  const lines = [...standingLines(told, looks)]
  if (isWatched) lines.push('')
  out(`${isWatched && isTTY ? clear : ''}${lines.join('\n')}\n`)
}

const command = Command.make('status', parameters, ({ path, limit, watch, json }) =>
  Effect.promise(async () => {
    const terminal = terminalFor({ json, pauseMs: watchMs })
    do {
      const told = standingOf(path, limit)
      if (Result.isFailure(told)) {
        process.exitCode = tellFailure(terminal, told.failure)
        return
      }
      show(terminal, told.success, watch)
    } while (watch && (await terminal.pause()))
    process.exitCode = exitCodes.success
  }),
).pipe(
  Command.withDescription(
    [
      'Who is here, who waits and for how long, which rooms are open: nothing that',
      '  people wrote. It checks only what it reads of the log; all of it is checked',
      '  by npm run replay -- DATA_DIR --verify.',
    ].join('\n'),
  ),
  Command.withExamples([
    { command: 'status', description: 'Of the server whose data are in DATA_DIR, or in ./data' },
    { command: 'status /var/lib/passerby --limit 50', description: 'More waits and rooms' },
    { command: 'status data --watch', description: 'Again and again' },
    { command: 'status data --json | jq .waiting', description: 'For a program' },
  ]),
)

await runCommandLine(command, process.argv.slice(2))
