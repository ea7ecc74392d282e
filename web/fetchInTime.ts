// A request that ends: a line may take everything and carry nothing, and never say so.

/** Whoever was not answered by then is told that the server could not be reached. */
const answerMsMax = 10_000

/** Fails as any fetch does that reaches nobody; `path` is relative to the page. */
export const fetchInTime = (
  path: string,
  init: RequestInit = {},
  withinMs = answerMsMax,
): Promise<Response> =>
  fetch(new URL(path, location.href), { ...init, signal: AbortSignal.timeout(withinMs) })
