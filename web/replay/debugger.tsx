// The debugger's page: a head, a time line and what is at the playhead.
import { useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { Logo } from '../logo.tsx'
import { Help } from './help.tsx'
import { handleKey, type KeyContext } from './keyBindings.ts'
import { CopyContext, copyingBy } from './labels/copying.tsx'
import { counted, formatDate, formatDuration } from './labels/formatting.ts'
import { NamedIcon } from './labels/icons.tsx'
import { EventList } from './list/eventList.tsx'
import { ActorPanel, type ActorTab } from './panels/actorPanel.tsx'
import { EventPanel } from './panels/eventPanel.tsx'
import { SequenceDiagram } from './panels/sequenceDiagram.tsx'
import { PlayerControls } from './playerControls.tsx'
import type { Playhead, PlayheadProps } from './playhead/playhead.ts'
import type { PlayheadState } from './playhead/playheadState.ts'
import { Timeline } from './timeline.tsx'

/** Told from the first picture on: the log may be there before the second. */
const usePlayheadState = (playhead: Playhead): PlayheadState => {
  const [state, setState] = useState(playhead.state)
  useLayoutEffect(() => playhead.subscribe(() => setState(playhead.state)), [playhead])
  return state
}

const PageHead = ({ playhead, state, showHelp }: PlayheadProps & { showHelp: () => void }) => {
  const { log, isFollowing } = state
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
      <button
        type="button"
        class="tool"
        aria-pressed={isFollowing}
        title="Follow a running server’s log (F)"
        onClick={() => playhead.follow(!isFollowing)}
      >
        <NamedIcon name="live" />
        <span>{isFollowing ? 'Following' : 'Follow'}</span>
      </button>
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
}

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

const Empty = ({ state }: { state: PlayheadState }) => (
  <main class="empty">
    <Logo moving={state.isFollowing} />
    <h2>{state.log === null ? 'Opening the log' : 'Nothing has happened yet'}</h2>
    <p>
      {state.log === null
        ? 'Its events are being asked for.'
        : state.isFollowing
          ? 'The log is empty. Whatever comes is shown as soon as it is written.'
          : 'The log holds no events. Switch to Follow to see them as a running server writes them.'}
    </p>
  </main>
)

export const Debugger = ({ playhead }: { playhead: Playhead }) => {
  const state = usePlayheadState(playhead)
  const [tab, selectTab] = useState<ActorTab>('moving')
  const [isHelping, setHelping] = useState(false)
  const keyContext = useMemo<KeyContext>(
    () => ({ playhead, selectTab, showHelp: () => setHelping(true) }),
    [playhead],
  )
  const copy = useMemo(() => copyingBy((notice) => playhead.tell(notice)), [playhead])
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => handleKey(keyContext, event)
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [keyContext])
  const { step, notice } = state
  return (
    <div class="debugger">
      <PageHead playhead={playhead} state={state} showHelp={keyContext.showHelp} />
      <Banners playhead={playhead} state={state} />
      {step === null ? (
        <Empty state={state} />
      ) : (
        <CopyContext.Provider value={copy}>
          <main class="board">
            <div class="player">
              <PlayerControls playhead={playhead} state={state} />
              <Timeline playhead={playhead} state={state} />
            </div>
            <EventList playhead={playhead} state={state} />
            <SequenceDiagram playhead={playhead} state={state} selectTab={selectTab} />
            <EventPanel
              step={step}
              goTo={(index) => void playhead.goTo(index)}
              goToSeq={(seq) => void playhead.jump({ seq })}
            />
            <ActorPanel playhead={playhead} step={step} tab={tab} selectTab={selectTab} />
          </main>
        </CopyContext.Provider>
      )}
      <p class={notice === '' ? 'toast toast-none' : 'toast'} role="status">
        {notice}
      </p>
      {isHelping && <Help close={() => setHelping(false)} />}
    </div>
  )
}
