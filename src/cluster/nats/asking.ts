// What all share that ask the servers for something.
import { Result } from 'effect'
import type { Unanswered } from '../stream.ts'
import { sentence } from './connection.ts'

/** For how long an answer is waited for, in ms. */
export const answerMs = 2_000

export const unanswered = (error: unknown): Result.Result<never, Unanswered> =>
  Result.fail({ _tag: 'Unanswered', message: `NATS does not answer: ${sentence(error)}` })

/** Any text as a part of a subject. */
export const tokenOf = (text: string): string => `_${Buffer.from(text).toString('base64url')}`
