// What can be decided on a report: the keys, the buttons, and what is asked before it is done.
import type { DecisionName } from '../../src/moderation/words.ts'

export interface Deed {
  readonly name: DecisionName
  readonly label: string
}

export interface DecisionAsked {
  readonly key: string
  /** Its button, beside the report. */
  readonly label: string
  readonly heading: string
  readonly explains: string
  /** What it may come to; each a button. */
  readonly deeds: readonly Deed[]
}

export const decisionsAsked: readonly DecisionAsked[] = [
  {
    key: 'd',
    label: 'Dismiss',
    heading: 'Dismiss this report?',
    explains: 'Nothing happens to the person. What the report said is erased.',
    deeds: [{ name: 'dismiss', label: 'Dismiss' }],
  },
  {
    key: 'w',
    label: 'Warn',
    heading: 'Warn this person?',
    explains: 'They are told now, or when they are back. What the report said is erased.',
    deeds: [{ name: 'warn', label: 'Warn' }],
  },
  {
    key: 's',
    label: 'Suspend',
    heading: 'Suspend this person?',
    explains:
      'Their conversation ends, and they meet nobody until then. They are told the time. What the ' +
      'report said is erased.',
    deeds: [
      { name: 'suspend', label: 'For 1 hour' },
      { name: 'suspendToEnd', label: 'To the end of the pass' },
    ],
  },
]
