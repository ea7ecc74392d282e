// The token bucket: a rate with room for a burst.
/** What may be taken: `burst` at once, `perSecond` in the long run (0: no limit). */
export interface Allowance {
  readonly perSecond: number
  readonly burst: number
}

/** What is left of an allowance: `tokens` of them at time `at` (ms). */
export interface Bucket {
  tokens: number
  at: number
}

export const fullBucket = ({ burst }: Allowance, now: number): Bucket => ({
  tokens: burst,
  at: now,
})

/**
 * Takes tokens, one if no number is given; gives 0, or the milliseconds after which there will be
 * so many. More than a burst cannot be had: that is all it costs then.
 */
export const takeToken = (
  bucket: Bucket,
  allowance: Allowance,
  now: number,
  wanted = 1,
): number => {
  const waitMs = waitFor(bucket, allowance, now, wanted)
  if (waitMs === 0) bucket.tokens -= Math.min(wanted, allowance.burst)
  return waitMs
}

/** Takes a token even where there is none: whoever comes after waits the longer. */
export const overdraw = (bucket: Bucket, allowance: Allowance, now: number): void => {
  refill(bucket, allowance, now)
  bucket.tokens -= 1
}

/** One token that was taken is there again. */
export const giveBack = (bucket: Bucket, { burst }: Allowance): void => {
  bucket.tokens = Math.min(burst, bucket.tokens + 1)
}

/** Takes nothing; gives 0 where the tokens are there, or the milliseconds after which they are. */
export const waitFor = (bucket: Bucket, allowance: Allowance, now: number, wanted = 1): number => {
  if (allowance.perSecond === 0) return 0
  refill(bucket, allowance, now)
  const missing = Math.min(wanted, allowance.burst) - bucket.tokens
  return missing <= 0 ? 0 : Math.ceil((missing / allowance.perSecond) * 1000)
}

/** True if nothing of the allowance is spent: such a bucket need not be kept. */
export const isFull = (bucket: Bucket, allowance: Allowance, now: number): boolean => {
  refill(bucket, allowance, now)
  return allowance.perSecond === 0 || bucket.tokens >= allowance.burst
}

/** How much of the burst is taken, from 0 (nothing) to 1 (all of it). */
export const spentShare = (bucket: Bucket, allowance: Allowance, now: number): number => {
  refill(bucket, allowance, now)
  return allowance.perSecond === 0 ? 0 : 1 - Math.max(0, bucket.tokens) / allowance.burst
}

const refill = (bucket: Bucket, { perSecond, burst }: Allowance, now: number): void => {
  // Whoever asks with a reading of before is not punished for it.
  const elapsedMs = Math.max(0, now - bucket.at)
  bucket.tokens = Math.min(burst, bucket.tokens + (elapsedMs / 1000) * perSecond)
  bucket.at = now
}
