// What is answered at the address of `METRICS_LISTEN`, to operators alone.
import { type Answer, refuse } from '../exchange/answer.ts'
import { misdirected, nothingHere, wrongMethod } from '../exchange/refusals.ts'
import type { Request } from '../exchange/request.ts'
import type { Soon } from '../exchange/soon.ts'

type Answering = (request: Request) => Soon<Answer>

/** Answers GET by the path. */
export const operatorRoutes = (
  host: string,
  answers: Readonly<Record<string, Answering>>,
): Answering => {
  const isOnLoopback = isLoopback(host)
  return (request) => {
    // A page could have its own name pointed here, and read what is for operators.
    const { hostname = '' } = URL.parse(`http://${request.header('host')}`) ?? {}
    if (isOnLoopback && !isLoopback(hostname)) return refuse(request, misdirected)
    const answer = Object.hasOwn(answers, request.path) ? answers[request.path] : undefined
    if (answer === undefined) return refuse(request, nothingHere)
    const isGet = request.method === 'GET' || request.method === 'HEAD'
    return isGet ? answer(request) : refuse(request, wrongMethod(['GET', 'HEAD']))
  }
}

/** Prometheus text. */
export const metricsAnswer = (body: string): Answer => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
  body,
})

const isLoopback = (host: string): boolean =>
  host === 'localhost' || /^127(\.\d+){3}$/.test(host) || host === '::1' || host === '[::1]'
