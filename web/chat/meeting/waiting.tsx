// The visitor is in the queue.
import { useEffect, useRef, useState } from 'preact/hooks'
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { type ClientContext, ownProfile } from '../../session/context.ts'
import { dueHere } from '../../session/line/serverClock.ts'
import { words } from '../../words/words.ts'
import { TellMe } from '../alerts/alertSwitches.tsx'
import { FullPageNotice } from '../fullPageNotice.tsx'
import { Sentence } from '../sentence.tsx'
import { outlookSentences, prospectOf, waitedSentence } from './outlook.ts'
import { TalkAgain } from './talkAgain.tsx'
import { WishForm } from './wishForm.tsx'

const OutlookText = ({ context }: { context: ClientContext }) => {
  const prospect = prospectOf(context, useNow())
  const interests = ownProfile(context)?.interests ?? []
  const { interestsFirst } = words.chat.waiting
  const { next } = words.chat.outlook
  if (prospect === null || outlookSentences(words.chat.outlook, prospect).length === 0)
    return <p>{interests.length > 0 ? interestsFirst : next}</p>
  const told = (...liked: string[]) =>
    outlookSentences(words.chat.outlook, { ...prospect, interests: liked }).join(' ')
  return (
    <p>
      <Sentence of={told} spoken={prospect.interests} />
    </p>
  )
}

/** How long the visitor has waited, and how long others did. */
const Waited = ({ context: { outlook, serverClock } }: { context: ClientContext }) => {
  const [opened] = useState(Date.now)
  const since = outlook === null ? null : dueHere(serverClock, outlook.since)
  const waitedMs = useNow() - (since ?? opened)
  const lately = outlook && waitedSentence(words.chat.outlook, outlook, waitedMs)
  return (
    <p class="waited" role="timer" aria-live="off">
      <span class="elapsed" translate={false}>
        {minutesAndSeconds(waitedMs)}
      </span>
      {lately !== null && <span class="waited-lately">{lately}</span>}
    </p>
  )
}

interface WaitingProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
}

/** Whether the wishes are being changed; the button that begins it has the focus again at the end. */
const useChanging = () => {
  const [isChanging, setChanging] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasChanging = useRef(false)
  useEffect(() => {
    if (wasChanging.current && !isChanging) button.current?.focus({ preventScroll: true })
    wasChanging.current = isChanging
  }, [isChanging])
  return { isChanging, setChanging, button }
}

export const Waiting = ({ snapshot, send }: WaitingProps) => {
  const { context } = snapshot
  const { isChanging, setChanging, button } = useChanging()
  const wishes = ownProfile(context)
  return (
    <FullPageNotice title={words.chat.waiting.heading} moving={!isChanging}>
      <OutlookText context={context} />
      <TalkAgain snapshot={snapshot} send={send} isOffered={false} />
      <p class="fault" role="alert">
        {context.isWishRefused ? words.chat.wishes.refused : ''}
      </p>
      {isChanging && wishes !== null ? (
        <WishForm
          wishes={wishes}
          keep={() => setChanging(false)}
          save={({ seeks, interests }) => {
            setChanging(false)
            send({ type: 'wish', seeks, interests })
          }}
        />
      ) : (
        <>
          <Waited context={context} />
          <TellMe />
          <div class="actions">
            <button
              type="button"
              class="button button-quiet"
              ref={button}
              onClick={() => setChanging(true)}
            >
              {words.chat.wishes.change}
            </button>
            <button
              type="button"
              class="button button-quiet"
              onClick={() => send({ type: 'cancel' })}
            >
              {words.chat.waiting.cancel}
            </button>
          </div>
        </>
      )}
    </FullPageNotice>
  )
}
