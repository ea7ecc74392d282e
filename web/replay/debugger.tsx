// The debugger's page: a head, a time line and what is at the playhead.
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Logo } from '../logo.tsx'
import { Board } from './board.tsx'
import { Help } from './help.tsx'
import { handleKey, type KeyContext } from './keyBindings.ts'
import { counted, formatDate, formatDuration } from './labels/formatting.ts'
import { NamedIcon } from './labels/icons.tsx'
import { memo } from './memo.tsx'
import { type ActorTab, actorIn } from './panels/actorPanel.tsx'
import { nobodyAdds, type Playhead, type PlayheadProps } from './playhead/playhead.ts'
import type { PlayheadState } from './playhead/playheadState.ts'
import { remember, remembered } from './playhead/remembered.ts'

/** Told from the first picture on: the log may be there before the second. */
const usePlayheadState = (playhead: Playhead): PlayheadState => {
  const [state, setState] = useState(playhead.state)
  useLayoutEffect(() => playhead.subscribe(() => setState(playhead.state)), [playhead])
  return state
}

/** Where nobody adds to the log it still is found by the keyboard, and says why it does nothing. */
interface HeadProps extends Pick<PlayheadState, 'log' | 'isFollowing'> {
  readonly playhead: Playhead
}

const FollowButton = ({ playhead, log, isFollowing }: HeadProps) => {
  const isPossible = log === null || log.isLive
  return (
    <button
      type="button"
      class="tool"
      aria-pressed={isFollowing}
      aria-disabled={!isPossible}
      aria-description={isPossible ? undefined : nobodyAdds}
      title={isPossible ? 'Follow a running server’s log (F)' : nobodyAdds}
      onClick={() => playhead.follow(!isFollowing)}
    >
      <NamedIcon name="live" />
      <span>{isFollowing ? 'Following' : 'Follow'}</span>
    </button>
  )
}

const PageHead = memo((props: HeadProps & { showHelp: () => void }) => {
  const { playhead, log, isFollowing, showHelp } = props
  return (
    <header class="head">
      <p class="brand">
        <Logo />
        <span>Passerby</span>
      </p>
      <div class="head-log">
        <h1>
          <span class="unseen">Replay of </span>
          {log === null ? 'Opening the log…' : log.name.split(/[\\/]/).slice(-2).join('/')}
        </h1>
        {log !== null && (
          <p>
            <span>{counted(log.events, 'event')}</span>
            <span>{counted(log.sessions, 'session')}</span>
            <span>{counted(log.rooms, 'room')}</span>
            {log.first !== null && log.last !== null && (
              <span>
                {formatDate(log.first.at)}, {formatDuration(log.last.at - log.first.at)}
              </span>
            )}
          </p>
        )}
      </div>
      <FollowButton playhead={playhead} log={log} isFollowing={isFollowing} />
      <button
        type="button"
        class="tool"
        aria-label="Help: every key"
        title="Help (?)"
        onClick={showHelp}
      >
        <NamedIcon name="help" />
      </button>
    </header>
  )
})

const Banners = ({ playhead, state }: PlayheadProps) => {
  const { isUnreachable, log } = state
  return (
    <>
      {isUnreachable && (
        <div class="banner banner-gone" role="alert">
          <NamedIcon name="fault" />
          <p>
            <b>The debugger does not answer.</b> Its process has ended, or cannot be reached. Start
            it again on the same port, and go on where you were.
          </p>
          <button
            type="button"
            class="toggle"
            onClick={() => void playhead.load(state.step?.row.seq ?? null)}
          >
            Try again
          </button>
        </div>
      )}
      {log !== null && log.fault !== null && (
        <div class="banner" role="alert">
          <NamedIcon name="fault" />
          <p>
            <b>The log ends early.</b> {log.fault} Everything before it is here.
          </p>
        </div>
      )}
    </>
  )
}

const emptyWords = ({ log, isFollowing }: PlayheadState): string => {
  if (log === null) return 'Its events are being asked for.'
  if (!log.isLive) return 'The log holds no events, and nobody adds to it.'
  return isFollowing
    ? 'The log is empty. Whatever comes is shown as soon as it is written.'
    : 'The log holds no events. Switch to Follow to see them as a running server writes them.'
}

const Empty = ({ state }: { state: PlayheadState }) => (
  <main class="empty">
    <Logo moving={state.isFollowing} />
    <h2>{state.log === null ? 'Opening the log' : 'Nothing has happened yet'}</h2>
    <p>{emptyWords(state)}</p>
  </main>
)

/** Hears the keys; they act on the actor that the tab shows. */
const useKeys = (playhead: Playhead, tab: ActorTab, context: Omit<KeyContext, 'actorShown'>) => {
  const latest = useRef(context)
  const shown = useRef(tab)
  latest.current = context
  shown.current = tab
  useLayoutEffect(() => {
    const actorShown = () => {
      const { step } = playhead.state
      return (step && actorIn(step, shown.current)?.id) ?? null
    }
    const onKeyDown = (event: KeyboardEvent) => handleKey({ ...latest.current, actorShown }, event)
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [playhead])
}

export const Debugger = ({ playhead }: { playhead: Playhead }) => {
  const state = usePlayheadState(playhead)
  const [tab, selectTab] = useState<ActorTab>('moving')
  const [isHelping, setHelping] = useState(false)
  const [characterKeys, setCharacterKeys] = useState(() => remembered().characterKeys)
  const showHelp = useCallback(() => setHelping(true), [])
  const switchKeys = (isOn: boolean) => {
    remember({ characterKeys: isOn })
    setCharacterKeys(isOn)
  }
  useKeys(playhead, tab, { playhead, selectTab, showHelp, characterKeys })
  const { step, notice, log, isFollowing } = state
  return (
    <div class="debugger">
      <PageHead {...{ playhead, log, isFollowing, showHelp }} />
      <Banners playhead={playhead} state={state} />
      {step === null ? (
        <Empty state={state} />
      ) : (
        <Board playhead={playhead} state={state} step={step} tab={tab} selectTab={selectTab} />
      )}
      <p class={notice === '' ? 'toast toast-none' : 'toast'} role="status">
        {notice}
      </p>
      {isHelping && (
        <Help
          characterKeys={characterKeys}
          switchKeys={switchKeys}
          close={() => setHelping(false)}
        />
      )}
    </div>
  )
}
