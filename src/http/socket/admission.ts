// Who may open a socket: asked by the upgrade, and by a page that wants to know why it was refused.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Refused } from '../exchange/answer.ts'
import type { Cookies } from '../exchange/cookie.ts'
import type { OriginRefusal } from '../exchange/origins.ts'
import { full, noSession, rateLimited, repeatedHeader, unavailable } from '../exchange/refusals.ts'
import type { Request } from '../exchange/request.ts'
import type { Addresses } from '../limits/addresses.ts'
import type { ConnectionGate } from '../limits/connectionGate.ts'
import type { Connections } from './connections.ts'

export interface AdmissionParts {
  readonly engine: Engine
  readonly originRefusal: OriginRefusal
  readonly gate: ConnectionGate
  readonly cookies: Cookies
  readonly addresses: Addresses
  readonly connections: Connections
}

type Admission = Result.Result<SessionId, Refused>

/** The session whose socket this upgrade opens, at the cost of an upgrade; or why not. */
export const admit = (parts: AdmissionParts, request: Request): Admission => {
  const { connections, addresses, originRefusal } = parts
  if (request.repeated !== null) return Result.fail(repeatedHeader(request.repeated))
  const foreign = originRefusal(request, request.header('origin'))
  if (foreign !== null) return Result.fail(foreign)
  return admission(parts, request, {
    ofSession: (session) => connections.admit(session),
    ofAddress: (address, session) => addresses.upgrade(address, session),
  })
}

/** What `admit` would say to the page that asks; costs nothing. A page says its origin itself. */
export const foretell = (parts: AdmissionParts, request: Request): Admission => {
  const { connections, addresses, originRefusal } = parts
  // Browsers send no `Origin` to the page's own server with a GET.
  const origin = request.header('origin') || request.query.get('origin')
  const foreign = origin === null ? null : originRefusal(request, origin)
  if (foreign !== null) return Result.fail(foreign)
  return admission(parts, request, {
    ofSession: (session) => connections.admitWait(session),
    ofAddress: (address, session) => addresses.upgradeWait(address, session),
  })
}

interface Waits {
  readonly ofSession: (session: SessionId) => number
  readonly ofAddress: (address: string, session: SessionId) => number
}

/** The session's own allowance comes first: who is greedy takes nothing from its neighbours. */
const admission = (
  { engine, cookies, gate }: AdmissionParts,
  request: Request,
  waits: Waits,
): Admission => {
  if (gate.isFull()) return Result.fail(full)
  const named = cookies.read(request.header('cookie'))
  const known = named === null ? null : engine.session(named)
  if (known === null) return Result.fail(noSession)
  if (!engine.available()) return Result.fail(unavailable)
  const ownMs = waits.ofSession(known.id)
  if (ownMs > 0) return Result.fail(rateLimited(ownMs, 'visit'))
  const sharedMs = waits.ofAddress(request.address, known.id)
  if (sharedMs > 0) return Result.fail(rateLimited(sharedMs))
  // The id as the actor has it: the cookie's is a piece of its header, which it would keep alive.
  return Result.succeed(known.id)
}
