// A run over several processes: one schedule, one referee, one result.

import type { ChildProcess } from 'node:child_process'
import type { Routes } from '../client/routes.ts'
import type { Vitals } from '../measures/bottlenecks.ts'
import type { Moment } from '../measures/loadResult.ts'
import { type Gauges, noGauges } from '../measures/measures.ts'
import { RunMeasures } from '../measures/runMeasures.ts'
import { Referee } from '../referee/referee.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Chronicle, type FinishedRun, type Played } from '../visitors/chronicle.ts'
import { type Standing, watch } from '../visitors/moments.ts'
import { profilesOf } from '../visitors/runContext.ts'
import { Scheduler } from '../visitors/scheduler.ts'
import { Crew } from './crew.ts'
import { Hearing } from './hearing.ts'
import type { Gate, Job, Pulse } from './messages.ts'

/** What a run over several processes is to be, and what it needs from outside. */
export interface ProcessesOptions {
  /** How many have visitors; this one judges. */
  readonly processes: number
  /** Begins one of them. */
  readonly open: () => ChildProcess
  readonly run: string
  readonly seed: number
  readonly routes: Routes
  /** Over how many servers visitors are spread, at least; else as many as there are targets. */
  readonly servers?: number
  /** What the machine's clock says where `now` says 0. */
  readonly epoch: number
  /** By the clock that all processes share. */
  readonly now: () => number
  readonly tick: (callback: () => void) => () => void
  /** Of this process. */
  readonly vitals: () => Vitals
  readonly stop: AbortSignal
  readonly drainMsMax?: number
  readonly hurriedMsMax?: number | undefined
  readonly examplesMax: number
  readonly keepsRooms: boolean
  /** Unix time where `now` says 0. */
  readonly unixAtZero?: number
  /** What the server's RELAX_SECONDS are; 6 s. */
  readonly relaxMs?: number
  /** What its GRACE_SECONDS are; 30 s. */
  readonly graceMs?: number
  /** So much longer than the relaxing may two wait who would accept each other; 5 s. */
  readonly marginMs?: number
  readonly onMoment?: (moment: Moment, standing: Standing) => void
}

/** Plays the scenario; resolves when all processes have. */
export const runProcesses = async (
  scenario: Scenario,
  options: ProcessesOptions,
): Promise<FinishedRun> => {
  const { tick, now, stop } = options
  const whole = new Whole(scenario, options)
  const { scheduler } = whole.standing
  const stopTicking = tick(() => scheduler.run(now(), () => {}))
  const crew = new Crew({
    recorded: (process, record) => whole.hearing.take(process, record),
    pulsed: (process, pulse) => whole.add(process, pulse),
    died: (process, how) => {
      whole.died(process, how)
      crew.stop()
    },
    passes: (gate) => whole.passes(gate),
  })
  const attend = (at: number) => {
    crew.attend(attendMs)
    // What this process was held up for does not count.
    scheduler.at(Math.max(at + attendMs, now()), attend)
  }
  attend(now())
  stop.addEventListener('abort', () => crew.stop(), { once: true })
  const played = await crew.play(jobsOf(scenario, options), options.open)
  stopTicking()
  return whole.finish(played)
}

const jobsOf = (scenario: Scenario, options: ProcessesOptions): readonly Job[] => {
  const { run, seed, routes, epoch, drainMsMax, hurriedMsMax, processes } = options
  return Array.from({ length: processes }, (_, index) => ({
    ...{ scenario, run, seed, routes, epoch, drainMsMax, hurriedMsMax },
    share: { index, of: processes },
  }))
}

/** How often it is seen to that no process hangs. */
const attendMs = 100

/** The first come a little after all were told of it. */
const beginsInMs = 100

type Changing<T> = { -readonly [Name in keyof T]: T[Name] }

/** All that comes of the processes, added up. */
class Whole {
  readonly hearing: Hearing
  readonly standing: Changing<Standing> & { readonly referee: Referee }
  readonly #options: ProcessesOptions
  readonly #gauges: Gauges[] = []
  readonly #vitals: Vitals[] = []
  readonly #died = new Map<number, string>()
  #chronicle: Chronicle

  constructor(scenario: Scenario, options: ProcessesOptions) {
    const { run, seed, processes, now } = options
    const { blocks, reports, falseReports, forgedReports } = scenario
    const profileOf = profilesOf(scenario, { run, seed })
    this.#options = options
    this.hearing = new Hearing({
      ...{ run, processes, users: scenario.users },
      hasComplaints: blocks + reports + falseReports + forgedReports > 0,
      refereeOf: (at) =>
        new Referee({ servers: options.routes.targets.length, ...options, profileOf, now: at }),
    })
    this.standing = {
      ...{ scenario, now, referee: this.hearing.referee, isDraining: false, isOver: false },
      ...{
        scheduler: new Scheduler(),
        measures: new RunMeasures(options.routes.targets.length),
        gauges: noGauges(),
      },
    }
    this.#chronicle = this.#opened()
  }

  passes(gate: Gate): number {
    const at = this.standing.now()
    if (gate === 'over') this.standing.isOver = true
    if (gate !== 'ready') return at
    this.#chronicle = this.#opened()
    watch(this.standing, {
      vitals: () => this.#vitalsNow(),
      note: (moment) => this.#chronicle.note(moment),
    })
    return at + beginsInMs
  }

  add(process: number, { measured, gauges, vitals, isDraining, isWarmUp }: Pulse): void {
    this.standing.measures.add(measured, isWarmUp)
    this.standing.isDraining ||= isDraining
    this.#vitals[process] = vitals
    this.#chronicle.noteVitals(process, vitals)
    this.#setGauges(process, gauges)
  }

  died(process: number, how: string): void {
    this.#died.set(process, how)
    this.#setGauges(process, noGauges())
    this.standing.measures.beside.error(`process ${process + 1}: died (${how})`)
    this.hearing.died(process)
  }

  finish(played: readonly Played[]): FinishedRun {
    this.hearing.referee.finish()
    const left = played.reduce((sum, one) => added(sum, one.left), noGauges())
    const isStoppedEarly = this.#died.size > 0 || played.some((one) => one.isStoppedEarly)
    return this.#chronicle.finish({ left, isStoppedEarly }, this.#died)
  }

  #opened(): Chronicle {
    const { seed, routes, onMoment } = this.#options
    const origins = routes.targets.map(({ origin }) => origin)
    return new Chronicle(this.standing, { seed, origins, onMoment })
  }

  #setGauges(process: number, gauges: Gauges): void {
    this.#gauges[process] = gauges
    Object.assign(this.standing.gauges, this.#gauges.reduce(added, noGauges()))
  }

  /** Those of this process are noted; what all of them used is told. */
  #vitalsNow(): Vitals {
    const own = this.#options.vitals()
    this.#chronicle.noteVitals(this.#options.processes, own)
    return { ...own, cores: this.#vitals.reduce((sum, { cores }) => sum + cores, own.cores) }
  }
}

const added = (one: Gauges, other: Gauges): Gauges => {
  const sum = { ...one }
  for (const name of Object.keys(one) as (keyof Gauges)[]) sum[name] += other[name]
  return sum
}
