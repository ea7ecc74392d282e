// Which of the page's scenes is on.
import type { Ending } from '../session/context.ts'
import { endingWords } from '../words.ts'
import type { LifeActor, Snapshot } from './app.tsx'
import { Room } from './conversation/room.tsx'
import { Pause } from './pause.tsx'
import { Waiting } from './waiting.tsx'

export interface StageProps {
  readonly snapshot: Snapshot
  readonly armed: boolean
  readonly send: LifeActor['send']
}

/** The line has been lost since the page was opened; a first connecting says nothing yet. */
const dropIn = ({ context: { up, attempts, drop } }: Snapshot) =>
  !up && attempts > 0 ? drop : null

const Replaced = ({ send }: Pick<StageProps, 'send'>) => (
  <Pause title="You are in another tab">
    <p>This visit goes on in another tab or window. Only one can hold it at a time.</p>
    <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
      Bring it here
    </button>
  </Pause>
)

const Rest = ({ send }: Pick<StageProps, 'send'>) => (
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
const Unseen = ({ ending, send }: Pick<StageProps, 'send'> & { ending: Ending }) => {
  const { heading, sentence } = endingWords(ending, 'Your partner')
  return (
    <Pause title={heading}>
      <p>{sentence}</p>
      <Rest send={send} />
    </Pause>
  )
}

const Idle = ({ send }: Pick<StageProps, 'send'>) => (
  <Pause title="Ready when you are">
    <p>You are not in the queue. Nobody is waiting for you, and nobody is kept waiting.</p>
    <Rest send={send} />
  </Pause>
)

const Connecting = () => (
  <Pause title="One moment">
    <p>Opening the line…</p>
  </Pause>
)

const Unreached = ({ snapshot, send }: Pick<StageProps, 'snapshot' | 'send'>) => (
  <Pause title={snapshot.context.drop === 'offline' ? 'You are offline' : 'No answer yet'}>
    <p>The server cannot be reached just now. This page keeps trying by itself.</p>
    <button type="button" class="button" onClick={() => send({ type: 'reconnect' })}>
      Try now
    </button>
  </Pause>
)

const Parted = () => (
  <Pause title="Goodbye">
    <p>Your visit is being erased.</p>
  </Pause>
)

const Stranded = () => (
  <Pause title="Gone, but unannounced">
    <p>
      The server could not be reached to say goodbye. It notices by itself, and erases your visit
      within the minute.
    </p>
    <a class="button" href="/">
      Back to the start
    </a>
  </Pause>
)

const Over = () => (
  <Pause title="Your visit is over">
    <p>You were away for too long, so everything of it has been erased.</p>
    <a class="button" href="/">
      Start anew
    </a>
  </Pause>
)

const Conversation = ({ snapshot, armed, send }: StageProps) => {
  const { talk, ending, you, partnerTyping, awayUntil } = snapshot.context
  if (talk === null) return null
  return (
    <Room
      talk={talk}
      ending={snapshot.matches({ talk: 'ended' }) ? ending : null}
      hoped={(you?.interests.length ?? 0) > 0}
      typing={partnerTyping}
      awayUntil={awayUntil}
      drop={dropIn(snapshot)}
      armed={armed}
      wishes={{
        say: (text) => send({ type: 'say', text }),
        discard: (id) => send({ type: 'discard', id }),
        keystroke: (empty) => send({ type: 'keystroke', empty }),
        find: () => send({ type: 'find' }),
        depart: () => send({ type: 'depart' }),
        retry: () => send({ type: 'reconnect' }),
      }}
    />
  )
}

export const Stage = (props: StageProps) => {
  const { snapshot, send } = props
  const { talk, you, ending } = snapshot.context
  const isIn = (place: 'parting' | 'parted' | 'stranded' | 'idle' | 'waiting' | 'ended') =>
    snapshot.matches({ talk: place })
  if (isIn('stranded')) return <Stranded />
  if (isIn('parting') || isIn('parted')) return <Parted />
  if (snapshot.matches({ link: 'over' })) return <Over />
  if (snapshot.matches({ link: 'replaced' })) return <Replaced send={send} />
  if (talk !== null) return <Conversation {...props} />
  if (dropIn(snapshot) !== null) return <Unreached snapshot={snapshot} send={send} />
  if (isIn('idle')) return <Idle send={send} />
  if (isIn('waiting'))
    return (
      <Waiting hoping={(you?.interests.length ?? 0) > 0} cancel={() => send({ type: 'cancel' })} />
    )
  if (isIn('ended')) return <Unseen ending={ending} send={send} />
  return <Connecting />
}
