// What the charts of a report show, and what is said of each where it cannot be seen.
import { curvePercentiles, type LoadResult, type Moment } from '../../measures/loadResult.ts'
import { formatCount, formatDuration, formatPercent } from '../words/format.ts'

export interface PlottedLine {
  readonly name: string
  /** One of the page's colours, by number. */
  readonly colour: 0 | 1 | 2
  /** One for each x; null where there is nothing to show. */
  readonly values: readonly (number | null)[]
}

export interface ReportChart {
  readonly title: string
  readonly xFormat: ChartFormat
  readonly yFormat: ChartFormat
  /** True for values over several magnitudes, all above 0. */
  readonly isLogarithmic: boolean
  /** Where each value stands, from left to right. */
  readonly xs: readonly number[]
  /** Where the x axis has its labels; null where they are spread evenly. */
  readonly xLabels: readonly number[] | null
  readonly lines: readonly PlottedLine[]
}

/** How numbers are written along an axis. Each is also run in the page, and so stands for itself. */
export const chartFormats = {
  count: formatCount,
  duration: formatDuration,
  percent: formatPercent,
  second: (second: number) => `${second} s`,
  /** The percentile of so many nines: 99 for 2, 99.9 for 3. */
  percentile: (nines: number) => `${Number((100 * (1 - 10 ** -nines)).toFixed(3))} %`,
} as const

export type ChartFormat = keyof typeof chartFormats

export const chartsOf = ({ series, curve }: LoadResult): readonly ReportChart[] => [
  overTime('Delivery over time', series, {
    yFormat: 'duration',
    isLogarithmic: true,
    lines: [
      ['median', 0, ({ delivery }) => delivery?.p50 ?? null],
      ['p99', 1, ({ delivery }) => delivery?.p99 ?? null],
      ['slowest', 2, ({ delivery }) => delivery?.max ?? null],
    ],
  }),
  percentileCurve(curve),
  overTime('Connections and conversations', series, {
    yFormat: 'count',
    lines: [
      ['connected', 0, ({ connections }) => connections],
      ['conversations', 1, ({ chats }) => chats],
    ],
  }),
  overTime('Messages a second', series, {
    yFormat: 'count',
    lines: [
      ['sent', 0, ({ sent }) => sent],
      ['delivered', 1, ({ delivered }) => delivered],
    ],
  }),
  overTime('Errors a second', series, {
    yFormat: 'count',
    lines: [['errors', 2, ({ errors }) => errors]],
  }),
  overTime('The load tester’s own CPU', series, {
    yFormat: 'percent',
    lines: [['of a core', 0, ({ cores }) => cores]],
  }),
]

/** A line of a chart over time: its name, its colour, and its value at a moment. */
type LineOverTime = readonly [
  name: string,
  colour: PlottedLine['colour'],
  valueAt: (moment: Moment) => number | null,
]

interface TimeLines {
  readonly yFormat: ChartFormat
  readonly isLogarithmic?: boolean
  readonly lines: readonly LineOverTime[]
}

const overTime = (
  title: string,
  series: readonly Moment[],
  { yFormat, isLogarithmic = false, lines }: TimeLines,
): ReportChart => ({
  title,
  xFormat: 'second',
  yFormat,
  isLogarithmic,
  xs: series.map(({ second }) => second),
  xLabels: null,
  lines: lines.map(([name, colour, valueAt]) => ({ name, colour, values: series.map(valueAt) })),
})

const labelledPercentiles: readonly number[] = [50, 90, 99, 99.9, 99.99, 99.999]

/** The tail takes as much room as the rest: each nine of the percentile is one step. */
const nines = (percentile: number): number => -Math.log10(1 - Math.min(percentile, 99.9995) / 100)

const percentileCurve = (curve: readonly number[]): ReportChart => ({
  title: 'Delivery by percentile',
  xFormat: 'percentile',
  yFormat: 'duration',
  isLogarithmic: true,
  xs: curvePercentiles.slice(0, curve.length).map(nines),
  xLabels: labelledPercentiles.map(nines),
  lines: [{ name: 'delivered within', colour: 1, values: curve }],
})

/** What a chart shows, in a sentence; null where nothing of the kind happened. */
export const chartSentence = ({ lines, yFormat }: ReportChart): string | null => {
  const format = chartFormats[yFormat]
  const ranges = lines.flatMap(({ name, values }) => {
    const known = values.filter((value) => value !== null)
    if (known.length === 0) return []
    // Not spread as arguments: a long run has too many.
    const least = known.reduce((one, other) => Math.min(one, other))
    const most = known.reduce((one, other) => Math.max(one, other))
    return [`${name} from ${format(least)} to ${format(most)}`]
  })
  return ranges.length === 0 ? null : `${ranges.join('; ')}.`
}
