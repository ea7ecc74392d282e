// The visitor is in the queue.
import { useState } from 'preact/hooks'
import { minutesAndSeconds, useNow } from '../clock.ts'
import { FullPageNotice } from './fullPageNotice.tsx'

const Elapsed = () => {
  const [since] = useState(Date.now)
  return <span class="elapsed">{minutesAndSeconds(useNow() - since)}</span>
}

export interface WaitingProps {
  readonly hasInterests: boolean
  readonly cancel: () => void
}

export const Waiting = ({ hasInterests, cancel }: WaitingProps) => (
  <FullPageNotice title="Looking for someone" moving>
    <p>
      {hasInterests
        ? 'First among those who like what you like; after a few seconds, among everyone.'
        : 'The next person who fits is yours to talk with.'}
    </p>
    <p class="quiet" role="timer" aria-live="off">
      <Elapsed />
    </p>
    <button type="button" class="button button-quiet" onClick={cancel}>
      Cancel
    </button>
  </FullPageNotice>
)
