// Whom a visitor plays: name, gender, wishes and interests, fixed by the seed.
import type { Gender, Seeks } from '../../events/fields.ts'
import type { Rng } from './rng.ts'
import type { Scenario } from './scenario.ts'

export interface VisitorProfile {
  /** Its place among the run's visitors, from 0. */
  readonly number: number
  readonly username: string
  readonly gender: Gender
  readonly seeks: Seeks
  readonly interests: readonly string[]
}

/** What profiles are made from. */
export interface ProfileSource {
  readonly scenario: Scenario
  /** Sets the names of this run apart from other runs'. */
  readonly run: string
  /** Of this profile alone. */
  readonly rng: Rng
}

/** Makes up the profile of visitor `number`. */
export const profileOf = (
  number: number,
  { scenario, run, rng }: ProfileSource,
): VisitorProfile => {
  const gender = rng.pick(scenario.genders)
  const seeks = rng.pick(scenario.seeks)
  const { interestsEach, interestPool } = scenario
  const count = rng.between(0, Math.min(interestsEach * 2, interestPool))
  const interests = new Set<string>()
  // Interests differ in how many share them, as people's do: low numbers are drawn more often.
  while (interests.size < Math.min(count, 10)) {
    interests.add(interestNames(Math.floor(rng.next() * rng.next() * interestPool)))
  }
  return { number, username: usernameOf(run, number), gender, seeks, interests: [...interests] }
}

/** `run` must be without a dash. */
export const usernameOf = (run: string, number: number): string => `${run}-${number.toString(36)}`

/** The number of the visitor of this name; null where the name is none of the run's. */
export const numberOfUsername = (run: string, username: unknown): number | null => {
  if (typeof username !== 'string' || !username.startsWith(`${run}-`)) return null
  const number = Number.parseInt(username.slice(run.length + 1), 36)
  return Number.isSafeInteger(number) && usernameOf(run, number) === username ? number : null
}

const names: string[] = []

const interestNames = (index: number): string => {
  for (let next = names.length; next <= index; next += 1) names.push(`interest ${next}`)
  return names[index] as string
}

/** True if a visitor that seeks `seeks` accepts one of gender `gender`. */
export const accepts = (seeks: Seeks, gender: Gender): boolean =>
  seeks === 'anyone' || seeks === gender

/** Those of `one`'s interests that `other` names too. */
export const commonInterests = (one: VisitorProfile, other: VisitorProfile): readonly string[] =>
  one.interests.filter((interest) => other.interests.includes(interest))
