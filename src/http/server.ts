// The server as a whole: it answers at the reserved addresses, drains and closes.

import type { HttpResponse, TemplatedApp } from 'uWebSockets.js'
import type { Engine } from '../actors/engine/engine.ts'
import type { Clock, Report, ServerIds } from '../events/ports.ts'
import type { Transcript } from '../projections/transcript.ts'
import { cookies } from './exchange/cookie.ts'
import { originRefusal } from './exchange/origins.ts'
import { passes } from './exchange/pass.ts'
import { Addresses } from './limits/addresses.ts'
import { Challenges } from './limits/challenges.ts'
import { metrics } from './operators/metrics.ts'
import { reportSeldom } from './operators/reportSeldom.ts'
import { metricsRoutes, type RouteParts, routes } from './pages/routes.ts'
import type { Reserved } from './reserved.ts'
import type { Days } from './safety/days.ts'
import { Persons } from './safety/persons.ts'
import { receipts } from './safety/receipts.ts'
import { Reporting } from './safety/reporting.ts'
import type { Seal } from './safety/sealing.ts'
import { Connections } from './socket/connections.ts'
import { presence } from './socket/presence.ts'
import { type SocketParts, socketBehavior } from './socket/socket.ts'
import { WaitingTeller } from './socket/waitingTeller.ts'
import { WriteRound } from './socket/writeRound.ts'
import { addressOf, areMetricsPublic, type HttpSettings, urlOf } from './transport/settings.ts'

/** How long closed sockets have to take their close frame before the connection is cut. */
const closeMsMax = 300

export interface ServerParts {
  readonly reserved: Reserved
  readonly engine: Engine
  readonly transcript: Transcript
  /** Today has begun by now. */
  readonly days: Days
  /** Null: nobody could read a report. */
  readonly seal: Seal | null
  readonly clock: Clock
  readonly ids: ServerIds
  readonly report: Report
  /** Numbers from 0 up to, not including, 1; for made-up names. */
  readonly random: () => number
  /** How late the event loop was, in seconds: p99 since this was last asked. */
  readonly loopDelay: () => number
  readonly settings: HttpSettings
}

export interface Server {
  /** Where a browser on this machine finds it: `http://127.0.0.1:3000`. */
  readonly address: string
  readonly port: number
  /** Where Prometheus finds the metrics; null: nowhere. */
  readonly metricsAddress: string | null
  /** Takes no more connections and no more commands; whoever is here still hears. */
  readonly drain: () => void
  /** Drains, tells every client to come back (1012) and cuts the connections. */
  readonly close: () => Promise<void>
}

/** Opens the server: from now on the engine's effects go to its sockets. */
export const serve = (parts: ServerParts): Server => {
  const { reserved, settings } = parts
  const shared = sharedParts(parts)
  reserved.pages.app.ws(`${settings.basePath}ws`, socketBehavior(shared))
  reserved.pages.answer(routes(shared))
  reserved.metrics?.answer(metricsRoutes(shared))
  countConnections(reserved.pages.app, shared)
  return serverOf(shared)
}

type SharedParts = ServerParts & RouteParts & SocketParts

/** Everything that the routes and the socket share. */
const sharedParts = (parts: ServerParts): SharedParts => {
  const { reserved, settings, clock, engine, report } = parts
  const ours = cookies(settings.secret)
  const proofs = receipts(settings.secret)
  const connections = new Connections({
    clock,
    visitOf: ours.visitOf,
    signed: proofs.signed,
    isLimited: settings.joinsPerMinute > 0,
  })
  const persons = new Persons({ ...parts, passes: passes(settings.secret) })
  const counted = metrics(parts.loopDelay)
  const teller = new WaitingTeller({ engine, clock, release: connections.release })
  engine.onSocketEffect(teller.release)
  return {
    ...parts,
    assets: reserved.assets,
    gate: reserved.gate,
    entrance: reserved.entrance,
    connections,
    writeRound: new WriteRound(),
    presence: presence({ engine, clock, connections, graceMs: settings.graceMs }),
    metrics: counted,
    persons,
    reporting: new Reporting({
      ...parts,
      receipts: proofs,
      persons,
      metrics: counted,
      reportKeptMs: settings.reportKeptMs,
      tell: (session, frame) => connections.get(session)?.writer?.reply(frame),
      refuse: (session, refusal) => connections.refuse(session, refusal),
    }),
    originRefusal: originRefusal(settings, reportSeldom(report, clock)),
    cookies: ours,
    addresses: new Addresses(settings, clock),
    challenges: new Challenges(settings.secret, clock),
  }
}

const serverOf = ({ reserved, settings, clock, connections, engine }: SharedParts): Server => {
  const { port } = reserved.pages.address
  const address = addressOf(settings, port)
  const metricsAt = reserved.metrics && `${urlOf('http', reserved.metrics.address)}/metrics`
  const drain = () => {
    reserved.stop()
    engine.stop()
  }
  return {
    address,
    port,
    metricsAddress: areMetricsPublic(settings) ? `${address}/metrics` : metricsAt,
    drain,
    close: async () => {
      drain()
      connections.closeAll()
      // Cut at once, a connection could lose the close frame that is on its way.
      await new Promise<void>((resolve) => clock.after(closeMsMax, resolve))
      reserved.release()
    },
  }
}

/** Counts connections by address before they say anything; those of our proxies are not theirs. */
const countConnections = (
  app: TemplatedApp,
  { entrance: { proxies }, addresses, metrics }: SharedParts,
): void => {
  const changed = (res: HttpResponse, change: number): void => {
    if (change < 0) return
    const peer = Buffer.from(res.getRemoteAddressAsText()).toString()
    if (proxies.trusts(peer) || addresses.connect(proxies.clientOf(peer, ''))) return
    metrics.count('connections_refused')
    res.close()
  }
  app.filter(changed)
}
