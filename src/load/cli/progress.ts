// How a run stands: a line for a log, a few for a terminal.

import type { Moment } from '../measures/loadResult.ts'
import type { Timing } from '../measures/measures.ts'
import {
  formatCount,
  formatDuration,
  formatPercent,
  plural,
  wrapped,
} from '../report/words/format.ts'
import { secondsOf } from '../scenario/phases.ts'
import type { Standing } from '../visitors/moments.ts'

/** For output that is kept: one line, unless there is very much to say. */
export const progressLines = (
  moment: Moment,
  { measures, gauges }: Standing,
): readonly string[] => {
  const { second, connections, chats, sent, delivery, errors, faults } = moment
  const { arrived } = measures.counts
  const said = [
    arrived > connections ? `${formatCount(arrived)} came` : null,
    `${formatCount(connections)} connected`,
    plural(chats, 'chat'),
    gauges.waiting > 0 ? `${formatCount(gauges.waiting)} waiting` : null,
    `${formatCount(sent)} sent/s`,
    delivery === null ? null : `p99 ${formatDuration(delivery.p99)}`,
    errors > 0 ? plural(errors, 'error') : null,
    faults > 0 ? plural(faults, 'FAULT') : null,
  ]
  const line = said.filter((part) => part !== null).join(', ')
  return wrapped(`${String(second).padStart(4)} s  ${line}`, secondWidth)
}

/** What a line goes on under. */
const secondWidth = 4

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
