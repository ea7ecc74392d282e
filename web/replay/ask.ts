// Asks the process that serves the debugger.
import type {
  ChartsResponse,
  EventsResponse,
  HeadResponse,
  LogResponse,
  MarkersResponse,
  StepResponse,
} from '../../src/replay/api/apiTypes.ts'

interface Answered {
  readonly log: LogResponse
  readonly events: EventsResponse
  readonly step: StepResponse
  readonly markers: MarkersResponse
  readonly seek: { readonly index: number | null }
  readonly charts: ChartsResponse
  readonly head: HeadResponse
}

export type Query = Readonly<Record<string, string | number | null | undefined>>

/** The process has ended, or cannot be reached. */
export class Gone extends Error {}

/** What was asked cannot be answered; the message says why. */
export class Refused extends Error {}

/** Empty and missing fields are left out of the query. Throws Gone or Refused, or as `signal` does. */
export const ask = async <Q extends keyof Answered>(
  question: Q,
  query: Query = {},
  signal: AbortSignal | null = null,
): Promise<Answered[Q]> => {
  let answer: Response
  try {
    answer = await fetch(`/api/${question}?${queryOf(query)}`, { signal })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Gone()
  }
  const body = await answer.json().catch(() => null)
  if (answer.ok && body !== null) return body
  throw new Refused(body?.message ?? 'The debugger could not answer.')
}

export const queryOf = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  ).toString()
