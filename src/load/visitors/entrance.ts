// Coming in where that is not for nothing: some work for it, the others wait as they are told.
import { Result } from 'effect'
import type { Credential, JoinRefused, WorkNeeded } from '../client/wire.ts'
import type { Measures } from '../measures/measures.ts'
import type { Rng } from '../scenario/rng.ts'
import type { RunContext } from './runContext.ts'

/** Challenges that one visitor solves in a row before it waits: each may be outgrown meanwhile. */
const challengesMax = 3

/** Whoever wants to be let in. */
interface Entrant {
  readonly rng: Rng
  readonly credential: Credential
  /** Where it is written down. */
  readonly measures: Measures
}

/** Asks to be let in; `solution` is null where there is none yet. */
export type Ask<T> = (
  solution: string | null,
  credential: Credential,
) => Promise<Result.Result<T, JoinRefused | WorkNeeded>>

/** Asks, and works where that is asked for and this visitor is one of those who do. */
export const enter = async <T>(
  { scenario, solver }: RunContext,
  { rng, credential, measures }: Entrant,
  ask: Ask<T>,
): Promise<Result.Result<T, JoinRefused | WorkNeeded>> => {
  let answer = await ask(null, credential)
  for (let challenges = 0; challenges < challengesMax; challenges += 1) {
    if (Result.isSuccess(answer) || answer.failure._tag !== 'WorkNeeded') return answer
    const { challenge, credential: held } = answer.failure
    if (challenge === null) return answer
    measures.counts.challenges += 1
    if (!rng.chance(scenario.solves)) return answer
    const solved = await solver.solve(challenge)
    if (Result.isFailure(solved)) {
      measures.error('challenge: not understood')
      return answer
    }
    measures.counts.solved += 1
    measures.record('solve', solved.success.ms)
    answer = await ask(solved.success.solution, held)
  }
  return answer
}
