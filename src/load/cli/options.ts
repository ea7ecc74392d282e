// The command line: what may be asked of the load tester, and how it is read.
import { Effect, Option, Result } from 'effect'
import { Command } from 'effect/cli'
import { runWords } from '../../replay/cli/commandLine.ts'
import type { Allowances } from '../report/requirements/conclusion.ts'
import { type Preset, presets, type ScenarioChanges } from '../scenario/scenario.ts'
import { flags } from './flags.ts'

/** What was asked for; the scenario's changes are not checked yet. */
export interface Options {
  /** At least one. */
  readonly urls: readonly string[]
  readonly preset: Preset | null
  readonly scenarioFile: string | null
  readonly changes: ScenarioChanges
  /** The server's RELAX_SECONDS. */
  readonly relax: number
  /** Its GRACE_SECONDS. */
  readonly grace: number
  readonly seed: number | null
  /** Null: as many as the visitors need. */
  readonly processes: number | null
  readonly localAddresses: number | null
  readonly ownsServer: boolean
  /** Whether a certificate may be anybody's. */
  readonly insecure: boolean
  readonly log: string | null
  /** Where servers tell their metrics. */
  readonly metrics: readonly string[]
  readonly examples: number
  readonly requirements: readonly string[]
  /** What is to hold at the highest rate. */
  readonly findMax: string | null
  readonly allowances: Allowances
  readonly abortOnFail: boolean
  readonly report: string | null
  /** Results of earlier runs. */
  readonly compare: string | null
  /** Files of the seconds. */
  readonly csv: string | null
  readonly jsonLines: string | null
  readonly json: boolean
}

const examples = [
  { command: 'npm run load', description: 'A few hundred visitors against http://127.0.0.1:3000' },
  {
    command: 'npm run load -- --preset churn --users 5000 --ramp 500 --log ./data',
    description: 'Many short chats, compared with the log of the server afterwards',
  },
  {
    command: "npm run load -- --require 'delivery.p99<50ms' --require 'faults==0'",
    description: 'Fails where delivery is slow or the referee finds something',
  },
  {
    command: 'npm run load -- --preset idle --users 15000 --report idle.html',
    description: 'Connections only, with a page of charts',
  },
  {
    command: 'npm run load -- http://127.0.0.1:3001 http://127.0.0.1:3002 --users 40000',
    description: 'More than one process holds, half of them to each of two edges',
  },
]

/** The arguments are bad, and whoever gave them has been told so. */
export interface BadArguments {
  readonly _tag: 'BadArguments'
}

/** Reads the arguments; null where help or the version was asked for and shown. */
export const readOptions = async (
  args: readonly string[],
): Promise<Result.Result<Options | null, BadArguments>> => {
  let asked: Options | null = null
  const command = Command.make('load', flags, (given) =>
    Effect.sync(() => {
      asked = optionsOf(given)
    }),
  ).pipe(
    Command.withDescription('Drives a Passerby server with many visitors, and judges it.'),
    Command.withExamples(examples),
  )
  const isRead = await runWords(command, args)
  return isRead ? Result.succeed(asked) : Result.fail({ _tag: 'BadArguments' })
}

type GivenFlags = Command.Command.Config.Infer<typeof flags>

const optionsOf = (given: GivenFlags): Options => {
  const { preset, scenario, relax, grace, seed, processes, localAddresses, log, report } = given
  const {
    urls,
    ownsServer,
    examples: shown,
    require,
    json,
    insecure,
    compare,
    csv,
    jsonLines,
    metrics,
    findMax,
    abortOnFail,
    allowErrors,
    allowLost,
    ...rest
  } = given
  const changes = Object.entries(rest).flatMap(([name, value]) =>
    scenarioFields.has(name) && Option.isOption(value) && Option.isSome<unknown>(value)
      ? [[name, value.value]]
      : [],
  )
  return {
    urls: urls.length > 0 ? urls : [defaultUrl],
    preset: Option.getOrNull(preset),
    scenarioFile: Option.getOrNull(scenario),
    changes: Object.fromEntries(changes),
    relax,
    grace,
    seed: Option.getOrNull(seed),
    processes: Option.getOrNull(processes),
    localAddresses: Option.getOrNull(localAddresses),
    ownsServer,
    insecure,
    log: Option.getOrNull(log),
    metrics,
    examples: shown,
    requirements: require,
    findMax: Option.getOrNull(findMax),
    abortOnFail,
    allowances: { errors: allowErrors, lost: allowLost },
    report: Option.getOrNull(report),
    compare: Option.getOrNull(compare),
    csv: Option.getOrNull(csv),
    jsonLines: Option.getOrNull(jsonLines),
    json,
  }
}

const defaultUrl = 'http://127.0.0.1:3000'

const scenarioFields = new Set(Object.keys(presets.smoke))
