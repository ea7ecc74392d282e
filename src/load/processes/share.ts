// A share of the visitors of a run, played in a process of its own.

import { passerbyWire } from '../client/passerbyWire.ts'
import { routed } from '../client/routes.ts'
import { joinConnectionsFor } from '../client/target.ts'
import type { Vitals } from '../measures/bottlenecks.ts'
import { play } from '../visitors/run.ts'
import { numbersOf, openContext, profilesOf, type RunContext } from '../visitors/runContext.ts'
import type { FromShare, Gate, Job } from './messages.ts'
import { Recorder } from './record.ts'
import { Witness } from './witness.ts'

/** What a share needs of its process. */
export interface ShareProcess {
  readonly now: () => number
  readonly tick: (callback: () => void) => () => void
  readonly vitals: () => Vitals
  readonly openFilesMax: number | null
  readonly stop: AbortSignal
  readonly send: (message: FromShare) => void
  /** Resolves with a time once all processes have come as far. */
  readonly passed: (gate: Gate) => Promise<number>
}

/** How often the referee is told: soon enough to see what goes wrong, and in batches. */
const tellEveryMs = 50

const pulseEveryMs = 1_000

/** Plays the share, and tells how it goes. */
export const playShare = async (job: Job, process: ShareProcess): Promise<void> => {
  const { share, drainMsMax, hurriedMsMax } = job
  const { now, send, stop, tick } = process
  const recorder = new Recorder(now, (record) => send({ type: 'record', record }))
  const context = contextOf(job, process, recorder)
  const meet = (gate: Gate): Promise<number> => {
    send({ type: 'reached', gate })
    return process.passed(gate)
  }
  const { measures } = context
  const pulse = () => {
    const { gauges, isDraining } = context
    const { isWarmingUp: isWarmUp } = measures
    const beat = { gauges: { ...gauges }, vitals: process.vitals(), isDraining, isWarmUp }
    send({ type: 'pulse', pulse: { measured: measures.take(), ...beat } })
  }
  const beginsAt = await meet('ready')
  process.vitals()
  every(tellEveryMs, context, beginsAt, () => recorder.flush())
  every(pulseEveryMs, context, beginsAt, pulse)
  const played = await play(context, {
    ...{ tick, stop, share, beginsAt, hurriedMsMax },
    ...(drainMsMax !== undefined && { drainMsMax }),
    endWarmUp: () => {
      if (!measures.isWarmingUp) return
      pulse()
      measures.endWarmUp()
    },
    meet: async (stage) => void (await meet(stage)),
  })
  pulse()
  send({ type: 'played', played })
}

const contextOf = (
  { scenario, run, seed, share, routes }: Job,
  { now, openFilesMax }: ShareProcess,
  recorder: Recorder,
) => {
  const { blocks, reports, falseReports, forgedReports } = scenario
  const hasComplaints = blocks + reports + falseReports + forgedReports > 0
  const own = [...numbersOf(share, scenario.users)].length
  return openContext(
    scenario,
    {
      ...{ run, seed, now, share },
      ...routed(routes, passerbyWire),
      joinConnections: joinConnectionsFor(own, openFilesMax, share.of),
    },
    {
      referee: new Witness(recorder, { run, now, hasComplaints }),
      profileOf: profilesOf(scenario, { run, seed }),
    },
  )
}

const every = (ms: number, context: RunContext, from: number, task: () => void): void => {
  const again = (at: number) => {
    if (context.isOver) return
    task()
    context.scheduler.at(Math.max(at + ms, context.now()), again)
  }
  context.scheduler.at(from + ms, again)
}
