// How something is asked of the servers, and what became of it where it is known.
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { Result } from 'effect'
import type { NotAppended, Unanswered } from '../stream.ts'
import { sentence } from './connection.ts'

/** For how long an answer is waited for, in ms. */
export const answerMs = 2_000

export const unanswered = (error: unknown): Result.Result<never, Unanswered> =>
  Result.fail({ _tag: 'Unanswered', message: `NATS does not answer: ${sentence(error)}` })

interface Acknowledgement {
  readonly seq?: number
  readonly error?: { readonly err_code?: number; readonly description?: string }
}

/** For how long a message is kept where its stream knows of such: as hours. */
export type KeptFor = `${number}h`

/** The code by which a stream refuses what was to follow another number. */
const wrongLast = 10_071

/**
 * Publishes into a stream if its last number is that one: of the stream, as the servers do not keep what
 * is expected of a subject. So no copy of it, however late, is taken after anything else was. Whoever is
 * refused may find nothing there yet: what came first is being written then.
 */
export const publishAfter = async (
  connection: NatsConnection,
  subject: string,
  data: string | Uint8Array,
  last: number,
  keptFor?: KeptFor,
): Promise<Result.Result<number, NotAppended>> => {
  const expecting = headers()
  expecting.set('Nats-Expected-Last-Sequence', String(last))
  if (keptFor !== undefined) expecting.set('Nats-TTL', keptFor)
  let answer: Msg
  try {
    answer = await connection.request(subject, data, { headers: expecting, timeout: answerMs })
  } catch (error) {
    return unanswered(error)
  }
  const { seq, error } = answer.json<Acknowledgement>()
  if (error?.err_code === wrongLast) {
    return Result.fail({ _tag: 'Refused', message: `NATS refused: ${error.description}` })
  }
  return seq === undefined ? unanswered(error?.description ?? 'no number') : Result.succeed(seq)
}

/** Any text as a part of a subject. */
export const tokenOf = (text: string): string => `_${Buffer.from(text).toString('base64url')}`
