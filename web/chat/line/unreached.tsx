// Full pages about a line that is not there, or not for this tab.
import type { ComponentChildren } from 'preact'
import type { ClientActor } from '../../session/clientMachine.ts'
import type { ClientContext } from '../../session/context.ts'
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'
import { FullPageNotice } from '../fullPageNotice.tsx'
import { disconnectSentence } from './disconnectSentence.ts'
import { NextAttempt } from './nextAttempt.tsx'

const headingOf = (reason: DisconnectReason): string => {
  const { offline, heading, blocked, unknownAddress, full, wait, unready } = words.chat.unreached
  switch (reason) {
    case 'offline':
      return offline
    case 'no_websocket':
      return blocked
    case 'not_named':
    case 'other_scheme':
    case 'other_host':
      return unknownAddress
    case 'full':
      return full
    case 'address':
    case 'visit':
    case 'sockets':
    case 'flood':
      return wait
    case 'restart':
    case 'starting':
    case 'storing':
      return unready
    default:
      return heading
  }
}

/** `offline` speaks of what was written, of which there is nothing yet. */
const isPlain = (reason: DisconnectReason) => reason === 'lost' || reason === 'offline'

interface UnreachedProps {
  readonly context: ClientContext
  readonly send: ClientActor['send']
}

export const Unreached = ({ context, send }: UnreachedProps) => {
  const { disconnectReason: reason, askedBackAt } = context
  return (
    <FullPageNotice title={headingOf(reason)}>
      <p>{isPlain(reason) ? words.chat.unreached.text : disconnectSentence(reason)}</p>
      <NextAttempt at={askedBackAt} />
      <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
        {words.chat.actions.tryNow}
      </button>
    </FullPageNotice>
  )
}

interface OtherVisitProps extends Pick<UnreachedProps, 'send'> {
  /** What was left unsent in the earlier visit. */
  readonly children: ComponentChildren
}

export const OtherVisit = ({ send, children }: OtherVisitProps) => (
  <FullPageNotice title={words.chat.otherVisit.heading}>
    <p>{words.chat.otherVisit.text}</p>
    {children}
    <button type="button" class="button" onClick={() => send({ type: 'comeAlong' })}>
      {words.chat.otherVisit.comeAlong}
    </button>
  </FullPageNotice>
)
