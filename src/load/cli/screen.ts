// How a run stands: a line for a log, a few for a terminal.

import type { Moment } from '../measures/loadResult.ts'
import type { Timing } from '../measures/measures.ts'
import { count, duration, percent } from '../report/format.ts'
import type { RunContext } from '../visitors/runContext.ts'

/** One line, for output that is kept. */
export const progressLine = (moment: Moment, { measures, gauges }: RunContext): string => {
  const { second, connections, chats, sent, delivered, delivery, errors, faults } = moment
  const latency =
    delivery === null ? '' : `, p50 ${duration(delivery.p50)} p99 ${duration(delivery.p99)}`
  return (
    `${String(second).padStart(4)} s  ${count(measures.counts.arrived)} came, ` +
    `${count(connections)} connected, ${count(chats)} chats, ${count(gauges.waiting)} waiting, ` +
    `${count(sent)} sent/s, ${count(delivered)} delivered/s${latency}` +
    `${errors > 0 ? `, ${count(errors)} errors` : ''}${faults > 0 ? `, ${count(faults)} FAULTS` : ''}`
  )
}

const barCells = 40

const shownTimings: readonly Timing[] = ['join', 'upgrade', 'match', 'delivery', 'ack']

/** The whole screen: progress, connections, rates, percentiles. */
export const progressScreen = (
  moment: Moment,
  { scenario, measures, gauges, isDraining }: RunContext,
) => {
  const { counts } = measures
  const total = scenario.users / scenario.ramp + scenario.duration
  const share = isDraining ? 1 : Math.min(1, moment.second / total)
  const filled = Math.round(share * barCells)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}`
  const rows = shownTimings.map((timing) => {
    const summary = measures.summary(timing)
    const cells =
      summary === null
        ? ['–', '–', '–', '–']
        : [summary.p50, summary.p90, summary.p99, summary.max].map(duration)
    return `  ${timing.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join('')}`
  })
  return [
    `  ${bar} ${percent(share)}  ${isDraining ? `${moment.second} s, awaiting what is under way` : `${moment.second} s of ${Math.round(total)} s`}`,
    '',
    `  connected ${count(moment.connections)} of ${count(scenario.users)}   chats ${count(moment.chats)}   waiting ${count(gauges.waiting)}   away ${count(gauges.away)}`,
    `  sent ${count(moment.sent)}/s   delivered ${count(moment.delivered)}/s   ${count(counts.sent)} in all   unanswered ${count(gauges.unanswered)}`,
    `  errors ${count(measures.errorsTotal)}   referee's faults ${count(moment.faults)}   own CPU ${percent(moment.cores)}`,
    '',
    `  ${''.padEnd(10)}${['p50', 'p90', 'p99', 'max'].map((name) => name.padStart(10)).join('')}`,
    ...rows,
  ]
}

/** Draws the lines over those drawn before. */
export const redraw = (lines: readonly string[], drawnBefore: number): string =>
  `${drawnBefore > 0 ? `\u001b[${drawnBefore}F` : ''}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`
