// What hinders the conversation just now, laid over the top of its messages.
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { DisconnectReason } from '../../session/events.ts'
import { words } from '../../words/words.ts'
import { Sentence } from '../sentence.tsx'

const PartnerAway = ({ name, until }: { name: string; until: number }) => {
  const left = until - useNow()
  return (
    <div class="notice">
      <p>
        <Sentence of={words.chat.away.notice} spoken={[name]} />
      </p>
      <p class="notice-time" role="timer" aria-live="off">
        {left > 0 ? minutesAndSeconds(left) : words.chat.away.soon}
      </p>
    </div>
  )
}

const Disconnected = ({
  disconnectReason,
  retry,
}: {
  disconnectReason: DisconnectReason
  retry: () => void
}) => (
  <div class="notice notice-down">
    <p>{words.chat.disconnected[disconnectReason]}</p>
    <button type="button" class="link" onClick={retry}>
      {words.chat.actions.tryNow}
    </button>
  </div>
)

export interface ConnectionNoticesProps {
  readonly name: string
  readonly awayUntil: number | null
  /** Why there is no connection; null while there is one. */
  readonly disconnectReason: DisconnectReason | null
  readonly retry: () => void
}

export const ConnectionNotices = ({
  name,
  awayUntil,
  disconnectReason,
  retry,
}: ConnectionNoticesProps) => (
  <div class="notices">
    {disconnectReason !== null && (
      <Disconnected disconnectReason={disconnectReason} retry={retry} />
    )}
    {disconnectReason === null && awayUntil !== null && (
      <PartnerAway name={name} until={awayUntil} />
    )}
  </div>
)
