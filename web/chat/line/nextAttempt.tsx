// When the line is tried again, where the server named a time.
import { minutesAndSeconds, useNow } from '../../clock.ts'
import { words } from '../../words/words.ts'

const Countdown = ({ at }: { at: number }) => {
  const left = at - useNow()
  return (
    <p class="notice-time" role="timer" aria-live="off">
      {words.chat.disconnected.nextAttempt} {minutesAndSeconds(left)}
    </p>
  )
}

export const NextAttempt = ({ at }: { at: number | null }) =>
  at === null ? null : <Countdown at={at} />
