// One life from beginning to end: what goes wrong goes wrong, then all is mended, and everybody rests.

import type { LogEvent } from '../../src/events/event.ts'
import { Cluster, graceMs } from './cluster.ts'
import { breathed } from './machinery/virtualTime.ts'
import type { Plan } from './plan.ts'
import type { Failure } from './referee/checks.ts'

const minuteMs = 60_000

/** For as long everybody goes on after all is mended, so that what was held up comes through. */
const convalescenceMs = 20_000

/** By then every grace is over: a clock may run slower by one part in a hundred. */
const restMs = 2 * graceMs + 10_000

/** What came of a life. */
export interface Lived {
  readonly plan: Plan
  readonly failure: Failure | null
  /** The log that counts. */
  readonly events: readonly LogEvent[]
  readonly trace: readonly string[]
  /** How many worlds led, and how much stood in the stream. */
  readonly epochs: number
  readonly entries: number
}

export const live = async (plan: Plan): Promise<Lived> => {
  const cluster = new Cluster(plan)
  const { time, referee } = cluster
  const onRejection = (error: unknown) => cluster.threw(error)
  process.on('unhandledRejection', onRejection)
  const troubledMs = plan.minutes * minuteMs
  await time.run(troubledMs, cluster.look)
  cluster.heal()
  await time.run(troubledMs + convalescenceMs, cluster.look)
  cluster.rest()
  await time.run(troubledMs + convalescenceMs + restMs, cluster.look)
  await breathed()
  if (referee.failure === null) cluster.end()
  process.off('unhandledRejection', onRejection)
  return {
    ...{ plan, failure: referee.failure, events: referee.log.events, trace: cluster.trace },
    ...{ epochs: referee.log.epoch, entries: cluster.servers.messages.length },
  }
}
