// What was asked for, where a test needs it to have worked.
import { Result } from 'effect'

/** The success; fails with the failure's own sentence. */
export const succeeded = <A>(result: Result.Result<A, { readonly message: string }>): A =>
  Result.getOrThrowWith(result, ({ message }) => new Error(message))
