// What a request waits for, whose caller may have gone by then.
import type { HttpResponse } from 'uWebSockets.js'
import type { Report } from '../../events/ports.ts'
import { refuse, write } from './answer.ts'
import { ourFault } from './refusals.ts'
import type { Request } from './request.ts'
import type { Soon } from './soon.ts'

/** Does something with what a request waited for; `isLate`: after its handler has returned. */
type Then<Known> = (known: Known, isLate: boolean) => void

/**
 * Does `then` with what was waited for, unless the caller has gone by then. To be called before the
 * handler of the request returns.
 */
export const whenKnown = <Known>(
  res: HttpResponse,
  request: Request,
  awaited: Soon<Known>,
  report: Report,
  then: Then<Known>,
): void => {
  if (awaited instanceof Promise) whenCome(res, request, awaited, report, then)
  else then(awaited, false)
}

const whenCome = <Known>(
  res: HttpResponse,
  request: Request,
  awaited: Promise<Known>,
  report: Report,
  then: Then<Known>,
): void => {
  let isGone = false
  res.onAborted(() => {
    isGone = true
  })
  const known = (value: Known) => {
    if (!isGone) then(value, true)
  }
  awaited.then(known).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'unknown'
    report('error', 'a request failed', { path: request.path, name })
    if (!isGone) write(res, request, refuse(request, ourFault))
  })
}
