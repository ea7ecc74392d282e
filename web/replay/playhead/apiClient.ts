// Asks the process that serves the debugger.
import type {
  ChangeResponse,
  ChartsResponse,
  EventsResponse,
  GoResponse,
  HeadResponse,
  LogResponse,
  MarkersResponse,
  OverTimeResponse,
  SliceResponse,
  StepResponse,
  StopResponse,
  WhyResponse,
} from '../../../src/replay/api/apiTypes.ts'

/** What each route under /api answers with. */
interface ApiAnswers {
  readonly log: LogResponse
  readonly events: EventsResponse
  readonly step: StepResponse
  readonly why: WhyResponse
  readonly change: ChangeResponse
  readonly stop: StopResponse
  readonly slice: SliceResponse
  readonly 'over-time': OverTimeResponse
  readonly markers: MarkersResponse
  readonly seek: { readonly index: number | null }
  readonly go: GoResponse
  readonly charts: ChartsResponse
  readonly head: HeadResponse
}

export type ApiRoute = keyof ApiAnswers

export type QueryParameters = Readonly<
  Record<string, string | number | readonly string[] | null | undefined>
>

/**
 * `Unreachable`: the process has ended, or cannot be reached. `Refused`: what was asked cannot be
 * answered, and `message` says why. `Aborted`: nobody waits for the answer any more.
 */
export type ApiResult<Answer> =
  | { readonly _tag: 'Answered'; readonly answer: Answer }
  | { readonly _tag: 'Unreachable' }
  | { readonly _tag: 'Refused'; readonly message: string }
  | { readonly _tag: 'Aborted' }

/** Empty and missing parameters are left out of the query; a list is one for each. Never rejects. */
export const fetchApi = async <Route extends ApiRoute>(
  route: Route,
  parameters: QueryParameters = {},
  signal: AbortSignal | null = null,
): Promise<ApiResult<ApiAnswers[Route]>> => {
  const url = `/api/${route}?${queryString(parameters)}`
  try {
    const response = await fetch(url, { signal })
    const body = await response.json().catch(() => null)
    if (signal?.aborted) return { _tag: 'Aborted' }
    if (response.ok && body !== null) return { _tag: 'Answered', answer: body }
    return { _tag: 'Refused', message: body?.message ?? 'The debugger could not answer.' }
  } catch {
    return { _tag: signal?.aborted ? 'Aborted' : 'Unreachable' }
  }
}

export const queryString = (parameters: QueryParameters): string =>
  new URLSearchParams(
    Object.entries(parameters)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
      ),
  ).toString()
