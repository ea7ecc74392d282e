// The server in one process: a desk of the world, and one edge that has its line direct.
import type { Engine } from '../actors/engine/engine.ts'
import type { Clock, Report, ServerIds } from '../events/ports.ts'
import type { Transcript } from '../projections/transcript.ts'
import { openDesk } from './desk/desk.ts'
import { type Edge, openEdge } from './edge.ts'
import { directLine } from './line/direct.ts'
import type { Line } from './line/line.ts'
import { metrics } from './operators/metrics.ts'
import { worldMetrics } from './operators/worldMetrics.ts'
import type { Reserved } from './reserved.ts'
import type { Days } from './safety/days.ts'
import type { Seal } from './safety/sealing.ts'
import type { HttpSettings } from './transport/settings.ts'

export interface ServerParts {
  readonly reserved: Reserved
  readonly engine: Engine
  readonly transcript: Transcript
  /** Today has begun by now. */
  readonly days: Days
  /** Null: nobody could read a report. */
  readonly seal: Seal | null
  readonly clock: Clock
  readonly ids: ServerIds
  readonly report: Report
  /** Numbers from 0 up to, not including, 1; for made-up names. */
  readonly random: () => number
  /** How late the event loop was, in seconds: p99 since this was last asked. */
  readonly loopDelay: () => number
  readonly settings: HttpSettings
  /** What the line goes through; a test mode encodes and delays it here. */
  readonly carry?: (line: Line) => Line
}

export interface Server extends Edge {
  /** Takes no more connections and no more commands; whoever is here still hears. */
  readonly drain: () => void
}

/** Opens the server: from now on the engine's effects go to its sockets. */
export const serve = (parts: ServerParts): Server => {
  const { engine, loopDelay, carry = (same) => same } = parts
  const shared = { ...parts, metrics: metrics(loopDelay) }
  const line = directLine((say) => openDesk({ ...shared, say }), {
    edge: 'embedded',
    afterCommit: (...waiting) => engine.afterCommit(...waiting),
  })
  const edge = openEdge({ ...shared, line: carry(line), measured: () => worldMetrics(engine) })
  const drain = () => {
    edge.drain()
    engine.stop()
  }
  return {
    ...edge,
    drain,
    close: (...over) => {
      drain()
      return edge.close(...over)
    },
  }
}
