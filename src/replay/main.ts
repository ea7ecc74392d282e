// Composition root of the replay debugger: the command line, and what it may touch.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeServices } from '@effect/platform-node'
import { Effect, Exit, Option, Result } from 'effect'
import { Argument, CliConfig, CliOutput, Command, Flag, GlobalFlag } from 'effect/cli'
import { systemClock } from '../clock.ts'
import { openPage } from './api/page.ts'
import { joinPairs, logQueryOf } from './cli/logQuery.ts'
import { type FileUnreadable, runQuery } from './cli/runQuery.ts'
import { exitCodes, type Terminal, tellFailure } from './cli/terminal.ts'
import { ansiStyle, plainStyle } from './text/textStyle.ts'
import type { Replay } from './timeline/replay.ts'

/** How often a live log is looked at for more. */
const followMs = 200

const textFlag = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.optional,
    Flag.map(Option.getOrNull),
  )

const seqFlag = (name: string, description: string) =>
  Flag.Int(name).pipe(
    Flag.withMetavar('SEQ'),
    Flag.withDescription(description),
    Flag.optional,
    Flag.map(Option.getOrNull),
  )

const booleanFlag = (name: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(description),
    Flag.withoutNegation,
    Flag.withDefault(false),
  )

const parameters = {
  log: Argument.String('LOG').pipe(
    Argument.withDescription('A data directory, a database (also of a running server), JSON lines'),
  ),
  session: textFlag('session', 'ID', 'The events that concern a session'),
  room: textFlag('room', 'ID', 'The events that concern a room'),
  type: textFlag('type', 'T', 'Events of a type, such as matched or room.send_message'),
  from: textFlag('from', 'TIME', 'Events from a time on: ISO, ms, or +90s from the beginning'),
  to: textFlag('to', 'TIME', 'Events up to a time'),
  until: seqFlag('until', 'Events up to this one'),
  follow: booleanFlag('follow', 'Go on with what a running server writes, until Ctrl-C'),
  state: seqFlag(
    'state',
    'The actors concerned once this event was taken, its cause, what it caused',
  ),
  diff: textFlag('diff', 'SEQ1 SEQ2', 'What changed in the actors from one event to another'),
  why: textFlag('why', 'SESSION SEQ', 'Why a session waits at this event, or where else it is'),
  whatIf: textFlag('what-if', 'POLICY.json', 'The same visitors under another matching policy'),
  export: textFlag(
    'export',
    'ID',
    'The smallest log that replays a room or a session, without words',
  ),
  verify: booleanFlag(
    'verify',
    'Whether folding the log gives what the server said; 1 if it does not',
  ),
  json: booleanFlag('json', 'Answer in JSON, a line each'),
  open: booleanFlag('open', 'Show it in a browser on this machine, until Ctrl-C'),
  port: Flag.Int('port').pipe(
    Flag.withMetavar('PORT'),
    Flag.withDescription('Where to open it; else any free one'),
    Flag.optional,
    Flag.map(Option.getOrNull),
  ),
}

const terminalFor = (json: boolean): Terminal => {
  const { stdout, stderr, env } = process
  let isOver = false
  let isListening = false
  let wake = () => {}
  // Only whoever waits is asked to end; a fold is ended as any program is.
  const listen = () => {
    if (isListening) return
    isListening = true
    process.once('SIGINT', () => {
      isOver = true
      wake()
    })
  }
  return {
    out: (written) => stdout.write(written),
    note: (written) => stderr.write(written),
    style: stdout.isTTY && (env.NO_COLOR ?? '') === '' ? ansiStyle : plainStyle,
    isTerminal: stderr.isTTY === true,
    json,
    pause: async () => {
      listen()
      await new Promise<void>((resolve) => {
        wake = resolve
        if (isOver) resolve()
        else setTimeout(resolve, followMs)
      })
      return !isOver
    },
  }
}

const root = join(import.meta.dirname, '../..')
const webDirectory = join(root, 'web/dist')

/** The page, which is built where nobody has built it yet. */
const openBuiltPage = (replay: Replay, port: number) => {
  if (!existsSync(join(webDirectory, 'replay.html'))) {
    process.stderr.write('Building the page, once.\n')
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  }
  return openPage(replay, { port, webDirectory, clock: systemClock().clock })
}

const readText = (file: string): Result.Result<string, FileUnreadable> =>
  Result.try({
    try: () => readFileSync(file, 'utf8'),
    catch: () => ({ _tag: 'FileUnreadable', file }),
  })

const command = Command.make('replay', parameters, ({ log, json, ...options }) =>
  Effect.promise(async () => {
    const terminal = terminalFor(json)
    const query = logQueryOf(options)
    process.exitCode = Result.isSuccess(query)
      ? await runQuery(log, query.success, { terminal, readText, openPage: openBuiltPage })
      : tellFailure(terminal, query.failure)
  }),
).pipe(
  Command.withDescription('Replays an event log: what happened, to whom, and why.'),
  Command.withExamples([
    { command: 'replay data', description: 'What the log of the server in ./data holds' },
    { command: 'replay data --session s_AbCdEf', description: 'What happened to a session' },
    { command: 'replay data --why s_AbCdEf 17', description: 'Why it waited at event 17' },
    { command: 'replay data --state 17', description: 'What the actors were then' },
    { command: 'replay data --from +90s --to +2m --type matched', description: 'Who met then' },
    { command: 'replay data --open', description: 'All of it in a browser, step by step' },
    { command: 'replay data --follow --type matchmaker.matched', description: 'Who meets now' },
    { command: 'replay data --export r_XyZ > slice.jsonl', description: 'A conversation to keep' },
    { command: 'replay slice.jsonl --verify', description: 'Whether it replays' },
  ]),
)

/** What was typed wrong is one sentence, and not the whole help. */
const presenter: CliOutput.Presenter = {
  present: (output) =>
    output._tag === 'InvalidInvocation'
      ? Effect.sync(() => {
          const faults = output.errors.map(({ message }) => message.replace(/ in command .*$/, ''))
          process.stderr.write(`${faults.join('. ')}. See --help.\n`)
        })
      : CliOutput.defaultPresenter.present(output),
}

// Whoever reads only the beginning of an answer is content with it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.success : exitCodes.disproved)
})

const exit = await Effect.runPromiseExit(
  Command.runWith(command, { version: '0.1.0' })(joinPairs(process.argv.slice(2))).pipe(
    Effect.provide([
      NodeServices.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
      CliOutput.layerPresenter(presenter),
    ]),
  ),
)
if (Exit.isFailure(exit)) process.exitCode = exitCodes.noAnswer
