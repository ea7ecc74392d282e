// The result as one page that needs nothing else: charts and tables.

import type { LoadResult } from '../measures/loadResult.ts'
import { statistics, type Timing, timings } from '../measures/measures.ts'
import { faultKinds } from '../referee/faults.ts'
import { adviceOn } from './advice.ts'
import { formatCount, formatDuration, formatMegabytes, plural } from './format.ts'
import { chartsOf } from './reportCharts.ts'
import { reportStyle } from './reportStyle.ts'
import type { RequirementOutcome } from './requirement.ts'

export interface ReportHead {
  readonly url: string
  /** When it was made, as people read it. */
  readonly date: string
}

/** A whole HTML document. */
export const reportPage = (
  result: LoadResult,
  outcomes: readonly RequirementOutcome[],
  { url, date }: ReportHead,
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Load on ${escaped(url)}</title>
<style>${reportStyle}</style>
<main>
<header>
<p class="eyebrow">Passerby under load</p>
<h1>${escaped(url)}</h1>
<p class="when">${escaped(date)} · ${result.seconds.toFixed(0)} s · seed ${result.seed}${result.isStoppedEarly ? ' · stopped early' : ''}</p>
</header>
${badges(result, outcomes)}
${figures(result)}
<div class="charts">${chartsOf(result)}</div>
<section><h2>How long things took</h2>${latencyTable(result)}
<p class="note">Counted from when each thing was due, not from when it was sent: a server that stalls does not hide the wait. <em>lag</em> is how late the load tester itself was.</p></section>
<section><h2>The referee</h2>${referee(result)}</section>
<section><h2>Errors</h2>${errors(result)}</section>
<section><h2>The scenario</h2>${scenario(result)}</section>
</main>
</html>
`

const escaped = (text: unknown): string =>
  String(text).replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`)

const badge = (isGood: boolean, text: string): string =>
  `<li class="${isGood ? 'good' : 'bad'}">${escaped(text)}</li>`

const badges = (
  { referee: { faultsTotal }, bottlenecks }: LoadResult,
  outcomes: readonly RequirementOutcome[],
) =>
  `<ul class="badges">${[
    badge(
      faultsTotal === 0,
      faultsTotal === 0 ? 'referee: no fault' : plural(faultsTotal, 'fault'),
    ),
    ...outcomes.map(({ text, actual, unit, isMet }) => {
      const measured =
        actual === null ? 'nothing' : unit === 'ms' ? formatDuration(actual) : formatCount(actual)
      return badge(isMet, `${text} — ${measured}`)
    }),
    ...bottlenecks.map(({ text }) => badge(false, text)),
  ].join('')}</ul>`

const figures = ({
  counts,
  peak,
  referee: { rooms },
  latencies,
  seconds,
  residentBytes,
}: LoadResult) => {
  const all: readonly (readonly [name: string, value: string, beside: string])[] = [
    ['connected at once', formatCount(peak.connections), `${formatCount(counts.joined)} joined`],
    ['conversations', formatCount(rooms), `${formatCount(peak.chats)} at once`],
    ['messages', formatCount(counts.sent), `${formatCount(counts.sent / seconds)} a second`],
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

const rows = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  `<div class="wide"><table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${body
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`

const latencyTable = ({ latencies }: LoadResult): string =>
  rows(
    ['', 'count', ...statistics.map((name) => (name === 'p999' ? 'p99.9' : name))],
    (Object.keys(timings) as Timing[]).flatMap((timing) => {
      const summary = latencies[timing]
      if (summary === null) return []
      const cells = statistics.map((name) => formatDuration(summary[name]))
      return [
        [`<abbr title="${timings[timing]}">${timing}</abbr>`, formatCount(summary.count), ...cells],
      ]
    }),
  )

const referee = ({
  referee: { faults, examples, rooms, undeliverable, log },
}: LoadResult): string => {
  const kinds = Object.entries(faults)
  const beside =
    `${plural(rooms, 'room')} judged. ${plural(undeliverable, 'message')} for somebody who was away ` +
    `when the chat ended${log === null ? '' : `; ${plural(log.messages, 'message')} found in the log`}.`
  if (kinds.length === 0)
    return `<p>Every acknowledged message reached its partner once, in order. ${beside}</p>`
  return `${rows(
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
    : rows(
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
      const shown =
        typeof value === 'object'
          ? Object.entries(value)
              .map((entry) => entry.join(' '))
              .join(', ')
          : value
      return `<div><dt>${name}</dt><dd>${escaped(shown)}</dd></div>`
    })
    .join('')}</dl>`
