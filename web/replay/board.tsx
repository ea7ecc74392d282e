// What there is to be seen of a log with events in it: the time line, and the panels below.
import { useMemo } from 'preact/hooks'
import type { StepResponse } from '../../src/replay/api/apiTypes.ts'
import { CopyContext, copyingBy } from './labels/copying.tsx'
import { EventList } from './list/eventList.tsx'
import { ActorPanel, type ActorTab } from './panels/actorPanel.tsx'
import { EventPanel } from './panels/eventPanel.tsx'
import { SequenceDiagram } from './panels/sequenceDiagram.tsx'
import { PlayerControls } from './playerControls.tsx'
import type { PlayheadProps } from './playhead/playhead.ts'
import { Timeline } from './timeline.tsx'

interface BoardProps extends PlayheadProps {
  readonly step: StepResponse
  readonly tab: ActorTab
  readonly selectTab: (tab: ActorTab) => void
}

export const Board = ({ playhead, state, step, tab, selectTab }: BoardProps) => {
  const copy = useMemo(() => copyingBy((notice) => playhead.tell(notice)), [playhead])
  return (
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
  )
}
