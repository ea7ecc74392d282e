// Composition root of the load tester: reads what is asked, runs it, reports.
import { writeFileSync } from 'node:fs'
import * as machine from './cli/machine.ts'
import { type Options, readOptions } from './cli/options.ts'
import { type Plan, planOf } from './cli/plan.ts'
import { progressLine, progressScreen, redraw } from './cli/screen.ts'
import { passerbyWire } from './client/passerbyWire.ts'
import { joinConnectionsFor, localAddress, otherFiles } from './client/target.ts'
import type { LoadResult, Moment } from './measures/loadResult.ts'
import { compareWithLog } from './referee/logComparison.ts'
import { openServerLog, type ServerLog } from './referee/serverLog.ts'
import { adviceOn } from './report/advice.ts'
import { count } from './report/format.ts'
import { reportPage } from './report/reportPage.ts'
import { outcomeOf } from './report/requirement.ts'
import { summaryLines } from './report/summary.ts'
import { type Run, refereeVerdict, runLoad } from './visitors/run.ts'
import type { RunContext } from './visitors/runContext.ts'

const exits = { fine: 0, notMet: 1, cannot: 2, killed: 130 } as const

/** Seconds between two lines where the output is kept. */
const lineEvery = 2

const refuse = (message: string): number => {
  process.stderr.write(`load: ${message}\n`)
  return exits.cannot
}

const main = async (): Promise<number> => {
  const options = await readOptions(process.argv.slice(2), '0.1.0')
  if (options === null) return exits.fine
  if (options === false) return exits.cannot
  const plan = await planOf(options, machine.addressOf)
  if ('fault' in plan) return refuse(plan.fault)
  const log = options.log === null ? null : openServerLog(options.log)
  if (log !== null && 'fault' in log) return refuse(log.fault)
  const fault = await machine.unreachable(plan.address, plan.target.port)
  if (fault !== null) return refuse(`nothing answers at ${options.url} (${fault})`)
  const run = machine.runName()
  const played = await play(plan, options, run)
  const result = log === null ? played.result : judgedBy(log, played, run)
  return report(result, plan, options)
}

/** Where people are told how it goes: not among the results. */
const progressOf = ({ json }: Options) => (json ? process.stderr : process.stdout)

const play = (plan: Plan, options: Options, run: string): Promise<Run> => {
  const { target, address, scenario, localAddresses } = plan
  const progress = progressOf(options)
  for (const line of beginning(plan, options)) progress.write(`${line}\n`)
  const stop = new AbortController()
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(exits.killed)
    progress.write('Stopping: what is under way is awaited. Once more to leave at once.\n')
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
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
    stop: stop.signal,
    joinConnections: joinConnectionsFor(scenario.users, machine.openFilesMax()),
    onMoment: teller(progress),
    examplesMax: options.examples,
    keepsRooms: options.log !== null,
  })
}

const beginning = ({ scenario, localAddresses }: Plan, { url }: Options): readonly string[] => {
  const { users, ramp, duration } = scenario
  const files = machine.openFilesMax()
  const holds = files === null ? null : files - otherFiles
  const allowed = holds === null ? '' : `; \`ulimit -n\` allows about ${count(holds)} here`
  const from = localAddresses > 1 ? ` from ${localAddresses} addresses` : ''
  return [
    `${count(users)} visitors for ${url}${from}, ${count(ramp)} a second, then ${count(duration)} s${allowed}`,
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
    } else if (moment.second % lineEvery === 0) progress.write(`${progressLine(moment, context)}\n`)
  }
}

const judgedBy = (log: ServerLog, { result, rooms, referee }: Run, run: string): LoadResult => {
  const compared = compareWithLog(rooms, log, { run, faults: referee.faults })
  log.close()
  return { ...result, referee: refereeVerdict(referee, compared) }
}

const report = (result: LoadResult, { requirements }: Plan, options: Options): number => {
  const outcomes = requirements.map((requirement) => outcomeOf(requirement, result))
  const progress = progressOf(options)
  progress.write(`\n${summaryLines(result, outcomes).join('\n')}\n`)
  if (options.json) {
    const { url } = options
    process.stdout.write(`${JSON.stringify({ url, ...result, requirements: outcomes })}\n`)
  }
  if (options.report !== null) {
    const head = { url: options.url, date: new Date().toUTCString() }
    try {
      writeFileSync(options.report, reportPage(result, outcomes, head))
    } catch (error) {
      return refuse(`--report ${options.report}: ${error instanceof Error ? error.message : error}`)
    }
    progress.write(`The report is in ${options.report}\n`)
  }
  if (result.counts.joined === 0 && !result.isStoppedEarly) return refuse('nobody was let in')
  const isFine = result.referee.faultsTotal === 0 && outcomes.every(({ isMet }) => isMet)
  return isFine ? exits.fine : exits.notMet
}

process.exitCode = await main()
