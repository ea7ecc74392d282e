// What the keyboard does on the moderators' page, wherever the focus is but in a dialogue.
import { isComposing } from '../inputMethod.ts'
import { type DecisionAsked, decisionsAsked } from './decisions.ts'
import type { ReportDocket } from './reportDocket.ts'

export interface DocketKeyContext {
  readonly docket: ReportDocket
  readonly askFor: (asked: DecisionAsked) => void
  readonly showHelp: () => void
}

interface DocketKey {
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[]
  /** As they are called in the help. */
  readonly shown: string
  readonly does: string
  readonly press: (context: DocketKeyContext) => unknown
}

export const docketKeys: readonly DocketKey[] = [
  {
    keys: ['j', 'ArrowDown'],
    shown: 'J Down',
    does: 'The next report',
    press: ({ docket }) => docket.step(1),
  },
  {
    keys: ['k', 'ArrowUp'],
    shown: 'K Up',
    does: 'The report before',
    press: ({ docket }) => docket.step(-1),
  },
  ...decisionsAsked.map(
    (asked): DocketKey => ({
      keys: [asked.key],
      shown: asked.key.toUpperCase(),
      does: `${asked.label}; you are asked once more`,
      press: ({ docket, askFor }) => docket.state.opened !== null && askFor(asked),
    }),
  ),
  {
    keys: ['Escape'],
    shown: 'Esc',
    does: 'Close the report, and decide nothing',
    press: ({ docket }) => docket.close(),
  },
  { keys: ['?'], shown: '?', does: 'This help', press: ({ showHelp }) => showHelp() },
]

/** The arrows scroll what is read. */
const isScrolled = (event: KeyboardEvent): boolean =>
  event.key.startsWith('Arrow') && (event.target as Element).closest('.report') !== null

export const pressDocketKey = (context: DocketKeyContext, event: KeyboardEvent): void => {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return
  if ((event.target as Element).closest('dialog') !== null || isScrolled(event)) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const found = docketKeys.find(({ keys }) => keys.includes(key))
  if (found === undefined) return
  event.preventDefault()
  found.press(context)
}
