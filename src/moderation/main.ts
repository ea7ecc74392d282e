// Composition root of the moderators' program: the command line, and what it may touch.
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Effect, Result } from 'effect'
import { Argument, Command, Flag } from 'effect/cli'
import { systemClock } from '../clock.ts'
import { builtPages } from '../replay/cli/builtPages.ts'
import {
  booleanFlag,
  numberFlag,
  runCommandLine,
  terminalFor,
  textFlag,
} from '../replay/cli/commandLine.ts'
import { exitCodes, tellFailure } from '../replay/cli/terminal.ts'
import { keygenLines } from './cli/keygenLines.ts'
import { requestOf } from './cli/request.ts'
import { runRequest, type Surroundings } from './cli/runRequest.ts'
import { Docket } from './docket.ts'
import { makePair, readKey } from './keys.ts'
import { openModerationPage } from './page/page.ts'

/** Lines are this wide where nobody says how wide they may be. */
const columns = 80

/** The page waits for Ctrl-C, and looks this often whether it came. */
const waitMs = 1_000

/** 128 bits: nobody guesses the address of the page. */
const tokenBytes = 16

const parameters = {
  path: Argument.String('DATA_DIR').pipe(
    Argument.withDescription("Where the server's data are"),
    Argument.withDefault(process.env.DATA_DIR ?? './data'),
  ),
  identity: textFlag('identity', 'KEYFILE', "The moderators' key; keygen makes it"),
  show: numberFlag('show', 'NUMBER', 'Read this report'),
  dismiss: numberFlag('dismiss', 'NUMBER', 'Do nothing; erase the report'),
  warn: numberFlag('warn', 'NUMBER', 'Warn its person'),
  suspend: numberFlag('suspend', 'NUMBER', 'Suspend its person for 1 h'),
  toEnd: booleanFlag('to-end', 'Suspend to the end of the pass'),
  yes: booleanFlag('yes', 'Decide without asking once more'),
  limit: Flag.Int('limit').pipe(
    Flag.withMetavar('N'),
    Flag.withDescription('How many to list'),
    Flag.filter(
      (given) => given > 0,
      () => '1 or more',
    ),
    Flag.withDefault(20),
  ),
  export: textFlag('export', 'FOLDER', 'Copy them out, sealed, for the standard age'),
  open: booleanFlag('open', 'In a browser on this machine, until Ctrl-C'),
  port: numberFlag('port', 'PORT', 'Where to open it; else any free one'),
  json: booleanFlag('json', 'A line of JSON each; times in ms'),
}

const openPage: Surroundings['openPage'] = (docket, port) => {
  const webDirectory = builtPages('moderation.html')
  const { clock } = systemClock()
  const token = randomBytes(tokenBytes).toString('base64url')
  return openModerationPage(docket, { port, webDirectory, clock, token })
}

/** Asks at the terminal; null once whoever sits there wants an end. */
const ask = (question: string): Promise<string | null> =>
  new Promise((resolve) => {
    const { stdin: input, stdout: output } = process
    const asking = createInterface({ input, output })
    asking.once('close', () => resolve(null))
    asking.once('SIGINT', () => asking.close())
    asking.question(question, (answer) => {
      resolve(answer.trim())
      asking.close()
    })
  })

const moderate = Command.make('moderate', parameters, (typed) =>
  Effect.promise(async () => {
    const { path, identity, json, limit, yes, ...flags } = typed
    const terminal = terminalFor({ json, pauseMs: waitMs })
    const request = requestOf(flags)
    const key = identity === null ? Result.succeed(null) : readKey(identity)
    if (Result.isFailure(request)) process.exitCode = tellFailure(terminal, request.failure)
    else if (Result.isFailure(key)) process.exitCode = tellFailure(terminal, key.failure)
    else {
      if (key.success?.isOpenToOthers === true) {
        terminal.note(`Others on this machine can read the key: chmod 600 ${identity}\n`)
      }
      const { isTTY, columns: width = columns } = process.stdout
      process.exitCode = await runRequest(request.success, {
        ...{ terminal, limit, yes, ask, openPage, key: key.success },
        docket: new Docket({ path, key: key.success, now: Date.now }),
        looks: () => ({ now: Date.now(), style: terminal.style, width: isTTY ? width : columns }),
        isAsking: isTTY === true && process.stdin.isTTY === true,
      })
      // A time limit of a request that was answered would keep the process for its seconds.
      if (request.success.kind === 'open') process.exit()
    }
  }),
).pipe(
  Command.withDescription(
    [
      'The reports that wait, the worst first: read them, and decide. Only the',
      '  moderators’ key opens them. At a terminal it asks what to do; the server',
      '  must run for a decision. Exit: 0 done, 1 answered no, 2 could not ask.',
    ].join('\n'),
  ),
  Command.withExamples([
    { command: 'moderate keygen key', description: 'Make the key, once' },
    { command: 'moderate data --identity key', description: 'List, read, decide' },
    { command: 'moderate data --identity key --open', description: 'The same in a browser' },
    { command: 'moderate data --identity key --show 17', description: 'Read report 17' },
    { command: 'moderate data --warn 17 --yes', description: 'Warn its person' },
    { command: 'moderate data --suspend 17 --to-end', description: 'To the end of the pass' },
    { command: 'moderate data --export out', description: 'For age -d -i key' },
  ]),
)

const keygen = Command.make(
  'moderate keygen',
  {
    file: Argument.String('FILE').pipe(
      Argument.withDescription('Where the secret half goes; never written over'),
    ),
  },
  ({ file }) =>
    Effect.promise(async () => {
      const terminal = terminalFor({ json: false, pauseMs: waitMs })
      const made = await makePair(file, new Date().toISOString().replace(/\.\d+Z$/, 'Z'))
      if (Result.isFailure(made)) process.exitCode = tellFailure(terminal, made.failure)
      else {
        terminal.out(`${keygenLines(made.success).join('\n')}\n`)
        process.exitCode = exitCodes.success
      }
    }),
).pipe(
  Command.withDescription("Makes the moderators' pair of keys, and says which half goes where."),
  Command.withExamples([
    { command: 'moderate keygen moderators.key', description: 'A pair for a new server' },
  ]),
)

const [first, ...rest] = process.argv.slice(2)
if (first === 'keygen') await runCommandLine(keygen, rest)
else await runCommandLine(moderate, process.argv.slice(2))
