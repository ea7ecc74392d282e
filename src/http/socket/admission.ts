// Who may open a socket: asked by the upgrade, and by a page that wants to know why it was refused.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import type { Detail } from '../../events/errors.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Refused } from '../exchange/answer.ts'
import type { Cookies } from '../exchange/cookie.ts'
import type { OriginRefusal } from '../exchange/origins.ts'
import {
  crowded,
  full,
  noSession,
  otherVisit,
  rateLimited,
  repeatedHeader,
  unavailable,
} from '../exchange/refusals.ts'
import type { Request } from '../exchange/request.ts'
import type { ConnectionGate } from '../limits/connectionGate.ts'
import type { Connections } from './connections.ts'
import { type Comer, payByWork, type TollParts, unpaid } from './toll.ts'

export interface AdmissionParts extends TollParts {
  readonly engine: Engine
  readonly originRefusal: OriginRefusal
  readonly gate: ConnectionGate
  readonly cookies: Cookies
  readonly connections: Connections
}

/** Whose socket an upgrade opens. */
export interface Admitted {
  readonly session: SessionId
  /** False where the page belongs to another visit: its socket is only told so. */
  readonly isOwn: boolean
}

type Admission = Result.Result<Admitted, Refused>

/** The session whose socket this upgrade opens, at the cost of an upgrade; or why not. */
export const admit = (parts: AdmissionParts, request: Request): Admission => {
  const { connections, addresses, originRefusal } = parts
  if (request.repeated !== null) return Result.fail(repeatedHeader(request.repeated))
  const foreign = originRefusal(request, request.header('origin'))
  if (foreign !== null) return Result.fail(foreign)
  return admission(parts, request, {
    ofSession: (session) => connections.admit(session),
    ofAddress: (comer) => {
      const waitMs = addresses.pass(comer.gate, comer.address, comer.who)
      if (waitMs === 0) return null
      const paid = payByWork(parts, comer, request.query.get('altcha'))
      return Result.isSuccess(paid) ? null : unpaid(parts, comer, { waitMs, flaw: paid.failure })
    },
  })
}

/** What would keep a page that asks from its session; costs nothing. A page says its origin itself. */
export const foretell = (parts: AdmissionParts, request: Request): Refused | null => {
  const { connections, addresses, originRefusal } = parts
  // Browsers send no `Origin` to the page's own server with a GET.
  const origin = request.header('origin') || request.query.get('origin')
  const foreign = origin === null ? null : originRefusal(request, origin)
  if (foreign !== null) return foreign
  const admitted = admission(parts, request, {
    ofSession: (session) => connections.admitWait(session),
    ofAddress: (comer) => {
      const waitMs = addresses.wait(comer.gate, comer.address, comer.who)
      return waitMs === 0 ? null : unpaid(parts, comer, { waitMs })
    },
  })
  if (Result.isFailure(admitted)) return admitted.failure
  return admitted.success.isOwn ? null : otherVisit
}

/** Whether `?visit=` names no other visit than this session's. */
export const isOwnVisit = ({ query }: Request, session: SessionId, cookies: Cookies): boolean => {
  const visit = query.get('visit')
  return visit === null || visit === cookies.visitOf(session)
}

interface Waits {
  readonly ofSession: (session: SessionId) => number
  readonly ofAddress: (comer: Comer) => Refused | null
}

/** The session's own allowance comes first: who is greedy takes nothing from its neighbours. */
const admission = (parts: AdmissionParts, request: Request, waits: Waits): Admission => {
  const { engine, cookies, gate, addresses } = parts
  if (gate.isFull()) return Result.fail(full)
  const named = cookies.read(request.header('cookie'))
  const known = named === null ? null : engine.session(named)
  if (known === null) return Result.fail(noSession(sessionless(parts, request, named)))
  const isOwn = isOwnVisit(request, known.id, cookies)
  if (isOwn && !engine.available()) {
    return Result.fail(unavailable(engine.isStopping ? 'stopping' : 'storing'))
  }
  const ownMs = isOwn ? waits.ofSession(known.id) : 0
  if (ownMs > 0) return Result.fail(rateLimited(ownMs, 'visit'))
  if (addresses.isCrowded(request.address)) return Result.fail(crowded)
  // Where the session was told when to come back, another visit must not come in its place.
  const who = isOwn ? known.id : `another visit than ${known.id}`
  const refused = waits.ofAddress({ gate: 'upgrades', address: request.address, who })
  if (refused !== null) return Result.fail(refused)
  // The id as the actor has it: the cookie's is a piece of its header, which it would keep alive.
  return Result.succeed({ session: known.id, isOwn })
}

/** What is known of why a request has no living session; `named` is the one in its cookie. */
const sessionless = (
  { cookies, connections }: AdmissionParts,
  request: Request,
  named: SessionId | null,
): Detail<'no_session'> => {
  const header = request.header('cookie')
  const issued = named === null ? null : cookies.visitOf(named)
  const visit = request.query.get('visit') ?? issued
  const end = visit === null ? null : connections.endOf(visit)
  if (end !== null) return end
  if (issued === null) return cookies.isSent(header) ? 'unknown' : 'no_cookie'
  // The page's own visit is older than the cookie, which names a later one that has ended too.
  return visit === issued ? 'ended' : 'joined_anew'
}
