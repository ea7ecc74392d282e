// What was asked for, read and checked before anything is sent.
import { readFileSync } from 'node:fs'
import { Result } from 'effect'
import {
  addressesFor,
  addressesMax,
  type BadTarget,
  isLoopback,
  readTarget,
  type Target,
} from '../client/target.ts'
import { type BadRequirement, type Requirement, readRequirement } from '../report/requirement.ts'
import { readChanges, type Scenario, scenarioOf } from '../scenario/scenario.ts'
import type * as machine from './machine.ts'
import type { Options } from './options.ts'

export interface Plan {
  readonly target: Target
  /** The server's address: what its name leads to. */
  readonly address: string
  readonly scenario: Scenario
  readonly requirements: readonly Requirement[]
  /** How many source addresses take turns; 0 leaves it to the system. */
  readonly localAddresses: number
}

/** Why nothing can be done with the options; `message` is one line that says so. */
export interface BadPlan {
  readonly _tag: 'NoSuchHost' | 'ForeignServer' | 'BadScenario' | 'BadLocalAddresses'
  readonly message: string
}

/** What can be done with the options. */
export const planOf = async (
  options: Options,
  resolveHost: typeof machine.resolveHost,
): Promise<Result.Result<Plan, BadPlan | BadTarget | BadRequirement>> => {
  const read = readAll(options)
  if (Result.isFailure(read)) return Result.fail(read.failure)
  const { target, scenario, requirements } = read.success
  const resolved = await resolveHost(target.host)
  if (Result.isFailure(resolved)) return bad('NoSuchHost', `${target.host}: no such host`)
  const address = resolved.success
  if (!isLoopback(address) && !options.ownsServer) {
    return bad(
      'ForeignServer',
      `${options.url} is not on this machine. If it is yours, say --i-own-this-server`,
    )
  }
  const localAddresses = localAddressesAsked(options, address, scenario)
  return Result.map(localAddresses, (count) => {
    return { target, address, scenario, requirements, localAddresses: count }
  })
}

const bad = (_tag: BadPlan['_tag'], message: string): Result.Result<never, BadPlan> =>
  Result.fail({ _tag, message })

const readAll = (options: Options) =>
  Result.all({
    target: readTarget(options.url),
    scenario: scenarioAsked(options),
    requirements: Result.all(options.requirements.map(readRequirement)),
  })

const scenarioAsked = ({
  preset,
  scenarioFile,
  changes,
}: Options): Result.Result<Scenario, BadPlan> => {
  const options = scenarioOf(preset ?? 'smoke', changes)
  // An option that is wrong is named before the file is read.
  if (Result.isFailure(options)) {
    return bad('BadScenario', `an option is wrong: ${options.failure.message}`)
  }
  if (scenarioFile === null) return Result.succeed(options.success)
  const scenario = Result.flatMap(Result.flatMap(readText(scenarioFile), readChanges), (read) =>
    scenarioOf(preset ?? read.preset ?? 'smoke', read, changes),
  )
  return Result.mapError(scenario, ({ message }) => ({
    _tag: 'BadScenario',
    message: `--scenario ${scenarioFile}: ${message}`,
  }))
}

const readText = (file: string) =>
  Result.try({
    try: () => readFileSync(file, 'utf8'),
    catch: () => ({ _tag: 'FileUnreadable', message: 'it cannot be read' }) as const,
  })

const localAddressesAsked = (
  { localAddresses }: Options,
  address: string,
  { users, reports }: Scenario,
): Result.Result<number, BadPlan> => {
  const isIPv4Loopback = address.startsWith('127.')
  if (localAddresses === null)
    return Result.succeed(isIPv4Loopback ? addressesFor(users, reports) : 0)
  if (localAddresses < 1 || localAddresses > addressesMax) {
    return bad('BadLocalAddresses', `--local-addresses: expected 1 to ${addressesMax}`)
  }
  if (isIPv4Loopback) return Result.succeed(localAddresses)
  return bad(
    'BadLocalAddresses',
    '--local-addresses: a server that is not on 127.0.0.0/8 has only one of ours',
  )
}
