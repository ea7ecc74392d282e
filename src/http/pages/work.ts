// What is said to whoever does not come in for nothing: work, or wait. A plain form gets a page.
import { type Answer, page, refuse } from '../exchange/answer.ts'
import type { Cookies } from '../exchange/cookie.ts'
import { languageVaries } from '../exchange/language.ts'
import { escaped } from '../exchange/notice.ts'
import { type Request, wantsPage } from '../exchange/request.ts'
import type { Flaw } from '../limits/challenges.ts'
import { type Comer, challengeFor, type TollParts, unpaid } from '../socket/toll.ts'
import { type Assets, textIn } from './assets.ts'

export interface WorkParts extends TollParts {
  readonly cookies: Cookies
  readonly assets: Assets
}

interface Unpaid {
  readonly waitMs: number
  /** What is wrong with the solution that came along; null where none did. */
  readonly flaw?: Flaw | null
  /** What the form had in it, where it was read. */
  readonly body?: string
}

/** The comer's turn is kept by a cookie, and a challenge is another way in. */
export const notYet = async (
  parts: WorkParts,
  request: Request,
  comer: Comer,
  { waitMs, flaw = null, body = '' }: Unpaid,
): Promise<Answer> => {
  const refused = unpaid(parts, comer, { waitMs, flaw })
  const headers = {
    ...refused.headers,
    'Set-Cookie': parts.cookies.keepPlace(comer.who, request.secure),
  }
  if (refused.error !== 'work_needed') return refuse(request, { ...refused, headers })
  // Nothing is made for whoever makes solutions up: they may ask anew.
  const made = flaw === 'wrong' ? {} : await challengeFor(parts, comer)
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
