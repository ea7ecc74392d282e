// Opens a log, runs a query of it, and says where the log is unsound.
import { Result } from 'effect'
import type { LogUnreadable } from '../../events/log.ts'
import { comparing, queryAgainst } from '../against/against.ts'
import type { NoMachines } from '../against/machines.ts'
import { parseCondition } from '../queries/condition/parse.ts'
import { searching } from '../queries/condition/search.ts'
import { queryStop } from '../queries/condition/stop.ts'
import type { BadCondition } from '../queries/condition/tokens.ts'
import { queryEvents } from '../queries/events.ts'
import { queryOverTime } from '../queries/overTime.ts'
import { type QueryFailure, type QueryResult, queryFailure } from '../queries/queryResult.ts'
import { queryDiff, queryState } from '../queries/state.ts'
import { querySummary } from '../queries/summary.ts'
import { queryVerification } from '../queries/verification.ts'
import { queryWhy } from '../queries/why.ts'
import { queryRecordedTest } from '../slice/recordedTest.ts'
import { querySlice } from '../slice/slice.ts'
import type { Source } from '../source/source.ts'
import { plural } from '../text/format.ts'
import { plainStyle } from '../text/textStyle.ts'
import type { Replay } from '../timeline/replay.ts'
import { unforeseenIn } from '../timeline/unforeseen.ts'
import { verifyInSteps } from '../timeline/verify.ts'
import { policyIn } from '../whatif/policy.ts'
import { queryWhatIf } from '../whatif/whatIf.ts'
import { follow } from './follow.ts'
import { load, whole } from './loading.ts'
import { type CommandLineOptions, type LogQuery, logQueryOf } from './logQuery.ts'
import type { Surroundings } from './surroundings.ts'
import { exitCodes, runWithProgress, type Terminal, tell, tellFailure } from './terminal.ts'
import { verifyLogs } from './verifyLogs.ts'

/** Answers what the options ask of a log, or of several, or says why not; gives the exit code. */
export const answerTo = async (
  logs: readonly string[],
  options: CommandLineOptions,
  surroundings: Surroundings,
): Promise<number> => {
  const query = logQueryOf(options)
  const { terminal } = surroundings
  if (Result.isFailure(query)) return tellFailure(terminal, query.failure)
  if (query.success.kind === 'open' && terminal.json) {
    const message = '--open and --json do not go together: it is shown in a browser.'
    return tellFailure(terminal, { message })
  }
  const [log = '', ...others] = logs
  if (others.length === 0) return runQuery(log, query.success, surroundings)
  if (query.success.kind === 'verify') return verifyLogs(logs, surroundings)
  const message = `Of ${logs.length} logs nothing can be asked but --verify: name one of them.`
  return tellFailure(terminal, { message })
}

/** Gives the exit code. */
const runQuery = async (
  log: string,
  query: LogQuery,
  surroundings: Surroundings,
): Promise<number> => {
  const { terminal, tryNew } = surroundings
  // What it is written into is known before a log is read for minutes.
  const ready = isKept(query) ? tryNew(query.file) : Result.void
  if (Result.isFailure(ready)) return tellFailure(terminal, ready.failure)
  try {
    const opened = await surroundings.openLog(log)
    if (Result.isFailure(opened)) return tellFailure(terminal, opened.failure)
    return await answerFrom({ log, source: opened.success }, query, surroundings)
  } catch (error) {
    return tellFailure(terminal, { message: unforeseenIn(log, error) })
  }
}

/** Closes the log that it answers from. */
const answerFrom = async (
  { log, source }: { readonly log: string; readonly source: Source },
  query: LogQuery,
  surroundings: Surroundings,
): Promise<number> => {
  const { terminal } = surroundings
  const { live, notes = [] } = source
  try {
    const isVerified = query.kind === 'verify'
    // Of a database that is verified what is unusual is said in the end, with what it means.
    if (!isVerified || live === null) for (const note of notes) terminal.note(`${note}\n`)
    const loaded = isVerified ? whole(source, terminal) : load(source, terminal, endOf(query))
    if (Result.isFailure(loaded)) return tellFailure(terminal, loaded.failure)
    const replay = loaded.success
    const damage = damageOf(replay, log, isVerified)
    // Whether it is damaged is what a verification is asked for: what holds nonetheless comes after.
    if (damage !== null && isVerified) {
      tellFailure(terminal, damage)
      if (!terminal.json) terminal.out('What can be read of it:\n')
    }
    const code = await run(replay, query, surroundings)
    if (damage === null) return code
    return isVerified ? exitCodes.noAnswer : tellFailure(terminal, damage)
  } finally {
    source.close()
  }
}

/** The last event that is wanted, where no later one is. */
const endOf = (query: LogQuery): number | undefined => {
  if (query.kind === 'state') return query.seq
  return query.kind === 'events' ? (query.criteria.until ?? undefined) : undefined
}

/** What of the log cannot be read, or besides its events is not sound; null: nothing. */
const damageOf = (
  replay: Replay,
  log: string,
  isVerified: boolean,
): { readonly message: string } | null => {
  if (replay.fault !== null) return withNextStep(replay.fault, replay, log)
  const message = isVerified ? (replay.source.live?.unsound() ?? null) : null
  return message === null ? null : { message }
}

/** What is wrong with the log, and how to look at what of it is not. */
const withNextStep = (
  { message, seq }: LogUnreadable,
  { history }: Replay,
  log: string,
): { readonly message: string } => {
  const nextStep =
    history.length === 0
      ? 'Nothing stands before it.'
      : `What stands before it can be looked at with npm run replay -- ${log} --until ${seq - 1}.`
  return { message: `${message} ${nextStep}` }
}

const run = async (
  replay: Replay,
  query: LogQuery,
  surroundings: Surroundings,
): Promise<number> => {
  const { terminal } = surroundings
  if (query.kind === 'events' && query.follow) return follow(replay, query.criteria, terminal)
  if (query.kind !== 'open') {
    const result: Result.Result<QueryResult, QueryFailure | BadCondition | NoMachines> =
      query.kind === 'against'
        ? await compared(replay, query.checkout, surroundings)
        : resultOf(replay, query, surroundings)
    if (Result.isFailure(result)) return tellFailure(terminal, result.failure)
    return isKept(query)
      ? keep(result.success, query.file, surroundings)
      : tell(terminal, result.success)
  }
  const page = await openAt(replay, query.port, surroundings)
  if (Result.isFailure(page)) return tellFailure(terminal, page.failure)
  terminal.out(`The debugger is open at ${page.success.address} (Ctrl-C ends it)\n`)
  while (await terminal.pause());
  page.success.close()
  return exitCodes.success
}

/** Where it opens if no port is named: browsers keep notes by address, so it is the same each time. */
const usualPort = 4_747

/** Opens the page; on any free port where none is named and the usual one is taken. */
const openAt = async (
  replay: Replay,
  port: number | null,
  { terminal, openPage }: Surroundings,
): ReturnType<Surroundings['openPage']> => {
  const page = await openPage(replay, port ?? usualPort)
  if (port !== null || Result.isSuccess(page) || page.failure._tag !== 'CannotListen') return page
  terminal.note(
    `Port ${usualPort} is taken: the page opens on another, where the browser has other notes.\n`,
  )
  return openPage(replay, 0)
}

/** What a file is called that is none. */
const standardOutput = '-'

/** Whether its result goes into a file of its own. */
const isKept = (query: LogQuery): query is Extract<LogQuery, { readonly file: string }> =>
  'file' in query && query.file !== standardOutput

/** Writes the result into a file of its own; gives the exit code. */
const keep = async (
  { lines }: QueryResult,
  file: string,
  { terminal, writeNew }: Surroundings,
): Promise<number> => {
  const written = [...lines(plainStyle)]
  const kept = writeNew(file, `${written.join('\n')}\n`)
  if (Result.isFailure(kept)) return tellFailure(terminal, kept.failure)
  return tell(terminal, {
    lines: () => [`${file} is written: ${plural(written.length, 'line')}.`],
    records: [{ file, lines: written.length }],
  })
}

const compared = async (
  { history }: Replay,
  checkout: string,
  { terminal, machinesOf }: Surroundings,
): Promise<Result.Result<QueryResult, NoMachines>> =>
  Result.map(await machinesOf(checkout), (theirs) => {
    const progress = { doing: 'Comparing', total: history.length }
    const parting = runWithProgress(terminal, comparing(history, theirs), progress)
    return queryAgainst(history, checkout, parting)
  })

const stopAt = (
  replay: Replay,
  condition: string,
  terminal: Terminal,
): Result.Result<QueryResult, BadCondition> =>
  Result.map(parseCondition(condition, replay.history), (parsed) => {
    const progress = { doing: 'Looking', total: replay.history.length }
    const found = runWithProgress(terminal, searching(replay, parsed, { from: 0 }), progress)
    return queryStop(replay, found)
  })

const resultOf = (
  replay: Replay,
  query: Exclude<LogQuery, { kind: 'open' | 'against' }>,
  { terminal, readText }: Surroundings,
): Result.Result<QueryResult, QueryFailure | BadCondition> => {
  const { history } = replay
  switch (query.kind) {
    case 'summary':
      return Result.succeed(querySummary(replay))
    case 'events':
      return queryEvents(history, query.criteria)
    case 'state':
      return queryState(replay, query.seq)
    case 'diff':
      return queryDiff(replay, ...query.seqs)
    case 'why':
      return queryWhy(replay, query.session, query.seq)
    case 'verify': {
      const progress = { doing: 'Verifying', total: history.length }
      const lacking = { ...replay.source, isTorn: replay.fault !== null }
      const verification = runWithProgress(terminal, verifyInSteps(history, lacking), progress)
      return Result.succeed(queryVerification(history, verification))
    }
    case 'what-if': {
      const { policyFile } = query
      const text = readText(policyFile)
      return Result.isFailure(text)
        ? queryFailure('BadPolicy', `There is no file ${policyFile} that can be read.`)
        : Result.map(policyIn(text.success, policyFile), (policy) => queryWhatIf(replay, policy))
    }
    case 'stop':
      return stopAt(replay, query.condition, terminal)
    case 'record':
      return queryRecordedTest(history, query.actor, query.kit)
    case 'over-time':
      return Result.succeed(queryOverTime(history))
    case 'export':
      return querySlice(history, query.actor)
  }
}
