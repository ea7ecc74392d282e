// Every reason for which a request is refused, in words.

import type { Refusal } from '../../actors/engine/refusal.ts'
import type { Detail } from '../../events/errors.ts'
import type { Refused } from './answer.ts'
import { bodyBytesMax, bodyMsMax } from './request.ts'

export const repeatedHeader = (name: string): Refused => ({
  status: 400,
  error: 'repeated_header',
  message: `The header "${name}" was sent more than once.`,
  more: { header: name },
})

export const badJson: Refused = {
  status: 400,
  error: 'bad_json',
  message: 'The body is not a JSON object.',
}

export const noSession = (detail: Detail<'no_session'>): Refused => ({
  status: 401,
  error: 'no_session',
  message: 'You have no session, or it has ended. Please join.',
  more: { detail },
})

/** What a page of an earlier visit asks for would be done to the one that the cookie names. */
export const otherVisit: Refused = {
  status: 409,
  error: 'other_visit',
  message: 'In this browser another visit has begun since. This page belongs to the one before.',
}

export const badOrigin: Refused = {
  status: 403,
  error: 'bad_origin',
  message: 'This request came from a page that is not one of ours.',
  more: { detail: 'not_ours' },
}

/** What the operator should look at: the list, who speaks TLS, or what the proxy passes on. */
export type Advice = Exclude<Detail<'bad_origin'>, 'not_ours'>

/** A page of ours, perhaps, that was opened at an address that we do not know as ours. */
export const foreignOrigin = (origin: string, advice: Advice): Refused => ({
  ...badOrigin,
  message:
    `This server does not know ${origin} as an address of its own. ` +
    `If you opened the right one, tell whoever runs it: ${remedies[advice](origin)}.`,
  more: { detail: advice, origin },
})

const remedies: Readonly<Record<Advice, (origin: string) => string>> = {
  not_named: (origin) => `ALLOWED_ORIGINS has to name ${origin}`,
  other_scheme: () =>
    'TRUSTED_PROXIES has to name the proxy, and that has to send X-Forwarded-Proto',
  other_host: (origin) =>
    `the proxy has to pass the Host on, or ALLOWED_ORIGINS has to name ${origin}`,
}

export const nothingHere: Refused = {
  status: 404,
  error: 'not_found',
  message: 'There is nothing at this address.',
}

export const wrongMethod = (allowed: readonly string[]): Refused => ({
  status: 405,
  error: 'wrong_method',
  message: `This address takes ${allowed.join(' and ')} only.`,
  headers: { Allow: allowed.join(', ') },
})

export const tooLarge: Refused = {
  status: 413,
  error: 'too_large',
  message: `The form may take up at most ${bodyBytesMax} bytes.`,
}

export const tooSlow: Refused = {
  status: 408,
  error: 'too_slow',
  message: `The form did not arrive within ${bodyMsMax / 1000} s. Please try again.`,
  closes: true,
}

export const wrongType: Refused = {
  status: 415,
  error: 'unsupported_type',
  message: 'Send the form as application/json or application/x-www-form-urlencoded.',
}

export const upgradeRequired: Refused = {
  status: 426,
  error: 'upgrade_required',
  message: 'This address is for WebSocket connections.',
  headers: { Upgrade: 'websocket', Connection: 'Upgrade' },
}

/** Told to come back after `waitMs`; `source` says whose doing it was. */
export const rateLimited = (waitMs: number, source: 'address' | 'visit' = 'address'): Refused => {
  const seconds = Math.ceil(waitMs / 1000)
  return {
    status: 429,
    error: 'rate_limited',
    message: `Too much came from your ${source} at once. Please try again in ${seconds} s.`,
    more: { retry_after: seconds, detail: source },
    headers: { 'Retry-After': String(seconds) },
  }
}

/** It does not come for nothing now: work opens, or waiting for `waitMs` does. */
export const workNeeded = (
  waitMs: number,
  told: { readonly detail?: Detail<'work_needed'> } = {},
): Refused => {
  const seconds = Math.ceil(waitMs / 1000)
  return {
    status: 428,
    error: 'work_needed',
    message:
      'Much comes in at the moment. Solve the challenge and send its solution as "altcha", ' +
      `or try again in ${seconds} s.`,
    more: { retry_after: seconds, ...told },
    headers: { 'Retry-After': String(seconds) },
  }
}

/** The address has as many sockets open as it may; one may be closed before long. */
export const crowded: Refused = {
  status: 429,
  error: 'rate_limited',
  message: 'Too many windows are connected from your address. Please close one, or try again soon.',
  more: { retry_after: 5, detail: 'sockets' },
  headers: { 'Retry-After': '5' },
}

/** Close to the number of files that the process may open. */
export const full: Refused = {
  status: 503,
  error: 'full',
  message: 'Too many people are connected right now. Please try again in a minute.',
  more: { retry_after: 60 },
  headers: { 'Retry-After': '60' },
  closes: true,
}

export const starting: Refused = {
  status: 503,
  error: 'starting',
  message: 'The server is just starting. Please try again in a few seconds.',
  more: { retry_after: 2 },
  headers: { 'Retry-After': '2' },
  closes: true,
}

/** To a name that somebody pointed at an address of this machine only. */
export const misdirected: Refused = {
  status: 421,
  error: 'misdirected',
  message: 'This address answers only to a name of this machine itself.',
}

export const ourFault: Refused = {
  status: 500,
  error: 'fault',
  message: 'Something broke on our side. Sorry.',
}

export const unavailable = (detail: Detail<'unavailable'>): Refused => ({
  status: 503,
  error: 'unavailable',
  message: 'The server cannot take this in right now. Please try again soon.',
  more: { detail },
  headers: { 'Retry-After': '5' },
})

/** The world did not answer. */
export const unreachable: Refused = unavailable('storing')

/** As the engine says it, if it has a word on when to come back. */
export const unavailableFor = ({ message, retryAfter, detail = 'storing' }: Refusal): Refused =>
  retryAfter === undefined
    ? unavailable(detail)
    : {
        ...unavailable(detail),
        message,
        more: { retry_after: retryAfter, detail },
        headers: { 'Retry-After': String(retryAfter) },
      }
