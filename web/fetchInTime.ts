// A request that ends: a line may take everything and carry nothing, and never say so.

/** Whoever was not answered by then is told that the server could not be reached. */
const answerMsMax = 10_000

/** Fails as any fetch does that reaches nobody. */
export const fetchInTime = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(answerMsMax) })
