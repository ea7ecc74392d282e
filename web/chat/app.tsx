// The chat page: one panel that says who, one stage that says what.
import { useEffect, useState } from 'preact/hooks'
import type { Actor } from 'xstate'
import { Mark } from '../mark.tsx'
import type { life } from '../session/life.ts'
import { Bell } from './alerts/bell.tsx'
import type { Chime } from './alerts/chime.ts'
import { EndButton } from './conversation/end.tsx'
import { Partner } from './conversation/partner.tsx'
import { useTwice } from './conversation/twice.ts'
import { Self } from './self.tsx'
import { Stage } from './stage.tsx'
import { Status } from './status.tsx'

export type LifeActor = Actor<typeof life>
export type Snapshot = ReturnType<LifeActor['getSnapshot']>

const useSnapshot = (actor: LifeActor): Snapshot => {
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
      if (event.key === 'Escape' && !event.isComposing && !event.repeat) press()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [active, press])
}

export const App = ({ actor, chime }: { actor: LifeActor; chime: Chime }) => {
  const snapshot = useSnapshot(actor)
  const { armed, press } = useTwice(() => actor.send({ type: 'leave' }))
  const { talk, you } = snapshot.context
  const isChatting = snapshot.matches({ talk: 'chatting' })
  const isHere = !snapshot.matches({ link: 'replaced' })
  const showsTalk = talk !== null && (isChatting || snapshot.matches({ talk: 'ended' }))
  useEscape(isChatting && isHere, press)
  return (
    <div class={showsTalk ? 'page page-talk' : 'page'}>
      <header class="panel">
        <svg class="panel-art" viewBox="8 6 48 52" aria-hidden="true">
          <path d="M30 8v36a18 18 0 0 1 0-36z" />
          <path d="M34 20a18 18 0 0 1 0 36z" />
        </svg>
        <p class="brand">
          <Mark />
          <span>Passerby</span>
        </p>
        {showsTalk ? (
          // Anew at the end: a bio that lies open over the log must not hide how it ended.
          <Partner key={`${talk.room} ${isChatting}`} partner={talk.partner} />
        ) : (
          you !== null && <Self you={you} />
        )}
        <div class="panel-tools">
          <Bell chime={chime} />
          {isChatting && isHere && <EndButton armed={armed} press={press} />}
        </div>
      </header>
      <main class="stage">
        <Stage snapshot={snapshot} armed={armed && isChatting} send={actor.send} />
      </main>
      <Status snapshot={snapshot} armed={armed && isChatting} />
    </div>
  )
}
