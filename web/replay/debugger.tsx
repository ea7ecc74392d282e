// The debugger's page: a head, a time line and what is at the playhead.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Mark } from '../mark.tsx'
import { Help } from './help.tsx'
import { Icon } from './icons.tsx'
import { type Board, pressed } from './keys.ts'
import { Events } from './list/events.tsx'
import { day, some, span } from './names.ts'
import { ActorPanel, type Chosen } from './panels/actor.tsx'
import { Sequence } from './panels/sequence.tsx'
import { StepCard } from './panels/step.tsx'
import type { Playhead } from './playhead.ts'
import type { Standing } from './standing.ts'
import { Timeline } from './timeline.tsx'
import { Transport } from './transport.tsx'

interface Parts {
  readonly playhead: Playhead
  readonly standing: Standing
}

const useStanding = (playhead: Playhead): Standing => {
  const [standing, setStanding] = useState(playhead.standing)
  useEffect(() => playhead.subscribe(() => setStanding(playhead.standing)), [playhead])
  return standing
}

const Head = ({ playhead, standing, help }: Parts & { help: () => void }) => {
  const { log, isFollowing } = standing
  return (
    <header class="head">
      <p class="brand">
        <Mark />
        <span>Passerby</span>
      </p>
      <div class="head-log">
        <h1>
          <span class="unseen">Replay of </span>
          {log === null ? 'Opening the log…' : log.name.split(/[\\/]/).slice(-2).join('/')}
        </h1>
        {log !== null && (
          <p>
            <span>{some(log.events, 'event')}</span>
            <span>{some(log.sessions, 'session')}</span>
            <span>{some(log.rooms, 'room')}</span>
            {log.first !== null && log.last !== null && (
              <span>
                {day(log.first.at)}, {span(log.last.at - log.first.at)}
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
        <Icon name="live" />
        <span>{isFollowing ? 'Following' : 'Follow'}</span>
      </button>
      <button
        type="button"
        class="tool"
        aria-label="Help: every key"
        title="Help (?)"
        onClick={help}
      >
        <Icon name="help" />
      </button>
    </header>
  )
}

const Banners = ({ playhead, standing }: Parts) => {
  const { isGone, log } = standing
  return (
    <>
      {isGone && (
        <div class="banner banner-gone" role="alert">
          <Icon name="fault" />
          <p>
            <b>The debugger does not answer.</b> Its process has ended, or cannot be reached. Start
            it again on the same port, and go on where you were.
          </p>
          <button
            type="button"
            class="toggle"
            onClick={() => void playhead.load(standing.step?.row.seq ?? null)}
          >
            Try again
          </button>
        </div>
      )}
      {log !== null && log.fault !== null && (
        <div class="banner" role="alert">
          <Icon name="fault" />
          <p>
            <b>The log ends early.</b> {log.fault} Everything before it is here.
          </p>
        </div>
      )}
    </>
  )
}

const Empty = ({ standing }: { standing: Standing }) => (
  <main class="empty">
    <Mark moving={standing.isFollowing} />
    <h2>{standing.log === null ? 'Opening the log' : 'Nothing has happened yet'}</h2>
    <p>
      {standing.log === null
        ? 'Its events are being asked for.'
        : standing.isFollowing
          ? 'The log is empty. Whatever comes is shown as soon as it is written.'
          : 'The log holds no events. Switch to Follow to see them as a running server writes them.'}
    </p>
  </main>
)

export const Debugger = ({ playhead }: { playhead: Playhead }) => {
  const standing = useStanding(playhead)
  const [chosen, choose] = useState<Chosen>('moving')
  const [isHelping, setHelping] = useState(false)
  const board = useMemo<Board>(
    () => ({ playhead, choose, help: () => setHelping(true) }),
    [playhead],
  )
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => pressed(board, event)
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [board])
  const { step, notice } = standing
  return (
    <div class="debugger">
      <Head playhead={playhead} standing={standing} help={board.help} />
      <Banners playhead={playhead} standing={standing} />
      {step === null ? (
        <Empty standing={standing} />
      ) : (
        <main class="board">
          <div class="player">
            <Transport playhead={playhead} standing={standing} />
            <Timeline playhead={playhead} standing={standing} />
          </div>
          <Events playhead={playhead} standing={standing} />
          <Sequence playhead={playhead} standing={standing} />
          <StepCard step={step} seek={(index) => void playhead.seek(index)} />
          <ActorPanel step={step} chosen={chosen} choose={choose} />
        </main>
      )}
      <p class={notice === '' ? 'toast toast-none' : 'toast'} role="status">
        {notice}
      </p>
      {isHelping && <Help close={() => setHelping(false)} />}
    </div>
  )
}
