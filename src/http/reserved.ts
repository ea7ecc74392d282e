// Reserves the addresses before anything is written, and says "starting" there until somebody serves.

import type { HttpResponse, TemplatedApp } from 'uWebSockets.js'
import { Result } from 'effect'
import type { Clock, Report } from '../events/ports.ts'
import { type Answer, json, redirect, refuse, write } from './exchange/answer.ts'
import { nothingHere, starting } from './exchange/refusals.ts'
import { type Entrance, type Request, readRequest } from './exchange/request.ts'
import { whenKnown } from './exchange/whenKnown.ts'
import { proxies } from './limits/clientAddress.ts'
import {
  type ConnectionGate,
  connectionGate,
  connectionsMin,
  filesKept,
  healthConnectionsKept,
} from './limits/connectionGate.ts'
import { reportSeldom } from './operators/reportSeldom.ts'
import { type Assets, type PagesMissing, readAssets } from './pages/assets.ts'
import { listenSoon } from './transport/listening.ts'
import { areMetricsPublic, type EntranceSettings, isSecure } from './transport/settings.ts'
import { type Address, type CannotListen, createApp, type Listening } from './transport/uws.ts'

export interface ReservingParts {
  readonly settings: EntranceSettings
  readonly clock: Clock
  readonly report: Report
  /** The directory that `npm run build` makes. */
  readonly webDirectory: string
  /** How many more files this process may open; null: nobody knows. */
  readonly filesLeft: number | null
}

type Answering = (request: Request) => Answer | Promise<Answer>

/** An address that answers. */
export interface ReservedAddress {
  readonly app: TemplatedApp
  readonly listening: Listening
  readonly address: Address
  /** From now on requests are answered so. */
  readonly answer: (answering: Answering) => void
}

/** What a server needs of the machine before it may write anything. */
export interface Reserved {
  readonly pages: ReservedAddress
  /** Null where the metrics are asked for with the pages, or nowhere. */
  readonly metrics: ReservedAddress | null
  readonly entrance: Entrance
  readonly assets: Assets
  readonly gate: ConnectionGate
  /** Takes no more connections; those that are open stay. */
  readonly stop: () => void
  /** Cuts all connections, and gives the addresses free. */
  readonly release: () => void
}

/** Reads the pages and takes the addresses; or says why that is not possible. */
export const reserve = async (
  parts: ReservingParts,
): Promise<Result.Result<Reserved, CannotListen | PagesMissing>> => {
  const { settings, webDirectory, filesLeft } = parts
  const assets = readAssets(webDirectory)
  if (Result.isFailure(assets)) return Result.fail(assets.failure)
  const gate = connectionGate(filesLeft, tellOfFullness(parts))
  if (gate.max !== null && gate.max < connectionsMin) return Result.fail(tooFewFiles(gate.max))
  const entrance: Entrance = {
    proxies: proxies(settings.trustedProxies ?? []),
    secure: isSecure(settings),
    base: settings.basePath,
  }
  const open = { ...parts, gate }
  const { host, port, sharedPort: isShared } = settings
  const pages = await openAddress({ ...open, entrance }, { host, port, isShared }, true)
  if (Result.isFailure(pages)) return Result.fail(pages.failure)
  const { metricsListen } = settings
  const isApart = metricsListen !== null && !areMetricsPublic(settings)
  const metrics = isApart ? await reserveMetrics(parts, metricsListen) : Result.succeed(null)
  if (Result.isFailure(metrics)) {
    pages.success.app.close()
    return Result.fail(metrics.failure)
  }
  let isReleased = false
  const addresses = [pages.success, metrics.success].filter((address) => address !== null)
  return Result.succeed({
    pages: pages.success,
    metrics: metrics.success,
    entrance,
    assets: assets.success,
    gate,
    stop: () => {
      for (const { listening } of addresses) listening.stop()
    },
    release: () => {
      if (isReleased) return
      isReleased = true
      for (const { app } of addresses) app.close()
    },
  })
}

/** Scrapers and probes at the address of the metrics; they take of the files that are kept. */
const operatorConnectionsMax = 4

type OpenParts = Pick<ReservingParts, 'settings' | 'clock' | 'report'> & {
  readonly gate: ConnectionGate
}

/** Takes the address that operators ask; or says why that is not possible. */
export const reserveMetrics = async (
  parts: Omit<OpenParts, 'gate'>,
  listen: Address,
): Promise<Result.Result<ReservedAddress, CannotListen>> => {
  const entrance = { proxies: proxies([]), secure: false, base: '/' }
  // Its connections are counted apart: visitors cannot take them.
  const files = operatorConnectionsMax + filesKept + healthConnectionsKept
  const gate = connectionGate(files, () => {})
  const address = await openAddress({ ...parts, gate, entrance }, listen, false)
  return Result.mapError(address, (failed) => ({
    ...failed,
    message: `METRICS_LISTEN: ${failed.message}`,
  }))
}

/** Listens, and answers that we are just starting; over TLS where `mayBeSecure` and set so. */
const openAddress = async (
  parts: OpenParts & { readonly entrance: Entrance },
  address: Address,
  mayBeSecure: boolean,
): Promise<Result.Result<ReservedAddress, CannotListen>> => {
  const { settings, clock, report, entrance, gate } = parts
  const { tlsCertFile: cert, tlsKeyFile: key } = settings
  const app = createApp(mayBeSecure && cert !== null && key !== null ? { cert, key } : null)
  if (Result.isFailure(app)) return Result.fail(app.failure)
  const count = (res: HttpResponse, change: number): void => {
    if (change < 0) gate.closed()
    else if (!gate.opened()) res.close()
  }
  app.success.filter(count)
  const listening = await listenSoon(app.success, address, clock)
  if (Result.isFailure(listening)) return Result.fail(listening.failure)
  let answering: Answering = answerWhileStarting
  answerAll(app.success, (request) => answering(request), { entrance, report })
  return Result.succeed({
    app: app.success,
    listening: listening.success,
    address: { host: address.host, port: listening.success.port },
    answer: (then) => {
      answering = then
    },
  })
}

const answerWhileStarting: Answering = (request) => {
  if (request.path === '/health/live') return json(200, { status: 'live' })
  if (request.path === '/health/ready') return json(503, { status: 'starting' })
  return refuse(request, starting)
}

/** Everything below the base path; above it there is only the way to it. */
const answerAll = (
  app: TemplatedApp,
  answer: Answering,
  { entrance, report }: { readonly entrance: Entrance; readonly report: Report },
): void => {
  const { base } = entrance
  const route = (pattern: string, answering: Answering) =>
    app.any(pattern, (res, req) => {
      const request = readRequest(res, req, entrance)
      whenKnown(res, request, answering(request), report, (answer) => write(res, request, answer))
    })
  route(`${base}*`, answer)
  if (base === '/') return
  route(base.slice(0, -1), () => redirect(base))
  route('/*', (request) => refuse(request, nothingHere))
}

const tellOfFullness = ({ report, clock }: ReservingParts) => {
  const tell = reportSeldom(report, clock)
  return () =>
    tell('warn', 'no more connections are taken: the process may open no more files (ulimit -n)')
}

const tooFewFiles = (max: number): CannotListen => ({
  _tag: 'CannotListen',
  message:
    `This process may open ${connectionsMin - max} files too few ` +
    `to talk to anybody: raise its limit (ulimit -n).`,
})
