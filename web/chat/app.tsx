// The chat page: one panel that says who, one scene that says what.
import { useEffect, useState } from 'preact/hooks'
import { isKey } from '../inputMethod.ts'
import { Logo } from '../logo.tsx'
import type { ClientActor, ClientSnapshot } from '../session/clientMachine.ts'
import type { Calls } from './alerts/alertSwitches.tsx'
import { useConfirmation } from './confirmation.ts'
import { Partner } from './conversation/partner.tsx'
import { EndButton } from './endButton.tsx'
import { LanguageChoice } from './languageChoice.tsx'
import { CurrentScene } from './scenes.tsx'
import { OwnName, Self } from './self.tsx'
import { Settings } from './settings.tsx'
import { Status } from './status.tsx'

const useSnapshot = (actor: ClientActor): ClientSnapshot => {
  const [snapshot, setSnapshot] = useState(actor.getSnapshot())
  useEffect(() => {
    setSnapshot(actor.getSnapshot())
    return actor.subscribe(setSnapshot).unsubscribe
  }, [actor])
  return snapshot
}

/** Escape, wherever the focus is, unless an input method or a dialogue has use for it. */
const useEscape = (active: boolean, press: () => void) => {
  useEffect(() => {
    if (!active) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (isKey(event, 'Escape') && !event.repeat) press()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [active, press])
}

export const App = ({ actor, calls }: { actor: ClientActor; calls: Calls }) => {
  const snapshot = useSnapshot(actor)
  const { isConfirming, press } = useConfirmation(() => actor.send({ type: 'leave' }))
  const { conversation, you } = snapshot.context
  const isChatting = snapshot.matches({ phase: 'chatting' })
  const isHere = !snapshot.matches({ connection: 'replaced' })
  const showsConversation =
    conversation !== null && (isChatting || snapshot.matches({ phase: 'ended' }))
  useEscape(isChatting && isHere, press)
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
            // Anew at the end: a bio that lies open over the messages must not hide how it ended.
            <Partner key={`${conversation.room} ${isChatting}`} partner={conversation.partner} />
          ) : (
            you !== null && <Self you={you} />
          )}
          {you !== null && <OwnName name={you.username} />}
        </div>
        <div class="panel-tools">
          <LanguageChoice />
          <Settings {...calls} />
          {isChatting && isHere && <EndButton isConfirming={isConfirming} press={press} />}
        </div>
      </header>
      <main class="scene">
        <CurrentScene
          snapshot={snapshot}
          isConfirming={isConfirming && isChatting}
          send={actor.send}
        />
      </main>
      <Status snapshot={snapshot} isConfirming={isConfirming && isChatting} />
    </div>
  )
}
