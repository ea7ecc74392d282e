// The result in words, for a terminal or a log.

import { type LoadResult, perSecond } from '../measures/loadResult.ts'
import { type Timing, timings } from '../measures/measures.ts'
import { faultKinds } from '../referee/rooms/faults.ts'
import { maxRateLines } from './maxRateLines.ts'
import { metricsCaption, metricsNote, metricsRemarks, metricsTable } from './metricsTable.ts'
import { processRows } from './processRows.ts'
import { type Conclusion, conclusionLine } from './requirements/conclusion.ts'
import { wordsOf } from './requirements/requirement.ts'
import { safetyRows } from './safetyRows.ts'
import { countedColumns, targetNote, targetTable, targetTitle } from './targetTable.ts'
import { warmUpRows } from './warmUpRows.ts'
import { adviceOn } from './words/advice.ts'
import {
  formatCount,
  formatDuration,
  formatMegabytes,
  formatTable,
  plural,
  wrapped,
} from './words/format.ts'

/** All that a run found, line by line. */
export const summaryLines = (result: LoadResult, conclusion: Conclusion): readonly string[] => [
  ...wrapped(conclusionLine(conclusion), 2),
  '',
  ...maxRates(result),
  ...overview(result),
  '',
  ...latencies(result),
  '',
  ...servers(result),
  ...metricsLines(result),
  ...[
    ...errors(result),
    ...bottlenecks(result),
    ...verdict(result),
    ...requirements(conclusion),
  ].flatMap((line) => wrapped(line, 2)),
]

const maxRates = ({ foundRate }: LoadResult): readonly string[] =>
  foundRate === null ? [] : [...maxRateLines(foundRate).flatMap((line) => wrapped(line, 2)), '']

/** The longest name of up to nine processes, and a space. */
const nameWidth = 10

const rowOf = (name: string, text: string): string => `${name} `.padEnd(nameWidth) + text

const overview = (result: LoadResult) => {
  const { counts, peak, seconds, left, isStoppedEarly, ...rest } = result
  return [
    ...wrapped(
      `${isStoppedEarly ? 'Stopped early after' : 'Ran for'} ${seconds.toFixed(1)} s (seed ${rest.seed})` +
        // It is looked at once a second.
        (rest.residentBytes === 0
          ? ''
          : `, this program held ${formatMegabytes(rest.residentBytes)} at most`),
      2,
    ),
    ...[
      ...warmUpRows(result),
      [
        'visitors',
        `${formatCount(counts.arrived)} came, ${formatCount(counts.joined)} joined, at most ` +
          `${formatCount(peak.connections)} connected at once, ${formatCount(left.lost)} lost for good`,
      ],
      [
        'chats',
        `${plural(rest.referee.rooms, 'room')}, ${formatCount(peak.chats)} at once, ` +
          `${formatCount(counts.skips)} left, ${formatCount(counts.drops)} dropped and ${formatCount(counts.returns)} back`,
      ],
      [
        'messages',
        `${formatCount(counts.sent)} sent (${formatCount(perSecond('sent', result))}/s), ` +
          `${formatCount(counts.dueInOutage)} of them due in an outage, ` +
          `${formatCount(counts.acknowledged)} acknowledged, ${formatCount(counts.delivered)} delivered, ` +
          `${formatCount(counts.caughtUp)} caught up after an absence, ${formatCount(counts.refused)} refused, ` +
          `${formatCount(counts.forgotten)} in doubt as the chat ended during an absence, ${formatCount(left.unanswered)} unanswered`,
      ],
      ...safetyRows(result),
    ].flatMap(([name = '', text]) => wrapped(rowOf(name, text ?? ''), nameWidth)),
    ...processRows(result).flatMap(([name, text]) => wrapped(rowOf(name, text), nameWidth)),
  ]
}

/** As many as a terminal is wide. */
const shownStatistics = ['mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const

const latencies = ({ latencies: all }: LoadResult): readonly string[] => [
  ...formatTable([
    ['', 'count', ...shownStatistics],
    ...(Object.keys(timings) as Timing[]).flatMap((timing) => {
      const summary = all[timing]
      return summary === null
        ? []
        : [
            [
              timing,
              formatCount(summary.count),
              ...shownStatistics.map((name) => formatDuration(summary[name])),
            ],
          ]
    }),
  ]),
  'counted from when each was due; `lag` is how late this program was',
]

/** By their numbers, in two tables: one would be wider than a terminal. */
const servers = (result: LoadResult): readonly string[] => {
  const [head, ...rows] = targetTable(result)
  if (head === undefined) return []
  const numbered = [head, ...rows].map((row, index) => [index === 0 ? '' : `${index}`, ...row])
  const columns = (from: number, to?: number) =>
    formatTable(numbered.map(([number = '', , ...cells]) => [number, ...cells.slice(from, to)]))
  return [
    `${targetTitle}:`,
    ...rows.flatMap(([origin], index) => wrapped(`  ${index + 1}  ${origin}`, 5)),
    ...columns(0, countedColumns),
    '',
    ...columns(countedColumns),
    ...wrapped(targetNote, 0),
    '',
  ]
}

const metricsLines = (result: LoadResult): readonly string[] =>
  result.metrics.flatMap((one) => {
    const table = metricsTable(one)
    return [
      ...(table.length === 0 ? [] : wrapped(`${metricsCaption(result, one)}:`, 2)),
      ...formatTable(table),
      ...(table.length === 0 ? [] : wrapped(metricsNote, 0)),
      ...metricsRemarks(one).flatMap((remark) => wrapped(remark, 2)),
      '',
    ]
  })

const errors = ({ errors: all, errorsTotal }: LoadResult): readonly string[] =>
  errorsTotal === 0
    ? ['No errors.']
    : [
        `${plural(errorsTotal, 'error')}:`,
        ...Object.entries(all).map(([name, times]) => {
          const advice = adviceOn(name)
          return `  ${formatCount(times)} × ${name}${advice === null ? '' : ` — ${advice}`}`
        }),
      ]

const bottlenecks = ({ bottlenecks: all }: LoadResult): readonly string[] =>
  all.length === 0
    ? []
    : [
        'This side was at its limit, so these figures are not the server’s alone:',
        ...all.map(({ text }) => `  ${text}`),
      ]

const verdict = ({ referee }: LoadResult): readonly string[] => {
  const { faults, faultsTotal, examples, rooms, undeliverable, foreign, log } = referee
  const beside = [
    undeliverable > 0
      ? `${plural(undeliverable, 'message')} for somebody who was away when the chat ended`
      : null,
    foreign > 0 ? `${plural(foreign, 'chat')} with strangers, seen from one side only` : null,
    log === null
      ? null
      : `compared with the log: ${plural(log.messages, 'message')} of ${plural(log.rooms, 'room')}` +
        `, ${plural(log.matches, 'match', 'matches')}` +
        (log.complaints === 0 ? '' : `, ${formatCount(log.complaints)} blocks and reports`),
  ].filter((line) => line !== null)
  const found = Object.entries(faults).flatMap(([kind, times]) => [
    `  ${formatCount(times)} × ${kind.replaceAll('_', ' ')}: ${faultKinds[kind as keyof typeof faultKinds]}`,
    ...examples
      .filter((fault) => fault.kind === kind)
      .map(({ text, logSeq }) => `      ${text}${logSeq === null ? '' : ` (log seq ${logSeq})`}`),
  ])
  return [
    faultsTotal === 0
      ? rooms === 0
        ? 'Referee: there was no room to judge.'
        : `Referee: no fault in ${plural(rooms, 'room')}.`
      : `Referee: ${plural(faultsTotal, 'fault')} in ${plural(rooms, 'room')}:`,
    ...found,
    ...beside.map((line) => `  ${line}`),
  ]
}

const requirements = ({ outcomes, failures }: Conclusion): readonly string[] =>
  outcomes.map((outcome) => {
    const { word, measured } = wordsOf(outcome, failures.length > 0)
    return `${word}  ${outcome.text}${word === 'not measured' ? '' : `  (${measured})`}`
  })
