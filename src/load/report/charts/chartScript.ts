// The scripts and the style that draw the charts of a report, to stand in its page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BrowserChart } from './browserChart.ts'
import { chartFormats, chartSentence, type ReportChart } from './charts.ts'

const { resolve } = createRequire(import.meta.url)

const partOf = (file: string): string => readFileSync(resolve(`uplot/${file}`), 'utf8')

/** uPlot's style, as text. */
export const chartStyle = (): string => partOf('dist/uPlot.min.css')

/** The charts, uPlot and what draws the one with the other: HTML for the end of the page. */
export const chartScripts = (charts: readonly ReportChart[]): string =>
  `<script type="application/json" id="charts">${dataOf(charts)}</script>
<script>/*
${partOf('LICENSE')}*/
${partOf('dist/uPlot.iife.min.js')}</script>
<script>{${drawing}}</script>`

/** JSON that ends no script, whatever is in it. */
const dataOf = (charts: readonly ReportChart[]): string =>
  JSON.stringify(
    charts.map((chart) => ({ chart, sentence: chartSentence(chart) })),
    // What is seen on a screen has no more figures than this.
    (_, value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value),
  ).replaceAll('<', '\\u003c')

const formats = Object.entries(chartFormats).map(([name, format]) => `${name}: ${format}`)

const drawing = `
const formats = { ${formats.join(', ')} }
const BrowserChart = ${BrowserChart}
const charts = JSON.parse(document.getElementById('charts').textContent)
for (const box of document.querySelectorAll('[data-chart]')) {
  new BrowserChart({ ...charts[box.dataset.chart], box, formats, UPlot: uPlot })
}
document.getElementById('undrawn').remove()
for (const details of document.querySelectorAll('details')) details.open = false
`
