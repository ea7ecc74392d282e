// The answer to `--verify`: whether the fold agrees with the server.

import type { Paint } from '../cli/paint.ts'
import { counted, many } from '../cli/time.ts'
import type { History } from '../source/history.ts'
import { changeLine } from '../timeline/portraits.ts'
import type { Difference, Mismatch, Verdict } from '../timeline/verify.ts'
import type { Answer } from './answer.ts'
import { changesBetween } from './change.ts'

export const verdictOf = (history: History, verdict: Verdict): Answer => {
  const { digests, partial, mismatch } = verdict
  return {
    *lines(paint) {
      if (mismatch !== null) yield* partingLines(history, { mismatch, digests, paint })
      else {
        yield paint.good(
          digests === 0
            ? `No digest is in this log; all ${counted(history.length)} events are taken as they were.`
            : `${many(digests, 'digest')} ${digests === 1 ? 'agrees' : 'agree'} in ${many(history.length, 'event')}.`,
        )
      }
      if (partial > 0) {
        yield `Older events of this log were deleted: ${partial} of ${many(digests, 'digest')} could be judged only for the actors whose events are all there.`
      }
    },
    records: [{ events: history.length, ...verdict }],
    failed: mismatch !== null,
  }
}

interface Parting {
  readonly mismatch: Mismatch
  readonly digests: number
  readonly paint: Paint
}

function* partingLines(history: History, { mismatch, digests, paint }: Parting): Iterable<string> {
  const { turn, agreedUpTo, seq, why, differences } = mismatch
  yield paint.bad(`The fold and the server part at turn ${turn}: ${why}.`)
  const upTo = agreedUpTo === 0 ? 'from the beginning' : `up to turn ${agreedUpTo}`
  yield `They were known to agree ${upTo}; it came out at event ${seq}, digest ${digests}.`
  for (const { actor, server, fold } of differences.slice(0, shownMax)) {
    yield ''
    yield paint.bold(actor)
    yield `    server  ${said(server)}`
    yield `    fold    ${said(fold)}`
    if (!isTree(server) || !isTree(fold)) continue
    yield '    server → fold'
    for (const change of changesBetween(server, fold)) yield changeLine(change, history.at(0))
  }
  if (differences.length > shownMax) yield `… and ${differences.length - shownMax} more actors`
}

/** So many actors are shown; they usually tell the same. */
const shownMax = 5

const isTree = (portrait: Difference['server']): boolean =>
  typeof portrait === 'object' && portrait !== null

const said = (portrait: unknown): string => {
  if (portrait === null) return 'does not live'
  return typeof portrait === 'string' ? portrait : JSON.stringify(portrait)
}
