// Asks as the product does where a busy machine may leave a question unanswered: until it is answered.
import { Result } from 'effect'
import type { Stream } from '../../src/cluster/stream.ts'
import { succeeded } from '../kit/succeeded.ts'

interface Failed {
  readonly _tag: string
  readonly message: string
}

/** Asks until it is answered. */
export const answered = async <A>(ask: () => Promise<Result.Result<A, Failed>>): Promise<A> => {
  for (;;) {
    const given = await ask()
    if (Result.isSuccess(given) || given.failure._tag !== 'Unanswered') return succeeded(given)
  }
}

/**
 * Appends until it is known what became of it: where nobody answered, what stands there is read first.
 * Gives the number, or null where it was refused. What others append there has to be other data.
 */
export const appended = async (
  { append, read }: Stream,
  data: string,
  last: number,
): Promise<number | null> => {
  for (let isUnsure = false; ; ) {
    const given = await append(data, last)
    if (Result.isSuccess(given)) return given.success
    const isRefused = given.failure._tag === 'Refused'
    if (isRefused && !isUnsure) return null
    isUnsure = true
    const [there] = await answered(() => read(last + 1))
    if (there !== undefined) return there.data === data ? there.number : null
    if (isRefused) return null
  }
}
