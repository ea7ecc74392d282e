// The result of `--verify`: whether the fold agrees with the server.

import { plural } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import { diff } from '../timeline/diff.ts'
import type { History } from '../timeline/history.ts'
import type { Mismatch, StateDifference, Verification } from '../timeline/verify.ts'
import type { QueryResult } from './queryResult.ts'
import { changeLine } from './stateLines.ts'

export const queryVerification = (history: History, verification: Verification): QueryResult => {
  const { digests, mismatch } = verification
  return {
    *lines(style) {
      if (mismatch !== null) yield* divergenceLines(history, { mismatch, digests, style })
      else yield style.good(agreement(history, verification))
      yield* reservations(verification)
    },
    records: [{ events: history.length, ...verification }],
    failed: mismatch !== null,
  }
}

const agreement = (history: History, { digests, unjudged }: Verification): string => {
  const compared = digests - unjudged
  if (history.length === 0) return 'There is no event in this log, and nothing to verify.'
  if (compared === 0) {
    const none = digests === 0 ? 'No digest is in this log' : 'No digest could be compared'
    const taken = `no statechart refuses one of its ${plural(history.length, 'event')}`
    return `${none}, which proves little: ${taken}; whether the server was then in these states, nothing tells.`
  }
  return `${plural(compared, 'digest')} ${compared === 1 ? 'agrees' : 'agree'} in ${plural(history.length, 'event')}.`
}

/** What was deleted cannot be folded, nor what depends on it. */
function* reservations({ digests, partial, unjudged }: Verification): Iterable<string> {
  const deleted = 'Older events of this log were deleted:'
  const all = plural(digests, 'digest')
  if (partial > 0) {
    yield `${deleted} ${partial} of ${all} could be judged only for the actors whose events are all there.`
  }
  if (unjudged > 0) yield `${deleted} ${unjudged} of ${all} could not be judged.`
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
  const { turn, agreedUpTo, seq, why, differences, suspects } = mismatch
  const last = history.turn(history.indexOf(seq))
  const where = suspects.length === 0 ? `at turn ${turn}` : `between turn ${turn} and turn ${last}`
  yield style.bad(`The fold and the server part ${where}: ${why}.`)
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
  yield* suspectLines(suspects, style)
}

function* suspectLines(suspects: Mismatch['suspects'], style: TextStyle): Iterable<string> {
  if (suspects.length === 0) return
  yield ''
  yield `About one at least of the ${plural(suspects.length, 'actor')} that moved in between:`
  for (const { actor, turn, fold } of suspects.slice(0, suspectsShownMax)) {
    yield ''
    yield `${style.bold(actor)}  from turn ${turn} on`
    yield `    fold    ${said(fold)}`
  }
  const more = suspects.length - suspectsShownMax
  if (more > 0) yield `… and ${plural(more, 'more actor')}; --json names them all`
}

/** So many actors are shown; they usually tell the same. */
const shownMax = 5

/** Of those who may be meant more are shown: one of them is. */
const suspectsShownMax = 20

const isState = (state: StateDifference['server']): boolean =>
  typeof state === 'object' && state !== null

const said = (state: unknown): string => {
  if (state === null) return 'does not live'
  return typeof state === 'string' ? state : JSON.stringify(state)
}
