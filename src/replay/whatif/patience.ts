// How long those wait in vain who look for a partner.

import type { LoggedAttempts, MatchAttempt } from './attempts.ts'
import { drawOf } from './draw.ts'

/**
 * Whoever gave up in the log gives up after as long a wait. Whoever was matched has waited so long without
 * giving up; of how long it would have waited beyond that it is drawn, as if people gave up at one rate at all
 * times: as often as they did in all the time that all of them waited.
 */
export class Patience {
  /** How long somebody waits on average who only gives up; null: nobody did. */
  readonly #meanMs: number | null
  readonly #to: number

  constructor({ attempts, to }: Pick<LoggedAttempts, 'attempts' | 'to'>) {
    const waitedMs = attempts.reduce((sum, attempt) => sum + waitedIn(attempt, to), 0)
    const inVain = attempts.filter(({ patienceMs }) => patienceMs !== null).length
    this.#meanMs = inVain === 0 ? null : waitedMs / inVain
    this.#to = to
  }

  /** In ms; null: for ever. */
  of(attempt: MatchAttempt): number | null {
    if (attempt.patienceMs !== null) return attempt.patienceMs
    if (this.#meanMs === null) return null
    const drawn = -this.#meanMs * Math.log(1 - drawOf(`${attempt.session} ${attempt.at}`))
    return waitedIn(attempt, this.#to) + drawn
  }
}

const waitedIn = ({ patienceMs, outcome, at }: MatchAttempt, to: number): number =>
  patienceMs ?? outcome?.waitedMs ?? Math.max(0, to - at)
