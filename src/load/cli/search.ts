// Runs a scenario at one rate after the other, for the highest that holds.
import { Result } from 'effect'
import { type FoundRate, type LoadResult, perSecond } from '../measures/loadResult.ts'
import { shownRate } from '../report/maxRateLines.ts'
import { highestThatHolds, nextRate } from '../scenario/maxRate.ts'
import type { Scenario } from '../scenario/scenario.ts'

export interface SearchOptions<Failure> {
  /** What is to hold, as it was written. */
  readonly requirement: string
  /** Plays a scenario to its end. */
  readonly play: (scenario: Scenario) => Promise<Result.Result<LoadResult, Failure>>
  /** Everything that speaks against a run. */
  readonly failuresOf: (result: LoadResult) => readonly string[]
  /** Whether no further run is to begin. */
  readonly isOver: () => boolean
  /** Told of each run. */
  readonly tell: (tried: FoundRate['tries'][number]) => void
}

/** Begins with the scenario's own rate; gives the run at the highest that holds, or else the last. */
export const searchRate = async <Failure>(
  scenario: Scenario,
  { requirement, play, failuresOf, isOver, tell }: SearchOptions<Failure>,
): Promise<Result.Result<LoadResult, Failure>> => {
  const first = scenario.messagesPerMinute
  const tries: (FoundRate['tries'][number] & { readonly holds: boolean })[] = []
  const results = new Map<number | null, LoadResult>()
  for (let rate: number = first; ; ) {
    const played = await play({ ...scenario, messagesPerMinute: rate })
    if (Result.isFailure(played)) return played
    const result = played.success
    // One that was stopped says nothing of its rate.
    const isWhole = !result.isStoppedEarly || result.abort !== null
    const ended = isWhole ? whyNothing(rate, result) : null
    const nothing = ended === null ? [] : ['it tells nothing of the rate']
    const failures = [...againstRate(failuresOf(result), result), ...nothing]
    if (isWhole) {
      tries.push({
        rate,
        failures,
        holds: failures.length === 0,
        sentPerSecond: perSecond('sent', result),
      })
      tell({ rate, failures, sentPerSecond: perSecond('sent', result) })
      results.set(rate, result)
    }
    const next = isWhole && ended === null && !isOver() ? nextRate(tries, first) : null
    if (next === null) {
      const found = highestThatHolds(tries)
      const best = results.get(found) ?? result
      const told = tries.map(({ holds: _, ...tried }) => tried)
      return Result.succeed({
        ...best,
        foundRate: { requirement, rate: found, ended, tries: told },
      })
    }
    rate = next
  }
}

/** Why a run tells nothing of its rate, nor would one of half of it; null where it tells something. */
const whyNothing = (rate: number, { counts }: LoadResult): string | null => {
  if (counts.sent > 0) return null
  const at = `at ${shownRate(rate)} messages a minute each`
  return counts.connected === 0
    ? `nobody connected ${at}: see whether the server still runs`
    : `nobody sent a message ${at}: give a longer --duration, or more --messages-per-minute`
}

/** Where it was this program that could not go on, the rate is not the server's. */
const againstRate = (
  failures: readonly string[],
  { bottlenecks }: LoadResult,
): readonly string[] =>
  failures.length === 0 || bottlenecks.length === 0
    ? failures
    : [...failures, 'this side was at its limit']
