// Every reason for which a request is refused, in words.

import type { Refused } from './answer.ts'
import { bodyBytesMax, bodyMsMax } from './request.ts'

export const repeatedHeader = (name: string): Refused => ({
  status: 400,
  error: 'repeated_header',
  message: `The header "${name}" was sent more than once.`,
})

export const badJson: Refused = {
  status: 400,
  error: 'bad_json',
  message: 'The body is not a JSON object.',
}

export const noSession: Refused = {
  status: 401,
  error: 'no_session',
  message: 'You have no session, or it has ended. Please join.',
}

export const badOrigin: Refused = {
  status: 403,
  error: 'bad_origin',
  message: 'This request came from a page that is not one of ours.',
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
    more: { retry_after: seconds },
    headers: { 'Retry-After': String(seconds) },
  }
}

export const ourFault: Refused = {
  status: 500,
  error: 'fault',
  message: 'Something broke on our side. Sorry.',
}

export const unavailable: Refused = {
  status: 503,
  error: 'unavailable',
  message: 'The server cannot take this in right now. Please try again soon.',
  headers: { 'Retry-After': '5' },
}
