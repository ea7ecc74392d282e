// What visitors and moderators did against whoever did harm, as numbers: of nobody in particular.
import type { LogEvent } from '../../events/event.ts'
import { Decision, ReportReason } from '../../events/fields.ts'
import { formatCount, plural } from '../text/format.ts'
import type { Replay } from '../timeline/replay.ts'

export interface Safety {
  readonly blocks: number
  readonly reports: {
    readonly made: number
    readonly proven: number
    readonly byReason: Readonly<Record<string, number>>
    /** Kept for the moderators at the end of the log. */
    readonly open: number
  }
  readonly coolDowns: number
  readonly decisions: Readonly<Record<string, number>>
}

const types = ['blocked', 'reported', 'cooled_down', 'decided'].map((name) => `matchmaker.${name}`)

export const safetyIn = (replay: Replay): Safety => {
  const { history } = replay
  const events: LogEvent[] = []
  for (let index = 0; index < history.length; index++) {
    if (types.includes(history.type(index))) events.push(history.event(index))
  }
  const reports = events.filter((event) => event.type === 'matchmaker.reported')
  const decisions = events.filter((event) => event.type === 'matchmaker.decided')
  const countOf = (type: string) => events.filter((event) => event.type === type).length
  return {
    blocks: countOf('matchmaker.blocked'),
    reports: {
      made: reports.length,
      proven: reports.filter(({ data }) => data.proven).length,
      byReason: tally(
        ReportReason.literals,
        reports.flatMap(({ data }) => data.reason ?? []),
      ),
      open: replay.actorsAt(history.length - 1).matchmaker.reports.size,
    },
    coolDowns: countOf('matchmaker.cooled_down'),
    decisions: tally(
      Decision.literals,
      decisions.map(({ data }) => data.decision),
    ),
  }
}

/** How often each was found, none left out. */
const tally = (names: readonly string[], found: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, found.filter((one) => one === name).length]))

/** Nothing where there was nothing. */
export function* safetyLines({ blocks, reports, coolDowns, decisions }: Safety): Iterable<string> {
  if (blocks > 0) yield `blocks    ${formatCount(blocks)}`
  if (reports.made > 0) {
    const proven = `${formatCount(reports.proven)} proven`
    const reasons = listed(reports.byReason)
    const made = `${formatCount(reports.made)}${reasons === '' ? '' : ` (${reasons})`}`
    yield `reports   ${made}, ${proven}, ${formatCount(reports.open)} open at the end`
  }
  const decided = listed(decisions)
  const measures = [
    ...(coolDowns > 0 ? [plural(coolDowns, 'cool-down')] : []),
    ...(decided === '' ? [] : [`decided: ${decided}`]),
  ]
  if (measures.length > 0) yield `measures  ${measures.join('; ')}`
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(', ')
