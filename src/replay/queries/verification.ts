// The result of `--verify`: whether the log keeps the rules, and the fold agrees with the server.

import { formatCount, plural } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import { diff } from '../timeline/diff.ts'
import type { History } from '../timeline/history.ts'
import type { Mismatch, StateDifference } from '../timeline/mismatch.ts'
import type { Verification } from '../timeline/verify.ts'
import type { QueryResult } from './queryResult.ts'
import { changeLine } from './stateLines.ts'

export const queryVerification = (history: History, verification: Verification): QueryResult => {
  const { digests, mismatch } = verification
  return {
    *lines(style) {
      if (mismatch !== null) yield* divergenceLines(history, { mismatch, digests, style })
      else yield style.good(agreement(history, verification))
      if (mismatch !== null && isOfLastTurn(history, mismatch)) yield lastTurn
      yield* reservations(verification)
    },
    records: [{ events: history.length, ...verification }],
    failed: mismatch !== null,
  }
}

/** What is missing at the very end may never have been copied. */
const isOfLastTurn = (history: History, { kind, turns: [, last] }: Mismatch): boolean =>
  (kind === 'rule' || kind === 'consequence') && last === history.turn(history.length - 1)

const lastTurn =
  'It is the last turn of the log: of a copy that was cut within it, its end is missing.'

const agreement = (history: History, verification: Verification): string => {
  const { digests, unjudged, turns } = verification
  const events = plural(history.length, 'event')
  const compared = digests - unjudged
  if (history.length === 0) return 'There is no event in this log, and nothing to verify.'
  const states =
    compared === 0
      ? `No digest ${digests === 0 ? 'is in this log' : 'could be compared'}: whether the states of the server were these, nothing tells.`
      : `${plural(compared, 'digest')} ${compared === 1 ? 'agrees' : 'agree'} in ${events}.`
  const judged =
    turns === 0
      ? `No statechart refuses one of its ${events}, and no match of which all is known breaks a rule.`
      : `M1 to M6, M9, M10 and M12 hold after ${turns === 1 ? 'its turn' : `each of ${formatCount(turns)} turns`}, and its actors send what they sent then.`
  return `${states} ${judged}`
}

/** What was deleted cannot be folded, nor what depends on it. */
function* reservations(verification: Verification): Iterable<string> {
  const { digests, partial, unjudged, turns, allTurns, missing, mismatch } = verification
  const { undecided, undecidedShared } = verification
  const deleted = 'Older events of this log were deleted:'
  if (missing !== null && turns > 0 && mismatch === null) {
    yield `${plural(missing.events, 'event')} of it ${missing.events === 1 ? 'is' : 'are'} missing, the first before event ${missing.before}: ${formatCount(allTurns - turns)} of its ${formatCount(allTurns)} turns could not be judged.`
  }
  const all = plural(digests, 'digest')
  if (partial > 0) {
    yield `${deleted} ${partial} of ${all} could be judged only for the actors whose events are all there.`
  }
  if (unjudged > 0) yield `${deleted} ${unjudged} of ${all} could not be judged.`
  if (undecided > 0) {
    yield `Whether two who wait share an interest is erased: ${plural(undecided, 'time')} nothing tells whether they should have met.`
  }
  if (undecidedShared > 0) {
    yield `Which interests two who met share is erased: ${plural(undecidedShared, 'time')} nothing tells whether they were told just these.`
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
  const { agreedUpTo, seq, differences, suspects } = mismatch
  yield style.bad(mismatchSentence(mismatch))
  if (mismatch.kind !== 'rule' && mismatch.kind !== 'order') {
    const upTo = agreedUpTo === 0 ? 'from the beginning' : `up to turn ${agreedUpTo}`
    const digest = mismatch.kind === 'state' ? `, digest ${digests}` : ''
    yield `They were known to agree ${upTo}; it came out at event ${seq}${digest}.`
  }
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

/** What is wrong, and where, in one sentence. */
export const mismatchSentence = ({ kind, turns: [first, last], seq, why }: Mismatch): string => {
  const where = first === last ? `at turn ${last}` : `between turn ${first} and turn ${last}`
  if (kind === 'order') return `The log does not count as a server does at event ${seq}: ${why}.`
  return kind === 'rule'
    ? `The log breaks a rule at event ${seq}, turn ${last}: ${why}.`
    : `The fold and the server part ${where}: ${why}.`
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
