// Line charts as SVG, drawn without a browser.

export interface Line {
  readonly name: string
  /** One of the page's colours, by number. */
  readonly colour: number
  /** Null where there is nothing to show. */
  readonly values: readonly (number | null)[]
}

export interface Chart {
  readonly title: string
  readonly lines: readonly Line[]
  /** Where each value stands, from left to right; labels stand at some of them. */
  readonly xs: readonly number[]
  readonly xLabels: readonly (readonly [x: number, label: string])[]
  readonly format: (value: number) => string
  /** True for values over several magnitudes, all above 0. */
  readonly isLogarithmic?: boolean
}

const width = 720
const height = 260
const frame = { left: 72, right: 12, top: 12, bottom: 28 }
const gridLines = 5

/** An SVG element; its colours are variables of the page. */
export const svgOf = (chart: Chart): string => {
  const { lines, xs, xLabels, format } = chart
  const [low, high] = [xs[0] ?? 0, Math.max(xs.at(-1) ?? 1, (xs[0] ?? 0) + 1e-9)]
  const x = (value: number) =>
    frame.left + ((value - low) / (high - low)) * (width - frame.left - frame.right)
  const { marks, y } = scaleOf(chart)
  const grid = marks.map(
    (mark) =>
      `<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${round(y(mark))}" y2="${round(y(mark))}"/>` +
      `<text class="tick" x="${frame.left - 8}" y="${round(y(mark) + 4)}" text-anchor="end">${format(mark)}</text>`,
  )
  const labels = xLabels.map(
    ([at, label]) =>
      `<text class="tick" x="${round(x(at))}" y="${height - 8}" text-anchor="middle">${label}</text>`,
  )
  const paths = lines.map(
    ({ colour, values }) => `<path class="line c${colour}" d="${pathOf(values, xs, { x, y })}"/>`,
  )
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.title}">` +
    `${grid.join('')}${labels.join('')}${paths.join('')}</svg>`
  )
}

const round = (value: number): number => Math.round(value * 10) / 10

interface Scales {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
}

const pathOf = (
  values: readonly (number | null)[],
  xs: readonly number[],
  { x, y }: Scales,
): string => {
  let isDrawing = false
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false
        return ''
      }
      const step = `${isDrawing ? 'L' : 'M'}${round(x(xs[index] ?? 0))} ${round(y(value))}`
      // A point between two gaps would not show.
      const isAlone = !isDrawing && (values[index + 1] ?? null) === null
      isDrawing = true
      return isAlone ? `${step}h0.1` : step
    })
    .join('')
}

const scaleOf = ({ lines, isLogarithmic = false }: Chart) => {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null))
  const most = Math.max(...values, 0)
  const [bottom, top] = [height - frame.bottom, frame.top]
  if (!isLogarithmic || most <= 0) {
    const step = niceStep(most / gridLines)
    const end = Math.max(step, Math.ceil(most / step) * step)
    const marks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step)
    return { marks, y: (value: number) => bottom - (value / end) * (bottom - top) }
  }
  const least = Math.min(...values.filter((value) => value > 0))
  const from = Math.floor(Math.log10(least))
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)))
  const marks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index))
  const share = (value: number) => (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from)
  return { marks, y: (value: number) => bottom - share(value) * (bottom - top) }
}

/** The next of 1, 2, 5, 10, 20, 50 … */
const niceStep = (least: number): number => {
  if (least <= 0) return 1
  const magnitude = 10 ** Math.floor(Math.log10(least))
  return magnitude * ([1, 2, 5, 10].find((factor) => factor * magnitude >= least) ?? 10)
}
