// Coming in and leaving for good.
import { Result } from 'effect'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { RequestError } from '../../events/errors.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Clock, ServerIds } from '../../events/ports.ts'
import { type Answer, json, page, type Refused, redirect, refuse } from '../exchange/answer.ts'
import { noticePage } from '../exchange/notice.ts'
import type { Pass, Passes } from '../exchange/pass.ts'
import {
  badJson,
  otherVisit,
  rateLimited,
  tooLarge,
  tooSlow,
  unavailable,
  unavailableFor,
  unreachable,
  wrongType,
} from '../exchange/refusals.ts'
import {
  acceptsJson,
  type Body,
  contentType,
  type Request,
  sendsJson,
  wantsPage,
} from '../exchange/request.ts'
import { type Soon, soon } from '../exchange/soon.ts'
import type { Answers, LineDown } from '../line/line.ts'
import type { Metrics } from '../operators/metrics.ts'
import { isOwnVisit } from '../socket/admission.ts'
import { friendlyName } from './friendlyName.ts'
import {
  type FormFaults,
  type FormFields,
  fieldsOfForm,
  fieldsOfJson,
  type JoinForm,
  readJoinForm,
} from './joinForm.ts'
import { notYet, type WorkParts } from './work.ts'

export interface JoinParts extends WorkParts {
  readonly clock: Clock
  readonly ids: Pick<ServerIds, 'session' | 'pass'>
  readonly random: () => number
  readonly passes: Passes
  readonly metrics: Metrics
}

/** POST /join: a new session for whoever asks; one that the cookie names already ends. */
export const join = (parts: JoinParts, request: Request): Soon<Answer> => {
  const { line, cookies, ids } = parts
  const sent = request.body(parts.clock)
  // It names the session, or the place of whoever is refused.
  const session = ids.session()
  const who = cookies.readPlace(request.header('cookie')) ?? session
  return soon(line.ask<'knock'>({ type: 'knock', address: request.address, who }), (knocked) => {
    const knock = Result.getOrNull(knocked)
    if (knock !== null && (knock.waitMs === 0 || knock.takesWork)) {
      return read(parts, request, { body: sent.whole, session, who, knock })
    }
    // Before the body is here: what cannot be taken in costs as much.
    sent.drop()
    return knock === null
      ? refuse(request, unreachable)
      : notYet(parts, request, { who, refused: rateLimited(knock.waitMs) })
  })
}

/** A comer whose form is worth reading. */
interface Comer {
  readonly body: Body['whole']
  readonly session: SessionId
  readonly who: string
  readonly knock: Answers['knock']
}

/** Reads what a comer's form says, and lets them in. */
const read = async (parts: JoinParts, request: Request, comer: Comer): Promise<Answer> => {
  const { session, who, knock } = comer
  const body = await comer.body
  const isTooSlow = Result.isFailure(body) && body.failure._tag === 'TooSlow'
  if (isTooSlow) return refuse(request, tooSlow)
  if (!sendsJson(request) && !sendsForm(request)) return refuse(request, wrongType)
  if (Result.isFailure(body)) return refuse(request, tooLarge)
  const text = body.success.toString()
  const fields = sendsJson(request) ? fieldsOfJson(text) : fieldsOfForm(text)
  if (Result.isFailure(fields)) return refuse(request, badJson)
  const { waitMs, day, at } = knock
  const paying = { who, waitMs, fields: fields.success }
  const refused = waitMs === 0 ? null : await payment(parts, request, paying)
  if (refused === unreachable) return refuse(request, refused)
  if (refused !== null) return notYet(parts, request, { who, refused, body: text })
  const form = readJoinForm(fields.success)
  if (Result.isFailure(form)) return faulty(request, form.failure)
  // A page asks before it sends this; a plain form cannot, and must end no conversation unasked.
  const isAsked = sendsJson(request) || acceptsJson(request)
  if (!isAsked && (await isChatting(parts, request))) return redirect(`${request.base}chat`)
  return begin(parts, request, form.success, {
    session,
    fresh: { random: parts.ids.pass(), day, at },
  })
}

/**
 * POST /leave: the session, if there is one, ends; the cookie goes either way. `?visit=` keeps a page
 * of an earlier visit from ending the present one.
 */
export const leave = async (parts: JoinParts, request: Request): Promise<Answer> => {
  const { line, cookies } = parts
  const session = cookies.read(request.header('cookie'))
  const found =
    session === null ? Result.succeed(null) : await line.ask<'find'>({ type: 'find', session })
  if (Result.isFailure(found)) return refuse(request, unreachable)
  if (session !== null && found.success !== null) {
    if (!isOwnVisit(request, session, cookies)) return refuse(request, otherVisit)
    const left = await line.order({ type: 'leave', session })
    // It may have ended meanwhile, and then it is as was asked.
    if (Result.isFailure(left) && !isOver(left.failure)) {
      return refuse(request, notDone(left.failure))
    }
  }
  const headers = { 'Set-Cookie': cookies.clear(request.secure) }
  const isBrowser = wantsPage(request) || (sendsForm(request) && !acceptsJson(request))
  return isBrowser ? redirect(request.base, headers) : { status: 204, headers, body: '' }
}

interface Payment extends Pick<Answers['knock'], 'waitMs'> {
  readonly who: string
  readonly fields: FormFields
}

/** What is still asked of the comer; null: nothing. */
const payment = (
  { line }: JoinParts,
  { address }: Request,
  { who, waitMs, fields: { altcha } }: Payment,
): Soon<Refused | null> => {
  const solution = typeof altcha === 'string' ? altcha : null
  return soon(line.ask<'pay'>({ type: 'pay', address, who, waitMs, solution }), (paid) =>
    Result.isFailure(paid) ? unreachable : paid.success,
  )
}

const begin = (
  { line, random, cookies, passes, metrics }: JoinParts,
  request: Request,
  form: JoinForm,
  { session, fresh }: { readonly session: SessionId; readonly fresh: Pass },
): Promise<Answer> => {
  const header = request.header('cookie')
  const username = form.username === '' ? friendlyName(random) : form.username
  const ordered = line.order({
    type: 'join',
    session,
    form: { ...form, username },
    held: passes.read(header),
    fresh,
    former: cookies.read(header),
  })
  return ordered.then((joined) => {
    if (Result.isFailure(joined)) return refuse(request, notDone(joined.failure))
    metrics.count('joins')
    const cookie = cookies.issue(session, request.secure)
    const pass = joined.success.isFresh ? [passes.issue(fresh, request.secure)] : []
    // The session's comes first: there are programs that read no other.
    const headers = { 'Set-Cookie': [cookie, ...pass] }
    return sendsJson(request) || acceptsJson(request)
      ? json(201, { username }, headers)
      : redirect(`${request.base}chat`, headers)
  })
}

const isChatting = async ({ line, cookies }: JoinParts, request: Request): Promise<boolean> => {
  const session = cookies.read(request.header('cookie'))
  if (session === null) return false
  const found = await line.ask<'find'>({ type: 'find', session })
  return Result.getOrNull(found)?.state === 'chatting'
}

const isOver = (failure: Refusal | LineDown): boolean =>
  'code' in failure && failure.code === 'no_session'

/** Whether a world that did not answer has done it nobody knows. */
const notDone = (failure: Refusal | LineDown): Refused =>
  'code' in failure ? unavailableFor(failure) : unavailable('lost')

const sendsForm = (request: Request): boolean =>
  contentType(request) === 'application/x-www-form-urlencoded'

const faulty = (request: Request, { faults, codes }: FormFaults): Answer => {
  if (!wantsPage(request)) {
    const error: RequestError = 'invalid'
    return json(400, { error, message: 'Some fields are not right.', faults, codes })
  }
  const title = 'One more look, please'
  const message = 'Your browser’s Back button takes you to the form as you filled it in.'
  return page(
    400,
    noticePage({ home: request.base, title, message, points: Object.values(faults) }),
  )
}
