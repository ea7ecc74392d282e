// Passerby's own wire: POST /join, a cookie, JSON frames.
import { Result } from 'effect'
import { answerOf, isFinalStatus } from './connection.ts'
import { cookiesAfter } from './cookies.ts'
import { readServerFrame } from './frameShapes.ts'
import { headerOf } from './handshake.ts'
import type { HttpResponse } from './http.ts'
import type { Challenge } from './solver.ts'
import type { Credential, JoinRefused, Wire, WorkNeeded } from './wire.ts'

/** Frames without fields never change, so they are built once. */
const fixed: Readonly<Record<string, string>> = {
  leave_chat: JSON.stringify({ type: 'leave_chat' }),
  find_match: JSON.stringify({ type: 'find_match' }),
}

/** The wire of a Passerby server by its URL, such as http://127.0.0.1:3000, or with the path that it is below. */
export const passerbyWire = (url: string): Wire => {
  const { origin } = new URL(url)
  const base = url.slice(origin.length)
  return {
    join: async ({ username, gender, seeks, interests }, send, { credential, solution }) => {
      const response = await send({
        method: 'POST',
        path: `${base}/join`,
        headers: {
          'Content-Type': 'application/json',
          Origin: origin,
          ...(credential !== '' && { Cookie: credential }),
        },
        body: JSON.stringify({
          ...{ username, gender, seeks, interests },
          ...(solution !== null && { altcha: solution }),
        }),
      })
      if (Result.isFailure(response)) return refused(response.failure.code, false)
      const { status, head } = response.success
      const held = cookiesAfter(credential, head)
      if (status !== 201) return notYet(response.success, held)
      return held === '' ? refused('no cookie') : Result.succeed(held)
    },
    line: async (send, credential) => {
      const headers = { Origin: origin, Cookie: credential }
      const response = await send({ method: 'GET', path: `${base}/api/line`, headers, body: '' })
      if (Result.isFailure(response)) return refused(response.failure.code, false)
      return response.success.status < 400 ? Result.void : notYet(response.success, credential)
    },
    sessionOf: (credential) =>
      /(?:^|; )(?:__Host-)?passerby=([\w-]+)\./.exec(credential)?.[1] ?? null,
    upgrade: ({ credential, solution }, lastSeen) => ({
      target: `${base}/ws${queryOf({
        room: lastSeen?.room,
        after: lastSeen?.seq,
        altcha: solution ?? undefined,
      })}`,
      headers: { Origin: origin, Cookie: credential },
    }),
    greet: () => {},
    write: (frame) => {
      const known = fixed[frame.type]
      return known !== undefined && Object.keys(frame).length === 1 ? known : JSON.stringify(frame)
    },
    read: readServerFrame,
  }
}

/** What is told, as a query of a request; nothing where nothing is. */
const queryOf = (told: Readonly<Record<string, string | number | undefined>>): string => {
  const parts = Object.entries(told).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** Status of an answer to whoever comes in by work, or later. */
const workNeeded = 428

const notYet = (
  { status, head, body }: HttpResponse,
  credential: Credential,
): Result.Result<never, JoinRefused | WorkNeeded> => {
  if (status !== workNeeded) {
    return refused(answerOf(status, headerOf(head, 'location')), isFinalStatus(status))
  }
  try {
    const { challenge = null, retry_after } = JSON.parse(body) as {
      readonly challenge?: Challenge
      readonly retry_after?: number
    }
    const waitMs = 1_000 * Number(retry_after ?? 0)
    return Result.fail({ _tag: 'WorkNeeded', challenge, waitMs, credential })
  } catch {
    return refused(`${status} without JSON`)
  }
}

const refused = (why: string, isFinal = true) =>
  Result.fail<JoinRefused>({ _tag: 'JoinRefused', why, isFinal })
