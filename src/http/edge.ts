// The edge: what holds the sockets and answers requests; whatever it needs of the world goes over a line.
import type { HttpResponse, TemplatedApp } from 'uWebSockets.js'
import type { Clock, Report, ServerIds } from '../events/ports.ts'
import { cookies } from './exchange/cookie.ts'
import { originRefusal } from './exchange/origins.ts'
import { passes } from './exchange/pass.ts'
import { Callers } from './limits/callers.ts'
import type { Line } from './line/line.ts'
import type { Metrics } from './operators/metrics.ts'
import { reportSeldom } from './operators/reportSeldom.ts'
import { metricsRoutes, type RouteParts, routes } from './pages/routes.ts'
import type { Reserved } from './reserved.ts'
import { Allowances } from './socket/allowances.ts'
import { type SocketParts, socketBehavior } from './socket/socket.ts'
import { Sockets } from './socket/sockets.ts'
import { WriteRound } from './socket/writeRound.ts'
import { addressOf, areMetricsPublic, type HttpSettings, urlOf } from './transport/settings.ts'

/** How long closed sockets have to take their close frame before the connection is cut. */
const closeMsMax = 300

/** Over how long, in ms, an edge closes its sockets where others take those who come back. */
export const leavingMs = 2_000

/** From one lot of them to the next, in ms. */
const lotMs = 50

export interface EdgeParts {
  readonly reserved: Reserved
  readonly line: Line
  readonly clock: Clock
  readonly ids: Pick<ServerIds, 'session' | 'pass'>
  readonly report: Report
  readonly metrics: Metrics
  /** What else is measured: of the world where it is here, or of the line to it. */
  readonly measured: () => readonly string[]
  /** Numbers from 0 up to, not including, 1; for made-up names. */
  readonly random: () => number
  readonly settings: HttpSettings
}

export interface Edge {
  /** Where a browser on this machine finds it: `http://127.0.0.1:3000`. */
  readonly address: string
  readonly port: number
  /** Where Prometheus finds the metrics; null: nowhere. */
  readonly metricsAddress: string | null
  /** Takes no more connections; whoever is here stays. */
  readonly drain: () => void
  /** Drains, tells every client to come back (1012), in lots over so many ms, and cuts the connections. */
  readonly close: (overMs?: number) => Promise<void>
}

/** Opens the edge: from now on it answers at the reserved addresses. */
export const openEdge = (parts: EdgeParts): Edge => {
  const { reserved, settings } = parts
  const shared = sharedParts(parts)
  parts.line.hear(shared.sockets)
  reserved.pages.app.ws(`${settings.basePath}ws`, socketBehavior(shared))
  reserved.pages.answer(routes(shared))
  reserved.metrics?.answer(metricsRoutes(shared))
  countConnections(reserved.pages.app, shared)
  return edgeOf(shared)
}

type SharedParts = EdgeParts & RouteParts & SocketParts

/** Everything that the routes and the sockets share. */
const sharedParts = (parts: EdgeParts): SharedParts => {
  const { reserved, settings, clock, report } = parts
  const { assets, gate, entrance } = reserved
  return {
    ...parts,
    ...{ assets, gate, entrance },
    cookies: cookies(settings.secret),
    passes: passes(settings.secret),
    originRefusal: originRefusal(settings, reportSeldom(report, clock)),
    callers: new Callers(settings, clock),
    allowances: new Allowances(settings.messagesPerSecond, clock),
    sockets: new Sockets(),
    writeRound: new WriteRound(),
  }
}

const edgeOf = ({ reserved, settings, clock, sockets }: SharedParts): Edge => {
  const { port } = reserved.pages.address
  const address = addressOf(settings, port)
  const passed = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve))
  const metricsAt = reserved.metrics && `${urlOf('http', reserved.metrics.address)}/metrics`
  return {
    address,
    port,
    metricsAddress: areMetricsPublic(settings) ? `${address}/metrics` : metricsAt,
    drain: reserved.stop,
    close: async (overMs = 0) => {
      reserved.stop()
      for (let lots = Math.floor(overMs / lotMs); lots > 1 && sockets.size > 0; lots -= 1) {
        sockets.closeSome(Math.ceil(sockets.size / lots))
        await passed(lotMs)
      }
      sockets.closeSome(sockets.size)
      // Cut at once, a connection could lose the close frame that is on its way.
      await passed(closeMsMax)
      reserved.release()
    },
  }
}

/** Counts connections by address before they say anything; those of our proxies are not theirs. */
const countConnections = (
  app: TemplatedApp,
  { entrance: { proxies }, callers, metrics }: SharedParts,
): void => {
  const changed = (res: HttpResponse, change: number): void => {
    if (change < 0) return
    const peer = Buffer.from(res.getRemoteAddressAsText()).toString()
    if (proxies.trusts(peer) || callers.connect(proxies.clientOf(peer, ''))) return
    metrics.count('connections_refused')
    res.close()
  }
  app.filter(changed)
}
