// What hinders the conversation just now, laid over the top of the log.
import type { Drop } from '../../session/context.ts'
import { dropWords, minutesAndSeconds } from '../../words.ts'
import { useNow } from '../ticking.ts'

const Away = ({ name, until }: { name: string; until: number }) => {
  const left = until - useNow()
  return (
    <div class="notice notice-away">
      <p>{name} lost the connection. Waiting for them to return.</p>
      <p class="notice-time" role="timer" aria-live="off">
        {left > 0 ? minutesAndSeconds(left) : 'any moment now'}
      </p>
    </div>
  )
}

const Down = ({ drop, retry }: { drop: Drop; retry: () => void }) => (
  <div class="notice notice-down">
    <p>{dropWords[drop]}</p>
    <button type="button" class="link" onClick={retry}>
      Try now
    </button>
  </div>
)

export interface NoticesProps {
  readonly name: string
  readonly awayUntil: number | null
  /** Why the line is down; null while it is up. */
  readonly drop: Drop | null
  readonly retry: () => void
}

export const Notices = ({ name, awayUntil, drop, retry }: NoticesProps) => (
  <div class="notices">
    {drop !== null && <Down drop={drop} retry={retry} />}
    {drop === null && awayUntil !== null && <Away name={name} until={awayUntil} />}
  </div>
)
