// A chart of a report, as it is drawn in the page.
import type uPlot from 'uplot'
import type { ChartFormat, ReportChart } from './charts.ts'

/** What a chart is drawn from, all of it the page's own. */
export interface ChartParts {
  readonly chart: ReportChart
  /** Where it is drawn. */
  readonly box: HTMLElement
  /** What it shows, for those who do not see it. */
  readonly sentence: string
  readonly formats: Readonly<Record<ChartFormat, (value: number) => string>>
  readonly UPlot: typeof uPlot
}

/**
 * Goes into the page as text: it may use the browser, what it is given, and nothing else of this
 * program.
 */
export class BrowserChart {
  #parts: ChartParts
  #plot: uPlot
  /** Takes on a colour of the page, for the canvas knows none of its variables. */
  #probe: HTMLElement

  constructor(parts: ChartParts) {
    const { box, chart, UPlot } = parts
    this.#parts = parts
    this.#probe = document.createElement('span')
    this.#probe.className = 'probe'
    box.replaceChildren(this.#probe)
    const columns = [chart.xs, ...chart.lines.map(({ values }) => values)]
    this.#plot = new UPlot(this.#options(), columns as uPlot.AlignedData, box)
    this.#describe()
    this.#switchByKeyboard()
    this.#addZoom()
    this.#follow()
  }

  #options(): uPlot.Options {
    const { box, chart, formats } = this.#parts
    const dashes = [[], [9, 5], [2, 4]]
    const yFormat = formats[chart.yFormat]
    const valued = (format: (value: number) => string) => (_: uPlot, value: number | null) =>
      value === null ? '–' : format(value)
    return {
      width: box.clientWidth,
      height: 260,
      scales: {
        x: { time: false },
        y: chart.isLogarithmic
          ? { distr: 3 }
          : { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] },
      },
      axes: this.#axes(),
      series: [
        { label: chart.xFormat, value: valued(formats[chart.xFormat]) },
        ...chart.lines.map(({ name, colour }, index) => ({
          label: name,
          width: 2,
          stroke: () => this.#colour(`--c${colour}`),
          dash: dashes[index % dashes.length] ?? [],
          points: { fill: () => this.#colour('--card') },
          value: valued(yFormat),
        })),
      ],
      legend: {
        markers: {
          // The first is of the x axis.
          stroke: (_, index) => `var(--c${chart.lines[index - 1]?.colour ?? 0})`,
          dash: (_, index) => ['solid', 'dashed', 'dotted'][(index - 1) % 3] ?? 'solid',
        },
      },
    }
  }

  #axes(): uPlot.Axis[] {
    const { chart, formats } = this.#parts
    const font = '13px ui-sans-serif, system-ui, sans-serif'
    const written = (format: (value: number) => string) => (_: uPlot, splits: number[]) =>
      splits.map((split) => (split === null ? '' : format(split)))
    const common = {
      font,
      stroke: () => this.#colour('--soft'),
      ticks: { show: false },
    }
    const grid = { stroke: () => this.#colour('--grid'), width: 1 }
    const { xLabels } = chart
    const x: uPlot.Axis = {
      ...common,
      size: 32,
      grid: { show: false },
      values: written(formats[chart.xFormat]),
    }
    if (xLabels === null) x.incrs = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800]
    else x.splits = (_, __, from, to) => xLabels.filter((label) => label >= from && label <= to)
    return [x, { ...common, grid, size: 74, values: written(formats[chart.yFormat]) }]
  }

  #colour(variable: string): string {
    this.#probe.style.color = `var(${variable})`
    return getComputedStyle(this.#probe).color
  }

  #describe(): void {
    const { chart, sentence } = this.#parts
    const picture = this.#plot.root.querySelector('.u-wrap')
    picture?.setAttribute('role', 'img')
    picture?.setAttribute('aria-label', `${chart.title}: ${sentence}`)
    const legend = this.#plot.root.querySelector('.u-legend')
    legend?.setAttribute('aria-label', `Legend: ${chart.title}`)
  }

  /** The legend switches lines where it is clicked; buttons in it are clicked by a key too. */
  #switchByKeyboard(): void {
    const [, ...labels] = this.#plot.root.querySelectorAll('.u-legend .u-label')
    const buttons = labels.map((label) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'u-label'
      button.textContent = label.textContent
      label.replaceWith(button)
      return button
    })
    const tell = () =>
      buttons.forEach((button, index) => {
        button.setAttribute('aria-pressed', String(this.#plot.series[index + 1]?.show ?? true))
      })
    this.#plot.hooks.setSeries = [...(this.#plot.hooks.setSeries ?? []), tell]
    tell()
  }

  /** For keys and fingers; a mouse draws over what is to be seen larger. */
  #addZoom(): void {
    const { box, chart } = this.#parts
    const add = (text: string, act: () => void) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = text
      button.setAttribute('aria-label', `${text}: ${chart.title}`)
      button.addEventListener('click', act)
      controls.append(button)
    }
    const controls = document.createElement('div')
    controls.className = 'zoom'
    add('Zoom in', () => {
      const { min = 0, max = 0 } = this.#plot.scales.x ?? {}
      const quarter = (max - min) / 4
      this.#plot.setScale('x', { min: min + quarter, max: max - quarter })
    })
    add('Show all', () => {
      this.#plot.setScale('x', { min: chart.xs[0] ?? 0, max: chart.xs.at(-1) ?? 1 })
    })
    box.append(controls)
  }

  /** Keeps to the width of the page, and to its colours by day and by night. */
  #follow(): void {
    const { box } = this.#parts
    new ResizeObserver(() => {
      this.#plot.setSize({ width: box.clientWidth, height: 260 })
    }).observe(box)
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      matchMedia(query).addEventListener('change', () => this.#plot.redraw(false))
    }
  }
}
