// Who may open a socket: asked by the upgrade, and by a page that wants to know why it was refused.
import type { Engine } from '../../actors/engine/engine.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Refused } from '../exchange/answer.ts'
import { crowded, noSession, otherVisit, rateLimited, unavailable } from '../exchange/refusals.ts'
import type { Answers, Upgrade } from '../line/line.ts'
import type { Connections } from './connections.ts'
import { type Comer, pay, type TollParts, unpaid } from './toll.ts'

export interface AdmissionParts extends TollParts {
  readonly engine: Engine
  readonly connections: Connections
}

/** The session whose socket this upgrade opens, at the cost of an upgrade; or why not. */
export const admit = (parts: AdmissionParts, upgrade: Upgrade): Answers['admit'] => {
  const { connections, addresses } = parts
  return admission(parts, upgrade, {
    ofSession: (session) => connections.admit(session),
    ofAddress: (comer) => {
      const waitMs = addresses.pass(comer.gate, comer.address, comer.who)
      return waitMs === 0 ? null : pay(parts, comer, { waitMs, solution: upgrade.solution })
    },
  })
}

/** What would keep a page that asks from its session; costs nothing. */
export const foretell = (parts: AdmissionParts, upgrade: Upgrade): Refused | null => {
  const { connections, addresses } = parts
  const admitted = admission(parts, upgrade, {
    ofSession: (session) => connections.admitWait(session),
    ofAddress: (comer) => {
      const waitMs = addresses.wait(comer.gate, comer.address, comer.who)
      return waitMs === 0 ? null : unpaid(parts, comer, waitMs)
    },
  })
  if ('refused' in admitted) return admitted.refused
  return upgrade.isOwn ? null : otherVisit
}

interface Waits {
  readonly ofSession: (session: SessionId) => number
  readonly ofAddress: (comer: Comer) => Refused | null
}

/** The session's own allowance comes first: who is greedy takes nothing from its neighbours. */
const admission = (
  { engine, addresses, connections }: AdmissionParts,
  { session, visit, isOwn, otherwise, address }: Upgrade,
  waits: Waits,
): Answers['admit'] => {
  const known = session === null ? null : engine.session(session)
  if (known === null) {
    const end = visit === null ? null : connections.endOf(visit)
    return { refused: noSession(end ?? otherwise) }
  }
  if (isOwn && !engine.available()) {
    return { refused: unavailable(engine.isStopping ? 'stopping' : 'storing') }
  }
  const ownMs = isOwn ? waits.ofSession(known.id) : 0
  if (ownMs > 0) return { refused: rateLimited(ownMs, 'visit') }
  if (addresses.isCrowded(address)) return { refused: crowded }
  // Where the session was told when to come back, another visit must not come in its place.
  const who = isOwn ? known.id : `another visit than ${known.id}`
  const refused = waits.ofAddress({ gate: 'upgrades', address, who })
  if (refused !== null) return { refused }
  // The id as the actor has it: the cookie's is a piece of its header, which it would keep alive.
  return { session: known.id }
}
