// What was asked for, read and checked before anything is sent.
import { readFileSync } from 'node:fs'
import { Result } from 'effect'
import {
  addressesFor,
  addressesMax,
  isLoopback,
  readTarget,
  type Target,
} from '../client/target.ts'
import { type Requirement, readRequirement } from '../report/requirement.ts'
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

/** What can be done with the options; or one line that says why nothing can. */
export const planOf = async (
  options: Options,
  resolveHost: typeof machine.resolveHost,
): Promise<Result.Result<Plan, string>> => {
  const read = readAll(options)
  if (Result.isFailure(read)) return Result.fail(read.failure)
  const { target, scenario, requirements } = read.success
  const resolved = await resolveHost(target.host)
  if (Result.isFailure(resolved)) return Result.fail(`${target.host}: no such host`)
  const address = resolved.success
  if (!isLoopback(address) && !options.ownsServer) {
    return Result.fail(
      `${options.url} is not on this machine. If it is yours, say --i-own-this-server`,
    )
  }
  const localAddresses = localAddressesAsked(options, address, scenario.users)
  return Result.map(localAddresses, (count) => {
    return { target, address, scenario, requirements, localAddresses: count }
  })
}

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
}: Options): Result.Result<Scenario, string> => {
  const options = scenarioOf(preset ?? 'smoke', changes)
  // An option that is wrong is named before the file is read.
  if (Result.isFailure(options)) return Result.fail(`an option is wrong: ${options.failure}`)
  if (scenarioFile === null) return options
  const scenario = Result.flatMap(Result.flatMap(readText(scenarioFile), readChanges), (read) =>
    scenarioOf(preset ?? read.preset ?? 'smoke', read, changes),
  )
  return Result.mapError(scenario, (why) => `--scenario ${scenarioFile}: ${why}`)
}

const readText = (file: string): Result.Result<string, string> =>
  Result.try({ try: () => readFileSync(file, 'utf8'), catch: () => 'it cannot be read' })

const localAddressesAsked = (
  { localAddresses }: Options,
  address: string,
  users: number,
): Result.Result<number, string> => {
  const isIPv4Loopback = address.startsWith('127.')
  if (localAddresses === null) return Result.succeed(isIPv4Loopback ? addressesFor(users) : 0)
  if (localAddresses < 1 || localAddresses > addressesMax) {
    return Result.fail(`--local-addresses: expected 1 to ${addressesMax}`)
  }
  if (isIPv4Loopback) return Result.succeed(localAddresses)
  return Result.fail('--local-addresses: a server that is not on 127.0.0.0/8 has only one of ours')
}
