// The log over time: how many wait and talk, meet and part, and how long that took.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { OverTimeResponse } from '../../../src/replay/api/apiTypes.ts'
import { counted, formatCount, formatDuration } from '../labels/formatting.ts'
import { useMoments } from '../labels/moments.ts'
import { fetchApi } from '../playhead/apiClient.ts'
import type { Playhead, PlayheadProps } from '../playhead/playhead.ts'
import type { PlayheadState } from '../playhead/playheadState.ts'
import { type ChartLine, SmallChart } from './chart.ts'

/** While the log is followed it is asked for anew once the log has grown by a hundredth. */
const useOverTime = ({ log, isFollowing }: PlayheadState): OverTimeResponse | null => {
  const events = log?.events ?? 0
  const stage = isFollowing ? Math.floor(100 * Math.log(events)) : events
  const [overTime, setOverTime] = useState<OverTimeResponse | null>(null)
  useEffect(() => {
    if (events === 0) return
    fetchApi('over-time').then((result) => {
      if (result._tag === 'Answered') setOverTime(result.answer)
    })
  }, [stage])
  return overTime
}

interface ChartGroup {
  readonly title: string
  readonly lines: readonly ChartLine[]
  readonly format: (value: number) => string
  readonly axisFormat: (value: number) => string
}

/** `20 s`, `1.5 min`. */
const shortDuration = (ms: number): string =>
  ms < 60_000 ? `${ms / 1_000} s` : `${Math.round(ms / 6_000) / 10} min`

/** `a second`, `a minute`, `10 min`. */
const stepWords = (stepMs: number): string =>
  ({ 1000: 'a second', 60000: 'a minute', 3600000: 'an hour' })[stepMs] ??
  `every ${formatDuration(stepMs)}`

const groupsOf = (overTime: OverTimeResponse): readonly ChartGroup[] => {
  const { waiting, chatting, matches, ends, drops, waitP50, waitP90, stepMs } = overTime
  return [
    {
      title: 'Sessions',
      lines: [
        { name: 'waiting', colour: '--other', values: waiting },
        { name: 'chatting', colour: '--one', values: chatting },
      ],
      format: formatCount,
      axisFormat: formatCount,
    },
    {
      title: `Happened ${stepWords(stepMs)}`,
      lines: [
        { name: 'matches', colour: '--one', values: matches },
        { name: 'ends', colour: '--other', values: ends },
        { name: 'drops', colour: '--fault', values: drops },
      ],
      format: formatCount,
      axisFormat: formatCount,
    },
    {
      title: 'Waits of those matched',
      lines: [
        { name: 'p50', colour: '--keeper', values: waitP50 },
        { name: 'p90', colour: '--place', values: waitP90 },
      ],
      format: formatDuration,
      axisFormat: shortDuration,
    },
  ]
}

/** The row in which a time lies. */
const rowAt = ({ at, stepMs }: OverTimeResponse, now: number): number =>
  Math.max(0, Math.min(at.length - 1, Math.floor((now - (at[0] ?? 0)) / stepMs)))

const valueWords = ({ values }: ChartLine, row: number, format: ChartGroup['format']): string => {
  const value = values[row] ?? null
  return value === null ? '–' : format(value)
}

/** What a chart shows, for those who do not see it. */
const sentenceOf = ({ title, lines, format }: ChartGroup, row: number): string => {
  const parts = lines.map((line) => {
    const known = line.values.filter((value) => value !== null)
    const most = known.length === 0 ? '–' : format(Math.max(...known))
    return `${line.name} ${valueWords(line, row, format)}, at most ${most}`
  })
  return `${title}, at the playhead: ${parts.join('; ')}.`
}

interface ChartProps {
  readonly overTime: OverTimeResponse
  readonly group: ChartGroup
  readonly now: number
  readonly select: (from: number, to: number) => void
}

const Chart = ({ overTime, group, now, select }: ChartProps) => {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<SmallChart | null>(null)
  const [pointed, point] = useState<number | null>(null)
  const row = pointed ?? rowAt(overTime, now)
  useLayoutEffect(() => {
    if (box.current === null) return
    const { lines, axisFormat } = group
    const drawn = new SmallChart(box.current, { at: overTime.at, lines, axisFormat, select, point })
    chart.current = drawn
    return () => drawn.destroy()
  }, [overTime])
  useLayoutEffect(() => chart.current?.show(now), [overTime, now])
  return (
    <figure class="over-time-chart">
      <figcaption>
        <b>{group.title}</b>
        {group.lines.map((line, number) => (
          <span key={line.name}>
            <i
              class={`over-time-key over-time-key-${number}`}
              style={{ color: `var(${line.colour})` }}
            />
            {line.name} {valueWords(line, row, group.format)}
          </span>
        ))}
      </figcaption>
      <div ref={box} role="img" aria-label={sentenceOf(group, rowAt(overTime, now))} />
    </figure>
  )
}

/** What the time line is limited to, and to what it can be without a pointer. */
const SpanBar = ({ playhead, state }: PlayheadProps) => {
  const { span, step, log } = state
  const conversation = step?.conversation ?? null
  return (
    <p class="over-time-span">
      <span role="status">
        {span === null
          ? 'Draw over a span to limit the time line to it.'
          : `The time line shows ${counted(span.last - span.first + 1, 'event')} of ${formatCount(log?.events ?? 0)}.`}
      </span>
      <button
        type="button"
        class="toggle"
        disabled={conversation === null}
        onClick={() => conversation !== null && void playhead.limitTo(conversation)}
      >
        Limit to this conversation
      </button>
      <button
        type="button"
        class="toggle"
        disabled={span === null}
        onClick={() => void playhead.limitTo(null)}
      >
        Whole log
      </button>
    </p>
  )
}

interface OverTimeProps {
  readonly playhead: Playhead
  readonly state: PlayheadState
}

export const OverTimeCharts = ({ playhead, state }: OverTimeProps) => {
  const overTime = useOverTime(state)
  const now = state.step?.row.at ?? 0
  const momentOf = useMoments()
  return (
    <section class="over-time" aria-label={`The log over time, at ${momentOf(now)}`}>
      <SpanBar playhead={playhead} state={state} />
      {overTime !== null &&
        groupsOf(overTime).map((group) => (
          <Chart
            key={group.title}
            overTime={overTime}
            group={group}
            now={now}
            select={(from, to) => void playhead.limitToTimes(from, to)}
          />
        ))}
    </section>
  )
}
