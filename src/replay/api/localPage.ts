// Serves a page to browsers on this machine, and to nobody and nothing else.
import { Result } from 'effect'
import type { After } from '../../events/ports.ts'
import { type Answer, refuse, write } from '../../http/exchange/answer.ts'
import {
  badOrigin,
  nothingHere,
  ourFault,
  repeatedHeader,
  wrongMethod,
} from '../../http/exchange/refusals.ts'
import { type Request, readRequest } from '../../http/exchange/request.ts'
import { proxies } from '../../http/limits/clientAddress.ts'
import {
  type Asset,
  type Assets,
  type PagesMissing,
  readAssets,
  serve,
} from '../../http/pages/assets.ts'
import { listenSoon } from '../../http/transport/listening.ts'
import { type CannotListen, createApp } from '../../http/transport/uws.ts'

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
  /** Cuts all connections and listens no more. */
  readonly close: () => void
}

/** What is asked of the program behind a page. */
export interface LocalRoute {
  readonly methods: readonly string[]
  readonly answer: (request: Request) => Promise<Answer>
}

export interface LocalSite {
  /** What it is called where it is missing or refuses: `debugger`. */
  readonly name: string
  /** Which of the built pages stands at `/`. */
  readonly page: (assets: Assets) => Asset | null
  readonly routes: Readonly<Record<string, LocalRoute>>
}

/** Only this machine can reach it. */
const host = '127.0.0.1'

/** Opens it; what a browser says of itself must fit: see `answering`. */
export const openLocalPage = async (
  site: LocalSite,
  { port, webDirectory, clock }: PageOptions,
): Promise<Result.Result<OpenPage, PagesMissing | CannotListen>> => {
  const assets = readAssets(webDirectory)
  if (Result.isFailure(assets)) return Result.fail(assets.failure)
  const page = site.page(assets.success)
  if (page === null) {
    const message = `The page of the ${site.name} is not built: run \`npm run build\`.`
    return Result.fail({ _tag: 'PagesMissing', message })
  }
  const created = createApp(null)
  if (Result.isFailure(created)) return Result.fail(created.failure)
  const app = created.success
  const listening = await listenSoon(app, { host, port }, clock)
  if (Result.isFailure(listening)) return Result.fail(listening.failure)
  const { files } = assets.success
  const answer = answering(site, new Map([...files, ['/', page]]), listening.success.port)
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

const reading: readonly string[] = ['GET', 'HEAD']

const answering = (
  { name, routes }: LocalSite,
  assets: ReadonlyMap<string, Asset>,
  port: number,
) => {
  const hosts = new Set([`${host}:${port}`, `localhost:${port}`])
  const origins = new Set([...hosts].map((own) => `http://${own}`))
  return async (request: Request): Promise<Answer> => {
    const { path, method, repeated, header } = request
    if (repeated !== null) return refuse(request, repeatedHeader(repeated))
    // A name that a foreign page had pointed at this machine would make it of our origin.
    if (!hosts.has(header('host'))) return refuse(request, badHost(name))
    if (header('origin') !== '' && !origins.has(header('origin'))) return refuse(request, badOrigin)
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined
    const asset = assets.get(path)
    if (route === undefined && asset === undefined) return refuse(request, nothingHere)
    const methods = route?.methods ?? reading
    if (!methods.includes(method)) return refuse(request, wrongMethod(methods))
    if (route === undefined) return asset ? serve(asset, request) : refuse(request, nothingHere)
    return foreign.has(header('sec-fetch-site'))
      ? refuse(request, badOrigin)
      : route.answer(request)
  }
}

/** Where a browser says that a request comes from, if it is none of ours. */
const foreign: ReadonlySet<string> = new Set(['cross-site', 'same-site'])

const badHost = (name: string) => ({
  status: 403,
  error: 'bad_host',
  message: `This ${name} answers only to the address that it was opened with.`,
})
