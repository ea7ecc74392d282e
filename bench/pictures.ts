// Draws docs/latency.svg and docs/memory.svg from measurements of this machine.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Chart, svgOf } from './chart.ts'
import { memoryOfUser, talk } from './phases.ts'

const rates = [1_000, 2_500, 5_000, 7_500, 10_000, 15_000]
const crowds = [1_000, 5_000, 10_000, 15_000]

/** The colours of the charts by number, on light paper and on dark. */
const colours = [
  ['#0f6b4f', '#5fd0a5'],
  ['#9a6700', '#e0b454'],
  ['#5b6472', '#a3acb9'],
] as const

const style = (mode: 0 | 1): string =>
  colours
    .map((colour, index) => `.c${index}{stroke:${colour[mode]}}.k${index}{fill:${colour[mode]}}`)
    .join('') +
  (mode === 0
    ? '.tick{fill:#4b5563}.grid{stroke:#d9dee5}'
    : '.tick{fill:#a3acb9}.grid{stroke:#333b47}')

/** A picture that stands alone: with its colours, its title and its legend. */
const picture = (chart: Chart): string => {
  const legend = chart.lines
    .map(
      ({ name, colour }, index) =>
        `<text class="k${colour}" x="${72 + index * 190}" y="42">${name}</text>`,
    )
    .join('')
  const body = svgOf(chart).replace(/^<svg [^>]*>|<\/svg>$/g, '')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 744 310" role="img" aria-label="${chart.title}">`,
    `<style>text{font:13px system-ui,sans-serif}.line{fill:none;stroke-width:2}${style(0)}`,
    `@media(prefers-color-scheme:dark){${style(1)}}</style>`,
    `<text class="tick" x="72" y="20">${chart.title}</text>${legend}`,
    `<g transform="translate(0 50)">${body}</g></svg>\n`,
  ].join('')
}

const draw = (name: string, chart: Chart): void => {
  writeFileSync(resolve(import.meta.dirname, '../docs', `${name}.svg`), picture(chart))
  console.log(chart.title)
  for (const { name: line, values } of chart.lines) {
    console.log(
      `  ${line.padEnd(24)} ${values.map((value) => chart.format(value ?? 0).padStart(9)).join('')}`,
    )
  }
}

const inTurn = async <A, B>(items: readonly A[], what: (item: A) => Promise<B>): Promise<B[]> => {
  const found: B[] = []
  for (const item of items) found.push(await what(item))
  return found
}

const latencies = await inTurn(rates, async (rate) => {
  const [ours, limit] = [await talk('passerby', rate), await talk('limit', rate)]
  process.stderr.write(`${rate} messages a second\n`)
  return { ours: ours.latencies.delivery, limit: limit.latencies.delivery }
})
draw('latency', {
  title: 'Delivery of a message in milliseconds, by messages a second; synced before delivery',
  lines: [
    { name: 'Passerby, median', colour: 0, values: latencies.map(({ ours }) => ours?.p50 ?? null) },
    { name: 'Passerby, p99', colour: 1, values: latencies.map(({ ours }) => ours?.p99 ?? null) },
    {
      name: 'bare relay, p99',
      colour: 2,
      values: latencies.map(({ limit }) => limit?.p99 ?? null),
    },
  ],
  xs: rates,
  xLabels: rates.map((rate) => [rate, rate.toLocaleString('en')]),
  format: (ms) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0)),
  isLogarithmic: true,
})

const memory = await inTurn(crowds, async (users) => {
  process.stderr.write(`${users} users\n`)
  return {
    ours: (users * (await memoryOfUser('passerby', users))) / 1e6,
    limit: (users * (await memoryOfUser('limit', users))) / 1e6,
  }
})
draw('memory', {
  title:
    'Memory of idle matched users in MB, by how many there are; what a start takes not counted',
  lines: [
    { name: 'Passerby', colour: 0, values: memory.map(({ ours }) => ours) },
    { name: 'bare relay', colour: 2, values: memory.map(({ limit }) => limit) },
  ],
  xs: crowds,
  xLabels: crowds.map((users) => [users, users.toLocaleString('en')]),
  format: (megabytes) => megabytes.toFixed(0),
})
