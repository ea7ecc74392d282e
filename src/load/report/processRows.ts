// What each process of a run took, in words.
import type { LoadResult } from '../measures/loadResult.ts'
import { formatMegabytes, formatPercent } from './words/format.ts'

/** What each process took, where there are several. */
export const processRows = ({ processes }: LoadResult): readonly (readonly [string, string])[] =>
  processes.length < 2
    ? []
    : processes.map(({ cores, coresMax, residentBytes, died }, index) => {
        const isReferee = index === processes.length - 1
        const text =
          `${died === null ? '' : `DIED (${died}), `}${formatPercent(cores)} of a core on average, ${formatPercent(coresMax)} at most, ` +
          `${formatMegabytes(residentBytes)} at most`
        return [isReferee ? 'referee' : `process ${index + 1}`, text]
      })
