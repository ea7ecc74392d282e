// The result as one page that needs nothing else: charts and tables.

import { curvePercentiles, type LoadResult, perSecond } from '../measures/loadResult.ts'
import { statistics, type Timing, timings } from '../measures/measures.ts'
import { faultKinds } from '../referee/rooms/faults.ts'
import { chartScripts, chartStyle } from './charts/chartScript.ts'
import { chartSentence, chartsOf, type ReportChart } from './charts/charts.ts'
import {
  changedWord,
  comparisonCaution,
  comparisonNote,
  comparisonTable,
  comparisonTitle,
  type Earlier,
} from './comparison.ts'
import { maxRateSentence, maxRateTable } from './maxRateLines.ts'
import { metricsCaption, metricsNote, metricsRemarks, metricsTable } from './metricsTable.ts'
import { processRows } from './processRows.ts'
import { reportStyle } from './reportStyle.ts'
import { type Conclusion, conclusionLine } from './requirements/conclusion.ts'
import { wordsOf } from './requirements/requirement.ts'
import { safetyRows } from './safetyRows.ts'
import { targetNote, targetTable, targetTitle } from './targetTable.ts'
import { warmUpRows } from './warmUpRows.ts'
import { adviceOn } from './words/advice.ts'
import {
  formatCount,
  formatDuration,
  formatMegabytes,
  formatPercent,
  plural,
} from './words/format.ts'

export interface ReportHead {
  readonly url: string
  /** When it was made, as people read it. */
  readonly date: string
  /** Runs before to compare with; none where that was not asked for. */
  readonly earlier?: readonly Earlier[]
}

/** A whole HTML document. */
export const reportPage = (
  result: LoadResult,
  conclusion: Conclusion,
  { url, date, earlier = [] }: ReportHead,
): string => {
  const charts = chartsOf(result)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Load on ${escaped(url)}</title>
<style>${chartStyle()}${reportStyle}</style>
<main>
<header>
<p class="eyebrow">Passerby under load</p>
<h1>${escaped(url)}</h1>
<p class="when">${escaped(date)} · ${result.seconds.toFixed(0)} s · seed ${result.seed}${result.isStoppedEarly ? ' · stopped early' : ''}</p>
</header>
<p class="conclusion ${conclusion.failures.length === 0 ? 'good' : 'bad'}">${escaped(conclusionLine(conclusion))}</p>
${badges(result, conclusion)}
${maxRate(result)}
${figures(result)}
${comparison(result, earlier)}
<p class="note" id="undrawn">The charts are drawn by JavaScript, which is off; tables of the same figures stand at the end.</p>
<div class="charts">${charts.map(figureOf).join('')}</div>
<section><h2>How long things took</h2>${latencyTable(result)}
${warmUpRows(result)
  .map(([, text]) => `<p class="note">Left out: ${text}.</p>\n`)
  .join(
    '',
  )}<p class="note">Counted from when each thing was due, not from when it was sent: a server that stalls does not hide the wait. <em>lag</em> is how late the load tester itself was.</p></section>
${servers(result)}
${metricsSections(result)}
${listOf('Blocks, reports and work', safetyRows(result))}
${listOf('The processes', processRows(result))}
<section><h2>The referee</h2>${referee(result)}</section>
<section><h2>Errors</h2>${errors(result)}</section>
<section><h2>The scenario</h2>${scenario(result)}</section>
<section><h2>The figures of the charts</h2>${chartTables(result)}</section>
</main>
${chartScripts(charts)}
</html>
`
}

const escaped = (text: unknown): string =>
  String(text).replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`)

/** Null: neither good nor bad. */
const badge = (isGood: boolean | null, text: string): string =>
  `<li${isGood === null ? '' : ` class="${isGood ? 'good' : 'bad'}"`}>${escaped(text)}</li>`

const badges = (
  { referee: { faultsTotal, rooms }, bottlenecks, processes }: LoadResult,
  { outcomes, failures }: Conclusion,
) =>
  `<ul class="badges">${[
    faultsTotal > 0
      ? badge(false, plural(faultsTotal, 'fault'))
      : badge(
          rooms > 0 && failures.length === 0 ? true : null,
          rooms > 0 ? 'referee: no fault' : 'referee: no room to judge',
        ),
    ...outcomes.map((outcome) => {
      const { isGood, measured } = wordsOf(outcome, failures.length > 0)
      return badge(isGood, `${outcome.text} — ${measured}`)
    }),
    ...processes.flatMap(({ died }, index) =>
      died === null ? [] : [badge(false, `process ${index + 1} died: ${died}`)],
    ),
    ...bottlenecks.map(({ text }) => badge(false, text)),
  ].join('')}</ul>`

const figures = (result: LoadResult) => {
  const { counts, peak, latencies, residentBytes } = result
  const { rooms } = result.referee
  const all: readonly (readonly [name: string, value: string, beside: string])[] = [
    ['connected at once', formatCount(peak.connections), `${formatCount(counts.joined)} joined`],
    ['conversations', formatCount(rooms), `${formatCount(peak.chats)} at once`],
    ['messages', formatCount(counts.sent), `${formatCount(perSecond('sent', result))} a second`],
    [
      'delivered, p99',
      latencies.delivery === null ? '–' : formatDuration(latencies.delivery.p99),
      latencies.delivery === null ? '' : `half within ${formatDuration(latencies.delivery.p50)}`,
    ],
    ['load tester', formatMegabytes(residentBytes), 'memory at most'],
  ]
  return `<dl class="figures">${all
    .map(
      ([name, value, beside]) =>
        `<div><dt>${name}</dt><dd>${value}</dd><dd class="beside">${beside}</dd></div>`,
    )
    .join('')}</dl>`
}

/** A chart to be drawn; what it says until then, and where nothing draws it. */
const figureOf = (chart: ReportChart, index: number): string => {
  const sentence = chartSentence(chart)
  const body =
    sentence === null
      ? '<p class="empty">nothing of the kind happened</p>'
      : `<div class="chart" data-chart="${index}"><p>${sentence}</p></div>`
  return `<figure><figcaption>${chart.title}</figcaption>${body}</figure>`
}

const chartTables = ({ series, curve }: LoadResult): string => {
  const seconds = tableOf(
    'Second by second',
    [
      'second',
      'connected',
      'conversations',
      'sent',
      'delivered',
      'errors',
      ...deliveryNames,
      'CPU',
    ],
    series.map(({ second, connections, chats, delivery, cores, ...rates }) => [
      `${second} s`,
      ...[connections, chats, rates.sent, rates.delivered, rates.errors].map(formatCount),
      ...(delivery === null
        ? deliveryNames.map(() => '–')
        : [delivery.p50, delivery.p99, delivery.max].map(formatDuration)),
      formatPercent(cores),
    ]),
  )
  const percentiles = tableOf(
    'Delivery by percentile',
    ['percentile', 'delivered within'],
    curve.map((ms, index) => [`${curvePercentiles[index]} %`, formatDuration(ms)]),
  )
  return (
    `<details open><summary>Second by second</summary>${seconds}</details>` +
    `<details open><summary>Delivery by percentile</summary>${percentiles}</details>`
  )
}

const deliveryNames = ['median', 'p99', 'slowest']

/** A table that may be wider than the page: it is then moved sideways, by a key too. */
const tableOf = (
  name: string,
  head: readonly string[],
  body: readonly (readonly string[])[],
): string =>
  `<div class="wide" role="region" aria-label="${name}" tabindex="0"><table><thead><tr>${head
    .map((cell) => `<th scope="col">${cell}</th>`)
    .join('')}</tr></thead><tbody>${body
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`

const latencyTable = ({ latencies }: LoadResult): string =>
  tableOf(
    'How long things took',
    ['timing', 'count', ...statistics.map((name) => (name === 'p999' ? 'p99.9' : name))],
    (Object.keys(timings) as Timing[]).flatMap((timing) => {
      const summary = latencies[timing]
      if (summary === null) return []
      const cells = statistics.map((name) => formatDuration(summary[name]))
      return [
        [`<abbr title="${timings[timing]}">${timing}</abbr>`, formatCount(summary.count), ...cells],
      ]
    }),
  )

/** Nothing where there is only one. */
const servers = (result: LoadResult): string => {
  const [head, ...rows] = targetTable(result)
  if (head === undefined) return ''
  const table = tableOf(
    targetTitle,
    head,
    rows.map((row) => row.map(escaped)),
  )
  return `<section><h2>${targetTitle}</h2>${table}<p class="note">${marked(targetNote)}.</p></section>`
}

const maxRate = ({ foundRate }: LoadResult): string => {
  if (foundRate === null) return ''
  const [head = [], ...rows] = maxRateTable(foundRate)
  const title = 'The highest rate that holds'
  return `<section class="found"><h2>${title}</h2><p>${escaped(maxRateSentence(foundRate))}.</p>${tableOf(title, head, rows)}</section>`
}

/** Nothing where there is nothing to compare with. */
const comparison = (result: LoadResult, earlier: readonly Earlier[]): string => {
  if (earlier.length === 0) return ''
  const [, ...rows] = comparisonTable(earlier, result)
  const title = comparisonTitle(earlier)
  const caution = comparisonCaution(earlier, result)
  // What it amounts to stands beside the change: a column of its own would be out of sight on a telephone.
  const table = tableOf(
    title,
    ['figure', 'before', 'now', 'change'],
    rows.map(([name = '', before = '', now = '', change = '', said = '']) => [
      ...[name, before, now],
      `${change} ${said === changedWord ? `<strong>${said}</strong>` : `<small>${said}</small>`}`,
    ]),
  )
  const above = caution === null ? '' : `<p>${caution}</p>`
  return `<section class="found compared"><h2>${title}</h2>${above}${table}<p class="note">${comparisonNote}.</p></section>`
}

const metricsSections = (result: LoadResult): string =>
  result.metrics
    .map((one) => {
      const [head, ...rows] = metricsTable(one)
      const title = escaped(metricsCaption(result, one))
      const table =
        head === undefined
          ? ''
          : `${tableOf(title, head, rows)}<p class="note">${marked(metricsNote)}.</p>`
      const remarks = metricsRemarks(one).map((remark) => `<p>${marked(remark)}</p>`)
      return `<section><h2>${title}</h2>${table}${remarks.join('')}</section>`
    })
    .join('')

/** What stands between backticks is a name of ours. */
const marked = (text: string): string => text.replaceAll(/`(\w+)`/g, '<em>$1</em>')

/** Nothing where there are no rows. */
const listOf = (
  title: string,
  rows: readonly (readonly [name: string, text: string])[],
): string => {
  if (rows.length === 0) return ''
  return `<section><h2>${title}</h2><dl class="scenario">${rows
    .map(([name, text]) => `<div><dt>${name}</dt><dd>${text}</dd></div>`)
    .join('')}</dl></section>`
}

const referee = ({
  referee: { faults, examples, rooms, undeliverable, log },
}: LoadResult): string => {
  const kinds = Object.entries(faults)
  const beside =
    `${plural(rooms, 'room')} judged. ${plural(undeliverable, 'message')} for somebody who was away ` +
    `when the chat ended${log === null ? '' : `; ${plural(log.messages, 'message')} found in the log, and ${plural(log.matches, 'match', 'matches')} held against who waited`}.`
  if (kinds.length === 0 && rooms === 0) return '<p>There was no room to judge.</p>'
  if (kinds.length === 0)
    return `<p>Every acknowledged message reached its partner once, in order. ${beside}</p>`
  return `${tableOf(
    'Faults',
    ['fault', 'times', 'meaning'],
    kinds.map(([kind, times]) => [
      kind.replaceAll('_', ' '),
      formatCount(times),
      faultKinds[kind as keyof typeof faultKinds],
    ]),
  )}<ul class="examples">${examples
    .map(
      ({ text, logSeq }) =>
        `<li>${escaped(text)}${logSeq === null ? '' : ` <b>log seq ${logSeq}</b>`}</li>`,
    )
    .join('')}</ul><p>${beside}</p>`
}

const errors = ({ errors: all, errorsTotal }: LoadResult): string =>
  errorsTotal === 0
    ? '<p>None.</p>'
    : tableOf(
        'Errors',
        ['error', 'times', 'what to make of it'],
        Object.entries(all).map(([name, times]) => [
          escaped(name),
          formatCount(times),
          escaped(adviceOn(name) ?? ''),
        ]),
      )

const scenario = ({ scenario: played }: LoadResult): string =>
  `<dl class="scenario">${Object.entries(played)
    .map(([name, value]) => {
      const shown = Array.isArray(value)
        ? value.map((phase) => JSON.stringify(phase)).join(' ')
        : typeof value === 'object'
          ? Object.entries(value)
              .map((entry) => entry.join(' '))
              .join(', ')
          : value
      return `<div><dt>${name}</dt><dd>${escaped(shown)}</dd></div>`
    })
    .join('')}</dl>`
