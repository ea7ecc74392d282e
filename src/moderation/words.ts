// What moderators are told, in the terminal and on the page: reasons, proof, what a decision did.
import type { ReportReason } from '../events/fields.ts'
import { formatDuration } from '../replay/text/format.ts'
import type { Decided, Outcome } from './decisions.ts'

/** What people report, as the list names it. */
export const reasonWords: Readonly<Record<ReportReason, string>> = {
  sexual: 'sexual',
  minor: 'minor',
  harassment: 'harassment',
  threat: 'threat',
  spam: 'spam',
  other: 'other',
}

export const provenMeans =
  'Proven: this was said here, in this order, and nothing is changed or left out in between. Who ' +
  'sat at the keyboard is not proven.'

export const notProvenMeans =
  'Not proven: the server could not check these words. It is what the reporter says, and counts ' +
  'for nothing by itself.'

/** What can be decided, and how it is asked and told. */
export const decisionNames = ['dismiss', 'warn', 'suspend', 'suspendToEnd'] as const
export type DecisionName = (typeof decisionNames)[number]

interface DecisionWords {
  readonly decided: Decided
  /** What is asked before it is done. */
  readonly asks: string
}

export const decisionWords: Readonly<Record<DecisionName, DecisionWords>> = {
  dismiss: {
    decided: { decision: 'dismiss' },
    asks: 'Dismiss it, and do nothing to this person?',
  },
  warn: {
    decided: { decision: 'warn' },
    asks: 'Warn this person?',
  },
  suspend: {
    decided: { decision: 'suspend', hours: 1 },
    asks: 'Suspend this person for 1 h?',
  },
  suspendToEnd: {
    decided: { decision: 'suspend', hours: 'end' },
    asks: 'Suspend this person to the end of its pass?',
  },
}

/** What a decision did, as it is. */
export const outcomeSentence = (name: DecisionName, outcome: Outcome, now: number): string =>
  `${whatItDid(name, outcome, now)} What the report said is erased.`

const whatItDid = (name: DecisionName, { sessions, until }: Outcome, now: number): string => {
  if (name === 'dismiss') return 'Dismissed.'
  if (name === 'warn') {
    return sessions === 0
      ? 'Nobody of that person is here now, so nobody was warned.'
      : 'Warned: they see it now, or when they are back.'
  }
  const whom =
    sessions === 0
      ? 'Nobody of that person is here now: it holds if they come back with the same pass.'
      : 'They see it now, or when they are back.'
  if (until === null) return `Suspended. ${whom}`
  return name === 'suspend'
    ? `Suspended until ${momentOf(until)}, for ${formatDuration(Math.max(0, until - now))}. ${whom}`
    : `Suspended to the end of the pass, ${momentOf(until)} at the latest. ${whom}`
}

/** `30 Nov 21:04 UTC` */
const momentOf = (at: number): string => {
  const date = new Date(at)
  const month = date.toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' })
  return `${date.getUTCDate()} ${month} ${date.toISOString().slice(11, 16)} UTC`
}
