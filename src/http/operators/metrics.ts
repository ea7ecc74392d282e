// What operators count, as Prometheus text.
import { counter, gauge } from './metricsText.ts'

export interface Metrics {
  /** One more; `label` for a counter that has one. */
  readonly count: (name: Counter, label?: string) => void
  /** Prometheus text: what else is measured, then what was counted. */
  readonly text: (measured: readonly string[]) => string
}

/** Every counter with what it counts, and the name of its label where it has one. */
const counters = {
  joins: ['Sessions started.'],
  resends: ['Messages that were accepted before.'],
  frames_refused: ['Frames answered with an error.', 'code'],
  connections_refused: ['Connections closed at once: too many of one address.'],
  requests_refused: ['Joins and upgrades refused.', 'status'],
  challenges: [
    'Challenges by what became of them: given, solved, wrong, spent, expired, outgrown.',
    'outcome',
  ],
  sockets_closed: ['Sockets closed by the server.', 'code'],
  blocks: ['Visitors who want never to meet another again.'],
  reports: ['Reports made: proven, unproven, or refused.', 'kind'],
} as const satisfies Record<string, readonly [string, string?]>

export type Counter = keyof typeof counters

/** `loopDelay` gives how late the event loop was, in seconds: p99 since it was last asked. */
export const metrics = (loopDelay: () => number): Metrics => {
  const counts = new Map<Counter, Map<string, number>>()
  const count = (name: Counter, label = '') => {
    const labels = counts.get(name) ?? new Map<string, number>()
    counts.set(name, labels)
    labels.set(label, (labels.get(label) ?? 0) + 1)
  }
  return {
    count,
    text: (measured) =>
      [
        ...measured,
        gauge(
          'event_loop_delay_seconds',
          'How late the event loop was, p99 since this was last asked.',
          loopDelay(),
        ),
        ...Object.entries(counters).map(([name, [help, label]]: [string, readonly string[]]) =>
          counter(name, [help ?? '', label ?? ''], counts.get(name as Counter)),
        ),
      ].join(''),
  }
}
