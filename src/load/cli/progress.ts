// How a run stands: a line for a log, a few for a terminal.

import type { Moment } from '../measures/loadResult.ts'
import type { Timing } from '../measures/measures.ts'
import { formatCount, formatDuration, formatPercent } from '../report/words/format.ts'
import { secondsOf } from '../scenario/phases.ts'
import type { Standing } from '../visitors/moments.ts'

/** One line, for output that is kept. */
export const progressLine = (moment: Moment, { measures, gauges }: Standing): string => {
  const { second, connections, chats, sent, delivered, delivery, errors, faults } = moment
  const latency =
    delivery === null
      ? ''
      : `, p50 ${formatDuration(delivery.p50)} p99 ${formatDuration(delivery.p99)}`
  return (
    `${String(second).padStart(4)} s  ${formatCount(measures.counts.arrived)} came, ` +
    `${formatCount(connections)} connected, ${formatCount(chats)} chats, ${formatCount(gauges.waiting)} waiting, ` +
    `${formatCount(sent)} sent/s, ${formatCount(delivered)} delivered/s${latency}` +
    `${errors > 0 ? `, ${formatCount(errors)} errors` : ''}${faults > 0 ? `, ${formatCount(faults)} FAULTS` : ''}`
  )
}

const barCells = 40

const shownTimings: readonly Timing[] = ['join', 'upgrade', 'match', 'delivery', 'ack']

/** The whole screen: progress, connections, rates, percentiles. */
export const progressScreen = (
  moment: Moment,
  { scenario, measures, gauges, isDraining }: Standing,
) => {
  const { counts } = measures
  const total = secondsOf(scenario)
  const share = isDraining ? 1 : Math.min(1, moment.second / total)
  const filled = Math.round(share * barCells)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}`
  const whole = measures.whole()
  const rows = shownTimings.map((timing) => {
    const summary = whole.summary(timing)
    const cells =
      summary === null
        ? ['–', '–', '–', '–']
        : [summary.p50, summary.p90, summary.p99, summary.max].map(formatDuration)
    return `  ${timing.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join('')}`
  })
  return [
    `  ${bar} ${formatPercent(share)}  ${isDraining ? `${moment.second} s, awaiting what is under way` : `${moment.second} s of ${Math.round(total)} s`}`,
    '',
    `  connected ${formatCount(moment.connections)} of ${formatCount(scenario.users)}   chats ${formatCount(moment.chats)}   waiting ${formatCount(gauges.waiting)}   away ${formatCount(gauges.away)}`,
    `  sent ${formatCount(moment.sent)}/s   delivered ${formatCount(moment.delivered)}/s   ${formatCount(counts.sent)} in all   unanswered ${formatCount(gauges.unanswered)}`,
    `  errors ${formatCount(measures.errorsTotal)}   referee's faults ${formatCount(moment.faults)}   own CPU ${formatPercent(moment.cores)}`,
    '',
    `  ${''.padEnd(10)}${['p50', 'p90', 'p99', 'max'].map((name) => name.padStart(10)).join('')}`,
    ...rows,
  ]
}

/** Draws the lines over those drawn before. */
export const redraw = (lines: readonly string[], drawnBefore: number): string =>
  `${drawnBefore > 0 ? `\u001b[${drawnBefore}F` : ''}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`
