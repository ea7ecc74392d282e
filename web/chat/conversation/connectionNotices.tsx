// What hinders the conversation just now, laid over the top of its messages.
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { PartnerAway } from '../../session/context.ts'
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'
import { disconnectSentence } from '../line/disconnectSentence.ts'
import { NextAttempt } from '../line/nextAttempt.tsx'
import { Sentence } from '../sentence.tsx'

const GraceLeft = ({ until }: { until: number }) => {
  const left = until - useNow()
  return (
    <p class="notice-time" role="timer" aria-live="off">
      {left > 0 ? minutesAndSeconds(left) : words.chat.away.soon}
    </p>
  )
}

const Away = ({ name, until }: { name: string } & PartnerAway) => (
  <div class="notice">
    <p>
      <Sentence of={words.chat.away.notice} spoken={[name]} />
    </p>
    {until !== null && <GraceLeft until={until} />}
  </div>
)

const Disconnected = ({
  disconnectReason,
  askedBackAt,
  retry,
}: {
  disconnectReason: DisconnectReason
  askedBackAt: number | null
  retry: () => void
}) => (
  <div class="notice notice-down">
    <p>{disconnectSentence(disconnectReason)}</p>
    <NextAttempt at={askedBackAt} />
    <button type="button" class="link" onClick={retry}>
      {words.chat.actions.tryNow}
    </button>
  </div>
)

export interface ConnectionNoticesProps {
  readonly name: string
  readonly away: PartnerAway | null
  /** Why there is no connection; null while there is one. */
  readonly disconnectReason: DisconnectReason | null
  /** When the server said that it may be tried again. */
  readonly askedBackAt: number | null
  readonly retry: () => void
}

export const ConnectionNotices = ({
  name,
  away,
  disconnectReason,
  askedBackAt,
  retry,
}: ConnectionNoticesProps) => (
  <div class="notices">
    {disconnectReason !== null && (
      <Disconnected disconnectReason={disconnectReason} askedBackAt={askedBackAt} retry={retry} />
    )}
    {disconnectReason === null && away !== null && <Away name={name} until={away.until} />}
  </div>
)
