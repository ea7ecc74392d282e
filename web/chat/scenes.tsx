// The scenes of the chat page, and which of them is on.
import { type ClientActor, type ClientSnapshot, isNextMeant } from '../session/clientMachine.ts'
import {
  type ClientContext,
  connectionLoss,
  farewellOf,
  ownProfile,
  partnerAway,
  undelivered,
} from '../session/context.ts'
import { isCutOff } from '../session/safety/shielding.ts'
import { UnsentWords } from '../unsentWords.tsx'
import { words } from '../words/words.ts'
import { endedText } from './conversation/ended.tsx'
import { Room } from './conversation/room.tsx'
import { FullPageNotice } from './fullPageNotice.tsx'
import { OtherVisit, Unreached } from './line/unreached.tsx'
import { TalkAgain } from './meeting/talkAgain.tsx'
import { Waiting } from './meeting/waiting.tsx'
import { useSafetyViews } from './safety/safetyViews.ts'
import { Shield } from './safety/shield.tsx'
import { Sentence } from './sentence.tsx'

export interface SceneProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
}

const Replaced = ({ send }: Pick<SceneProps, 'send'>) => (
  <FullPageNotice title={words.chat.replaced.heading}>
    <p>{words.chat.replaced.text}</p>
    <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
      {words.chat.replaced.bring}
    </button>
  </FullPageNotice>
)

const RestActions = ({ send }: Pick<SceneProps, 'send'>) => (
  <div class="actions">
    <button type="button" class="button" onClick={() => send({ type: 'find' })}>
      {words.chat.actions.find}
    </button>
    <button type="button" class="button button-quiet" onClick={() => send({ type: 'depart' })}>
      {words.chat.actions.leave}
    </button>
  </div>
)

/** Of a conversation that the page does not show: neither what was being written nor what was said. */
const Unsent = ({ context }: { context: ClientContext }) => (
  <UnsentWords draft={context.draft} undelivered={undelivered(context)} />
)

const Outcome = ({ snapshot, send, name }: SceneProps & { name: string }) => {
  const [views] = useSafetyViews()
  return views && <views.Outcome snapshot={snapshot} send={send} name={name} />
}

/** The conversation was over before this page could show anything of it. */
const Unseen = ({ snapshot, send }: SceneProps) => {
  const { ending, lastTalk } = snapshot.context
  const spoken = [lastTalk?.name ?? words.chat.partner.unnamed]
  const farewell = farewellOf(snapshot.context)
  return (
    <FullPageNotice
      title={<Sentence of={(whom) => words.chat.ended[ending](whom).heading} spoken={spoken} />}
    >
      {!isCutOff(snapshot.context) && (
        <p>
          <Sentence of={(whom) => endedText(ending, farewell, whom)} spoken={spoken} />
        </p>
      )}
      {lastTalk !== null && <Outcome snapshot={snapshot} send={send} name={lastTalk.name} />}
      {lastTalk !== null && (
        <Shield snapshot={snapshot} send={send} name={lastTalk.name} look="button button-quiet" />
      )}
      <TalkAgain snapshot={snapshot} send={send} />
      <Unsent context={snapshot.context} />
      <RestActions send={send} />
    </FullPageNotice>
  )
}

const Idle = ({ snapshot, send }: SceneProps) => (
  <FullPageNotice title={words.chat.idle.heading}>
    <p>{words.chat.idle.text}</p>
    <TalkAgain snapshot={snapshot} send={send} />
    <Unsent context={snapshot.context} />
    <RestActions send={send} />
  </FullPageNotice>
)

/** Why nobody is looked for; what says so may still be on its way. */
const Suspended = (props: SceneProps) => {
  const [views] = useSafetyViews()
  return views === null ? <Connecting /> : <views.Suspended {...props} />
}

const Connecting = () => (
  <FullPageNotice title={words.chat.connecting.heading} isPassing>
    <p>{words.chat.connecting.text}</p>
  </FullPageNotice>
)

const Departing = () => (
  <FullPageNotice title={words.chat.departing.heading}>
    <p>{words.chat.departing.text}</p>
  </FullPageNotice>
)

const DepartureUnheard = ({ send }: Pick<SceneProps, 'send'>) => (
  <FullPageNotice title={words.chat.departureUnheard.heading}>
    <p>{words.chat.departureUnheard.text}</p>
    <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
      {words.chat.actions.tryNow}
    </button>
  </FullPageNotice>
)

const SessionOver = ({ context }: { context: ClientContext }) => (
  <FullPageNotice title={words.chat.sessionOver.heading}>
    <Unsent context={context} />
    <a class="button" href="./">
      {words.chat.sessionOver.anew}
    </a>
  </FullPageNotice>
)

const RoomScene = ({ snapshot, send }: SceneProps) => {
  const { conversation, ending, draft, partnerTyping, askedBackAt, workShare, leaving } =
    snapshot.context
  if (conversation === null) return null
  return (
    <Room
      conversation={conversation}
      ending={snapshot.matches({ phase: 'ended' }) ? ending : null}
      hasInterests={(ownProfile(snapshot.context)?.interests.length ?? 0) > 0}
      typing={partnerTyping}
      written={draft?.room === conversation.room ? draft.text : ''}
      away={partnerAway(snapshot.context)}
      isBack={snapshot.matches({ phase: { chatting: { present: 'back' } } })}
      disconnectReason={connectionLoss(snapshot.context)}
      askedBackAt={askedBackAt}
      workShare={workShare}
      leaving={leaving}
      isNextMeant={isNextMeant(snapshot)}
      farewell={farewellOf(snapshot.context)}
      talkAgain={<TalkAgain snapshot={snapshot} send={send} />}
      isCutOff={isCutOff(snapshot.context)}
      outcome={<Outcome snapshot={snapshot} send={send} name={conversation.partner.username} />}
      actions={{
        say: (text) => send({ type: 'say', text }),
        discard: (id) => send({ type: 'discard', id }),
        keystroke: (empty) => send({ type: 'keystroke', empty }),
        write: (text) => send({ type: 'write', text }),
        walkOn: (next) => send({ type: 'walkOn', next }),
        undo: () => send({ type: 'undo' }),
        find: () => send({ type: 'find' }),
        depart: () => send({ type: 'depart' }),
        retry: () => send({ type: 'reconnect' }),
        waitInstead: () => send({ type: 'stopWork' }),
      }}
    />
  )
}

export const CurrentScene = (props: SceneProps) => {
  const { snapshot, send } = props
  const { conversation } = snapshot.context
  const isIn = (state: 'departing' | 'departed' | 'idle' | 'waiting' | 'ended') =>
    snapshot.matches({ phase: state })
  if (snapshot.matches({ phase: { departing: 'unheard' } })) return <DepartureUnheard send={send} />
  if (isIn('departing') || isIn('departed')) return <Departing />
  if (snapshot.matches({ connection: 'sessionOver' }))
    return <SessionOver context={snapshot.context} />
  if (snapshot.matches({ connection: 'replaced' })) return <Replaced send={send} />
  if (snapshot.matches({ connection: 'otherVisit' }))
    return (
      <OtherVisit send={send}>
        <Unsent context={snapshot.context} />
      </OtherVisit>
    )
  if (conversation !== null) return <RoomScene {...props} />
  if (connectionLoss(snapshot.context) !== null)
    return <Unreached context={snapshot.context} send={send} />
  if (isIn('idle') && !snapshot.matches({ standing: 'good' })) return <Suspended {...props} />
  if (isIn('idle')) return <Idle snapshot={snapshot} send={send} />
  if (isIn('waiting')) return <Waiting snapshot={snapshot} send={send} />
  if (isIn('ended')) return <Unseen snapshot={snapshot} send={send} />
  return <Connecting />
}
