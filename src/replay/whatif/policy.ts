// A matching policy that somebody would like to try, read from JSON.
import { Result, Schema } from 'effect'
import { type QueryFailure, queryFailure } from '../queries/queryResult.ts'
import { fieldFault } from '../text/fieldFault.ts'

const yearSeconds = 365 * 24 * 3600

const number = (from: number, to: number) =>
  Schema.Finite.check(
    Schema.makeFilter((value) => value >= from && value <= to, {
      expected: `a number from ${from} to ${to}`,
    }),
  )

/** What is not given stays as it was logged. */
export const Policy = Schema.Struct({
  /** When shared interests and the last partner stop mattering. */
  relaxSeconds: Schema.optionalKey(number(0, yearSeconds)),
  avoidLastPartner: Schema.optionalKey(Schema.Boolean),
  /** Whether who names interests waits for somebody who shares one. */
  preferShared: Schema.optionalKey(Schema.Boolean),
  /**
   * Of those acceptable the one with the most points is taken: `wait` for every second it has
   * waited, `shared` if they share an interest. Logged: 1 and 0.
   */
  weights: Schema.optionalKey(
    Schema.Struct({
      wait: Schema.optionalKey(number(0, 1e6)),
      shared: Schema.optionalKey(number(0, 1e6)),
    }),
  ),
})
export type Policy = typeof Policy.Type

const decode = Schema.decodeUnknownResult(Policy, { onExcessProperty: 'error' })

/** The policy in the text of a file of that name. */
export const policyIn = (text: string, file: string): Result.Result<Policy, QueryFailure> => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return queryFailure('BadPolicy', `${file} is no JSON.`)
  }
  const read = decode(json)
  if (Result.isSuccess(read)) return Result.succeed(read.success)
  const fields = 'relaxSeconds, avoidLastPartner, preferShared, weights'
  const why = fieldFault(Policy, read.failure.issue, json)
  return queryFailure('BadPolicy', `${file} is no policy (${fields}): ${why}.`)
}
