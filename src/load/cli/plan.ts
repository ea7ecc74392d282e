// What was asked for, read and checked before anything is sent.
import { readFileSync } from 'node:fs'
import {
  addressesFor,
  addressesMax,
  isLoopback,
  readTarget,
  type Target,
} from '../client/target.ts'
import { type Requirement, readRequirement } from '../report/requirement.ts'
import { type Preset, readChanges, type Scenario, scenarioOf } from '../scenario/scenario.ts'
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

/** Why it cannot be done, in one line. */
export interface PlanFault {
  readonly fault: string
}

export const planOf = async (
  options: Options,
  addressOf: (host: string) => Promise<string | null>,
): Promise<Plan | PlanFault> => {
  const target = readTarget(options.url)
  if ('fault' in target) return target
  const scenario = scenarioAsked(options)
  if ('fault' in scenario) return scenario
  const requirements: Requirement[] = []
  for (const text of options.requirements) {
    const requirement = readRequirement(text)
    if ('fault' in requirement) return requirement
    requirements.push(requirement)
  }
  const address = await addressOf(target.host)
  if (address === null) return { fault: `${target.host}: no such host` }
  if (!isLoopback(address) && !options.ownsServer) {
    return {
      fault: `${options.url} is not on this machine. If it is yours, say --i-own-this-server`,
    }
  }
  const localAddresses = addressesAsked(options, address, scenario.users)
  if (typeof localAddresses !== 'number') return localAddresses
  return { target, address, scenario, requirements, localAddresses }
}

const scenarioAsked = ({ preset, scenarioFile, changes }: Options): Scenario | PlanFault => {
  const options = scenarioOf(preset ?? 'smoke', changes)
  // An option that is wrong is named before the file is read.
  if ('fault' in options) return { fault: `an option is wrong: ${options.fault}` }
  if (scenarioFile === null) return options
  const file = textOf(scenarioFile)
  if (file === null) return { fault: `--scenario ${scenarioFile}: it cannot be read` }
  const read = readChanges(file)
  if ('fault' in read) return { fault: `--scenario ${scenarioFile}: ${read.fault}` }
  const base: Preset = preset ?? read.preset ?? 'smoke'
  const scenario = scenarioOf(base, read, changes)
  return 'fault' in scenario ? { fault: `--scenario ${scenarioFile}: ${scenario.fault}` } : scenario
}

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const addressesAsked = (
  { localAddresses }: Options,
  address: string,
  users: number,
): number | PlanFault => {
  const isIPv4Loopback = address.startsWith('127.')
  if (localAddresses === null) return isIPv4Loopback ? addressesFor(users) : 0
  if (localAddresses < 1 || localAddresses > addressesMax) {
    return { fault: `--local-addresses: expected 1 to ${addressesMax}` }
  }
  if (isIPv4Loopback) return localAddresses
  return { fault: '--local-addresses: a server that is not on 127.0.0.0/8 has only one of ours' }
}
