// Composition root of the load tester: reads what is asked, runs it, reports.
import { Result } from 'effect'
import { endWhenUnwritten, tellPeople } from '../replay/cli/commandLine.ts'
import { EarlyEnd } from './cli/earlyEnd.ts'
import * as machine from './cli/machine.ts'
import { MetricsReader } from './cli/metricsReader.ts'
import { openingLines } from './cli/opening.ts'
import { type Options, readOptions } from './cli/options.ts'
import { type Plan, planOf } from './cli/plan.ts'
import { progressLines, progressScreen, redraw } from './cli/progress.ts'
import { tryReport, writeReport } from './cli/reportFile.ts'
import { searchRate } from './cli/search.ts'
import { openSecondsFiles, type SecondsFiles } from './cli/secondsFiles.ts'
import { passerbyWire } from './client/passerbyWire.ts'
import { inTurn, routed } from './client/routes.ts'
import { joinConnectionsFor } from './client/target.ts'
import { jsonOf, type LoadResult, type Moment } from './measures/loadResult.ts'
import { runProcesses } from './processes/run.ts'
import { compareComplaints } from './referee/complaintComparison.ts'
import { compareWithLog } from './referee/logComparison.ts'
import { type AnotherLog, LogOfRun } from './referee/logOfRun.ts'
import { compareMatches } from './referee/matchComparison.ts'
import { openServerLog, type ServerLog } from './referee/serverLog.ts'
import { refereeVerdictOf } from './referee/verdict.ts'
import { comparisonLines } from './report/comparison.ts'
import { triedLine } from './report/maxRateLines.ts'
import { reportPage } from './report/reportPage.ts'
import { conclude } from './report/requirements/conclusion.ts'
import type { Requirement } from './report/requirements/requirement.ts'
import { summaryLines } from './report/summary.ts'
import { adviceOn } from './report/words/advice.ts'
import { wrapped } from './report/words/format.ts'
import { unreached } from './report/words/unreached.ts'
import type { FinishedRun } from './visitors/chronicle.ts'
import type { Standing } from './visitors/moments.ts'
import { runLoad } from './visitors/run.ts'

const exits = { fine: 0, notMet: 1, cannot: 2, killed: 130 } as const

/** Whoever stops a run early waits no longer than this for what is under way, and for goodbyes. */
const hurriedMsMax = 500

/**
 * Seconds between two lines where the output is kept, and where another program reads it: that this
 * one has seen enough is only noticed where something is written.
 */
const [lineEvery, pipedLineEvery] = [2, 1]

const refuse = (message: string): number => {
  tellPeople(`load: ${message}\n`)
  return exits.cannot
}

const main = async (): Promise<number> => {
  const read = await readOptions(process.argv.slice(2))
  if (Result.isFailure(read)) return exits.cannot
  const options = read.success
  if (options === null) return exits.fine
  const planned = await planOf(options, machine)
  if (Result.isFailure(planned)) return refuse(planned.failure.message)
  const plan = planned.success
  const opened = options.log === null ? Result.succeed(null) : openServerLog(options.log)
  if (Result.isFailure(opened)) return refuse(opened.failure.message)
  const ready = options.report === null ? Result.void : tryReport(options.report)
  if (Result.isFailure(ready)) return refuse(ready.failure.message)
  for (const { origin, address, port, secure } of plan.routes.targets) {
    const reached = await machine.reach(address, port, secure)
    if (Result.isFailure(reached)) return refuse(unreached(origin, reached.failure.code))
  }
  const { targets } = plan.routes
  const edges = await Promise.all(targets.map(({ origin }) => machine.isEdge(origin)))
  // Only now: what files of the same names hold is lost by it.
  const noting = openSecondsFiles(options, ({ message }) => refuse(message))
  if (Result.isFailure(noting)) return refuse(noting.failure.message)
  const log = opened.success
  const stop = new AbortController()
  const progress = progressOf(options)
  stopOnSignal(progress, stop)
  const limits = {
    openFilesMax: machine.openFilesMax(),
    localPortsMax: machine.localPortsMax(),
  }
  for (const line of openingLines(plan, limits)) progress.write(linesOf(line))
  const note = noting.success
  // Of edges there may be more behind each address.
  const servers = targets.length + (edges.includes(true) ? 1 : 0)
  const asked: Asked = { options, log, stop, note, servers }
  const judged = await (plan.findMax === null ? playJudged : searched)(plan, asked)
  log?.close()
  if (Result.isFailure(judged)) return refuse(judged.failure.message)
  const code = report(judged.success, plan, options)
  return asked.note.isUnwritten && code === exits.fine ? exits.notMet : code
}

/** What is the same for all runs that were asked for. */
interface Asked {
  readonly options: Options
  readonly log: ServerLog | null
  /** Writes a second down where that was asked for. */
  readonly note: SecondsFiles
  /** Over how many servers visitors are spread, at least. */
  readonly servers: number
  /** Aborted where whoever asked wants no more. */
  readonly stop: AbortController
}

/** Seconds after which no further run of a search begins. */
const searchSecondsMax = 600

/** One run after the other, for the highest rate at which all that is required holds. */
const searched = (plan: Plan, asked: Asked): Promise<Result.Result<LoadResult, AnotherLog>> => {
  const { options, stop } = asked
  const endsAt = machine.now() + searchSecondsMax * 1_000
  const progress = progressOf(options)
  return searchRate(plan.scenario, {
    requirement: plan.findMax?.text ?? '',
    play: (scenario) => playJudged({ ...plan, scenario }, asked),
    failuresOf: (result) => conclude(result, requiredIn(plan), options.allowances).failures,
    isOver: () => stop.signal.aborted || machine.now() >= endsAt,
    tell: (tried) => progress.write(`${linesOf(triedLine(tried))}\n`),
  })
}

/** All that must hold, of what is looked for too. */
const requiredIn = ({ findMax, requirements }: Plan): readonly Requirement[] =>
  findMax === null ? requirements : [findMax, ...requirements]

/** A whole run: played, and judged by the log too where there is one. */
const playJudged = async (
  plan: Plan,
  { options, log, note, servers, stop: asked }: Asked,
): Promise<Result.Result<LoadResult, AnotherLog>> => {
  const stop = new AbortController()
  asked.signal.addEventListener('abort', () => stop.abort(), { once: true })
  const { allowances } = options
  const requirements = requiredIn(plan)
  const run: Run = {
    ...{ plan, options, name: machine.runName(), log, note, servers, stop },
    logOfRun: logOfRun(plan, log, options.log),
    metrics: new MetricsReader(plan.metrics, machine.readText),
    earlyEnd: options.abortOnFail ? new EarlyEnd({ requirements, allowances, stop }) : null,
  }
  await run.metrics.look()
  const finished = await play(run)
  await run.metrics.look()
  const another = run.logOfRun?.end(finished.referee.sessions) ?? null
  if (another !== null) return Result.fail(another)
  const judged = log === null ? finished.result : judgedBy(log, finished, run.name)
  const abort = run.earlyEnd?.abort ?? null
  const metrics = run.metrics.result(judged.counts)
  return Result.succeed({ ...judged, abort, metrics })
}

/** A run that is about to begin. */
interface Run {
  readonly plan: Plan
  readonly options: Options
  readonly name: string
  readonly log: ServerLog | null
  /** Whether the log is that of the servers; null where there is no log. */
  readonly logOfRun: LogOfRun | null
  readonly stop: AbortController
  /** Null where it goes on to its end whatever comes. */
  readonly earlyEnd: EarlyEnd | null
  readonly metrics: MetricsReader
  readonly note: Asked['note']
  readonly servers: Asked['servers']
}

const logOfRun = (
  { routes }: Plan,
  log: ServerLog | null,
  path: string | null,
): LogOfRun | null => {
  if (log === null || path === null) return null
  const origins = routes.targets.map(({ origin }) => origin)
  return new LogOfRun({ log, path, origins, originOf: (user) => inTurn(origins, user) })
}

type Output = NodeJS.WriteStream & { readonly fd: number }

/** Where people are told how it goes: not among the results. */
const progressOf = ({ json }: Options): Output => (json ? process.stderr : process.stdout)

/** A line that is too long for a terminal in as many as it takes. */
const linesOf = (line: string): string => `${wrapped(line, 2).join('\n')}\n`

const play = ({ plan, options, name, stop, ...run }: Run): Promise<FinishedRun> => {
  const { scenario, routes, processes } = plan
  const tell = teller(progressOf(options))
  const common = {
    run: name,
    seed: options.seed ?? machine.randomSeed(),
    tick: machine.tick,
    vitals: machine.vitalsOf(),
    stop: stop.signal,
    onMoment: (moment: Moment, standing: Standing) => {
      tell(moment, standing)
      run.note.add(moment)
      if (run.logOfRun?.look(standing.referee.sessions, standing.now())) stop.abort()
      run.earlyEnd?.look(moment, standing)
      run.metrics.lookBeside()
    },
    servers: run.servers,
    examplesMax: options.examples,
    relaxMs: options.relax * 1_000,
    graceMs: options.grace * 1_000,
    keepsRooms: options.log !== null,
    hurriedMsMax,
  }
  if (processes > 1) {
    const epoch = machine.uptime()
    const now = machine.clockFrom(epoch)
    const open = machine.openProcess
    const unixAtZero = machine.unixAtZero(now)
    return runProcesses(scenario, { ...common, routes, processes, open, epoch, now, unixAtZero })
  }
  return runLoad(scenario, {
    ...common,
    ...routed(routes, passerbyWire),
    now: machine.now,
    unixAtZero: machine.unixAtZero(machine.now),
    joinConnections: joinConnectionsFor(scenario.users, machine.openFilesMax()),
  })
}

const stopOnSignal = (progress: Output, stop: AbortController): void => {
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(exits.killed)
    progress.write('Stopping: what is under way is awaited. Once more to leave at once.\n')
    stop.abort()
  }
  for (const signal of machine.endingSignals) process.on(signal, onSignal)
}

/** Tells how it goes: a screen that is drawn anew on a terminal, else a line now and then. */
const teller = (progress: Output) => {
  const known = new Set<string>()
  const every = machine.isPipe(progress.fd) ? pipedLineEvery : lineEvery
  let drawn = 0
  return (moment: Moment, context: Standing): void => {
    for (const error of context.measures.errorNames) {
      if (known.has(error)) continue
      known.add(error)
      const advice = adviceOn(error)
      progress.write(linesOf(`  ${error}${advice === null ? '' : ` — ${advice}`}`))
      drawn = 0
    }
    if (progress.isTTY) {
      const lines = progressScreen(moment, context)
      progress.write(redraw(lines, drawn))
      drawn = lines.length
    } else if (moment.second % every === 0) {
      progress.write(`${progressLines(moment, context).join('\n')}\n`)
    }
  }
}

const judgedBy = (log: ServerLog, finished: FinishedRun, run: string): LoadResult => {
  const { result, rooms, referee } = finished
  const { faults, safety } = referee
  const { keptComplaints } = safety
  const complaints = compareComplaints(keptComplaints, log, faults)
  const { sessions, profileOf } = referee
  const matches = compareMatches(log, { faults, sessions, profileOf })
  const coverage = { ...compareWithLog(rooms, log, { run, faults }), complaints, matches }
  return { ...result, referee: refereeVerdictOf(referee, coverage) }
}

const report = (result: LoadResult, plan: Plan, options: Options): number => {
  const url = options.urls.join(' ')
  const conclusion = conclude(result, requiredIn(plan), options.allowances)
  const { outcomes, failures } = conclusion
  const passed = failures.length === 0
  const progress = progressOf(options)
  progress.write(`\n${summaryLines(result, conclusion).join('\n')}\n`)
  if (plan.earlier.length > 0) {
    progress.write(`\n${comparisonLines(plan.earlier, result).join('\n')}\n`)
  }
  if (options.json) {
    const whole = { passed, failures, url, ...jsonOf(result), requirements: outcomes }
    process.stdout.write(`${JSON.stringify(whole)}\n`)
  }
  if (options.report !== null) {
    const head = { url, date: new Date().toUTCString(), earlier: plan.earlier }
    const written = writeReport(options.report, reportPage(result, conclusion, head))
    if (Result.isFailure(written)) return refuse(written.failure.message)
    progress.write(`The report is in ${options.report}\n`)
  }
  return passed ? exits.fine : exits.notMet
}

endWhenUnwritten(exits.killed, exits.cannot)

process.exitCode = await main()
