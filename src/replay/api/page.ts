// Serves the debugger to browsers on this machine: it answers, and takes nothing.
import { Result } from 'effect'
import { type Answer, json, refuse } from '../../http/exchange/answer.ts'
import type { Request } from '../../http/exchange/request.ts'
import type { Replay } from '../timeline/replay.ts'
import { type LocalRoute, openLocalPage, type PageOptions } from './localPage.ts'
import { type RouteHandler, routesTo } from './routes.ts'

/** Serves the debugger of a loaded log, which stays open when the page is closed. */
export const openPage = (replay: Replay, options: PageOptions): ReturnType<typeof openLocalPage> =>
  openLocalPage(
    { name: 'debugger', page: (assets) => assets.replay, routes: localRoutes(replay) },
    options,
  )

const localRoutes = (replay: Replay): Readonly<Record<string, LocalRoute>> =>
  Object.fromEntries(
    Object.entries(routesTo(replay)).map(([path, route]) => [
      path,
      { methods: ['GET', 'HEAD'], answer: (request) => answered(request, route) },
    ]),
  )

const answered = async (request: Request, route: RouteHandler): Promise<Answer> => {
  const response = route(request.query)
  if (Result.isSuccess(response)) return json(200, await response.success)
  const { message } = response.failure
  return refuse(request, { status: 400, error: 'bad_question', message })
}
