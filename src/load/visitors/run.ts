// A run: visitors arrive on schedule, play their scenario, and are judged.

import { BottleneckDetector, type Vitals } from '../measures/bottlenecks.ts'
import { curvePercentiles, type LoadResult, type Moment } from '../measures/loadResult.ts'
import { type Timing, timings } from '../measures/measures.ts'
import type { Referee } from '../referee/referee.ts'
import type { KeptRoom } from '../referee/rooms/keptRoom.ts'
import { refereeVerdictOf } from '../referee/verdict.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { watch } from './moments.ts'
import { openRunContext, type RunContext, type RunContextOptions } from './runContext.ts'
import { Visitor } from './visitor.ts'

/** What a run is to be, and what it needs from outside. */
export interface RunOptions extends RunContextOptions {
  /** Calls back every millisecond or so until the function it gives is called. */
  readonly tick: (callback: () => void) => () => void
  readonly vitals: () => Vitals
  /** Aborted where the run is to stop early. */
  readonly stop: AbortSignal
  /** What is under way is awaited no longer than this after the end; 20 s where nobody says. */
  readonly drainMsMax?: number
  /** Told once a second how it stands. */
  readonly onMoment?: (moment: Moment, context: RunContext) => void
}

/** A finished run: its result, and what else is needed to compare it with a log. */
export interface FinishedRun {
  readonly result: LoadResult
  readonly rooms: readonly KeptRoom[]
  readonly referee: Referee
}

/** Nothing came for this long, and nothing is awaited: the run is over. */
const quietMs = 500

/** A server that is behind has so long to answer what is under way. */
const drainMsMax = 20_000

/** How long the connections have to take their goodbye. */
const goodbyeMsMax = 3_000

/** Plays the scenario; resolves when everything under way is answered, or was awaited in vain. */
export const runLoad = async (scenario: Scenario, options: RunOptions): Promise<FinishedRun> => {
  const context = openRunContext(scenario, options)
  const bottlenecks = new BottleneckDetector()
  const series: Moment[] = []
  const visitors: Visitor[] = []
  const { scheduler, measures, referee, now } = context
  const beginning = now()
  const stopTicking = options.tick(() => {
    scheduler.run(now(), (ms) => measures.record('lag', ms))
  })
  const peak = { connections: 0, chats: 0 }
  const note = (moment: Moment, vitals: Vitals) => {
    bottlenecks.note(vitals)
    series.push(moment)
    peak.connections = Math.max(peak.connections, moment.connections)
    peak.chats = Math.max(peak.chats, moment.chats)
    options.onMoment?.(moment, context)
  }
  watch(context, { vitals: options.vitals, note })
  const isStoppedEarly = await played(context, visitors, options.stop)
  context.isDraining = true
  await drained(context, options.drainMsMax ?? drainMsMax)
  context.isOver = true
  // Nobody is left out in silence.
  for (let late = context.gauges.coming + context.gauges.away; late > 0; late -= 1) {
    measures.error('visitor: not there yet when the run ended')
  }
  referee.finish()
  const left = { ...context.gauges }
  await goodbye(context, visitors)
  stopTicking()
  context.close()
  const seconds = (now() - beginning) / 1_000
  const { seed } = options
  const found = { seed, seconds, isStoppedEarly, peak, left, series }
  return {
    result: { ...resultOf(context, bottlenecks), ...found },
    rooms: referee.keptRooms,
    referee,
  }
}

/** Lets everybody come and play; gives true if it was stopped before its time. */
const played = (context: RunContext, visitors: Visitor[], stop: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const { scenario, scheduler, measures } = context
    const arrive = (at: number) => {
      if (stop.aborted) return
      const visitor = new Visitor(visitors.length, context)
      visitors.push(visitor)
      measures.counts.arrived += 1
      visitor.arrive(at)
      const isLast = visitors.length === scenario.users
      if (!isLast) scheduler.at(at + 1_000 / scenario.ramp, arrive)
      else scheduler.at(at + scenario.duration * 1_000, () => resolve(false))
    }
    stop.addEventListener('abort', () => resolve(true), { once: true })
    if (stop.aborted) resolve(true)
    else scheduler.at(context.now(), arrive)
  })

/** Until nobody is on the way, nothing is unanswered, and nothing has come for a while. */
const drained = (context: RunContext, msMax: number): Promise<void> =>
  new Promise((resolve) => {
    const { scheduler, measures, gauges, now } = context
    const deadline = now() + msMax
    let [frames, since] = [measures.counts.frames, now()]
    const look = (at: number) => {
      const isUnderWay = gauges.coming + gauges.away + gauges.unanswered + gauges.complaints > 0
      if (measures.counts.frames !== frames || isUnderWay) {
        ;[frames, since] = [measures.counts.frames, now()]
      }
      if (now() - since >= quietMs || now() >= deadline) resolve()
      else scheduler.at(at + 50, look)
    }
    scheduler.at(now(), look)
  })

const goodbye = (context: RunContext, visitors: readonly Visitor[]): Promise<void> =>
  new Promise((resolve) => {
    const { scheduler, gauges, now } = context
    const deadline = now() + goodbyeMsMax
    for (const visitor of visitors) visitor.leave()
    const look = (at: number) => {
      if (gauges.connections > 0 && now() < deadline) {
        scheduler.at(at + 20, look)
        return
      }
      for (const visitor of visitors) visitor.cut()
      resolve()
    }
    scheduler.at(now(), look)
  })

type MeasuredResult = Omit<
  LoadResult,
  'seed' | 'seconds' | 'isStoppedEarly' | 'peak' | 'left' | 'series'
>

const resultOf = (
  { scenario, measures, referee }: RunContext,
  bottlenecks: BottleneckDetector,
): MeasuredResult => {
  const names = Object.keys(timings) as Timing[]
  const latencies = Object.fromEntries(names.map((name) => [name, measures.summary(name)]))
  return {
    scenario,
    counts: measures.counts,
    latencies: latencies as LoadResult['latencies'],
    errors: Object.fromEntries(measures.errors),
    errorsTotal: measures.errorsTotal,
    bottlenecks: bottlenecks.hit(measures.errors, measures.summary('lag')?.p99 ?? null),
    residentBytes: bottlenecks.residentBytes,
    referee: refereeVerdictOf(referee),
    curve: measures.curve('delivery', curvePercentiles),
  }
}
