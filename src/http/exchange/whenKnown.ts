// What a request waits for, whose caller may have gone by then.
import type { HttpResponse } from 'uWebSockets.js'
import type { Report } from '../../events/ports.ts'
import { refuse, write } from './answer.ts'
import { ourFault } from './refusals.ts'
import type { Request } from './request.ts'
import type { Soon } from './soon.ts'

/**
 * Does `then` with what was waited for, unless the caller has gone by then; and says whether it was
 * late, so that the handler of the request has returned. To be called before it does.
 */
export const whenKnown = <Known>(
  res: HttpResponse,
  request: Request,
  awaited: Soon<Known>,
  report: Report,
  then: (known: Known, isLate: boolean) => void,
): void => {
  if (!(awaited instanceof Promise)) {
    then(awaited, false)
    return
  }
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
