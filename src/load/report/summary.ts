// The result in words, for a terminal or a log.

import type { LoadResult } from '../measures/loadResult.ts'
import { statistics, type Timing, timings } from '../measures/measures.ts'
import { faultKinds } from '../referee/faults.ts'
import { adviceOn } from './advice.ts'
import { count, duration, many, megabytes, table } from './format.ts'
import type { RequirementOutcome } from './requirement.ts'

/** All that a run found, line by line. */
export const summaryLines = (
  result: LoadResult,
  outcomes: readonly RequirementOutcome[],
): readonly string[] => [
  ...overview(result),
  '',
  ...latencies(result),
  '',
  ...errors(result),
  ...bottlenecks(result),
  ...verdict(result),
  ...requirements(outcomes),
]

const overview = ({ counts, peak, seconds, left, isStoppedEarly, ...rest }: LoadResult) => [
  `${isStoppedEarly ? 'Stopped early after' : 'Ran for'} ${seconds.toFixed(1)} s (seed ${rest.seed}), ` +
    `this program held ${megabytes(rest.residentBytes)} at most`,
  ...[
    [
      'visitors',
      `${count(counts.arrived)} came, ${count(counts.joined)} joined, at most ` +
        `${count(peak.connections)} connected at once, ${count(left.lost)} gave up`,
    ],
    [
      'chats',
      `${many(rest.referee.rooms, 'room')}, ${count(peak.chats)} at once, ` +
        `${count(counts.skips)} left, ${count(counts.drops)} dropped and ${count(counts.returns)} back`,
    ],
    [
      'messages',
      `${count(counts.sent)} sent (${count(counts.sent / seconds)}/s), ` +
        `${count(counts.acknowledged)} acknowledged, ${count(counts.delivered)} delivered, ` +
        `${count(counts.caughtUp)} caught up after an absence, ${count(counts.refused)} refused ` +
        `as the chat had ended, ${count(counts.forgotten)} in doubt as it ended during an absence, ${count(left.unanswered)} unanswered`,
    ],
  ].map(([name = '', text]) => `${name.padEnd(10)}${text}`),
]

const latencies = ({ latencies: all }: LoadResult): readonly string[] => [
  ...table([
    ['', 'count', ...statistics],
    ...(Object.keys(timings) as Timing[]).flatMap((timing) => {
      const summary = all[timing]
      return summary === null
        ? []
        : [[timing, count(summary.count), ...statistics.map((name) => duration(summary[name]))]]
    }),
  ]),
  'counted from when each was due, not from when it was sent; `lag` is how late this program was',
]

const errors = ({ errors: all, errorsTotal }: LoadResult): readonly string[] =>
  errorsTotal === 0
    ? ['No errors.']
    : [
        `${many(errorsTotal, 'error')}:`,
        ...Object.entries(all).map(([name, times]) => {
          const advice = adviceOn(name)
          return `  ${count(times)} × ${name}${advice === null ? '' : ` — ${advice}`}`
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
      ? `${many(undeliverable, 'message')} for somebody who was away when the chat ended`
      : null,
    foreign > 0 ? `${many(foreign, 'chat')} with strangers, seen from one side only` : null,
    log === null
      ? null
      : `compared with the log: ${many(log.messages, 'message')} of ${many(log.rooms, 'room')}`,
  ].filter((line) => line !== null)
  const found = Object.entries(faults).flatMap(([kind, times]) => [
    `  ${count(times)} × ${kind.replaceAll('_', ' ')}: ${faultKinds[kind as keyof typeof faultKinds]}`,
    ...examples
      .filter((fault) => fault.kind === kind)
      .map(({ text, logSeq }) => `      ${text}${logSeq === null ? '' : ` (log seq ${logSeq})`}`),
  ])
  return [
    faultsTotal === 0
      ? `Referee: no fault in ${many(rooms, 'room')}.`
      : `Referee: ${many(faultsTotal, 'fault')} in ${many(rooms, 'room')}:`,
    ...found,
    ...beside.map((line) => `  ${line}`),
  ]
}

const requirements = (outcomes: readonly RequirementOutcome[]): readonly string[] =>
  outcomes.map(({ text, actual, unit, isMet }) => {
    const measured =
      actual === null ? 'nothing measured' : unit === 'ms' ? duration(actual) : count(actual)
    return `${isMet ? 'met' : 'NOT MET'}  ${text}  (${measured})`
  })
