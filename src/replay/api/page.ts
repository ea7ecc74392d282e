// Serves the debugger to browsers on this machine: it answers, and takes nothing.

import { Result } from 'effect'
import type { After } from '../../events/ports.ts'
import { type Answer, json, refuse, write } from '../../http/exchange/answer.ts'
import {
  badOrigin,
  nothingHere,
  ourFault,
  repeatedHeader,
  wrongMethod,
} from '../../http/exchange/refusals.ts'
import { type Request, readRequest } from '../../http/exchange/request.ts'
import { proxies } from '../../http/limits/clientAddress.ts'
import { type Assets, type PagesMissing, readAssets, serve } from '../../http/pages/assets.ts'
import { listenSoon } from '../../http/transport/listening.ts'
import { type CannotListen, createApp } from '../../http/transport/uws.ts'
import type { Replay } from '../timeline/replay.ts'
import { type RouteHandler, routesTo } from './routes.ts'

export interface PageOptions {
  /** 0: any free one. */
  readonly port: number
  /** The directory that `npm run build` makes. */
  readonly webDirectory: string
  /** To try the port again by, for a moment. */
  readonly clock: { readonly after: After }
}

export interface OpenPage {
  /** Where a browser finds it: `http://127.0.0.1:4000`. */
  readonly address: string
  /** Cuts all connections and listens no more; the replay stays open. */
  readonly close: () => void
}

/** Only this machine can reach it. */
const host = '127.0.0.1'

/** Serves the debugger of a loaded log. */
export const openPage = async (
  replay: Replay,
  { port, webDirectory, clock }: PageOptions,
): Promise<Result.Result<OpenPage, PagesMissing | CannotListen>> => {
  const assets = readAssets(webDirectory)
  if (Result.isFailure(assets)) return Result.fail(assets.failure)
  if (assets.success.replay === null) {
    const message = 'The debugger is not built (no replay.html): run `npm run build`.'
    return Result.fail({ _tag: 'PagesMissing', message })
  }
  const created = createApp(null)
  if (Result.isFailure(created)) return Result.fail(created.failure)
  const app = created.success
  const listening = await listenSoon(app, { host, port }, clock)
  if (Result.isFailure(listening)) return Result.fail(listening.failure)
  const answer = answering(assets.success, routesTo(replay), listening.success.port)
  const entrance = { proxies: proxies([]), secure: false, base: '/' }
  app.any('/*', (res, req) => {
    const request = readRequest(res, req, entrance)
    let isGone = false
    res.onAborted(() => {
      isGone = true
    })
    const settle = (answered: Answer) => {
      if (!isGone) write(res, request, answered)
    }
    answer(request).then(settle, () => settle(refuse(request, ourFault)))
  })
  const address = `http://${host}:${listening.success.port}`
  return Result.succeed({ address, close: () => app.close() })
}

const answering = (
  assets: Assets,
  routes: Readonly<Record<string, RouteHandler>>,
  port: number,
) => {
  const hosts = new Set([`${host}:${port}`, `localhost:${port}`])
  const origins = new Set([...hosts].map((own) => `http://${own}`))
  return async (request: Request): Promise<Answer> => {
    const { path, method, repeated, header } = request
    if (repeated !== null) return refuse(request, repeatedHeader(repeated))
    // A name that a foreign page had pointed at this machine would make it of our origin.
    if (!hosts.has(header('host'))) return refuse(request, badHost)
    if (header('origin') !== '' && !origins.has(header('origin'))) return refuse(request, badOrigin)
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined
    const asset = path === '/' ? assets.replay : assets.files.get(path)
    if (route === undefined && (asset === undefined || asset === null)) {
      return refuse(request, nothingHere)
    }
    if (method !== 'GET' && method !== 'HEAD') return refuse(request, wrongMethod(['GET', 'HEAD']))
    if (route === undefined) return asset ? serve(asset, request) : refuse(request, nothingHere)
    if (foreign.has(header('sec-fetch-site'))) return refuse(request, badOrigin)
    return answered(request, route)
  }
}

const answered = async (request: Request, route: RouteHandler): Promise<Answer> => {
  const response = route(request.query)
  if (Result.isSuccess(response)) return json(200, await response.success)
  const { message } = response.failure
  return refuse(request, { status: 400, error: 'bad_question', message })
}

/** Where a browser says that a request comes from, if it is none of ours. */
const foreign: ReadonlySet<string> = new Set(['cross-site', 'same-site'])

const badHost = {
  status: 403,
  error: 'bad_host',
  message: 'This debugger answers only to the address that it was opened with.',
}
