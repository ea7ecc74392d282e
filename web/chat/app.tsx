// The chat page: one panel that says who, one scene that says what.
import { useEffect, useState } from 'preact/hooks'
import { Logo } from '../logo.tsx'
import { onceAFrame } from '../onceAFrame.ts'
import type { ClientActor, ClientSnapshot } from '../session/clientMachine.ts'
import {
  type ConversationState,
  connectionLoss,
  ownProfile,
  partnerAway,
} from '../session/context.ts'
import { Partner } from './conversation/partner.tsx'
import { LeaveButtons } from './leaveButtons.tsx'
import { useSafetyViews } from './safety/safetyViews.ts'
import { Shield } from './safety/shield.tsx'
import { CurrentScene } from './scenes.tsx'
import { OwnName, Self } from './self.tsx'
import { Settings } from './settings/settings.tsx'
import { Status } from './status.tsx'

/** Told at most once a picture: a long conversation comes as thousands of frames at once. */
const useSnapshot = (actor: ClientActor): ClientSnapshot => {
  const [snapshot, setSnapshot] = useState(actor.getSnapshot())
  useEffect(() => {
    const show = () => setSnapshot(actor.getSnapshot())
    const { ask, cancel } = onceAFrame(show)
    const { unsubscribe } = actor.subscribe(ask)
    show()
    return () => {
      unsubscribe()
      cancel()
    }
  }, [actor])
  return snapshot
}

/** Whether something is laid over the top of the messages. */
const hasNotice = ({ context }: ClientSnapshot): boolean =>
  partnerAway(context) !== null || connectionLoss(context) !== null

interface StrangerProps {
  readonly conversation: ConversationState
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
}

const Stranger = ({ conversation: { room, partner }, snapshot, send }: StrangerProps) => {
  const isLeft = !snapshot.matches({ phase: 'chatting' }) || snapshot.context.leaving !== null
  return (
    <Partner key={room} partner={partner} givesWay={isLeft || hasNotice(snapshot)}>
      <Shield snapshot={snapshot} send={send} name={partner.username} />
    </Partner>
  )
}

/** It is there before there is anything in it: only then is that read out. */
const Warned = ({ isWarned, heed }: { isWarned: boolean; heed: () => void }) => {
  const [views] = useSafetyViews()
  return <div role="status">{isWarned && views !== null && <views.Warning heed={heed} />}</div>
}

export const App = ({ actor }: { actor: ClientActor }) => {
  const snapshot = useSnapshot(actor)
  const { conversation, leaving } = snapshot.context
  const you = ownProfile(snapshot.context)
  const isChatting = snapshot.matches({ phase: 'chatting' })
  // What another tab, or another visit, goes on with is not this page's to show or to end.
  const isHere = snapshot.matches({ connection: 'maintained' })
  const showsConversation =
    isHere && conversation !== null && (isChatting || snapshot.matches({ phase: 'ended' }))
  return (
    <div class={showsConversation ? 'page page-conversation' : 'page'}>
      <header class="panel">
        <svg class="panel-art" viewBox="8 6 48 52" aria-hidden="true">
          <path d="M30 8v36a18 18 0 0 1 0-36z" />
          <path d="M34 20a18 18 0 0 1 0 36z" />
        </svg>
        <p class="brand">
          <Logo />
          <span>Passerby</span>
        </p>
        <div class="panel-who">
          {showsConversation ? (
            <Stranger conversation={conversation} snapshot={snapshot} send={actor.send} />
          ) : (
            you !== null && <Self you={you} />
          )}
          {you !== null && <OwnName name={you.username} />}
        </div>
        <div class="panel-tools">
          {isChatting && isHere && (
            <LeaveButtons
              leaving={leaving}
              walkOn={(next) => actor.send({ type: 'walkOn', next })}
            />
          )}
          <Settings />
        </div>
      </header>
      <main class="scene">
        <Warned isWarned={snapshot.context.isWarned} heed={() => actor.send({ type: 'heed' })} />
        <CurrentScene snapshot={snapshot} send={actor.send} />
      </main>
      <Status snapshot={snapshot} />
    </div>
  )
}
