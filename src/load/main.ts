// Composition root of the load tester: reads what is asked, runs it, reports.
import { writeFileSync } from 'node:fs'
import { Result } from 'effect'
import * as machine from './cli/machine.ts'
import { type Options, readOptions } from './cli/options.ts'
import { type Plan, planOf } from './cli/plan.ts'
import { progressLine, progressScreen, redraw } from './cli/progress.ts'
import { passerbyWire } from './client/passerbyWire.ts'
import { joinConnectionsFor, localAddress, otherFiles } from './client/target.ts'
import { jsonOf, type LoadResult, type Moment } from './measures/loadResult.ts'
import { compareComplaints } from './referee/complaintComparison.ts'
import { compareWithLog } from './referee/logComparison.ts'
import { openServerLog, type ServerLog } from './referee/serverLog.ts'
import { refereeVerdictOf } from './referee/verdict.ts'
import { adviceOn } from './report/advice.ts'
import { formatCount } from './report/format.ts'
import { reportPage } from './report/reportPage.ts'
import { outcomeOf } from './report/requirement.ts'
import { summaryLines } from './report/summary.ts'
import { type FinishedRun, runLoad } from './visitors/run.ts'
import type { RunContext } from './visitors/runContext.ts'

const exits = { fine: 0, notMet: 1, cannot: 2, killed: 130 } as const

/** Seconds between two lines where the output is kept. */
const lineEvery = 2

const refuse = (message: string): number => {
  process.stderr.write(`load: ${message}\n`)
  return exits.cannot
}

const main = async (): Promise<number> => {
  const read = await readOptions(process.argv.slice(2), '0.1.0')
  if (Result.isFailure(read)) return exits.cannot
  const options = read.success
  if (options === null) return exits.fine
  const planned = await planOf(options, machine.resolveHost)
  if (Result.isFailure(planned)) return refuse(planned.failure.message)
  const plan = planned.success
  const log = options.log === null ? Result.succeed(null) : openServerLog(options.log)
  if (Result.isFailure(log)) return refuse(log.failure.message)
  const reached = await machine.reach(plan.address, plan.target.port)
  if (Result.isFailure(reached)) {
    return refuse(`nothing answers at ${options.url} (${reached.failure.code})`)
  }
  const run = machine.runName()
  const finished = await play(plan, options, run)
  const result = log.success === null ? finished.result : judgedBy(log.success, finished, run)
  return report(result, plan, options)
}

/** Where people are told how it goes: not among the results. */
const progressOf = ({ json }: Options) => (json ? process.stderr : process.stdout)

const play = (plan: Plan, options: Options, run: string): Promise<FinishedRun> => {
  const { target, address, scenario, localAddresses } = plan
  const progress = progressOf(options)
  for (const line of firstLines(plan, options)) progress.write(`${line}\n`)
  return runLoad(scenario, {
    wire: passerbyWire(target.origin),
    run,
    seed: options.seed ?? machine.randomSeed(),
    destination: (number) => ({
      host: address,
      port: target.port,
      ...(localAddresses > 0 && { localAddress: localAddress(number % localAddresses) }),
    }),
    now: machine.now,
    tick: machine.tick,
    vitals: machine.vitalsOf(),
    stop: stopOnSignal(progress),
    joinConnections: joinConnectionsFor(scenario.users, machine.openFilesMax()),
    onMoment: teller(progress),
    examplesMax: options.examples,
    keepsRooms: options.log !== null,
  })
}

const stopOnSignal = (progress: NodeJS.WriteStream): AbortSignal => {
  const stop = new AbortController()
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(exits.killed)
    progress.write('Stopping: what is under way is awaited. Once more to leave at once.\n')
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return stop.signal
}

const firstLines = ({ scenario, localAddresses }: Plan, { url }: Options): readonly string[] => {
  const { users, ramp, duration } = scenario
  const files = machine.openFilesMax()
  const holds = files === null ? null : files - otherFiles
  const allowed = holds === null ? '' : `; \`ulimit -n\` allows about ${formatCount(holds)} here`
  const from = localAddresses > 1 ? ` from ${localAddresses} addresses` : ''
  return [
    `${formatCount(users)} visitors for ${url}${from}, ${formatCount(ramp)} a second, ` +
      `then ${formatCount(duration)} s${allowed}`,
    ...(holds !== null && holds < users
      ? [`That is too few: connections beyond it will fail. Raise \`ulimit -n\`, or run several.`]
      : []),
  ]
}

/** Tells how it goes: a screen that is drawn anew on a terminal, else a line now and then. */
const teller = (progress: NodeJS.WriteStream) => {
  const known = new Set<string>()
  let drawn = 0
  return (moment: Moment, context: RunContext): void => {
    for (const error of context.measures.errors.keys()) {
      if (known.has(error)) continue
      known.add(error)
      progress.write(`  ${error}${adviceOn(error) === null ? '' : ` — ${adviceOn(error)}`}\n`)
      drawn = 0
    }
    if (progress.isTTY) {
      const lines = progressScreen(moment, context)
      progress.write(redraw(lines, drawn))
      drawn = lines.length
    } else if (moment.second % lineEvery === 0) {
      progress.write(`${progressLine(moment, context)}\n`)
    }
  }
}

const judgedBy = (log: ServerLog, finished: FinishedRun, run: string): LoadResult => {
  const { result, rooms, referee } = finished
  const { faults, safety } = referee
  const { keptComplaints } = safety
  const complaints = compareComplaints(keptComplaints, log, faults)
  const coverage = { ...compareWithLog(rooms, log, { run, faults }), complaints }
  log.close()
  return { ...result, referee: refereeVerdictOf(referee, coverage) }
}

const report = (result: LoadResult, { requirements }: Plan, options: Options): number => {
  const outcomes = requirements.map((requirement) => outcomeOf(requirement, result))
  const progress = progressOf(options)
  progress.write(`\n${summaryLines(result, outcomes).join('\n')}\n`)
  if (options.json) {
    const { url } = options
    process.stdout.write(`${JSON.stringify({ url, ...jsonOf(result), requirements: outcomes })}\n`)
  }
  if (options.report !== null) {
    const head = { url: options.url, date: new Date().toUTCString() }
    const written = write(options.report, reportPage(result, outcomes, head))
    if (Result.isFailure(written)) return refuse(written.failure.message)
    progress.write(`The report is in ${options.report}\n`)
  }
  if (result.counts.joined === 0 && !result.isStoppedEarly) return refuse('nobody was let in')
  const isFine = result.referee.faultsTotal === 0 && outcomes.every(({ isMet }) => isMet)
  return isFine ? exits.fine : exits.notMet
}

/** The report could not be written; `message` is one line that says why. */
interface ReportUnwritten {
  readonly _tag: 'ReportUnwritten'
  readonly message: string
}

const write = (file: string, page: string): Result.Result<void, ReportUnwritten> =>
  Result.try({
    try: () => writeFileSync(file, page),
    catch: (error) => ({
      _tag: 'ReportUnwritten',
      message: `--report ${file}: ${error instanceof Error ? error.message : error}`,
    }),
  })

process.exitCode = await main()
