// The words of the replay debugger: what may be asked, and its help.
import { Argument, Command } from 'effect/cli'
import { booleanFlag, doing, numberFlag, textFlag } from './commandLine.ts'
import type { CommandLineOptions } from './logQuery.ts'

const seqFlag = (name: string, description: string) => numberFlag(name, 'SEQ', description)

const parameters = {
  logs: Argument.String('LOG').pipe(
    Argument.withDescription('A data directory, database, JSON lines (- is stdin), nats://'),
    Argument.variadic({ min: 1 }),
  ),
  session: textFlag('session', 'ID', 'The events that concern a session'),
  room: textFlag('room', 'ID', 'The events that concern a room'),
  person: textFlag('person', 'ID', 'The events that name the holder of a pass'),
  report: textFlag('report', 'ID', 'The events that name a report kept for the moderators'),
  type: textFlag('type', 'T', 'Events of a type: matched, or room.send_message'),
  from: textFlag('from', 'TIME', 'Events from then on: ISO, ms, +90s, -5m to the end'),
  to: textFlag('to', 'TIME', 'Events up to a time'),
  until: seqFlag('until', 'Events up to this one'),
  follow: booleanFlag('follow', 'Go on with what a running server writes, until Ctrl-C'),
  state: seqFlag('state', 'The actors after this event, its cause and effects'),
  diff: textFlag('diff', 'SEQ1 SEQ2', 'What changed in the actors from one event to another'),
  why: textFlag('why', 'SESSION SEQ', 'Why a session waits at this event, or where it is'),
  stop: textFlag('stop', 'CONDITION', 'The first event at which it holds: see README'),
  whatIf: textFlag('what-if', 'POLICY.json', 'The same visitors under another matching policy'),
  export: textFlag('export', 'ID', 'The smallest log that replays a room or a session'),
  record: textFlag('record', 'ID FILE', 'The same as a test, to test/….test.ts'),
  csv: textFlag('csv', 'FILE', 'Waits, chats, matches, drops a minute (- is stdout)'),
  verify: booleanFlag('verify', 'Judges it: order, rules, consequences, states'),
  against: textFlag('against', 'FOLDER', 'Where the states part from those of another version'),
  json: booleanFlag('json', 'Answer in JSON, a line each'),
  open: booleanFlag('open', 'Show it in a browser on this machine, until Ctrl-C'),
  port: numberFlag('port', 'PORT', 'Where to open it; else 4747, or any free one'),
}

/** What was asked of which log, or of which several; `json` is how it is to be answered. */
export interface Asked {
  readonly logs: readonly string[]
  readonly json: boolean
  readonly options: CommandLineOptions
}

/** Has `answer` answer what the words ask. */
export const replayCommand = (answer: (asked: Asked) => Promise<void>) =>
  Command.make(
    'replay',
    parameters,
    doing(({ logs, json, ...options }) => answer({ logs, json, options })),
  ).pipe(
    Command.withDescription('Replays an event log: what happened, to whom, and why.'),
    Command.withExamples([
      { command: 'replay data', description: 'What the log of the server in ./data holds' },
      { command: 'replay data --session s_AbCdEf', description: 'What happened to a session' },
      { command: 'replay data --why s_AbCdEf 17', description: 'Why it waited at event 17' },
      { command: 'replay data --state 17', description: 'What the actors were then' },
      { command: 'replay data --from +90s --to +2m --type matched', description: 'Who met then' },
      {
        command: "replay data --stop 'session.state == waiting && wait > 60s'",
        description: 'When somebody had waited for a minute',
      },
      { command: 'replay data --csv minutes.csv', description: 'How it went, minute by minute' },
      { command: 'replay data --open', description: 'All of it in a browser, step by step' },
      { command: 'replay data --follow --type matchmaker.matched', description: 'Who meets now' },
      { command: 'replay tls://nats-1:4222 --verify', description: 'The log of a whole cluster' },
      {
        command: 'replay data --export r_XyZ > slice.jsonl',
        description: 'A conversation to keep',
      },
      { command: 'replay slice.jsonl --verify', description: 'Whether it replays' },
      { command: 'replay --verify logs/*', description: 'Whether all of these do' },
    ]),
  )
