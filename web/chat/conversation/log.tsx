// Everything said in this conversation, the newest at the end.
import { useMemo, useState } from 'preact/hooks'
import type { Talk } from '../../session/context.ts'
import { DownIcon } from '../icons.tsx'
import { Opening } from './opening.tsx'
import { useStick } from './stick.ts'
import { TurnView, type UnsentWishes } from './turn.tsx'
import { turnsOf } from './turns.ts'

/** Turns drawn at first, and added by each press on "earlier": a screenful many times over. */
const turnsShown = 100

export interface LogProps {
  readonly talk: Talk
  readonly over: boolean
  /** Whether the visitor had named interests. */
  readonly hoped: boolean
  readonly wishes: UnsentWishes
}

export const Log = ({ talk, over, hoped, wishes }: LogProps) => {
  const { said, outbox, partner } = talk
  const [shown, setShown] = useState(turnsShown)
  const heard = said.reduce((count, { from }) => count + (from === 'partner' ? 1 : 0), 0)
  const { box, onScroll, toEnd, below } = useStick(heard, said.length - heard + outbox.length)
  const turns = useMemo(() => turnsOf(said, outbox), [said, outbox])
  const latest = turns.slice(-shown)
  return (
    <div class="log-frame">
      <div
        class="log"
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label={`Conversation with ${partner.username}`}
        tabIndex={0}
      >
        <div class="log-inner">
          <Opening talk={talk} hoped={hoped} />
          {turns.length > latest.length && (
            <button
              type="button"
              class="link earlier"
              onClick={() => {
                setShown(shown + turnsShown)
                // The button may go with its last press; the focus stays where the words are.
                box.current?.focus({ preventScroll: true })
              }}
            >
              Show what was said earlier
            </button>
          )}
          {latest.map((turn) => (
            <TurnView
              key={turn.key}
              turn={turn}
              name={partner.username}
              over={over}
              wishes={wishes}
            />
          ))}
        </div>
      </div>
      {below > 0 && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            toEnd()
            box.current?.focus({ preventScroll: true })
          }}
        >
          <DownIcon />
          {below === 1 ? '1 new message' : `${below} new messages`}
        </button>
      )}
    </div>
  )
}
