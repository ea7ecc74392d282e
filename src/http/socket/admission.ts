// What an upgrade is asked here, and what the world is asked of it: who may open a socket.
import { Result } from 'effect'
import type { SessionId } from '../../events/fields.ts'
import type { Refused } from '../exchange/answer.ts'
import type { Cookies } from '../exchange/cookie.ts'
import type { OriginRefusal } from '../exchange/origins.ts'
import { full, repeatedHeader, unreachable } from '../exchange/refusals.ts'
import type { Request } from '../exchange/request.ts'
import { type Soon, soon } from '../exchange/soon.ts'
import type { ConnectionGate } from '../limits/connectionGate.ts'
import type { Answers, Line, Upgrade } from '../line/line.ts'

export interface AdmissionParts {
  readonly line: Line
  readonly originRefusal: OriginRefusal
  readonly gate: ConnectionGate
  readonly cookies: Cookies
}

/** Whose socket an upgrade opens. */
export interface Admitted {
  readonly session: SessionId
  /** Null where the page belongs to another visit: its socket is only told so. */
  readonly visit: string | null
}

/** The session whose socket this upgrade opens, at the cost of an upgrade; or why not. */
export const admit = (
  parts: AdmissionParts,
  request: Request,
): Soon<Result.Result<Admitted, Refused>> => {
  const { line, originRefusal, gate } = parts
  if (request.repeated !== null) return Result.fail(repeatedHeader(request.repeated))
  const foreign = originRefusal(request, request.header('origin'))
  if (foreign !== null) return Result.fail(foreign)
  if (gate.isFull()) return Result.fail(full)
  const upgrade = asking('admit', parts, request)
  const visit = upgrade.isOwn ? upgrade.visit : null
  return soon(line.ask<'admit'>(upgrade), (answer) => {
    if (Result.isFailure(answer)) return Result.fail(unreachable)
    if ('refused' in answer.success) return Result.fail(answer.success.refused)
    return Result.succeed({ session: answer.success.session, visit })
  })
}

/** What would keep a page that asks from its session; costs nothing. A page says its origin itself. */
export const foretell = async (
  parts: AdmissionParts,
  request: Request,
): Promise<Answers['foretell']> => {
  const { line, originRefusal } = parts
  // Browsers send no `Origin` to the page's own server with a GET.
  const origin = request.header('origin') || request.query.get('origin')
  const foreign = origin === null ? null : originRefusal(request, origin)
  const answer = await line.ask<'foretell'>(asking('foretell', parts, request))
  if (Result.isFailure(answer)) return { refused: foreign ?? unreachable, whereabouts: null }
  const { refused, whereabouts } = answer.success
  return { refused: foreign ?? refused, whereabouts }
}

/** Whether `?visit=` names no other visit than this session's. */
export const isOwnVisit = ({ query }: Request, session: SessionId, cookies: Cookies): boolean => {
  const visit = query.get('visit')
  return visit === null || visit === cookies.visitOf(session)
}

/** What the world is asked of a request that would open a socket. */
const asking = <T extends 'admit' | 'foretell'>(
  type: T,
  { cookies }: AdmissionParts,
  request: Request,
): { readonly type: T } & Upgrade => {
  const header = request.header('cookie')
  const session = cookies.read(header)
  const issued = session === null ? null : cookies.visitOf(session)
  const visit = request.query.get('visit') ?? issued
  return {
    type,
    session,
    visit,
    isOwn: visit === issued,
    otherwise: issued === null ? cookieless(cookies, header) : visit === issued ? 'ended' : anew,
    address: request.address,
    solution: request.query.get('altcha'),
  }
}

/** Why no session is named. */
const cookieless = (cookies: Cookies, header: string): Upgrade['otherwise'] =>
  cookies.isSent(header) ? 'unknown' : 'no_cookie'

/** The page's own visit is older than the cookie, which names a later one that has ended too. */
const anew = 'joined_anew'
