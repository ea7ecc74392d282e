// The result of `--what-if`: what was, and what a policy would have made of it.
import type { Gender } from '../../events/fields.ts'
import type { QueryResult } from '../queries/queryResult.ts'
import { type Percentiles, percentilesOf } from '../queries/waits.ts'
import { formatCount, formatDuration } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import type { Replay } from '../timeline/replay.ts'
import { type AttemptOutcome, attemptsIn } from './attempts.ts'
import type { Policy } from './policy.ts'
import { type Sharing, sharingIn } from './sharing.ts'
import { Simulation } from './simulation.ts'

/** Waits in ms; rates from 0 to 1. */
export interface MatchingStats {
  readonly matches: number
  readonly waits: Percentiles | null
  /** Looked for a partner and gave up, or still wait at the end. */
  readonly inVain: number
  /** Of matches of two who name interests, those who share one; null if there are none. */
  readonly sharedRate: number | null
  /** Matches of two who had met before. */
  readonly repeats: number
  readonly byGender: Readonly<
    Record<string, { readonly matched: number; readonly waits: Percentiles | null }>
  >
}

export const queryWhatIf = (replay: Replay, policy: Policy): QueryResult => {
  const attempted = attemptsIn(replay.history)
  const sharing = sharingIn(replay)
  const simulated = (tried: Policy): MatchingStats => {
    const { outcomes, open } = new Simulation(tried, attempted, sharing).run()
    return statsOf(outcomes, open)
  }
  const ended = attempted.attempts
    .map((attempt) => attempt.outcome)
    .filter((outcome) => outcome !== null)
  const logged = statsOf(ended, attempted.attempts.length - ended.length)
  const same = simulated({})
  const changed = simulated(policy)
  const unknown = notesOn(sharing)
  return {
    lines: (style) => linesOf([logged, same, changed], { policy, unknown, style }),
    records: [{ estimate: true, policy, logged, same, changed, sharing: facts(sharing), unknown }],
  }
}

const facts = ({ rate, pairs }: Sharing) => ({ rate, pairs })

const genders: readonly Gender[] = ['female', 'male', 'other']

/** Both of a pair have an outcome; `open` are those without one. */
const statsOf = (outcomes: readonly AttemptOutcome[], open: number): MatchingStats => {
  const met = outcomes.filter(({ partner }) => partner !== null)
  const both = met.filter(({ named }) => named)
  const before = new Set<string>()
  let repeats = 0
  for (const { session, partner } of met) {
    const pair = `${session} ${partner}`
    if (before.has(pair)) repeats += 1
    before.add(pair)
  }
  const waitsOf = (some: readonly AttemptOutcome[]) =>
    percentilesOf(some.map(({ waitedMs }) => waitedMs))
  return {
    matches: Math.round(met.length / 2),
    waits: waitsOf(met),
    inVain: outcomes.length - met.length + open,
    sharedRate: both.length === 0 ? null : both.filter(({ shared }) => shared).length / both.length,
    repeats: Math.round(repeats / 2),
    byGender: Object.fromEntries(
      genders.map((gender) => {
        const mine = met.filter((outcome) => outcome.gender === gender)
        return [gender, { matched: mine.length, waits: waitsOf(mine) }]
      }),
    ),
  }
}

const notesOn = ({ rate, pairs }: Sharing): string[] => [
  'Everybody comes, drops and returns as logged, and looks again as long after a',
  'conversation; how others would have behaved under another policy is not known.',
  'A conversation lasts as long as the log has it for whoever found the other.',
  'Held against real runs under other policies, p90 of the wait was up to 12 % off,',
  'matches 15 %, looked in vain 21 % (npm run bench:policies).',
  pairs === 0
    ? 'Interests are erased in a log, and it tells of no pair whether they share any.'
    : `Interests are erased in a log. It tells of ${formatCount(pairs)} pairs whether they share one (${percent(rate)}); of the others it is drawn at that rate.`,
]

interface Explanation {
  readonly policy: Policy
  readonly unknown: readonly string[]
  readonly style: TextStyle
}

function* linesOf(
  results: readonly MatchingStats[],
  { policy, unknown, style }: Explanation,
): Iterable<string> {
  const row = (name: string, cell: (result: MatchingStats) => string) =>
    [name.padEnd(26), ...results.map((result) => cell(result).padStart(16))].join('')
  const wait = (percentiles: Percentiles | null, part: keyof Percentiles) =>
    percentiles === null ? '–' : formatDuration(percentiles[part])
  yield style.bold(`An estimate: what if ${JSON.stringify(policy)}`)
  yield ''
  yield style.dim(['', 'as', 'same policy', 'this policy'].map(headed).join('').trimEnd())
  yield style.dim(['', 'logged', 'simulated', 'simulated'].map(headed).join('').trimEnd())
  yield row('matches', ({ matches }) => formatCount(matches))
  yield row('wait p50', ({ waits }) => wait(waits, 'p50'))
  yield row('wait p90', ({ waits }) => wait(waits, 'p90'))
  yield row('wait max', ({ waits }) => wait(waits, 'max'))
  yield row('looked in vain', ({ inVain }) => formatCount(inVain))
  yield row('shared an interest', ({ sharedRate }) =>
    sharedRate === null ? '–' : percent(sharedRate),
  )
  yield row('had met before', ({ repeats }) => formatCount(repeats))
  for (const gender of genders) {
    yield row(`matched, ${gender}`, ({ byGender }) => formatCount(byGender[gender]?.matched ?? 0))
    yield row('  wait p50', ({ byGender }) => wait(byGender[gender]?.waits ?? null, 'p50'))
    yield row('  wait p90', ({ byGender }) => wait(byGender[gender]?.waits ?? null, 'p90'))
  }
  yield ''
  yield* unknown
}

const headed = (word: string, index: number): string =>
  index === 0 ? word.padEnd(26) : word.padStart(16)

const percent = (rate: number): string => `${Math.round(rate * 100)} %`
