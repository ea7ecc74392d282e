// What one of the two said in one breath, and how far it has come.
import type { Unsent } from '../../session/outbox.ts'
import { FaultIcon, PendingIcon, SentIcon } from '../icons.tsx'
import type { Line, Turn } from './turns.ts'

export interface UnsentWishes {
  readonly edit: (unsent: Unsent) => void
  readonly dismiss: (unsent: Unsent) => void
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })

const Fate = ({ line, over }: { line: Line; over: boolean }) => {
  if (line.state === 'sent')
    return (
      <>
        <SentIcon />
        <span class="unseen">Sent</span>
      </>
    )
  if (over) return <span>Not delivered</span>
  return (
    <>
      <PendingIcon />
      <span class="unseen">Sending</span>
    </>
  )
}

/** No second try: the server would say the same again. */
const Refused = ({ unsent, wishes }: { unsent: Unsent; wishes: UnsentWishes }) => (
  <div class="refused">
    <p>
      <FaultIcon />
      Not sent. {unsent.fault}
    </p>
    <button type="button" class="link" onClick={() => wishes.edit(unsent)}>
      Edit
    </button>
    <button type="button" class="link" onClick={() => wishes.dismiss(unsent)}>
      Dismiss
    </button>
  </div>
)

export interface TurnProps {
  readonly turn: Turn
  readonly name: string
  readonly over: boolean
  readonly wishes: UnsentWishes
}

export const TurnView = ({ turn, name, over, wishes }: TurnProps) => {
  const mine = turn.from === 'you'
  const last = turn.lines.at(-1)
  return (
    <div class={mine ? 'turn turn-you' : 'turn turn-partner'}>
      {turn.lines.map((line) => (
        <div key={line.key} class={`line line-${line.state}`}>
          <p class="bubble" dir="auto">
            <span class="unseen">{mine ? 'You: ' : `${name}: `}</span>
            {line.text}
          </p>
          {line.state === 'refused' && line.unsent !== undefined && !over && (
            <Refused unsent={line.unsent} wishes={wishes} />
          )}
        </div>
      ))}
      {last !== undefined && (last.state !== 'refused' || over) && (
        <p class="meta">
          <time dateTime={new Date(last.at).toISOString()}>{clock.format(last.at)}</time>
          {mine && <Fate line={last} over={over} />}
        </p>
      )}
    </div>
  )
}
