// The whole log from left to right, with what stands out in it.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { MarkerKind, MarkersResponse } from '../../src/replay/api/apiTypes.ts'
import { ask } from './ask.ts'
import { clock, count } from './names.ts'
import type { Playhead } from './playhead.ts'
import type { Standing } from './standing.ts'

const slots = 240

/** From the top: a lane for each kind of mark. */
const lanes: readonly MarkerKind[] = ['match', 'end', 'restart', 'fault']
const laneNames: Readonly<Record<MarkerKind, string>> = {
  match: 'Matches',
  end: 'Ends',
  restart: 'Restarts',
  fault: 'Faults',
}

const useMarks = (events: number): MarkersResponse | null => {
  const [marks, setMarks] = useState<MarkersResponse | null>(null)
  useEffect(() => {
    if (events === 0) return
    ask('markers', { slots }).then(setMarks, () => undefined)
  }, [events])
  return marks
}

export const Timeline = ({ playhead, standing }: { playhead: Playhead; standing: Standing }) => {
  const { log, index, step, isOnly } = standing
  const events = log?.events ?? 0
  const marks = useMarks(events)
  const track = useRef<HTMLDivElement>(null)
  const percent = (at: number) => `${(100 * at) / Math.max(1, events - 1)}%`
  const conversation = step?.conversation ?? null

  const seekTo = (clientX: number) => {
    const box = track.current?.getBoundingClientRect()
    if (box === undefined || events === 0) return
    const share = Math.max(0, Math.min(1, (clientX - box.left) / box.width))
    void playhead.near(Math.round(share * (events - 1)))
  }
  return (
    <section class="timeline" aria-label="Time line">
      <ul class="lane-names" aria-label="Marks in the log">
        {lanes.map((kind) => (
          <li key={kind} class={`mark-${kind}`}>
            {laneNames[kind]}{' '}
            <b>
              {count(
                marks?.markers.reduce(
                  (sum, mark) => sum + (mark.kind === kind ? mark.count : 0),
                  0,
                ) ?? 0,
              )}
            </b>
          </li>
        ))}
      </ul>
      <div
        ref={track}
        class="track"
        role="slider"
        tabIndex={0}
        aria-label="Playhead"
        aria-valuemin={log?.first?.seq ?? 0}
        aria-valuemax={log?.last?.seq ?? 0}
        aria-valuenow={step?.row.seq ?? 0}
        aria-valuetext={
          step === null ? '' : `event ${step.row.seq}, ${step.row.type}, ${clock(step.row.at)}`
        }
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          seekTo(event.clientX)
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event.clientX)
        }}
      >
        {conversation !== null && (
          <i
            class={isOnly ? 'track-focus track-focus-only' : 'track-focus'}
            style={{
              left: percent(conversation.first),
              width: percent(Math.max(0, conversation.last - conversation.first)),
            }}
          />
        )}
        {lanes.map((kind, lane) => (
          <i key={kind} class="track-lane" style={{ top: `${6 + lane * 12}px` }} />
        ))}
        {marks?.markers.map(({ kind, slot, count: many, index: first }) => (
          <i
            key={`${kind} ${slot}`}
            class={`track-mark mark-${kind}`}
            style={{
              left: percent(marks.slots === events ? first : (slot + 0.5) * (events / marks.slots)),
              top: `${2 + lanes.indexOf(kind) * 12}px`,
              opacity: marks.slots === events ? 1 : Math.min(1, 0.45 + many / 12),
            }}
          />
        ))}
        {events > 0 && <i class="track-head" style={{ left: percent(index) }} />}
      </div>
      <ol class="ticks" aria-hidden="true">
        {marks?.ticks.map(({ index: at, at: time }) => (
          <li key={at} style={{ left: percent(at) }}>
            {clock(time).slice(0, 8)}
          </li>
        ))}
      </ol>
    </section>
  )
}
