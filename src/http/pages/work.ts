// What is said to whoever does not come in for nothing: work, or wait. A plain form gets a page.
import type { Challenge } from 'altcha-lib/types'
import { Result } from 'effect'
import { type Answer, page, type Refused, refuse } from '../exchange/answer.ts'
import type { Cookies } from '../exchange/cookie.ts'
import { languageVaries } from '../exchange/language.ts'
import { escaped } from '../exchange/notice.ts'
import { type Request, wantsPage } from '../exchange/request.ts'
import type { GateName } from '../limits/gate.ts'
import type { Line } from '../line/line.ts'
import { type Assets, textIn } from './assets.ts'

export interface WorkParts {
  readonly line: Line
  readonly cookies: Cookies
  readonly assets: Assets
}

interface Unpaid {
  readonly refused: Refused
  /** The comer's turn is kept by this name. */
  readonly who: string
  /** What the form had in it, where it was read. */
  readonly body?: string
}

/** The comer's turn is kept by a cookie, and a challenge is another way in. */
export const notYet = async (
  parts: WorkParts,
  request: Request,
  { refused, who, body = '' }: Unpaid,
): Promise<Answer> => {
  const headers = {
    ...refused.headers,
    'Set-Cookie': parts.cookies.keepPlace(who, request.secure),
  }
  if (refused.error !== 'work_needed') return refuse(request, { ...refused, headers })
  // Nothing is made for whoever makes solutions up: they may ask anew.
  const made =
    refused.more?.detail === 'wrong' ? {} : await challengeFor(parts.line, 'joins', request)
  if (!wantsPage(request))
    return refuse(request, { ...refused, more: { ...refused.more, ...made }, headers })
  const { text, language } = textIn(parts.assets.work, request)
  const html = filled(text, {
    fields: hiddenFields(body),
    challenge: escaped(JSON.stringify(made.challenge ?? null)),
    seconds: String(refused.more?.retry_after),
  })
  return page(refused.status, html, {
    ...headers,
    'Content-Language': language,
    Vary: languageVaries,
  })
}

/** A challenge as hard as it is just now; none where work does not help, or nobody makes one. */
export const challengeFor = async (
  line: Line,
  gate: GateName,
  { address }: Request,
): Promise<{ challenge?: Challenge }> => {
  const made = await line.ask<'challenge'>({ type: 'challenge', gate, address })
  const challenge = Result.getOrNull(made)
  return challenge === null ? {} : { challenge }
}

/** Each place once: what was filled in may look like one. */
const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(
    /<input[^>]*@(fields)@[^>]*>|@(\w+)@/g,
    (whole, field?: string, name?: string) => values[field ?? name ?? ''] ?? whole,
  )

/** What the visitor filled in, to be sent again as it was. */
const hiddenFields = (body: string): string =>
  [...new URLSearchParams(body)]
    .filter(([name]) => name !== 'altcha')
    .map(
      ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    )
    .join('')
