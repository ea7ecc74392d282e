// A request to the server that is given up in time.
import { requestMs } from '../delays.ts'

/** Rejects where no answer came: a line that died in silence would let it wait for good. */
export const request = (
  path: string,
  init: RequestInit = {},
  withinMs: number = requestMs,
): Promise<Response> =>
  fetch(new URL(path, location.href), { ...init, signal: AbortSignal.timeout(withinMs) })
