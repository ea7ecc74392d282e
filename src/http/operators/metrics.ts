// What operators count, as Prometheus text.

import type { LogSpace } from '../../events/log.ts'
import type { WorldCounts } from '../line/line.ts'

export interface Metrics {
  /** One more; `label` for a counter that has one. */
  readonly count: (name: Counter, label?: string) => void
  /** Prometheus text; `world` is null where the world does not answer. */
  readonly text: (world: WorldCounts | null, open: Open) => string
}

/** How much is open right now. */
export interface Open {
  readonly sockets: number
  /** Sockets and all other connections, and how many there may be (null: any number). */
  readonly connections: number
  readonly connectionsMax: number | null
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
    text: (world, { sockets, connections, connectionsMax }) =>
      [
        gauge('sockets', 'Sockets open.', sockets),
        gauge('connections', 'Connections open, sockets included.', connections),
        ...(connectionsMax === null
          ? []
          : [gauge('connections_max', 'Connections that may be open.', connectionsMax)]),
        gauge(
          'event_loop_delay_seconds',
          'How late the event loop was, p99 since this was last asked.',
          loopDelay(),
        ),
        ...(world === null ? [] : ofWorld(world)),
        ...Object.entries(counters).map(([name, [help, label]]: [string, readonly string[]]) =>
          counter(name, [help ?? '', label ?? ''], counts.get(name as Counter)),
        ),
      ].join(''),
  }
}

const ofWorld = ({
  counts: { sessions, waiting, chatting, rooms, pending, ...since },
  space,
  isAvailable,
  openReports,
}: WorldCounts): readonly string[] => [
  gauge('sessions', 'Sessions alive, online or away.', sessions),
  gauge('waiting', 'Sessions that wait for a partner.', waiting),
  gauge('chatting', 'Sessions in a conversation.', chatting),
  gauge('rooms', 'Conversations open.', rooms),
  gauge('events_pending', 'Events taken and not committed yet.', pending),
  gauge('available', 'Whether events can be stored.', isAvailable ? 1 : 0),
  ...spaceGauges(space),
  gauge('reports_open', 'Reports kept that no moderator has decided on.', openReports),
  total('matches', 'Conversations started.', since.matches),
  total('messages', 'Messages accepted.', since.messages),
  total(
    'cool_downs',
    'Persons not matched for a while, as several places reported them.',
    since.coolDowns,
  ),
]

const spaceGauges = ({ bytes, bytesMax, bytesFree, fullness }: LogSpace): readonly string[] => [
  gauge('log_bytes', 'What the log takes of its disk.', bytes),
  gauge('log_bytes_max', 'What it may take before nobody new is let in.', bytesMax),
  gauge('disk_free_bytes', 'What is left on its disk.', bytesFree),
  gauge(
    'log_fullness',
    'How near the log is to letting nobody new in, which it does from 1 on; a warning comes at 0.8.',
    Number(fullness.toFixed(4)),
  ),
]

const gauge = (name: string, help: string, value: number): string =>
  `# HELP passerby_${name} ${help}\n# TYPE passerby_${name} gauge\npasserby_${name} ${value}\n`

const total = (name: string, help: string, count: number): string =>
  counter(name, [help, ''], new Map([['', count]]))

const counter = (
  name: string,
  [help, label]: readonly [string, string],
  counts: ReadonlyMap<string, number> = new Map(),
): string => {
  const full = `passerby_${name}_total`
  const values = label === '' ? [['', counts.get('') ?? 0] as const] : [...counts]
  return [
    `# HELP ${full} ${help}\n# TYPE ${full} counter\n`,
    ...values.map(([value, count]) =>
      label === '' ? `${full} ${count}\n` : `${full}{${label}="${value}"} ${count}\n`,
    ),
  ].join('')
}
