// What all visitors of a run share.

import type { Destination } from '../client/connection.ts'
import { answerMsMax, HttpPool, type Patience, type SendRequest } from '../client/http.ts'
import { Solver } from '../client/solver.ts'
import type { Wire } from '../client/wire.ts'
import { type Gauges, noGauges } from '../measures/measures.ts'
import { RunMeasures } from '../measures/runMeasures.ts'
import { Referee } from '../referee/referee.ts'
import type { Told } from '../referee/told.ts'
import { speechOf } from '../scenario/phases.ts'
import { profileOf, type VisitorProfile } from '../scenario/profile.ts'
import { Rng } from '../scenario/rng.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Scheduler } from './scheduler.ts'

export interface RunContext<Judge extends Told = Told> {
  readonly scenario: Scenario
  /** The run's name, which every text and id begins with. */
  readonly run: string
  readonly seed: number
  /** How visitor `number` speaks. */
  readonly wireOf: (number: number) => Wire
  /** How visitor `number` sends requests: always from its own address, to which challenges are bound. */
  readonly sendOf: (number: number) => SendRequest
  readonly solver: Solver
  readonly scheduler: Scheduler
  readonly measures: RunMeasures
  readonly referee: Judge
  readonly profileOf: (number: number) => VisitorProfile
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** Where visitor `number` connects to, and from which address. */
  readonly destination: (number: number) => Destination
  /** How long the server has to answer an upgrade, and to welcome whoever it was given. */
  readonly patience: Patience
  /** Whether anybody blocks or reports. */
  readonly hasComplaints: boolean
  /** When the first of all comes. */
  beginsAt: number
  /** When the next message is due after another: see `speechOf`. */
  readonly nextDue: ReturnType<typeof speechOf>
  /** True once nobody begins anything new and what is under way is awaited. */
  isDraining: boolean
  /** True once the connections are being closed. */
  isOver: boolean
  readonly gauges: Gauges
}

/** What visitors are to be, and what they need from outside. */
export interface ContextOptions {
  /** The servers among which visitors take turns. */
  readonly origins: readonly string[]
  /** How visitor `number` speaks to its server; Passerby's own wire is `passerbyWire`. */
  readonly wireOf: (number: number) => Wire
  /** Sets this run's names, texts and ids apart from others': 4 to 6 letters and digits. */
  readonly run: string
  /** Of all random choices. */
  readonly seed: number
  /** Where the `number`-th connection goes, and from which address. */
  readonly destination: (number: number) => Destination
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** Over how many connections visitors may join at once. */
  readonly joinConnections: number
  /** Those who come here, where others come elsewhere. */
  readonly share?: Share
  /** The server has so long to let somebody in; 10 s where nobody says. */
  readonly answerMsMax?: number
}

/** Every `of`-th visitor, from number `index` on. */
export interface Share {
  readonly index: number
  readonly of: number
}

export const everybody: Share = { index: 0, of: 1 }

/** The numbers of a share, of so many users in all. */
export function* numbersOf({ index, of }: Share, users: number): Generator<number> {
  for (let number = index; number < users; number += of) yield number
}

export interface RunContextOptions extends ContextOptions {
  /** Over how many servers visitors are spread, at least; else as many as there are origins. */
  readonly servers?: number
  /** Examples kept of each kind of fault. */
  readonly examplesMax: number
  /** True where the server's log is to be compared afterwards. */
  readonly keepsRooms: boolean
  /** Unix time where `now` says 0; where nobody says, no time is judged. */
  readonly unixAtZero?: number
  /** What is not answered for so long will not be; 10 s where nobody says. */
  readonly patienceMs?: number
  /** What the server's RELAX_SECONDS are, and how much longer two may wait; 6 s and 5 s. */
  readonly relaxMs?: number
  readonly marginMs?: number
  /** What the server's GRACE_SECONDS are; 30 s. */
  readonly graceMs?: number
}

/** A run to which nobody has come yet; `close` ends the connections of the joins. */
export const openRunContext = (
  scenario: Scenario,
  options: RunContextOptions,
): OpenContext<Referee> => {
  const { run, seed } = options
  const profileOf = profilesOf(scenario, { run, seed })
  const referee = new Referee({ servers: options.origins.length, ...options, profileOf })
  return openContext(scenario, options, { referee, profileOf })
}

export type OpenContext<Judge extends Told> = RunContext<Judge> & { readonly close: () => void }

/** The same, with another who is told what happens. */
export const openContext = <Judge extends Told>(
  scenario: Scenario,
  options: ContextOptions,
  { referee, profileOf }: { readonly referee: Judge; readonly profileOf: RunContext['profileOf'] },
): OpenContext<Judge> => {
  const { run, seed, wireOf, now, destination } = options
  const scheduler = new Scheduler()
  const ms = options.answerMsMax ?? answerMsMax
  const patience = patienceFor(ms, { scheduler, now })
  const pools = poolsByDestination(scenario.users, options, patience)
  const poolOf = (number: number) => pools.get(nameOf(destination(number))) as HttpPool
  const { blocks, reports, falseReports, forgedReports } = scenario
  return {
    ...{ scenario, run, seed, wireOf, now, destination, referee, profileOf },
    sendOf: (number) => poolOf(number).send,
    close: () => {
      for (const pool of pools.values()) pool.close()
    },
    solver: new Solver(),
    patience,
    hasComplaints: blocks + reports + falseReports + forgedReports > 0,
    scheduler,
    measures: new RunMeasures(options.origins.length, scenario.warmUp > 0),
    beginsAt: now(),
    nextDue: speechOf(scenario),
    isDraining: false,
    isOver: false,
    gauges: noGauges(),
  }
}

/** In two steps: what came while this program was held up is read before that is told. */
const patienceFor = (
  ms: number,
  { scheduler, now }: Pick<RunContext, 'scheduler' | 'now'>,
): Patience => ({
  ms,
  after: (over) =>
    scheduler.at(now() + 0.9 * ms, () => scheduler.at(now() + 0.1 * ms, () => over())),
})

/** Who everybody is, made up once it is asked for. */
export const profilesOf = (
  scenario: Scenario,
  { run, seed }: { readonly run: string; readonly seed: number },
): ((number: number) => VisitorProfile) => {
  const profiles: VisitorProfile[] = []
  return (number) => {
    profiles[number] ??= profileOf(number, { scenario, run, rng: new Rng(seed, 2 * number) })
    return profiles[number]
  }
}

/** Connections for joining, an equal share of them for each way that visitors come. */
const poolsByDestination = (
  users: number,
  { destination, joinConnections, share = everybody }: ContextOptions,
  patience: Patience,
): ReadonlyMap<string, HttpPool> => {
  const ways = new Map<string, Destination>()
  for (const number of numbersOf(share, users)) {
    const to = destination(number)
    ways.set(nameOf(to), to)
  }
  const each = Math.max(1, Math.floor(joinConnections / ways.size))
  return new Map([...ways].map(([name, to]) => [name, new HttpPool(() => to, each, patience)]))
}

const nameOf = ({ host, port, localAddress = '' }: Destination): string =>
  `${host} ${port} ${localAddress}`
