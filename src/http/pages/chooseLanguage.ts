// The choice of a language: a plain form, which leads back to the page that it stood on.
import { Result } from 'effect'
import { type Answer, redirect, refuse } from '../exchange/answer.ts'
import { languageCookie } from '../exchange/language.ts'
import { tooLarge, tooSlow } from '../exchange/refusals.ts'
import type { Request } from '../exchange/request.ts'
import type { JoinParts } from './join.ts'

/**
 * POST /language: `language` and `page`, the path of the page that asks. Whoever wants another
 * language than is `offered` is led back as they came.
 */
export const chooseLanguage = async (
  { clock }: Pick<JoinParts, 'clock'>,
  request: Request,
  offered: readonly string[],
): Promise<Answer> => {
  const body = await request.body(clock).whole
  if (Result.isFailure(body))
    return refuse(request, body.failure._tag === 'TooSlow' ? tooSlow : tooLarge)
  const fields = new URLSearchParams(body.success.toString())
  const language = fields.get('language') ?? ''
  const page = fields.get('page') ?? ''
  // Only letters: whatever stands there, it is a page of ours that the visitor comes to.
  const location = request.base + (/^[a-z]*$/.test(page) ? page : '')
  return offered.includes(language)
    ? redirect(location, { 'Set-Cookie': languageCookie(language, request) })
    : redirect(location)
}
