// How long nobody hears that a message is taken once something is killed, and whether any is lost.
import { setTimeout as pause } from 'node:timers/promises'
import { drive } from '../generate.ts'
import { monotonic } from '../generator/meters.ts'
import type { Report } from '../generator/steps.ts'
import { median } from '../table.ts'
import { type Line, line, ms } from './lines.ts'
import { Cluster } from './machines.ts'

export type Break = 'take-over' | 'drain' | 'nats'

const users = 200
const rate = 1_000

/** When it is struck, after they began to talk; a little later each time, so that no beat is always met. */
const strikeMs = 1_500
const strikeApartMs = 37

/** The silence it brings begins within such a time. */
const silentMsMax = 3_000

/** How it is struck, how long is talked, and the goal for the longest pause. */
const breaks = {
  'take-over': { what: 'kill -9 of the world that leads', seconds: 5, goalMs: 3_000 },
  drain: { what: 'SIGTERM to the world that leads', seconds: 4, goalMs: 500 },
  nats: { what: 'kill -9 of the nats-server that leads the log', seconds: 13, goalMs: 1_000 },
} as const

interface Struck {
  readonly pauseMs: number
  readonly faults: readonly string[]
}

/** From the strike to the answer that ends the longest silence that it brought. */
const pauseAfter = (struckAt: number, { silences }: Report): number => {
  const brought = silences.filter(([from, to]) => to > struckAt && from < struckAt + silentMsMax)
  const longest = brought.toSorted((one, other) => other[1] - other[0] - one[1] + one[0])[0]
  return longest === undefined ? 0 : longest[1] - struckAt
}

const strike = async (cluster: Cluster, kind: Break) => {
  const part = kind === 'nats' ? await cluster.leadingNats() : (await cluster.worlds()).leading
  const at = monotonic()
  await cluster.strike(part, kind === 'drain' ? 'SIGTERM' : 'SIGKILL')
  return { part, at }
}

const struckOnce = async (cluster: Cluster, kind: Break, round: number): Promise<Struck> => {
  const { seconds } = breaks[kind]
  const steps = [{ kind: 'come' }, { kind: 'fixed', rate, seconds }] as const
  let striking: ReturnType<typeof strike> | null = null
  const reports = await drive({ ...cluster.door, watched: [], users, steps }, ({ step }) => {
    if (step.kind !== 'come') return
    const afterMs = strikeMs + ((round * strikeApartMs) % 1_000)
    striking = pause(afterMs).then(() => strike(cluster, kind))
  })
  const struck = await (striking as ReturnType<typeof strike> | null)
  if (struck === null) throw new Error('nobody was struck')
  await cluster.begin(struck.part)
  await cluster.settled()
  const [, talked] = reports as [Report, Report]
  return {
    pauseMs: pauseAfter(struck.at, talked),
    faults: reports.flatMap(({ faults }) => faults),
  }
}

/** How many of what kind: a fault is told as "what: how many". */
const counted = (all: readonly Struck[], kind: RegExp): number =>
  all
    .flatMap(({ faults }) => faults)
    .filter((fault) => kind.test(fault))
    .reduce((sum, fault) => sum + Number(/: (\d+)$/.exec(fault)?.[1] ?? 1), 0)

/** Strikes so many times, and tells of it. */
export const broken = async (
  kind: Break,
  rounds: number,
  say: (text: string) => void,
): Promise<readonly Line[]> => {
  const { what, seconds, goalMs } = breaks[kind]
  const cluster = await Cluster.start()
  const all: Struck[] = []
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const struck = await struckOnce(cluster, kind, round)
      all.push(struck)
      say(`${kind} ${round} of ${rounds}: ${ms(struck.pauseMs)} ${struck.faults.join(', ')}`)
    }
  } finally {
    await cluster.stop()
  }
  const pauses = all.map(({ pauseMs }) => pauseMs)
  const others = new Set(all.flatMap(({ faults }) => faults))
  const how =
    `${what}, ${rounds} x, ${rate}/s by when each was due, ${users} visitors: from the signal to the ` +
    'answer that ends the longest silence at all of them'
  const sent = Math.ceil(seconds * rate) * rounds
  const none = { value: 0, shown: '0' }
  return [
    line(`${kind}: pause, median`, median(pauses), { shown: ms, how }),
    line(`${kind}: pause, worst`, Math.max(...pauses), { shown: ms, most: goalMs, how }),
    line(`${kind}: lost`, counted(all, /lost/), {
      most: none.value,
      how: `of more than ${sent} messages each was to be answered and heard; ${[...others].join(', ')}`,
    }),
    line(`${kind}: twice`, counted(all, /twice/), { most: none.value, how: 'at whoever hears it' }),
  ]
}
