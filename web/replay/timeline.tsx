// The whole log from left to right, with what stands out in it.
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { MarkerKind, MarkersResponse } from '../../src/replay/api/apiTypes.ts'
import { axisLabels, formatCount } from './labels/formatting.ts'
import { useMoments } from './labels/moments.ts'
import { NoteLane } from './noteLane.tsx'
import { fetchApi } from './playhead/apiClient.ts'
import type { PlayheadProps } from './playhead/playhead.ts'
import type { PlayheadState, Span } from './playhead/playheadState.ts'

const slots = 240

/** From the top: a lane for each kind of marker. */
const laneKinds = ['match', 'end', 'restart', 'fault', 'block', 'report', 'measure'] as const

/** They have a lane where there are any: in most logs nobody is reported. */
const seldom: readonly MarkerKind[] = ['block', 'report', 'measure']

const laneHeight = 12

const laneNames: Readonly<Record<MarkerKind, string>> = {
  match: 'Matches',
  end: 'Ends',
  restart: 'Restarts',
  fault: 'Faults',
  block: 'Blocks',
  report: 'Reports',
  measure: 'Measures',
}

const useMarkers = (events: number, { first, last }: Span): MarkersResponse | null => {
  const [markers, setMarkers] = useState<MarkersResponse | null>(null)
  useEffect(() => {
    if (events === 0) return
    fetchApi('markers', { slots, first, last }).then((result) => {
      if (result._tag === 'Answered') setMarkers(result.answer)
    })
  }, [events, first, last])
  return markers
}

/** What the time line shows of the log. */
const shownOf = ({ span, log }: PlayheadState): Span =>
  span ?? { first: 0, last: Math.max(0, (log?.events ?? 0) - 1) }

/** How far from the left the event of an index stands. */
const percentOf = (index: number, { first, last }: Span): string =>
  `${(100 * (index - first)) / Math.max(1, last - first)}%`

export const Timeline = ({ playhead, state }: PlayheadProps) => {
  const events = state.log?.events ?? 0
  const shown = shownOf(state)
  const markers = useMarkers(events, shown)
  // Hundreds of marks need not be looked at each time that the playhead moves.
  const laneNames = useMemo(() => <LaneNames markers={markers} />, [markers])
  const ticks = useMemo(
    () => markers !== null && <MarkerTicks markers={markers} span={shown} />,
    [markers, shown.first, shown.last],
  )
  const axis = useMemo(
    () => <Axis markers={markers} span={shown} />,
    [markers, shown.first, shown.last],
  )
  return (
    <section class="timeline" aria-label="Time line">
      {laneNames}
      <Track playhead={playhead} state={state} lanes={lanesFor(markers)}>
        {ticks}
      </Track>
      <NoteLane playhead={playhead} state={state} span={shown} />
      <p class="axis-name" title="Every event has the same width: a quiet hour takes no room.">
        by event
      </p>
      {axis}
    </section>
  )
}

const Axis = ({ markers, span }: { markers: MarkersResponse | null; span: Span }) => {
  const labels = axisLabels(markers?.ticks.map(({ at }) => at) ?? [])
  return (
    <ol class="ticks" aria-hidden="true">
      {markers?.ticks.map(({ index }, place) => (
        <li key={index} style={{ left: percentOf(index, span) }}>
          {labels[place]}
        </li>
      ))}
    </ol>
  )
}

const LaneNames = ({ markers }: { markers: MarkersResponse | null }) => (
  <ul class="lane-names" aria-label="Marks in the log">
    {lanesFor(markers).map((kind) => (
      <li key={kind} class={`mark-${kind}`}>
        {laneNames[kind]} <b>{formatCount(countOf(markers, kind))}</b>
      </li>
    ))}
  </ul>
)

const lanesFor = (markers: MarkersResponse | null): readonly MarkerKind[] =>
  laneKinds.filter((kind) => !seldom.includes(kind) || countOf(markers, kind) > 0)

const countOf = (markers: MarkersResponse | null, kind: MarkerKind): number =>
  markers?.markers.reduce((sum, marker) => sum + (marker.kind === kind ? marker.count : 0), 0) ?? 0

interface TrackProps extends PlayheadProps {
  readonly lanes: readonly MarkerKind[]
  readonly children: ComponentChildren
}

const Track = ({ playhead, state, lanes, children }: TrackProps) => {
  const { log, index, step } = state
  const events = log?.events ?? 0
  const span = shownOf(state)
  const momentOf = useMoments()
  const track = useRef<HTMLDivElement>(null)
  const goToPixel = (clientX: number) => {
    const box = track.current?.getBoundingClientRect()
    if (box === undefined || events === 0) return
    const share = Math.max(0, Math.min(1, (clientX - box.left) / box.width))
    void playhead.goNear(span.first + Math.round(share * (span.last - span.first)))
  }
  return (
    <div
      ref={track}
      class="track"
      style={{ blockSize: `${lanes.length * laneHeight}px` }}
      role="slider"
      tabIndex={0}
      aria-label="Playhead, by event"
      aria-valuemin={log?.first?.seq ?? 0}
      aria-valuemax={log?.last?.seq ?? 0}
      aria-valuenow={step?.row.seq ?? 0}
      aria-valuetext={
        step === null ? '' : `event ${step.row.seq}, ${step.row.type}, ${momentOf(step.row.at)}`
      }
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        goToPixel(event.clientX)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) goToPixel(event.clientX)
      }}
    >
      <FocusSpan state={state} span={span} />
      {lanes.map((kind, lane) => (
        <i key={kind} class="track-lane" style={{ top: `${6 + lane * laneHeight}px` }} />
      ))}
      {children}
      {events > 0 && index >= span.first && index <= span.last && (
        <i class="track-head" style={{ left: percentOf(index, span) }} />
      )}
    </div>
  )
}

/** From the first to the last event of the conversation in focus. */
const FocusSpan = ({ state, span }: { state: PlayheadState; span: Span }) => {
  const conversation = state.step?.conversation ?? null
  if (conversation === null) return null
  const first = Math.max(span.first, conversation.first)
  const last = Math.min(span.last, conversation.last)
  if (first > last) return null
  return (
    <i
      class={state.isFocusOnly ? 'track-focus track-focus-only' : 'track-focus'}
      style={{
        left: percentOf(first, span),
        width: percentOf(span.first + last - first, span),
      }}
    />
  )
}

/** A marker stands at its event where each event has a slot of its own; else in the slot's middle. */
const MarkerTicks = ({ markers, span }: { markers: MarkersResponse; span: Span }) => {
  const events = span.last - span.first + 1
  const isExact = markers.slots === events
  const shown = lanesFor(markers)
  return (
    <div class="track-marks">
      {markers.markers.map(({ kind, slot, count, index }) => (
        <i
          key={`${kind} ${slot}`}
          class={`track-mark mark-${kind}`}
          style={{
            left: percentOf(
              isExact ? index : span.first + (slot + 0.5) * (events / markers.slots),
              span,
            ),
            top: `${2 + shown.indexOf(kind) * laneHeight}px`,
            '--strength': `${isExact ? 100 : Math.min(100, Math.round(45 + (100 * count) / 12))}%`,
          }}
        />
      ))}
    </div>
  )
}
