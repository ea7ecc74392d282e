// Composition root of the simulation: its command line, and threads that live several lives at once.
import { availableParallelism } from 'node:os'
import { Effect, Result } from 'effect'
import { Command } from 'effect/cli'
import {
  booleanFlag,
  numberFlag,
  runCommandLine,
  terminalFor,
  textFlag,
} from '../../src/replay/cli/commandLine.ts'
import { exitCodes } from '../../src/replay/cli/terminal.ts'
import { makeFolder } from '../../src/replay/cli/writing.ts'
import { optionsOf } from './cli/options.ts'
import { simulate } from './cli/simulate.ts'

const parameters = {
  seed: numberFlag('seed', 'N', 'The life of this seed, or the first of several; else 1'),
  seeds: numberFlag('seeds', 'COUNT', 'So many lives, up to the first that fails'),
  worlds: numberFlag('worlds', 'N', 'How many machines a world runs on; else 3'),
  edges: numberFlag('edges', 'N', 'How many machines an edge runs on; else 3'),
  minutes: numberFlag('minutes', 'N', 'For how long things go wrong; else 10'),
  planted: textFlag('planted', 'FAULT', 'With a fault planted, which is to be found'),
  jobs: numberFlag('jobs', 'N', 'How many lives at a time; else as many as there are cores'),
  out: textFlag('out', 'DIR', 'Where a life that failed is written; else .tmp/simulation'),
  whole: booleanFlag('whole', 'Writes a life that failed as it was, not a smaller one'),
  trace: booleanFlag('trace', 'Says what happened to the machines'),
}

const command = Command.make('simulate', parameters, (given) =>
  Effect.promise(async () => {
    const terminal = terminalFor({ json: false, pauseMs: 0 })
    const refuse = (message: string): void => {
      terminal.note(`${message}\n`)
      process.exitCode = exitCodes.noAnswer
    }
    const options = optionsOf(given, availableParallelism())
    if (Result.isFailure(options)) return refuse(`${options.failure.message} See --help.`)
    // Nobody is to wait for a failure that cannot be written then.
    const folder = given.out === null ? Result.void : makeFolder(given.out)
    if (Result.isFailure(folder)) return refuse(folder.failure.message)
    process.exitCode = await simulate(options.success, terminal)
  }),
).pipe(
  Command.withDescription('Lives of worlds, edges and visitors while machines and networks fail.'),
  Command.withExamples([
    { command: 'simulate', description: 'The life of seed 1' },
    {
      command: 'simulate --seeds 1000',
      description: 'A thousand lives, as many at a time as there are cores',
    },
    { command: 'simulate --seed 17 --trace', description: 'What happens in one of them' },
    {
      command: 'simulate --seeds 2000 --planted acceptGaps',
      description: 'Whether a planted fault is found',
    },
    {
      command: 'replay .tmp/simulation/seed-17.jsonl --open',
      description: 'The log of one that failed',
    },
  ]),
)

await runCommandLine(command, process.argv.slice(2))
