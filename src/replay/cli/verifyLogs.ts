// Several logs judged one after the other, a line each.
import { Result } from 'effect'
import { mismatchSentence } from '../queries/verification.ts'
import type { Source } from '../source/source.ts'
import { formatCount, plural } from '../text/format.ts'
import { unforeseenIn } from '../timeline/unforeseen.ts'
import { type Verification, verifyInSteps } from '../timeline/verify.ts'
import { whole } from './loading.ts'
import type { Surroundings } from './surroundings.ts'
import { exitCodes, runWithProgress, type Terminal, tell } from './terminal.ts'

interface LogVerdict {
  readonly log: string
  /** As many as could be read. */
  readonly events: number
  /** `unreadable`: not to its end, or not at all; what comes before is judged all the same. */
  readonly verdict: 'sound' | 'wrong' | 'unreadable'
  /** What is wrong, or why it cannot be read; of a sound one how it was compared. */
  readonly why: string
  /** Null where there was nothing to judge. */
  readonly verification: Verification | null
}

/** Names of logs are written one below the other up to this; longer ones push their line out. */
const nameCharactersMax = 40

/** Judges each; gives the exit code: 2 where one cannot be read, 1 where one is wrong. */
export const verifyLogs = async (
  logs: readonly string[],
  surroundings: Surroundings,
): Promise<number> => {
  const { terminal } = surroundings
  const width = Math.min(nameCharactersMax, Math.max(...logs.map((log) => log.length)))
  const verdicts: LogVerdict[] = []
  for (const [number, log] of logs.entries()) {
    if (terminal.isTerminal) terminal.note(`\r\u001b[KLog ${number + 1} of ${logs.length}: ${log}`)
    const verdict = await verdictOn(log, surroundings)
    if (terminal.isTerminal) terminal.note('\r\u001b[K')
    await tell(terminal, {
      ...{ lines: (style) => [lineOf(verdict, width, style)], verbatim: true },
      records: [verdict],
    })
    verdicts.push(verdict)
  }
  if (!terminal.json) terminal.out(`${totalOf(verdicts)}\n`)
  const has = (one: LogVerdict['verdict']) => verdicts.some(({ verdict }) => verdict === one)
  if (has('unreadable')) return exitCodes.noAnswer
  return has('wrong') ? exitCodes.disproved : exitCodes.success
}

const lineOf = (
  { log, events, verdict, why }: LogVerdict,
  width: number,
  style: Terminal['style'],
): string => {
  const shown = verdict === 'sound' ? style.good('sound') : style.bad(verdict)
  return `${log.padEnd(width)}  ${formatCount(events).padStart(11)} events  ${shown}: ${why}`
}

const totalOf = (verdicts: readonly LogVerdict[]): string => {
  const count = (one: LogVerdict['verdict']) =>
    `${formatCount(verdicts.filter(({ verdict }) => verdict === one).length)} ${one}`
  const events = verdicts.reduce((sum, { events }) => sum + events, 0)
  const each = (['sound', 'wrong', 'unreadable'] as const).map(count).join(', ')
  return `${plural(verdicts.length, 'log')}, ${plural(events, 'event')}: ${each}`
}

const verdictOn = async (log: string, { terminal, openLog }: Surroundings): Promise<LogVerdict> => {
  try {
    const opened = await openLog(log)
    if (Result.isFailure(opened)) return unreadable(log, opened.failure.message)
    const source = opened.success
    try {
      return judged(log, source, terminal)
    } finally {
      source.close()
    }
  } catch (error) {
    return unreadable(log, unforeseenIn(log, error))
  }
}

const unreadable = (log: string, why: string): LogVerdict => ({
  ...{ log, events: 0, verdict: 'unreadable', why, verification: null },
})

const judged = (log: string, source: Source, terminal: Terminal): LogVerdict => {
  const { live, notes = [] } = source
  // Of a database what is unusual is said with what it means.
  if (live === null) for (const note of notes) terminal.note(`${note}\n`)
  const loaded = whole(source, terminal)
  if (Result.isFailure(loaded)) return unreadable(log, loaded.failure.message)
  const { history, fault } = loaded.success
  const progress = { doing: 'Verifying', total: history.length }
  const lacking = { ...source, isTorn: fault !== null }
  const verification = runWithProgress(terminal, verifyInSteps(history, lacking), progress)
  const unsound = fault?.message ?? live?.unsound() ?? null
  return { log, events: history.length, ...verdictOf(verification, unsound), verification }
}

const verdictOf = (
  { mismatch, digests, unjudged, turns, allTurns, missing }: Verification,
  unsound: string | null,
): Pick<LogVerdict, 'verdict' | 'why'> => {
  const wrong = mismatch === null ? null : mismatchSentence(mismatch)
  if (unsound !== null) {
    return { verdict: 'unreadable', why: wrong === null ? unsound : `${unsound} ${wrong}` }
  }
  if (wrong !== null) return { verdict: 'wrong', why: wrong }
  if (allTurns === 0) return { verdict: 'unreadable', why: 'no event is in it' }
  const compared = digests - unjudged
  const agreeing = `${plural(compared, 'digest')} ${compared === 1 ? 'agrees' : 'agree'}`
  const why = compared === 0 ? 'no digest to compare' : agreeing
  const left = allTurns - turns
  return {
    verdict: 'sound',
    why:
      missing === null
        ? why
        : `${why}, ${formatCount(left)} of ${formatCount(allTurns)} turns not judged`,
  }
}
