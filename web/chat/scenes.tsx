// The scenes of the chat page, and which of them is on.
import type { ClientActor, ClientSnapshot } from '../session/clientMachine.ts'
import { type ConversationEnding, connectionLoss } from '../session/context.ts'
import { Room } from './conversation/room.tsx'
import { disconnectSentences, endingText } from './conversation/sentences.ts'
import { FullPageNotice } from './fullPageNotice.tsx'
import { Waiting } from './waiting.tsx'

export interface SceneProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
}

const Replaced = ({ send }: Pick<SceneProps, 'send'>) => (
  <FullPageNotice title="You are in another tab">
    <p>This visit goes on in another tab or window. Only one can hold it at a time.</p>
    <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
      Bring it here
    </button>
  </FullPageNotice>
)

const RestActions = ({ send }: Pick<SceneProps, 'send'>) => (
  <div class="actions">
    <button type="button" class="button" onClick={() => send({ type: 'find' })}>
      Find someone
    </button>
    <button type="button" class="button button-quiet" onClick={() => send({ type: 'depart' })}>
      Leave
    </button>
  </div>
)

/** The conversation was over before this page could show anything of it. */
const Unseen = ({ ending, send }: Pick<SceneProps, 'send'> & { ending: ConversationEnding }) => {
  const { heading, sentence } = endingText(ending, 'Your partner')
  return (
    <FullPageNotice title={heading}>
      <p>{sentence}</p>
      <RestActions send={send} />
    </FullPageNotice>
  )
}

const Idle = ({ send }: Pick<SceneProps, 'send'>) => (
  <FullPageNotice title="Ready when you are">
    <p>You are not in the queue. Nobody is waiting for you, and nobody is kept waiting.</p>
    <RestActions send={send} />
  </FullPageNotice>
)

const Connecting = () => (
  <FullPageNotice title="One moment" isPassing>
    <p>Opening the line…</p>
  </FullPageNotice>
)

const Unreached = ({ snapshot, send }: Pick<SceneProps, 'snapshot' | 'send'>) => (
  <FullPageNotice
    key={snapshot.context.disconnectReason}
    title={snapshot.context.disconnectReason === 'offline' ? 'You are offline' : 'No answer yet'}
  >
    <p>
      {snapshot.context.disconnectReason === 'refused'
        ? disconnectSentences.refused
        : 'The server cannot be reached just now. This page keeps trying by itself.'}
    </p>
    <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
      Try now
    </button>
  </FullPageNotice>
)

const Departing = () => (
  <FullPageNotice title="Goodbye">
    <p>Your visit is being erased.</p>
  </FullPageNotice>
)

const DepartureFailed = () => (
  <FullPageNotice title="Gone, but unannounced">
    <p>
      The server could not be reached to say goodbye. It notices by itself, and erases your visit
      within the minute.
    </p>
    <a class="button" href="./">
      Back to the start
    </a>
  </FullPageNotice>
)

const SessionOver = () => (
  <FullPageNotice title="Your visit is over">
    <p>You were away for too long, so everything of it has been erased.</p>
    <a class="button" href="./">
      Start anew
    </a>
  </FullPageNotice>
)

const RoomScene = ({ snapshot, send }: SceneProps) => {
  const { conversation, ending, you, partnerTyping, awayUntil, leaving } = snapshot.context
  if (conversation === null) return null
  return (
    <Room
      conversation={conversation}
      ending={snapshot.matches({ phase: 'ended' }) ? ending : null}
      hasInterests={(you?.interests.length ?? 0) > 0}
      typing={partnerTyping}
      awayUntil={awayUntil}
      disconnectReason={connectionLoss(snapshot.context)}
      leaving={leaving}
      actions={{
        say: (text) => send({ type: 'say', text }),
        discard: (id) => send({ type: 'discard', id }),
        keystroke: (empty) => send({ type: 'keystroke', empty }),
        walkOn: (next) => send({ type: 'walkOn', next }),
        undo: () => send({ type: 'undo' }),
        find: () => send({ type: 'find' }),
        depart: () => send({ type: 'depart' }),
        retry: () => send({ type: 'reconnect' }),
      }}
    />
  )
}

export const CurrentScene = (props: SceneProps) => {
  const { snapshot, send } = props
  const { conversation, you, ending } = snapshot.context
  const isIn = (
    state: 'departing' | 'departed' | 'departureFailed' | 'idle' | 'waiting' | 'ended',
  ) => snapshot.matches({ phase: state })
  if (isIn('departureFailed')) return <DepartureFailed />
  if (isIn('departing') || isIn('departed')) return <Departing />
  if (snapshot.matches({ connection: 'sessionOver' })) return <SessionOver />
  if (snapshot.matches({ connection: 'replaced' })) return <Replaced send={send} />
  if (conversation !== null) return <RoomScene {...props} />
  if (connectionLoss(snapshot.context) !== null)
    return <Unreached snapshot={snapshot} send={send} />
  if (isIn('idle')) return <Idle send={send} />
  if (isIn('waiting'))
    return (
      <Waiting
        hasInterests={(you?.interests.length ?? 0) > 0}
        cancel={() => send({ type: 'cancel' })}
      />
    )
  if (isIn('ended')) return <Unseen ending={ending} send={send} />
  return <Connecting />
}
