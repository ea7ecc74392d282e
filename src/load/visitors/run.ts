// A run: visitors arrive on schedule, play their scenario, and are judged.

import type { KeptRoom } from '../referee/keptRoom.ts'
import type { Referee } from '../referee/referee.ts'
import { Ceilings, type Vitals } from '../report/bottlenecks.ts'
import { type Timing, timings } from '../report/measures.ts'
import { watch } from '../report/moments.ts'
import { curvePercentiles, type Moment, type Result } from '../report/result.ts'
import { openStage, type Stage, type StageParts } from './runContext.ts'
import type { Scenario } from './scenario.ts'
import { Visitor } from './visitor.ts'

/** What a run needs of the world. */
export interface Parts extends StageParts {
  /** Calls back every millisecond or so until the function it gives is called. */
  readonly tick: (turn: () => void) => () => void
  readonly vitals: () => Vitals
  /** Aborted where the run is to stop early. */
  readonly stop: AbortSignal
  /** Told once a second how it stands. */
  readonly onMoment?: (moment: Moment, stage: Stage) => void
}

/** A finished run: its result, and what else is needed to compare it with a log. */
export interface Run {
  readonly result: Result
  readonly rooms: readonly KeptRoom[]
  readonly referee: Referee
}

/** Nothing came for this long, and nothing is awaited: the run is over. */
const quietMs = 500

/** What is under way is awaited no longer than this. */
const drainMsMax = 20_000

/** How long the connections have to take their goodbye. */
const goodbyeMsMax = 3_000

/** Plays the scenario; resolves when everything under way is answered, or was awaited in vain. */
export const runLoad = async (scenario: Scenario, parts: Parts): Promise<Run> => {
  const stage = openStage(scenario, parts)
  const ceilings = new Ceilings()
  const series: Moment[] = []
  const visitors: Visitor[] = []
  const { agenda, measures, referee, now } = stage
  const beginning = now()
  const stopTicking = parts.tick(() => {
    agenda.run(now(), (ms) => measures.record('lag', ms))
  })
  const peak = { connections: 0, chats: 0 }
  const note = (moment: Moment, vitals: Vitals) => {
    ceilings.note(vitals)
    series.push(moment)
    peak.connections = Math.max(peak.connections, moment.connections)
    peak.chats = Math.max(peak.chats, moment.chats)
    parts.onMoment?.(moment, stage)
  }
  watch(stage, { vitals: parts.vitals, note })
  const isStoppedEarly = await played(stage, visitors, parts.stop)
  stage.isDraining = true
  await drained(stage)
  stage.isOver = true
  // Nobody is left out in silence.
  for (let late = stage.gauges.coming + stage.gauges.away; late > 0; late -= 1) {
    measures.error('visitor: not there yet when the run ended')
  }
  referee.finish()
  const left = { ...stage.gauges }
  await goodbye(stage, visitors)
  stopTicking()
  stage.close()
  const seconds = (now() - beginning) / 1_000
  const { seed } = parts
  const found = { seed, seconds, isStoppedEarly, peak, left, series }
  return { result: { ...resultOf(stage, ceilings), ...found }, rooms: referee.keptRooms, referee }
}

/** Lets everybody come and play; gives true if it was stopped before its time. */
const played = (stage: Stage, visitors: Visitor[], stop: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const { scenario, agenda, measures } = stage
    const arrive = (at: number) => {
      if (stop.aborted) return
      const visitor = new Visitor(visitors.length, stage)
      visitors.push(visitor)
      measures.counts.arrived += 1
      visitor.arrive(at)
      const isLast = visitors.length === scenario.users
      if (!isLast) agenda.at(at + 1_000 / scenario.ramp, arrive)
      else agenda.at(at + scenario.duration * 1_000, () => resolve(false))
    }
    stop.addEventListener('abort', () => resolve(true), { once: true })
    if (stop.aborted) resolve(true)
    else agenda.at(stage.now(), arrive)
  })

/** Until nobody is on the way, nothing is unanswered, and nothing has come for a while. */
const drained = (stage: Stage): Promise<void> =>
  new Promise((resolve) => {
    const { agenda, measures, gauges, now } = stage
    const deadline = now() + drainMsMax
    let [frames, since] = [measures.counts.frames, now()]
    const look = (at: number) => {
      const isUnderWay = gauges.coming + gauges.away + gauges.unanswered > 0
      if (measures.counts.frames !== frames || isUnderWay) {
        ;[frames, since] = [measures.counts.frames, now()]
      }
      if (now() - since >= quietMs || now() >= deadline) resolve()
      else agenda.at(at + 50, look)
    }
    agenda.at(now(), look)
  })

const goodbye = (stage: Stage, visitors: readonly Visitor[]): Promise<void> =>
  new Promise((resolve) => {
    const { agenda, gauges, now } = stage
    const deadline = now() + goodbyeMsMax
    for (const visitor of visitors) visitor.leave()
    const look = (at: number) => {
      if (gauges.connections > 0 && now() < deadline) {
        agenda.at(at + 20, look)
        return
      }
      for (const visitor of visitors) visitor.cut()
      resolve()
    }
    agenda.at(now(), look)
  })

type Measured = Omit<Result, 'seed' | 'seconds' | 'isStoppedEarly' | 'peak' | 'left' | 'series'>

const resultOf = ({ scenario, measures, referee }: Stage, ceilings: Ceilings): Measured => {
  const names = Object.keys(timings) as Timing[]
  const latencies = Object.fromEntries(names.map((name) => [name, measures.summary(name)]))
  return {
    scenario,
    counts: measures.counts,
    latencies: latencies as Result['latencies'],
    errors: Object.fromEntries(measures.errors),
    errorsTotal: measures.errorsTotal,
    ceilings: ceilings.hit(measures.errors, measures.summary('lag')?.p99 ?? null),
    residentBytes: ceilings.residentBytes,
    referee: verdictOf(referee),
    curve: measures.curve('delivery', curvePercentiles),
  }
}

/** What the referee found so far; to be asked again after a comparison with the log. */
export const verdictOf = (referee: Referee, log: Result['referee']['log'] = null) => ({
  faults: { ...referee.faults.counts },
  faultsTotal: referee.faults.total,
  examples: [...referee.faults.examples],
  rooms: referee.rooms,
  undeliverable: referee.undeliverable,
  foreign: referee.foreign,
  log,
})
