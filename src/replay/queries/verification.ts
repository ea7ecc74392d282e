// The result of `--verify`: whether the fold agrees with the server.

import { formatCount, plural } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import { diff } from '../timeline/diff.ts'
import type { History } from '../timeline/history.ts'
import type { Mismatch, StateDifference, Verification } from '../timeline/verify.ts'
import type { QueryResult } from './queryResult.ts'
import { changeLine } from './stateLines.ts'

export const queryVerification = (history: History, verification: Verification): QueryResult => {
  const { digests, partial, mismatch } = verification
  return {
    *lines(style) {
      if (mismatch !== null) yield* divergenceLines(history, { mismatch, digests, style })
      else {
        yield style.good(
          digests === 0
            ? `No digest is in this log; all ${formatCount(history.length)} events are taken as they were.`
            : `${plural(digests, 'digest')} ${digests === 1 ? 'agrees' : 'agree'} in ${plural(history.length, 'event')}.`,
        )
      }
      if (partial > 0) {
        yield `Older events of this log were deleted: ${partial} of ${plural(digests, 'digest')} could be judged only for the actors whose events are all there.`
      }
    },
    records: [{ events: history.length, ...verification }],
    failed: mismatch !== null,
  }
}

interface Divergence {
  readonly mismatch: Mismatch
  readonly digests: number
  readonly style: TextStyle
}

function* divergenceLines(
  history: History,
  { mismatch, digests, style }: Divergence,
): Iterable<string> {
  const { turn, agreedUpTo, seq, why, differences } = mismatch
  yield style.bad(`The fold and the server part at turn ${turn}: ${why}.`)
  const upTo = agreedUpTo === 0 ? 'from the beginning' : `up to turn ${agreedUpTo}`
  yield `They were known to agree ${upTo}; it came out at event ${seq}, digest ${digests}.`
  for (const { actor, server, fold } of differences.slice(0, shownMax)) {
    yield ''
    yield style.bold(actor)
    yield `    server  ${said(server)}`
    yield `    fold    ${said(fold)}`
    if (!isState(server) || !isState(fold)) continue
    yield '    server → fold'
    for (const change of diff(server, fold, 'whole')) yield changeLine(change, history.at(0))
  }
  if (differences.length > shownMax) yield `… and ${differences.length - shownMax} more actors`
}

/** So many actors are shown; they usually tell the same. */
const shownMax = 5

const isState = (state: StateDifference['server']): boolean =>
  typeof state === 'object' && state !== null

const said = (state: unknown): string => {
  if (state === null) return 'does not live'
  return typeof state === 'string' ? state : JSON.stringify(state)
}
