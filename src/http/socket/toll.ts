// What whoever comes beyond what is free pays: a solved challenge, or time.
import type { Challenge } from 'altcha-lib/types'
import { Result } from 'effect'
import type { Refused } from '../exchange/answer.ts'
import { rateLimited, workNeeded } from '../exchange/refusals.ts'
import type { Addresses } from '../limits/addresses.ts'
import type { Challenges, Flaw } from '../limits/challenges.ts'
import type { GateName } from '../limits/gate.ts'
import type { Metrics } from '../operators/metrics.ts'

export interface TollParts {
  readonly addresses: Addresses
  readonly challenges: Challenges
  readonly metrics: Metrics
}

/** Who stands at which gate. */
export interface Comer {
  readonly gate: GateName
  readonly address: string
  /** Who may have been told when to come back. */
  readonly who: string
}

/** Whether work helps this comer at all: there is a ceiling behind it. */
export const takesWork = ({ addresses }: TollParts, { gate, address }: Comer): boolean =>
  addresses.level(gate, address) !== null

/** Lets the comer through for this solution; or says what is wrong with it, null: there is none. */
export const payByWork = (
  { addresses, challenges, metrics }: TollParts,
  { gate, address, who }: Comer,
  solution: unknown,
): Result.Result<void, Flaw | null> => {
  const level = addresses.level(gate, address)
  if (typeof solution !== 'string' || solution === '' || level === null) return Result.fail(null)
  const checked = challenges.check(gate, address, { solution, level })
  metrics.count('challenges', Result.isSuccess(checked) ? 'solved' : checked.failure)
  if (Result.isSuccess(checked)) addresses.passByWork(gate, address, who)
  return checked
}

/** What is said to a comer who has not paid, and would have to wait for `waitMs`. */
export const unpaid = (
  parts: TollParts,
  comer: Comer,
  { waitMs, flaw = null }: { readonly waitMs: number; readonly flaw?: Flaw | null },
): Refused => {
  if (!takesWork(parts, comer)) return rateLimited(waitMs)
  return workNeeded(waitMs, flaw === null ? {} : { detail: flaw })
}

/** A challenge as hard as it is just now; none where work does not help. */
export const challengeFor = async (
  { addresses, challenges, metrics }: TollParts,
  { gate, address }: Omit<Comer, 'who'>,
): Promise<{ challenge?: Challenge }> => {
  const level = addresses.level(gate, address)
  if (level === null) return {}
  metrics.count('challenges', 'given')
  return { challenge: await challenges.make(gate, address, level) }
}
