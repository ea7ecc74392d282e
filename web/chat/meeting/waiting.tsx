// The visitor is in the queue.
import type { FunctionComponent } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { type ClientContext, ownProfile } from '../../session/context.ts'
import { dueHere } from '../../session/line/serverClock.ts'
import { words } from '../../words/words.ts'
import { FullPageNotice } from '../fullPageNotice.tsx'
import { useLoaded } from '../loaded.ts'
import { Sentence } from '../sentence.tsx'
import { outlookSentences, prospectOf, waitedSentence } from './outlook.ts'
import { TalkAgain } from './talkAgain.tsx'
import type { WishFormProps } from './wishForm.tsx'

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

const TellMe = () => {
  const [loaded] = useLoaded(() => import('../alerts/alertSwitches.tsx'))
  return loaded && <loaded.TellMe />
}

interface WaitingProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
}

type WishFormView = FunctionComponent<WishFormProps>

/** How it stands with changing the wishes, of which the form is loaded when it is first asked for. */
const useChanging = () => {
  const [Form, setForm] = useState<WishFormView | null>(null)
  const [step, setStep] = useState<'none' | 'loading' | 'open' | 'failed'>('none')
  const begin = () => {
    setStep('loading')
    import('./wishForm.tsx').then(
      ({ WishForm }) => {
        setForm(() => WishForm)
        setStep('open')
      },
      () => setStep('failed'),
    )
  }
  const isOpen = step === 'open'
  return {
    Form: isOpen ? Form : null,
    hasBeenOpen: Form !== null && !isOpen,
    step,
    begin,
    end: () => setStep('none'),
  }
}

type Changing = ReturnType<typeof useChanging>

/** What else one may do; the button that began the changing has the focus again at its end. */
const Rest = ({ changing, send }: Pick<WaitingProps, 'send'> & { changing: Changing }) => {
  const button = useRef<HTMLButtonElement>(null)
  const { step, begin } = changing
  const [isBack] = useState(changing.hasBeenOpen)
  useLayoutEffect(() => {
    if (isBack) button.current?.focus({ preventScroll: true })
  }, [isBack])
  return (
    <div class="actions">
      <button
        type="button"
        class="button button-quiet"
        ref={button}
        aria-busy={step === 'loading'}
        onClick={begin}
      >
        {words.chat.wishes.change}
      </button>
      <button type="button" class="button button-quiet" onClick={() => send({ type: 'cancel' })}>
        {words.chat.waiting.cancel}
      </button>
    </div>
  )
}

const faultOf = (context: ClientContext, { step }: Changing): string => {
  if (step === 'failed') return words.chat.wishes.failed
  return context.isWishRefused ? words.chat.wishes.refused : ''
}

export const Waiting = ({ snapshot, send }: WaitingProps) => {
  const { context } = snapshot
  const changing = useChanging()
  const { Form, end } = changing
  const wishes = ownProfile(context)
  return (
    <FullPageNotice title={words.chat.waiting.heading} moving={Form === null}>
      <OutlookText context={context} />
      <TalkAgain snapshot={snapshot} send={send} isOffered={false} />
      <p class="fault" role="alert">
        {faultOf(context, changing)}
      </p>
      {Form !== null && wishes !== null ? (
        <Form
          wishes={wishes}
          keep={end}
          save={({ seeks, interests }) => {
            end()
            send({ type: 'wish', seeks, interests })
          }}
        />
      ) : (
        <>
          <Waited context={context} />
          <TellMe />
          <Rest changing={changing} send={send} />
        </>
      )}
    </FullPageNotice>
  )
}
