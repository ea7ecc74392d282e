// Full pages about a line that is not there, or not for this tab.
import type { ComponentChildren } from 'preact'
import type { ClientActor } from '../../session/clientMachine.ts'
import type { ClientContext } from '../../session/context.ts'
import { type DisconnectReason, hindranceOf } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'
import { FullPageNotice } from '../fullPageNotice.tsx'
import { disconnectSentence } from './disconnectSentence.ts'
import { NextAttempt } from './nextAttempt.tsx'
import { Work } from './work.tsx'

const headingOf = (reason: DisconnectReason): string => {
  if (reason === 'offline') return words.chat.unreached.offline
  return words.chat.unreached[hindranceOf(reason) ?? 'heading']
}

interface UnreachedProps {
  readonly context: ClientContext
  readonly send: ClientActor['send']
}

export const Unreached = ({ context, send }: UnreachedProps) => {
  const { disconnectReason: reason, askedBackAt, workShare } = context
  return (
    <FullPageNotice title={headingOf(reason)}>
      <p>{reason === 'lost' ? words.chat.unreached.text : disconnectSentence(reason, false)}</p>
      {workShare !== null ? (
        <Work share={workShare} waitInstead={() => send({ type: 'stopWork' })} />
      ) : (
        <>
          <NextAttempt at={askedBackAt} />
          <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
            {words.chat.actions.tryNow}
          </button>
        </>
      )}
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
