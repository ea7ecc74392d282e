// A run: visitors arrive on schedule, play their scenario, and are judged.

import type { Vitals } from '../measures/bottlenecks.ts'
import type { Moment } from '../measures/loadResult.ts'
import type { Told } from '../referee/told.ts'
import { arrivalsOf, endOf } from '../scenario/phases.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Chronicle, type FinishedRun, type Played } from './chronicle.ts'
import { type Standing, watch } from './moments.ts'
import {
  everybody,
  numbersOf,
  type OpenContext,
  openRunContext,
  type RunContext,
  type RunContextOptions,
  type Share,
} from './runContext.ts'
import { Visitor } from './visitor.ts'

/** What visitors need of outside to play. */
export interface PlayOptions {
  /** Calls back every millisecond or so until the function it gives is called. */
  readonly tick: (callback: () => void) => () => void
  /** Aborted where the run is to stop early. */
  readonly stop: AbortSignal
  /** What is under way is awaited no longer than this after the end; 20 s where nobody says. */
  readonly drainMsMax?: number
  /** The same where it is stopped early, and for the goodbyes then; as long where nobody says. */
  readonly hurriedMsMax?: number | undefined
  /** Those who come here, where others come elsewhere. */
  readonly share?: Share
  /** When the first of all comes; at once where nobody says. */
  readonly beginsAt?: number
  /** The warm-up ends; where nobody says, the times so far are forgotten. */
  readonly endWarmUp?: () => void
  /** Resolves once all who play elsewhere have come as far. */
  readonly meet?: (stage: Stage) => Promise<void>
}

/** `quiet`: nothing is under way here. `over`: nothing is told the referee any more. */
export type Stage = 'quiet' | 'over'

/** What a run is to be, and what it needs from outside. */
export interface RunOptions extends RunContextOptions, Omit<PlayOptions, 'meet' | 'share'> {
  readonly vitals: () => Vitals
  /** Told once a second how it stands. */
  readonly onMoment?: (moment: Moment, standing: Standing) => void
}

/** Nothing came for this long, and nothing is awaited: the run is over. */
const quietMs = 500

/** A server that is behind has so long to answer what is under way. */
const drainMsMax = 20_000

const lookMs = 50

/** How long the connections have to take their goodbye. */
const goodbyeMsMax = 3_000

/** Plays the scenario; resolves when everything under way is answered, or was awaited in vain. */
export const runLoad = async (scenario: Scenario, options: RunOptions): Promise<FinishedRun> => {
  const context = openRunContext(scenario, options)
  const chronicle = new Chronicle(context, options)
  watch(context, {
    vitals: options.vitals,
    note: (moment, vitals) => {
      chronicle.noteVitals(0, vitals)
      chronicle.note(moment)
    },
  })
  return chronicle.finish(await play(context, options))
}

/** Lets visitors come, play and go. */
export const play = async (context: OpenContext<Told>, options: PlayOptions): Promise<Played> => {
  const { scheduler, measures, gauges, now } = context
  const visitors: Visitor[] = []
  const stopTicking = options.tick(() => {
    scheduler.run(now(), (ms) => measures.beside.record('lag', ms))
  })
  attend(context)
  const { warmUp } = context.scenario
  context.beginsAt = options.beginsAt ?? now()
  const endWarmUp = options.endWarmUp ?? (() => measures.endWarmUp())
  if (warmUp > 0) scheduler.at(context.beginsAt + warmUp * 1_000, endWarmUp)
  storms(context, visitors)
  const isStoppedEarly = await played(context, visitors, options)
  context.isDraining = true
  endWarmUp()
  const hurriedMsMax = isStoppedEarly ? options.hurriedMsMax : undefined
  await drained(context, hurriedMsMax ?? options.drainMsMax ?? drainMsMax)
  await options.meet?.('quiet')
  context.isOver = true
  // Nobody is left out in silence.
  for (const visitor of visitors) visitor.overtaken(isStoppedEarly)
  context.referee.finish()
  const left = { ...gauges }
  await options.meet?.('over')
  await goodbye(context, visitors, hurriedMsMax ?? goodbyeMsMax)
  stopTicking()
  context.close()
  return { isStoppedEarly, left }
}

/** Lets all who are there lose their connection at once, and come back at once, as often as is asked for. */
const storms = (context: RunContext, visitors: readonly Visitor[]): void => {
  const { scheduler, scenario, beginsAt } = context
  const everyMs = scenario.stormEvery * 1_000
  const storm = (at: number) => {
    if (context.isDraining) return
    for (const visitor of visitors) visitor.lose(at + scenario.away * 1_000)
    scheduler.at(at + everyMs, storm)
  }
  if (everyMs > 0) scheduler.at(beginsAt + everyMs, storm)
}

/** How often the referee is told that time has passed. */
const attendMs = 250

/** Tells the referee of the time in which neither this program nor the server was held up. */
const attend = (context: RunContext): void => {
  const { scheduler, measures, gauges, referee, now } = context
  let frames = 0
  const look = (at: number) => {
    if (context.isOver) return
    const { counts } = measures
    if (gauges.unanswered === 0 || counts.frames !== frames) referee.passes(attendMs)
    ;({ frames } = counts)
    // What a program was held up for does not count.
    scheduler.at(Math.max(at + attendMs, now()), look)
  }
  scheduler.at(now() + attendMs, look)
}

/** Lets everybody come and play; gives true if it was stopped before its time. */
const played = (
  context: RunContext,
  visitors: Visitor[],
  { stop, share = everybody }: PlayOptions,
): Promise<boolean> =>
  new Promise((resolve) => {
    const { scheduler, measures, scenario, beginsAt } = context
    const numbers = numbersOf(share, scenario.users)
    const arrivalOf = arrivalsOf(scenario)
    const dueOf = (number: number) => beginsAt + arrivalOf(number)
    const next = () => {
      const { value: number } = numbers.next()
      if (number === undefined) {
        scheduler.at(beginsAt + endOf(scenario), () => resolve(false))
        return
      }
      scheduler.at(dueOf(number), (at) => {
        if (stop.aborted) return
        const visitor = new Visitor(number, context)
        visitors.push(visitor)
        measures.of(number).counts.arrived += 1
        visitor.arrive(at)
        next()
      })
    }
    stop.addEventListener('abort', () => resolve(true), { once: true })
    if (stop.aborted) resolve(true)
    else next()
  })

/** Until nobody is on the way, nothing is unanswered, and nothing has come for a while. */
const drained = (context: RunContext, msMax: number): Promise<void> =>
  new Promise((resolve) => {
    const { scheduler, measures, gauges, now } = context
    // Counted in looks: a program that was held up has not looked.
    let looks = msMax / lookMs
    let [frames, since] = [measures.counts.frames, now()]
    const look = (at: number) => {
      const isUnderWay = gauges.coming + gauges.away + gauges.unanswered + gauges.complaints > 0
      if (measures.counts.frames !== frames || isUnderWay) {
        ;[frames, since] = [measures.counts.frames, now()]
      }
      looks -= 1
      if (now() - since >= quietMs || looks <= 0) resolve()
      else scheduler.at(Math.max(at + lookMs, now()), look)
    }
    scheduler.at(now(), look)
  })

const goodbye = (context: RunContext, visitors: readonly Visitor[], msMax: number): Promise<void> =>
  new Promise((resolve) => {
    const { scheduler, gauges, now } = context
    const deadline = now() + msMax
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
