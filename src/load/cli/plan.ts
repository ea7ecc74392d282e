// What was asked for, read and checked before anything is sent.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { Result } from 'effect'
import type { Route, Routes } from '../client/routes.ts'
import {
  addressesFor,
  addressesMax,
  type BadTarget,
  isLoopback,
  readTarget,
  type Target,
  visitorsFor,
} from '../client/target.ts'
import { type Earlier, readEarlier } from '../report/comparison.ts'
import {
  type BadRequirement,
  type Requirement,
  readRequirement,
} from '../report/requirements/requirement.ts'
import { readChanges, type Scenario, scenarioOf } from '../scenario/scenario.ts'
import type * as machine from './machine.ts'
import type { Options } from './options.ts'

export interface Plan {
  readonly routes: Routes
  readonly scenario: Scenario
  readonly requirements: readonly Requirement[]
  /** What is to hold at the highest rate; null where that is not looked for. */
  readonly findMax: Requirement | null
  /** Earlier runs to compare with; none where that was not asked for. */
  readonly earlier: readonly Earlier[]
  /** Where servers tell their metrics, each to its path. */
  readonly metrics: readonly string[]
  /** How many processes share the visitors. */
  readonly processes: number
}

/** Why nothing can be done with the options; `message` is one line that says so. */
export interface BadPlan {
  readonly _tag:
    | 'NoSuchHost'
    | 'ForeignServer'
    | 'BadScenario'
    | 'BadLocalAddresses'
    | 'BadProcesses'
    | 'BadMetrics'
    | 'BadComparison'
    | 'OneFileTwice'
  readonly message: string
}

/** What there is of the machine. */
type Machine = Pick<typeof machine, 'resolveHost' | 'openFilesMax'>

/** What can be done with the options. */
export const planOf = async (
  options: Options,
  { resolveHost, openFilesMax }: Machine,
): Promise<Result.Result<Plan, BadPlan | BadTarget | BadRequirement>> => {
  const read = readAll(options)
  if (Result.isFailure(read)) return Result.fail(read.failure)
  const { targets, files: _, ...asked } = read.success
  const { scenario, findMax } = asked
  if (findMax !== null && (!scenario.matching || scenario.messagesPerMinute === 0)) {
    return bad('BadScenario', '--find-max: nobody sends a message in this scenario')
  }
  const isPhased = scenario.phases.some((phase) => phase.messagesPerMinute !== undefined)
  if (findMax !== null && isPhased) {
    return bad('BadScenario', '--find-max: the phases of this scenario have rates of their own')
  }
  const resolved = await Promise.all(targets.map((target) => routeTo(target, options, resolveHost)))
  return Result.gen(function* () {
    const routes = yield* Result.all(resolved)
    const localAddresses = yield* localAddressesAsked(options, routes, scenario)
    const processes = yield* processesAsked(options, scenario, openFilesMax())
    const served = { targets: routes, localAddresses }
    return { ...asked, routes: served, processes }
  })
}

const routeTo = async (
  { origin, host, port, isSecure }: Target,
  { ownsServer, insecure }: Options,
  resolveHost: typeof machine.resolveHost,
): Promise<Result.Result<Route, BadPlan>> => {
  const resolved = await resolveHost(host, port)
  if (Result.isFailure(resolved)) return bad('NoSuchHost', `${host}: no such host`)
  const address = resolved.success
  if (!isLoopback(address) && !ownsServer) {
    return bad(
      'ForeignServer',
      `${origin} is not on this machine. If it is yours, say --i-own-this-server`,
    )
  }
  if (!isSecure) return Result.succeed({ origin, address, port })
  // An address is no name that could be asked for.
  const named = isIP(host) === 0 ? { servername: host } : {}
  return Result.succeed({
    origin,
    address,
    port,
    secure: { ...named, rejectUnauthorized: !insecure },
  })
}

const bad = (_tag: BadPlan['_tag'], message: string): Result.Result<never, BadPlan> =>
  Result.fail({ _tag, message })

const readAll = (options: Options) =>
  Result.all({
    files: filesApart(options),
    targets: Result.all(options.urls.map(readTarget)),
    scenario: scenarioAsked(options),
    requirements: Result.all(options.requirements.map((text) => readRequirement(text))),
    metrics: Result.all(options.metrics.map(metricsUrl)),
    earlier: earlierAsked(options),
    findMax:
      options.findMax === null
        ? Result.succeed(null)
        : readRequirement(options.findMax, '--find-max'),
  })

/** What is written goes into files of their own. */
const filesApart = ({ report, csv, jsonLines }: Options): Result.Result<void, BadPlan> => {
  const named = [report, csv, jsonLines].filter((file) => file !== null)
  const twice = named.find((file, place) => named.indexOf(file) < place)
  return twice === undefined
    ? Result.void
    : bad('OneFileTwice', `--report, --csv, --json-lines: ${twice} is named twice`)
}

const earlierAsked = ({ compare }: Options): Result.Result<readonly Earlier[], BadPlan> =>
  compare === null
    ? Result.succeed([])
    : Result.mapError(Result.flatMap(readText(compare), readEarlier), ({ message }) => ({
        _tag: 'BadComparison',
        message: `--compare ${compare}: ${message}`,
      }))

/** As METRICS_LISTEN has it, or a whole URL. */
const metricsUrl = (given: string): Result.Result<string, BadPlan> => {
  const url = URL.parse(given.includes('://') ? given : `http://${given}`)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return bad(
      'BadMetrics',
      `--metrics ${given}: expected a URL such as http://127.0.0.1:9464/metrics`,
    )
  }
  if (url.pathname === '/') url.pathname = '/metrics'
  return Result.succeed(url.href)
}

const scenarioAsked = ({
  preset,
  scenarioFile,
  changes,
}: Options): Result.Result<Scenario, BadPlan> => {
  const options = scenarioOf(preset ?? 'smoke', changes)
  // An option that is wrong is named before the file is read.
  if (Result.isFailure(options)) {
    return bad('BadScenario', options.failure.message.replace(/^[a-z]+/i, flagOf))
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

/** As it is typed: `--warm-up` for `warmUp`. */
const flagOf = (field: string): string =>
  `--${field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`

const readText = (file: string) =>
  Result.try({
    try: () => readFileSync(file, 'utf8'),
    catch: () => ({ _tag: 'FileUnreadable', message: 'it cannot be read' }) as const,
  })

const localAddressesAsked = (
  { localAddresses }: Options,
  targets: readonly Route[],
  { users, reports }: Scenario,
): Result.Result<number, BadPlan> => {
  const isIPv4Loopback = targets.every(({ address }) => address.startsWith('127.'))
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

/** More than this is no machine's. */
const processesMax = 256

const processesAsked = (
  { processes }: Options,
  { users }: Scenario,
  files: number | null,
): Result.Result<number, BadPlan> => {
  const needed = Math.min(processesMax, Math.max(1, Math.ceil(users / visitorsFor(files))))
  if (processes === null) return Result.succeed(needed)
  const most = Math.min(processesMax, users)
  return processes >= 1 && processes <= most
    ? Result.succeed(processes)
    : bad('BadProcesses', `--processes: expected 1 to ${most}, of which each has a visitor`)
}
