// The visitor is in the queue.
import { useState } from 'preact/hooks'
import { minutesAndSeconds } from '../words.ts'
import { Pause } from './pause.tsx'
import { useNow } from './ticking.ts'

const Elapsed = () => {
  const [since] = useState(Date.now)
  return <span class="elapsed">{minutesAndSeconds(Math.max(0, useNow() - since))}</span>
}

export interface WaitingProps {
  /** Whether the visitor has named interests. */
  readonly hoping: boolean
  readonly cancel: () => void
}

export const Waiting = ({ hoping, cancel }: WaitingProps) => (
  <Pause title="Looking for someone" moving>
    <p>
      {hoping
        ? 'First among those who like what you like; after a few seconds, among everyone.'
        : 'The next person who fits is yours to talk with.'}
    </p>
    <p class="quiet" role="timer" aria-live="off">
      <Elapsed />
    </p>
    <button type="button" class="button button-quiet" onClick={cancel}>
      Cancel
    </button>
  </Pause>
)
