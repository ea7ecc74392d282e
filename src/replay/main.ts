// Composition root of the replay debugger: the command line, and what it may touch.
import { readFileSync } from 'node:fs'
import { Effect, Result } from 'effect'
import { Argument, Command } from 'effect/cli'
import { systemClock } from '../clock.ts'
import type { Report } from '../events/ports.ts'
import { openPage } from './api/page.ts'
import { builtPages } from './cli/builtPages.ts'
import {
  booleanFlag,
  numberFlag,
  runCommandLine,
  terminalFor,
  textFlag,
} from './cli/commandLine.ts'
import { joinPairs, logQueryOf } from './cli/logQuery.ts'
import { type FileUnreadable, runQuery, type Surroundings } from './cli/runQuery.ts'
import { tellFailure } from './cli/terminal.ts'
import { openSource } from './source/openSource.ts'
import { isOnNats, streamSource } from './source/streamSource.ts'

/** How often a live log is looked at for more. */
const followMs = 200

const seqFlag = (name: string, description: string) => numberFlag(name, 'SEQ', description)

const parameters = {
  log: Argument.String('LOG').pipe(
    Argument.withDescription('A data directory, a database, JSON lines, or nats:// and tls://'),
  ),
  session: textFlag('session', 'ID', 'The events that concern a session'),
  room: textFlag('room', 'ID', 'The events that concern a room'),
  person: textFlag('person', 'ID', 'The events that name the holder of a pass'),
  report: textFlag('report', 'ID', 'The events that name a report kept for the moderators'),
  type: textFlag('type', 'T', 'Events of a type: matched, or room.send_message'),
  from: textFlag('from', 'TIME', 'Events from a time on: ISO, ms, +90s from the first'),
  to: textFlag('to', 'TIME', 'Events up to a time'),
  until: seqFlag('until', 'Events up to this one'),
  follow: booleanFlag('follow', 'Go on with what a running server writes, until Ctrl-C'),
  state: seqFlag('state', 'The actors after this event, its cause and effects'),
  diff: textFlag('diff', 'SEQ1 SEQ2', 'What changed in the actors from one event to another'),
  why: textFlag('why', 'SESSION SEQ', 'Why a session waits at this event, or where it is'),
  whatIf: textFlag('what-if', 'POLICY.json', 'The same visitors under another matching policy'),
  export: textFlag('export', 'ID', 'The smallest log that replays a room or a session'),
  verify: booleanFlag('verify', 'Whether it is sound, and gives what the server said'),
  json: booleanFlag('json', 'Answer in JSON, a line each'),
  open: booleanFlag('open', 'Show it in a browser on this machine, until Ctrl-C'),
  port: numberFlag('port', 'PORT', 'Where to open it; else any free one'),
}

const readText = (file: string): Result.Result<string, FileUnreadable> =>
  Result.try({
    try: () => readFileSync(file, 'utf8'),
    catch: () => ({ _tag: 'FileUnreadable', file }),
  })

const command = Command.make('replay', parameters, ({ log, json, ...options }) =>
  Effect.promise(async () => {
    const terminal = terminalFor({ json, pauseMs: followMs })
    const { clock, stop } = systemClock()
    const report: Report = (_, message) => terminal.note(`${message}.\n`)
    const surroundings: Surroundings = {
      ...{ terminal, readText },
      openLog: async (named) =>
        isOnNats(named)
          ? streamSource({ url: named, environment: process.env, clock, report })
          : openSource(named),
      // Built where nobody has built it yet.
      openPage: (replay, port) =>
        openPage(replay, { port, webDirectory: builtPages('replay.html'), clock }),
    }
    const query = logQueryOf(options)
    process.exitCode = Result.isSuccess(query)
      ? await runQuery(log, query.success, surroundings)
      : tellFailure(terminal, query.failure)
    stop()
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
    { command: 'replay tls://nats-1:4222 --verify', description: 'The log of a whole cluster' },
    { command: 'replay data --export r_XyZ > slice.jsonl', description: 'A conversation to keep' },
    { command: 'replay slice.jsonl --verify', description: 'Whether it replays' },
  ]),
)

await runCommandLine(command, joinPairs(process.argv.slice(2)))
