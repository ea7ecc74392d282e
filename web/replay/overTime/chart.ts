// One small chart over time, on whose x axis a span can be drawn; the page's door to uPlot.
import uPlot from 'uplot'
import { axisLabels } from '../labels/formatting.ts'

export interface ChartLine {
  readonly name: string
  /** A variable of the page's: `--one`. */
  readonly colour: string
  readonly values: readonly (number | null)[]
}

export interface ChartOptions {
  /** Milliseconds of Unix time, ascending. */
  readonly at: readonly number[]
  readonly lines: readonly ChartLine[]
  /** Of values on the y axis, which has room for a few characters. */
  readonly axisFormat: (value: number) => string
  /** Told the span that was drawn. */
  readonly select: (from: number, to: number) => void
  /** Told the row that is pointed at; null: none. */
  readonly point: (row: number | null) => void
}

const heightShown = 84

/** A shorter span was a click. */
const pixelsMin = 4

const axisLook = { charactersMin: 5, days: 'new' } as const

const dashes: readonly number[][] = [[], [6, 3], [2, 3]]

export class SmallChart {
  #box: HTMLElement
  #plot: uPlot
  #now = 0
  #sizes: ResizeObserver
  #colours = matchMedia('(prefers-color-scheme: dark)')
  #redraw = () => this.#plot.redraw(false)

  constructor(box: HTMLElement, options: ChartOptions) {
    this.#box = box
    const { at, lines } = options
    const columns = [at, ...lines.map(({ values }) => values)] as uPlot.AlignedData
    this.#plot = new uPlot(this.#optionsOf(options), columns, box)
    this.#sizes = new ResizeObserver(() =>
      this.#plot.setSize({ width: box.clientWidth, height: heightShown }),
    )
    this.#sizes.observe(box)
    this.#colours.addEventListener('change', this.#redraw)
  }

  /** Draws the playhead at a time. */
  show(now: number): void {
    this.#now = now
    this.#redraw()
  }

  destroy(): void {
    this.#sizes.disconnect()
    this.#colours.removeEventListener('change', this.#redraw)
    this.#plot.destroy()
  }

  #colour(variable: string): string {
    return getComputedStyle(this.#box).getPropertyValue(variable).trim()
  }

  #optionsOf({ lines, axisFormat, select, point }: ChartOptions): uPlot.Options {
    const axis: uPlot.Axis = {
      font: '11px system-ui, sans-serif',
      stroke: () => this.#colour('--quiet'),
      grid: { stroke: () => this.#colour('--line'), width: 1 },
      ticks: { show: false },
    }
    const values = (_: uPlot, splits: number[]) => splits.map(axisFormat)
    return {
      width: this.#box.clientWidth,
      height: heightShown,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, sync: { key: 'time' } },
      scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
      axes: [
        {
          ...axis,
          size: 20,
          grid: { show: false },
          values: (_, splits) => axisLabels(splits, axisLook),
        },
        { ...axis, size: 46, space: 24, values },
      ],
      series: [
        {},
        ...lines.map(({ name, colour }, number) => ({
          label: name,
          width: 1.5,
          spanGaps: true,
          stroke: () => this.#colour(colour),
          dash: dashes[number % dashes.length] ?? [],
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [(plot) => this.#drawPlayhead(plot)],
        setCursor: [({ cursor }) => point(cursor.idx ?? null)],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select
            if (width < pixelsMin) return
            select(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'))
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
      },
    }
  }

  #drawPlayhead(plot: uPlot): void {
    const { ctx, bbox } = plot
    const x = plot.valToPos(this.#now, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) return
    ctx.fillStyle = this.#colour('--ink')
    ctx.fillRect(x - 1, bbox.top, 2, bbox.height)
  }
}
