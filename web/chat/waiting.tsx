// The visitor is in the queue.
import { useState } from 'preact/hooks'
import { minutesAndSeconds, useNow } from '../clock.ts'
import { words } from '../words/words.ts'
import { TellMe } from './alerts/alertSwitches.tsx'
import { FullPageNotice } from './fullPageNotice.tsx'

const Elapsed = () => {
  const [since] = useState(Date.now)
  return (
    <span class="elapsed" translate={false}>
      {minutesAndSeconds(useNow() - since)}
    </span>
  )
}

export interface WaitingProps {
  readonly hasInterests: boolean
  readonly cancel: () => void
}

export const Waiting = ({ hasInterests, cancel }: WaitingProps) => (
  <FullPageNotice title={words.chat.waiting.heading} moving>
    <p>{hasInterests ? words.chat.waiting.withInterests : words.chat.waiting.withoutInterests}</p>
    <p class="quiet" role="timer" aria-live="off">
      <Elapsed />
    </p>
    <TellMe />
    <button type="button" class="button button-quiet" onClick={cancel}>
      {words.chat.waiting.cancel}
    </button>
  </FullPageNotice>
)
