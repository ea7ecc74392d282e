// Composition root of the replay debugger: the command line, and what it may touch.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeServices } from '@effect/platform-node'
import { Effect, Exit, Option } from 'effect'
import { Argument, CliConfig, CliOutput, Command, Flag, GlobalFlag } from 'effect/cli'
import { systemClock } from '../clock.ts'
import { openPage } from './api/page.ts'
import { coloured, plain } from './cli/paint.ts'
import { joined, questionOf } from './cli/request.ts'
import { exits, type Terminal, tell } from './cli/terminal.ts'
import { isUnanswerable } from './queries/answer.ts'
import { ask } from './queries/ask.ts'
import type { Replay } from './timeline/replay.ts'

/** How often a live log is looked at for more. */
const followMs = 200

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.optional,
    Flag.map(Option.getOrNull),
  )

const seq = (name: string, description: string) =>
  Flag.Int(name).pipe(
    Flag.withMetavar('SEQ'),
    Flag.withDescription(description),
    Flag.optional,
    Flag.map(Option.getOrNull),
  )

const yes = (name: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(description),
    Flag.withoutNegation,
    Flag.withDefault(false),
  )

const parameters = {
  log: Argument.String('LOG').pipe(
    Argument.withDescription('A data directory, a database (also of a running server), JSON lines'),
  ),
  session: text('session', 'ID', 'The events that concern a session'),
  room: text('room', 'ID', 'The events that concern a room'),
  type: text('type', 'T', 'Events of a type, such as matched or room.send_message'),
  from: text('from', 'TIME', 'Events from a time on: ISO, ms, or +90s from the beginning'),
  to: text('to', 'TIME', 'Events up to a time'),
  until: seq('until', 'Events up to this one'),
  follow: yes('follow', 'Go on with what a running server writes, until Ctrl-C'),
  state: seq('state', 'The actors concerned once this event was taken, its cause, what it caused'),
  diff: text('diff', 'SEQ1 SEQ2', 'What changed in the actors from one event to another'),
  why: text('why', 'SESSION SEQ', 'Why a session waits at this event, or where else it is'),
  whatIf: text('what-if', 'POLICY.json', 'The same visitors under another matching policy'),
  export: text('export', 'ID', 'The smallest log that replays a room or a session, without words'),
  verify: yes('verify', 'Whether folding the log gives what the server said; 1 if it does not'),
  json: yes('json', 'Answer in JSON, a line each'),
  open: yes('open', 'Show it in a browser on this machine, until Ctrl-C'),
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
    paint: stdout.isTTY && (env.NO_COLOR ?? '') === '' ? coloured : plain,
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
const opened = (replay: Replay, port: number) => {
  if (!existsSync(join(webDirectory, 'replay.html'))) {
    process.stderr.write('Building the page, once.\n')
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  }
  return openPage(replay, { port, webDirectory, clock: systemClock().clock })
}

const command = Command.make('replay', parameters, ({ log, json, ...typed }) =>
  Effect.promise(async () => {
    const terminal = terminalFor(json)
    const question = questionOf(typed)
    const beyond = { readText: (file: string) => readFileSync(file, 'utf8'), openPage: opened }
    process.exitCode = isUnanswerable(question)
      ? tell(terminal, question)
      : await ask(log, question, { terminal, beyond })
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
  process.exit(error.code === 'EPIPE' ? exits.well : exits.failed)
})

const exit = await Effect.runPromiseExit(
  Command.runWith(command, { version: '0.1.0' })(joined(process.argv.slice(2))).pipe(
    Effect.provide([
      NodeServices.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
      CliOutput.layerPresenter(presenter),
    ]),
  ),
)
if (Exit.isFailure(exit)) process.exitCode = exits.unanswerable
