// What a report leaves out of its times, in words.
import type { LoadResult } from '../measures/loadResult.ts'
import { formatCount } from './words/format.ts'

/** Nothing where all counts. */
export const warmUpRows = ({ warmUp }: LoadResult): readonly (readonly [string, string])[] => {
  if (warmUp === null) return []
  const { seconds, counts } = warmUp
  const [joined, sent, delivered] = [counts.joined, counts.sent, counts.delivered].map(formatCount)
  const text =
    `the first ${Number(seconds.toFixed(1))} s, in which ${joined} joined, and ${sent} messages ` +
    `were sent and ${delivered} delivered, of which no time is counted`
  return [['warm-up', text]]
}
