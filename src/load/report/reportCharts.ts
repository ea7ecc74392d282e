// The charts of a report, from the seconds of a run.

import { curvePercentiles, type LoadResult, type Moment } from '../measures/loadResult.ts'
import { type Chart, type Line, svgOf } from './chart.ts'
import { formatCount, formatDuration } from './format.ts'

/** All charts, each in a figure. */
export const chartsOf = ({ series, curve }: LoadResult): string =>
  [
    overTime('Delivery over time', series, {
      format: formatDuration,
      isLogarithmic: true,
      lines: [
        ['median', 0, ({ delivery }) => delivery?.p50 ?? null],
        ['p99', 1, ({ delivery }) => delivery?.p99 ?? null],
        ['slowest', 2, ({ delivery }) => delivery?.max ?? null],
      ],
    }),
    percentileCurve(curve),
    overTime('Connections and conversations', series, {
      format: formatCount,
      lines: [
        ['connected', 0, ({ connections }) => connections],
        ['conversations', 1, ({ chats }) => chats],
      ],
    }),
    overTime('Messages a second', series, {
      format: formatCount,
      lines: [
        ['sent', 0, ({ sent }) => sent],
        ['delivered', 1, ({ delivered }) => delivered],
      ],
    }),
    overTime('Errors a second', series, {
      format: formatCount,
      lines: [['errors', 2, ({ errors }) => errors]],
    }),
    overTime('The load tester’s own CPU', series, {
      format: (share) => `${Math.round(share * 100)} %`,
      lines: [['of a core', 0, ({ cores }) => cores]],
    }),
  ].join('')

interface Course {
  readonly format: (value: number) => string
  readonly isLogarithmic?: boolean
  readonly lines: readonly (readonly [
    name: string,
    colour: number,
    of: (moment: Moment) => number | null,
  ])[]
}

const timeLabels = 6

const overTime = (title: string, series: readonly Moment[], course: Course): string => {
  const xs = series.map(({ second }) => second)
  const every = Math.max(1, Math.ceil(xs.length / timeLabels))
  const lines = course.lines.map(([name, colour, of]) => ({ name, colour, values: series.map(of) }))
  return figure({
    title,
    lines,
    xs,
    xLabels: xs.filter((_, index) => index % every === 0).map((x) => [x, `${x} s`]),
    format: course.format,
    isLogarithmic: course.isLogarithmic ?? false,
  })
}

const stamp: readonly number[] = [0, 50, 90, 99, 99.9, 99.99, 99.999]

/** The tail takes as much room as the rest: each nine of the percentile is one step. */
const nines = (percentile: number): number => -Math.log10(1 - Math.min(percentile, 99.9995) / 100)

const percentileCurve = (curve: readonly number[]): string => {
  const shown = curvePercentiles.slice(0, curve.length)
  return figure({
    title: 'Delivery by percentile',
    lines: [{ name: 'delivered within', colour: 1, values: curve }],
    xs: shown.map(nines),
    xLabels: stamp.map((percentile) => [nines(percentile), `${percentile} %`]),
    format: formatDuration,
    isLogarithmic: true,
  })
}

const figure = (chart: Chart): string => {
  const isEmpty = chart.lines.every(({ values }) => values.every((value) => value === null))
  const body = isEmpty ? '<p class="empty">nothing of the kind happened</p>' : svgOf(chart)
  return `<figure><figcaption>${chart.title}${legend(chart.lines)}</figcaption>${body}</figure>`
}

const legend = (lines: readonly Line[]): string =>
  `<span class="legend">${lines.map(({ name, colour }) => `<span class="k${colour}">${name}</span>`).join('')}</span>`
