// Every route but the socket's, and what each answers.
import { Result } from 'effect'
import { type Answer, json, redirect, refuse } from '../exchange/answer.ts'
import { noticeStyle, noticeStylePath } from '../exchange/notice.ts'
import {
  full,
  nothingHere,
  rateLimited,
  repeatedHeader,
  unreachable,
  upgradeRequired,
  wrongMethod,
} from '../exchange/refusals.ts'
import { type Request, wantsPage } from '../exchange/request.ts'
import { type Soon, soon } from '../exchange/soon.ts'
import type { Callers } from '../limits/callers.ts'
import type { Whereabouts } from '../line/line.ts'
import { gauge } from '../operators/metricsText.ts'
import { metricsAnswer, operatorRoutes } from '../operators/operatorRoutes.ts'
import { type AdmissionParts, foretell } from '../socket/admission.ts'
import type { Sockets } from '../socket/sockets.ts'
import { areMetricsPublic, type HttpSettings } from '../transport/settings.ts'
import { type Asset, type Assets, assetOf, languagesOf, rewritten, serve } from './assets.ts'
import { chooseLanguage } from './chooseLanguage.ts'
import { type JoinParts, join, leave } from './join.ts'
import { challengeFor } from './work.ts'

export type Answering = (request: Request) => Soon<Answer>

export interface RouteParts extends AdmissionParts, JoinParts {
  readonly assets: Assets
  readonly callers: Callers
  readonly sockets: Sockets
  readonly settings: HttpSettings
  /** What else is measured: of the world where it is here, or of the line to it. */
  readonly measured: () => readonly string[]
}

interface Route {
  readonly GET?: Answering
  readonly POST?: Answering
}

/** Answers any request: by its path, then by its method. HEAD is answered as GET is. */
export const routes = (parts: RouteParts): Answering => {
  const table = routesOf(parts)
  const lost = lostPage(parts)
  const file = (path: string): Route | undefined => {
    const asset = parts.assets.files.get(path)
    return asset && { GET: (request) => serve(asset, request) }
  }
  const answer: Answering = (request) => {
    if (parts.gate.isFull()) return answerWhenFull(request)
    const isHealth = request.path.startsWith('/health/')
    const waitMs = isHealth ? 0 : parts.callers.request(request.address)
    // Closed: of requests that were sent without waiting for answers the rest is not even read.
    if (waitMs > 0) return refuse(request, { ...rateLimited(waitMs), closes: true })
    if (request.repeated !== null) return refuse(request, repeatedHeader(request.repeated))
    const route = table.get(request.path) ?? file(request.path)
    if (route === undefined)
      return wantsPage(request) ? lost(request) : refuse(request, nothingHere)
    const { method } = request
    const answering = method === 'POST' ? route.POST : isGet(method) ? route.GET : undefined
    if (answering === undefined) return refuse(request, wrongMethod(methodsOf(route)))
    // Programs that are not browsers send none; every browser does when it posts.
    const isFromPage = method === 'POST' && request.header('origin') !== ''
    const refused = isFromPage ? parts.originRefusal(request, request.header('origin')) : null
    return refused === null ? answering(request) : refuse(request, refused)
  }
  /** The connections that are kept for it must not be held. */
  const answerWhenFull: Answering = async (request) => {
    const health = request.path.startsWith('/health/') ? table.get(request.path)?.GET : undefined
    if (health === undefined) return refuse(request, full)
    return { ...(await health(request)), closes: true }
  }
  return (request) => (request.path === '/join' ? counted(parts, answer(request)) : answer(request))
}

const routesOf = (parts: RouteParts): ReadonlyMap<string, Route> => {
  const { assets, settings } = parts
  const style = assetOf('text/css; charset=utf-8', noticeStyle)
  // Whether it is served depends on the cookie, so no cache may answer for us.
  const chat: Asset = { ...assets.chat, cache: 'no-store' }
  const home = namedInFull(assets.home, settings)
  return new Map<string, Route>([
    ['/', { GET: (request) => serve(home, request) }],
    ['/privacy', { GET: (request) => serve(assets.privacy, request) }],
    ['/safety', { GET: (request) => serve(assets.safety, request) }],
    ['/accessibility', { GET: (request) => serve(assets.accessibility, request) }],
    ['/chat', { GET: (request) => chatPage(parts, request, chat) }],
    ['/join', { POST: (request) => join(parts, request) }],
    ['/leave', { POST: (request) => leave(parts, request) }],
    ['/language', { POST: (request) => chooseLanguage(parts, request, languagesOf(assets.home)) }],
    ['/ws', { GET: (request) => refuse(request, upgradeRequired) }],
    ['/api/stats', { GET: (request) => stats(parts, request) }],
    ['/api/line', { GET: (request) => lineOf(parts, request) }],
    ['/health/live', { GET: () => live(parts) }],
    ['/health/ready', { GET: () => ready(parts) }],
    ...(areMetricsPublic(settings) ? [['/metrics', { GET: () => metricsOf(parts) }] as const] : []),
    [noticeStylePath, { GET: (request) => serve(style, request) }],
  ])
}

/** It may be asked for several folders deep: what it loads is named from the top. */
const lostPage = ({
  assets,
  settings: { basePath },
}: RouteParts): ((request: Request) => Answer) => {
  const page = rewritten(assets.nothingHere, (html) => html.replaceAll('"./', `"${basePath}`))
  const asset = { ...page, cache: 'no-store' }
  // Nothing that was not there is remembered: an answer of 304 would say that it was.
  const unknown = (request: Request): Request => ({
    ...request,
    header: (name) => (name === 'if-none-match' ? '' : request.header(name)),
  })
  return (request) => ({ ...serve(asset, unknown(request)), status: nothingHere.status })
}

/** Where a link is shared, its picture is fetched by programs that need the whole address. */
const namedInFull = (page: Asset, { allowedOrigins, basePath }: HttpSettings): Asset => {
  const [origin] = allowedOrigins ?? []
  if (origin === undefined) return page
  return rewritten(page, (html) => html.replace('"og.png"', `"${origin}${basePath}og.png"`))
}

/** Only for whoever has a session. */
const chatPage = async (
  { line, cookies }: RouteParts,
  request: Request,
  chat: Asset,
): Promise<Answer> => {
  const session = cookies.read(request.header('cookie'))
  if (session === null) return redirect(request.base)
  const found = await line.ask<'find'>({ type: 'find', session })
  if (Result.isFailure(found)) return refuse(request, unreachable)
  return found.success === null ? redirect(request.base) : serve(chat, request)
}

const stats = async ({ line }: RouteParts, request: Request): Promise<Answer> => {
  const answer = await line.ask<'stats'>({ type: 'stats' })
  return Result.isFailure(answer) ? refuse(request, unreachable) : json(200, answer.success)
}

/** False once only a new start can help. */
const live = async ({ line }: RouteParts): Promise<Answer> => {
  const health = await line.ask<'health'>({ type: 'health' })
  const hasFailed = Result.getOrNull(health) === 'failed'
  return hasFailed ? json(503, { status: 'failed' }) : json(200, { status: 'live' })
}

/** What the upgrade of this visitor would be answered: browsers do not tell their pages. */
const lineOf = async (parts: RouteParts, request: Request): Promise<Answer> => {
  const { refused, whereabouts } = await foretell(parts, request)
  const visit = whereabouts === null ? {} : visitAt(whereabouts)
  if (refused === null) return json(200, { ok: true, ...visit })
  const { error, message, more } = refused
  const made = error === 'work_needed' ? await challengeFor(parts.line, 'upgrades', request) : {}
  return json(200, { error, message, ...more, ...visit, ...made })
}

/** Where the visitor is whom the cookie names; and how long, if away. */
const visitAt = ({ state, until, now }: Whereabouts) => ({
  state,
  ...(until !== null && { until, now }),
})

/** One of several that stand before one world says so: what one of them knows the others hear later. */
const ready = async ({ line, settings: { role } }: RouteParts): Promise<Answer> => {
  const health = Result.getOrElse(await line.ask<'health'>({ type: 'health' }), () => 'failed')
  if (health === 'ready') return json(200, { status: 'ready', ...(role === 'edge' && { role }) })
  return json(503, { status: health === 'stopping' ? 'stopping' : 'unavailable' })
}

/** What the edge measures, and who it stands before. */
const metricsOf = ({ sockets, metrics, gate, measured }: RouteParts): Answer =>
  metricsAnswer(
    metrics.text([
      gauge('sockets', 'Sockets open.', sockets.size),
      gauge('connections', 'Connections open, sockets included.', gate.open()),
      ...(gate.max === null
        ? []
        : [gauge('connections_max', 'Connections that may be open.', gate.max)]),
      ...measured(),
    ]),
  )

/** What the address of `METRICS_LISTEN` answers, where it is one of its own. */
export const metricsRoutes = (parts: RouteParts): Answering =>
  operatorRoutes(parts.settings.metricsListen?.host ?? '', {
    '/metrics': () => metricsOf(parts),
    // When there are no connections left for visitors, whoever asks after the server gets in here.
    '/health/live': () => live(parts),
    '/health/ready': () => ready(parts),
  })

const isGet = (method: string): boolean => method === 'GET' || method === 'HEAD'

const methodsOf = ({ GET, POST }: Route): readonly string[] => [
  ...(GET ? ['GET', 'HEAD'] : []),
  ...(POST ? ['POST'] : []),
]

const counted = ({ metrics }: RouteParts, answering: Soon<Answer>): Soon<Answer> =>
  soon(answering, (answer) => {
    const { status } = answer
    if (status >= 400) metrics.count('requests_refused', String(status))
    return answer
  })
