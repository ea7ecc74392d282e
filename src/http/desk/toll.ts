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
  readonly metrics: Pick<Metrics, 'count'>
}

/** Who stands at which gate. */
export interface Comer {
  readonly gate: GateName
  readonly address: string
  /** Who may have been told when to come back. */
  readonly who: string
}

/** Lets the comer through for this solution; null, or what is said to one who has not paid. */
export const pay = (
  parts: TollParts,
  comer: Comer,
  { waitMs, solution }: { readonly waitMs: number; readonly solution: string | null },
): Refused | null => {
  const { addresses, metrics } = parts
  const { gate, address, who } = comer
  const level = addresses.level(gate, address)
  if (solution === null || solution === '' || level === null) return unpaid(parts, comer, waitMs)
  const checked = parts.challenges.check(gate, address, { solution, level })
  metrics.count('challenges', Result.isSuccess(checked) ? 'solved' : checked.failure)
  if (Result.isFailure(checked)) return unpaid(parts, comer, waitMs, checked.failure)
  addresses.passByWork(gate, address, who)
  return null
}

/** What is said to a comer who has not paid, and would have to wait for `waitMs`. */
export const unpaid = (
  { addresses }: TollParts,
  { gate, address }: Comer,
  waitMs: number,
  flaw: Flaw | null = null,
): Refused => {
  if (addresses.level(gate, address) === null) return rateLimited(waitMs)
  return workNeeded(waitMs, flaw === null ? {} : { detail: flaw })
}

/** A challenge as hard as it is just now; null where work does not help. */
export const challengeFor = async (
  { addresses, challenges, metrics }: TollParts,
  { gate, address }: Omit<Comer, 'who'>,
): Promise<Challenge | null> => {
  const level = addresses.level(gate, address)
  if (level === null) return null
  metrics.count('challenges', 'given')
  return challenges.make(gate, address, level)
}
