// The server as a whole: it listens, answers, drains and closes.

import type { HttpResponse, TemplatedApp } from 'uWebSockets.js'
import { Result } from 'effect'
import type { Engine } from '../actors/engine/engine.ts'
import type { Clock, Ids, Report } from '../events/ports.ts'
import type { Transcript } from '../projections/transcript.ts'
import { type Answer, refuse, write } from './answer.ts'
import { cookies } from './cookie.ts'
import { addresses } from './limits/addresses.ts'
import { proxies } from './limits/clientAddress.ts'
import { listenSoon } from './listening.ts'
import { metrics } from './metrics.ts'
import { type Assets, type PagesMissing, readAssets } from './pages/assets.ts'
import { type Answering, type RouteParts, routes } from './pages/routes.ts'
import { ourFault } from './refusals.ts'
import { type Request, readRequest } from './request.ts'
import { addressOf, type HttpSettings, isSecure, originsOf } from './settings.ts'
import { Connections } from './socket/connections.ts'
import { presence } from './socket/presence.ts'
import { type SocketParts, socketBehavior } from './socket/socket.ts'
import { type CannotListen, createApp, type Listening } from './uws.ts'

/** How long closed sockets have to take their close frame before the connection is cut. */
const closeMsMax = 300

export interface ServerParts {
  readonly engine: Engine
  readonly transcript: Transcript
  readonly clock: Clock
  readonly ids: Ids
  readonly report: Report
  /** Numbers from 0 up to, not including, 1; for made-up names. */
  readonly random: () => number
  /** How late the event loop was, in seconds: p99 since this was last asked. */
  readonly loopDelay: () => number
  readonly settings: HttpSettings
  /** The directory that `npm run build` makes. */
  readonly webDirectory: string
}

export interface Server {
  /** Where a browser on this machine finds it: `http://127.0.0.1:3000`. */
  readonly address: string
  readonly port: number
  /** Takes no more connections and no more commands; whoever is here still hears. */
  readonly drain: () => void
  /** Drains, tells every client to come back (1012) and cuts the connections. */
  readonly close: () => Promise<void>
}

/** Opens the server: from now on the engine's effects go to its sockets. */
export const listen = async (
  parts: ServerParts,
): Promise<Result.Result<Server, CannotListen | PagesMissing>> => {
  const { settings, clock, webDirectory } = parts
  const assets = readAssets(webDirectory)
  if (Result.isFailure(assets)) return Result.fail(assets.failure)
  const { tlsCertFile: cert, tlsKeyFile: key, host } = settings
  const app = createApp(cert !== null && key !== null ? { cert, key } : null)
  if (Result.isFailure(app)) return Result.fail(app.failure)
  const listening = await listenSoon(app.success, { host, port: settings.port }, clock)
  if (Result.isFailure(listening)) return Result.fail(listening.failure)
  const shared = sharedParts(parts, assets.success, listening.success)
  app.success.ws('/ws', socketBehavior(shared))
  answerAll(app.success, routes(shared), shared)
  countConnections(app.success, shared)
  return Result.succeed(serverOf(app.success, listening.success, shared))
}

type SharedParts = RouteParts & SocketParts

/** Everything that the routes and the socket share. */
const sharedParts = (parts: ServerParts, assets: Assets, listening: Listening): SharedParts => {
  const { settings, clock, engine } = parts
  const connections = new Connections({
    clock,
    isAlive: (session) => engine.session(session) !== null,
    isLimited: settings.joinsPerMinute > 0,
  })
  engine.onSocketEffect(connections.release)
  return {
    ...parts,
    assets,
    connections,
    presence: presence({ engine, clock, connections, graceMs: settings.graceMs }),
    metrics: metrics(parts.loopDelay),
    entrance: { proxies: proxies(settings.trustedProxies ?? []), secure: isSecure(settings) },
    origins: originsOf(settings, listening.port),
    cookies: cookies(settings.secret),
    addresses: addresses(settings, clock),
  }
}

const serverOf = (app: TemplatedApp, listening: Listening, shared: SharedParts): Server => {
  const { settings, clock, connections, engine } = shared
  const drain = () => {
    listening.stop()
    engine.stop()
  }
  return {
    address: addressOf(settings, listening.port),
    port: listening.port,
    drain,
    close: async () => {
      drain()
      connections.closeAll()
      // Cut at once, a connection could lose the close frame that is on its way.
      await new Promise<void>((resolve) => clock.at(clock.now() + closeMsMax, resolve))
      app.close()
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

const answerAll = (
  app: TemplatedApp,
  answer: Answering,
  { entrance, report }: SharedParts,
): void => {
  app.any('/*', (res, req) => {
    const request = readRequest(res, req, entrance)
    const answered = answer(request)
    if (answered instanceof Promise) writeLater(res, request, answered, report)
    else write(res, answered, request.method !== 'HEAD')
  })
}

const writeLater = (
  res: HttpResponse,
  request: Request,
  answered: Promise<Answer>,
  report: Report,
): void => {
  let isGone = false
  res.onAborted(() => {
    isGone = true
  })
  const settle = (answer: Answer) => {
    if (!isGone) write(res, answer)
  }
  answered.then(settle).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'unknown'
    report('error', 'a request failed', { path: request.path, name })
    settle(refuse(request, ourFault))
  })
}
