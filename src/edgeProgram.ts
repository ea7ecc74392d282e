// An edge of a cluster put together: sockets, pages, and its line to whatever world leads.
import { Effect } from 'effect'
import { EdgeEnd, type EdgeEndParts } from './cluster/edge/edgeEnd.ts'
import { lineMetrics } from './cluster/edge/lineMetrics.ts'
import { connectedNats, fingerprintOf, nodeName, sharedSecret } from './clusterStarting.ts'
import type { Clock } from './events/ports.ts'
import { type EdgeParts, leavingMs, openEdge } from './http/edge.ts'
import { metrics } from './http/operators/metrics.ts'
import { begun, reservedAddresses, runToEnd, say, stopSignal } from './starting.ts'
import { loopDelay, randomIds } from './system.ts'

/** How long a stop waits until the world has heard which sockets are closed. */
const heardMsMax = 2_000

/** How often is looked whether it has. */
const lookMs = 20

/** Tells whoever started it of each epoch, though an edge may meet one twice. */
const tellingOf = (name: string): NonNullable<EdgeEndParts['met']> => {
  let told = 0
  return ({ world, epoch }) => {
    if (epoch > told) say(`edge ${name} is led by ${world} (epoch ${epoch})`)
    told = epoch
  }
}

const isForeign =
  'SESSION_SECRET is not that of the world that leads: nobody is let in until all worlds and edges have the same one'

/** Its end of the line; it is closed after the sockets, of whose end the world is told by it. */
const openedLine = (parts: EdgeEndParts) =>
  Effect.acquireRelease(
    Effect.sync(() => new EdgeEnd(parts)),
    (end) => Effect.promise(() => ended(end, parts.clock)),
  )

const ended = async (end: EdgeEnd, clock: Pick<Clock, 'after' | 'monotonic'>): Promise<void> => {
  const until = clock.monotonic() + heardMsMax
  while (end.unanswered > 0 && clock.monotonic() < until) {
    await new Promise<void>((resolve) => clock.after(lookMs, resolve))
  }
  end.stop()
}

const openedEdge = (parts: EdgeParts) =>
  Effect.acquireRelease(
    Effect.sync(() => openEdge(parts)),
    (edge) => Effect.promise(() => edge.close(leavingMs)),
  )

const program = Effect.gen(function* () {
  const { settings, report, clock } = yield* begun
  const secret = yield* sharedSecret(settings)
  const reserved = yield* reservedAddresses({ settings, clock, report })
  const nats = yield* connectedNats(settings, { clock, report })
  const measure = lineMetrics()
  const name = nodeName('e')
  const { answered } = measure
  const fingerprint = fingerprintOf(secret)
  const line = yield* openedLine({
    ...{ edge: name, bus: nats.edgeBus(name), clock, answered, fingerprint },
    met: tellingOf(name),
    foreign: (world) => report('error', isForeign, { world }),
  })
  const edge = yield* openedEdge({
    ...{ reserved, line, clock, report, ids: randomIds(), random: Math.random },
    metrics: metrics(loopDelay()),
    measured: () => measure.text(line),
    settings: { ...settings, secret },
  })
  if (edge.metricsAddress !== null) {
    report('info', 'the metrics are open', { address: edge.metricsAddress })
  }
  // Heard before anybody is told that it runs, who may stop it at once.
  const stopped = stopSignal()
  say(`is open at ${edge.address}`)
  if (line.epoch === 0) say(`edge ${name} waits for a world to lead`)
  report('info', 'stopping', yield* Effect.promise(() => stopped))
  return 0
})

/** Runs the edge until it is told to stop; gives the code to exit with. */
export const run = (): Promise<number> => runToEnd(program)
