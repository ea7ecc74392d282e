// What there is to be seen of a log with events in it: the time line, and the panels below.
import { useMemo } from 'preact/hooks'
import type { StepResponse } from '../../src/replay/api/apiTypes.ts'
import { Bookmarks } from './bookmarks.tsx'
import { CopyContext, copyingBy } from './labels/copying.tsx'
import { BeganContext } from './labels/moments.ts'
import { EventList } from './list/eventList.tsx'
import { OverTimeCharts } from './overTime/overTimeCharts.tsx'
import { ActorPanel, type ActorTab } from './panels/actorPanel.tsx'
import { EventPanel } from './panels/eventPanel.tsx'
import { Separator } from './panels/separator.tsx'
import { SequenceDiagram } from './panels/sequenceDiagram.tsx'
import { PlayerControls } from './playerControls.tsx'
import type { PlayheadProps } from './playhead/playhead.ts'
import { useSize } from './playhead/remembered.ts'
import { Timeline } from './timeline.tsx'

interface BoardProps extends PlayheadProps {
  readonly step: StepResponse
  readonly tab: ActorTab
  readonly selectTab: (tab: ActorTab) => void
}

/** What moves between the panels, where there is room for three beside each other. */
const Separators = ({
  events,
  actor,
  event,
}: Readonly<Record<'events' | 'actor' | 'event', Size>>) => (
  <>
    <Separator
      label="Width of the list of events"
      place="events"
      moves="sideways"
      among={['.events', '.actor']}
      isOfLast={false}
      size={events[0]}
      min={15}
      max={Math.max(15, 80 - actor[0])}
      resize={events[1]}
    />
    <Separator
      label="Width of the actor"
      place="actor"
      moves="sideways"
      among={['.events', '.actor']}
      isOfLast
      size={actor[0]}
      min={15}
      max={Math.max(15, 80 - events[0])}
      resize={actor[1]}
    />
    <Separator
      label="Height of the event"
      place="event"
      moves="upright"
      among={['.conversation', '.event']}
      isOfLast
      size={event[0]}
      min={15}
      max={85}
      resize={event[1]}
    />
  </>
)

const OverTimeToggle = ({
  isOn,
  switchTo,
}: {
  isOn: boolean
  switchTo: (isOn: boolean) => void
}) => (
  <button
    type="button"
    class="toggle over-time-toggle"
    aria-pressed={isOn}
    onClick={() => switchTo(!isOn)}
  >
    Over time
  </button>
)

type Size = ReturnType<typeof useSize>

export const Board = ({ playhead, state, step, tab, selectTab }: BoardProps) => {
  const copy = useMemo(() => copyingBy((notice) => playhead.tell(notice)), [playhead])
  const sizes = {
    events: useSize('events', 35),
    actor: useSize('actor', 35),
    event: useSize('event', 42),
  }
  const [isOverTime, showOverTime] = useSize('overTime', 0)
  const [events, actor, event] = [sizes.events[0], sizes.actor[0], sizes.event[0]]
  return (
    <CopyContext.Provider value={copy}>
      <BeganContext.Provider value={state.log?.first?.at ?? 0}>
        <main
          class="board"
          style={{
            '--events': `${events}fr`,
            '--conversation': `${100 - events - actor}fr`,
            '--actor': `${actor}fr`,
            '--event': `${event}fr`,
            '--above-event': `${100 - event}fr`,
          }}
        >
          <div class="player">
            <PlayerControls playhead={playhead} state={state}>
              <OverTimeToggle isOn={isOverTime === 1} switchTo={(on) => showOverTime(on ? 1 : 0)} />
              <Bookmarks playhead={playhead} state={state} />
            </PlayerControls>
            {isOverTime === 1 && <OverTimeCharts playhead={playhead} state={state} />}
            <Timeline playhead={playhead} state={state} />
          </div>
          <EventList playhead={playhead} state={state} />
          <SequenceDiagram playhead={playhead} state={state} selectTab={selectTab} />
          <EventPanel
            step={step}
            note={state.bookmarks.get(step.row.seq) ?? null}
            bookmark={(note) => playhead.bookmark(step.row.seq, note)}
            goTo={(index) => void playhead.goTo(index)}
            goToSeq={(seq) => void playhead.jump({ seq })}
          />
          <ActorPanel playhead={playhead} step={step} tab={tab} selectTab={selectTab} />
          <Separators {...sizes} />
        </main>
      </BeganContext.Provider>
    </CopyContext.Provider>
  )
}
