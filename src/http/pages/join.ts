// Coming in and leaving for good.
import { Result } from 'effect'
import type { Engine, Taken } from '../../actors/engine/engine.ts'
import type { RequestError } from '../../events/errors.ts'
import type { SessionId } from '../../events/fields.ts'
import { againMs } from '../../events/limits.ts'
import type { Clock, Ids } from '../../events/ports.ts'
import { type Answer, json, page, redirect, refuse } from '../exchange/answer.ts'
import { noticePage } from '../exchange/notice.ts'
import {
  badJson,
  otherVisit,
  tooLarge,
  tooSlow,
  unavailable,
  unavailableFor,
  wrongType,
} from '../exchange/refusals.ts'
import {
  acceptsJson,
  contentType,
  type Request,
  sendsJson,
  wantsPage,
} from '../exchange/request.ts'
import type { Persons } from '../safety/persons.ts'
import { isOwnVisit } from '../socket/admission.ts'
import { type Comer, payByWork, takesWork } from '../socket/toll.ts'
import type { HttpSettings } from '../transport/settings.ts'
import { friendlyName } from './friendlyName.ts'
import {
  type FormFaults,
  fieldsOfForm,
  fieldsOfJson,
  type JoinForm,
  readJoinForm,
} from './joinForm.ts'
import { notYet, type WorkParts } from './work.ts'

export interface JoinParts extends WorkParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly ids: Ids
  readonly random: () => number
  readonly settings: HttpSettings
  readonly persons: Persons
}

/** POST /join: a new session for whoever asks; one that the cookie names already ends. */
export const join = async (parts: JoinParts, request: Request): Promise<Answer> => {
  // Before anything is read: what cannot be taken in costs as much.
  const { addresses, cookies, ids } = parts
  // It names the session, or the place of whoever is refused.
  const fresh = ids.session()
  const place = cookies.readPlace(request.header('cookie')) ?? fresh
  const comer: Comer = { gate: 'joins', address: request.address, who: place }
  const waitMs = addresses.pass(comer.gate, comer.address, place)
  if (waitMs > 0 && !takesWork(parts, comer)) return notYet(parts, request, comer, { waitMs })
  const body = await request.body(parts.clock)
  const isTooSlow = Result.isFailure(body) && body.failure._tag === 'TooSlow'
  if (isTooSlow) return refuse(request, tooSlow)
  if (!sendsJson(request) && !sendsForm(request)) return refuse(request, wrongType)
  if (Result.isFailure(body)) return refuse(request, tooLarge)
  const fieldsOf = sendsJson(request) ? fieldsOfJson : fieldsOfForm
  const fields = fieldsOf(body.success.toString())
  if (Result.isFailure(fields)) return refuse(request, badJson)
  const paid = waitMs === 0 ? Result.void : payByWork(parts, comer, fields.success.altcha)
  if (Result.isFailure(paid)) {
    const asked = { waitMs, flaw: paid.failure, body: body.success.toString() }
    return notYet(parts, request, comer, asked)
  }
  const form = readJoinForm(fields.success)
  if (Result.isFailure(form)) return faulty(request, form.failure)
  // A page asks before it sends this; a plain form cannot, and must end no conversation unasked.
  const isAsked = sendsJson(request) || acceptsJson(request)
  if (!isAsked && isChatting(parts, request)) return redirect(`${request.base}chat`)
  return begin(parts, request, form.success, fresh)
}

/**
 * POST /leave: the session, if there is one, ends; the cookie goes either way. `?visit=` keeps a page
 * of an earlier visit from ending the present one.
 */
export const leave = async (parts: JoinParts, request: Request): Promise<Answer> => {
  const { engine, cookies } = parts
  const session = cookies.read(request.header('cookie'))
  if (session !== null && engine.session(session) !== null) {
    if (!isOwnVisit(request, session, cookies)) return refuse(request, otherVisit)
    const taken = leaveForGood(parts, session)
    if (Result.isFailure(taken) && taken.failure.code === 'unavailable') {
      return refuse(request, unavailableFor(taken.failure))
    }
    if (!(await committed(engine))) return refuse(request, unavailable('lost'))
  }
  const headers = { 'Set-Cookie': cookies.clear(request.secure) }
  const isBrowser = wantsPage(request) || (sendsForm(request) && !acceptsJson(request))
  return isBrowser ? redirect(request.base, headers) : { status: 204, headers, body: '' }
}

const begin = async (
  parts: JoinParts,
  request: Request,
  form: JoinForm,
  session: SessionId,
): Promise<Answer> => {
  const { engine, clock, random, settings, cookies, metrics, persons } = parts
  const { person, pass } = persons.of(request)
  const suspended = engine.suspensionOf(person.id)
  const username = form.username === '' ? friendlyName(random) : form.username
  const taken = engine.take({
    actor: session,
    type: 'session.join',
    data: {
      username,
      bio: form.bio,
      gender: form.gender,
      seeks: form.seeks,
      interests: form.interests,
      until: clock.now() + settings.graceMs,
      person,
      ...(suspended !== null && { suspended }),
    },
  })
  if (Result.isFailure(taken)) return refuse(request, unavailableFor(taken.failure))
  endFormer(parts, request, session)
  if (!(await committed(engine))) return refuse(request, unavailable('lost'))
  metrics.count('joins')
  const cookie = cookies.issue(session, request.secure)
  // The session's comes first: there are programs that read no other.
  const headers = { 'Set-Cookie': pass === null ? cookie : [cookie, pass] }
  return sendsJson(request) || acceptsJson(request)
    ? json(201, { username }, headers)
    : redirect(`${request.base}chat`, headers)
}

const isChatting = ({ engine, cookies }: JoinParts, request: Request): boolean => {
  const session = cookies.read(request.header('cookie'))
  return session !== null && engine.session(session)?.state === 'chatting'
}

/** After the new session is taken, so that a refusal leaves the visitor with the old one. */
const endFormer = (parts: JoinParts, request: Request, now: SessionId): void => {
  const former = parts.cookies.read(request.header('cookie'))
  if (former === null || former === now) return
  leaveForGood(parts, former, { anew: true })
}

/** Its partner is told what it would be told of one who only leaves the room. */
const leaveForGood = (
  { engine, clock }: JoinParts,
  session: SessionId,
  how: { readonly anew?: true } = {},
): Taken => {
  const until = clock.now() + againMs
  return engine.take({ actor: session, type: 'session.left', data: { ...how, againUntil: until } })
}

/** Whether it is committed; false as soon as the log says that it cannot store it now. */
const committed = (engine: Engine): Promise<boolean> =>
  new Promise((resolve) =>
    engine.afterCommit(
      () => resolve(true),
      () => resolve(false),
    ),
  )

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
