// What all visitors of a run share.

import type { Destination } from '../client/connection.ts'
import { HttpPool, type SendRequest } from '../client/http.ts'
import { Solver } from '../client/solver.ts'
import type { Wire } from '../client/wire.ts'
import { type Gauges, Measures } from '../measures/measures.ts'
import { Referee } from '../referee/referee.ts'
import { profileOf, type VisitorProfile } from '../scenario/profile.ts'
import { Rng } from '../scenario/rng.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Scheduler } from './scheduler.ts'

export interface RunContext {
  readonly scenario: Scenario
  /** The run's name, which every text and id begins with. */
  readonly run: string
  readonly seed: number
  readonly wire: Wire
  /** How visitor `number` sends requests: always from its own address, to which challenges are bound. */
  readonly sendOf: (number: number) => SendRequest
  readonly solver: Solver
  readonly scheduler: Scheduler
  readonly measures: Measures
  readonly referee: Referee
  readonly profileOf: (number: number) => VisitorProfile
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** Where visitor `number` connects to, and from which address. */
  readonly destination: (number: number) => Destination
  /** Whether anybody blocks or reports. */
  readonly hasComplaints: boolean
  /** True once nobody begins anything new and what is under way is awaited. */
  isDraining: boolean
  /** True once the connections are being closed. */
  isOver: boolean
  readonly gauges: Gauges
}

/** What a run is to be, and what it needs from outside. */
export interface RunContextOptions {
  /** How the server's wire speaks; Passerby's own is `passerbyWire`. */
  readonly wire: Wire
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
  /** Examples kept of each kind of fault. */
  readonly examplesMax: number
  /** True where the server's log is to be compared afterwards. */
  readonly keepsRooms: boolean
}

/** A run to which nobody has come yet; `close` ends the connections of the joins. */
export const openRunContext = (
  scenario: Scenario,
  options: RunContextOptions,
): RunContext & { close: () => void } => {
  const { run, seed, wire, now, destination, joinConnections, examplesMax, keepsRooms } = options
  const profiles: VisitorProfile[] = []
  const profileFor = (number: number): VisitorProfile => {
    profiles[number] ??= profileOf(number, { scenario, run, rng: new Rng(seed, 2 * number) })
    return profiles[number]
  }
  const pools = poolsByAddress(scenario.users, { destination, joinConnections })
  const poolOf = (number: number) => pools.get(destination(number).localAddress) as HttpPool
  const { blocks, reports, falseReports, forgedReports } = scenario
  return {
    scenario,
    run,
    seed,
    wire,
    now,
    destination,
    sendOf: (number) => poolOf(number).send,
    close: () => {
      for (const pool of pools.values()) pool.close()
    },
    solver: new Solver(),
    hasComplaints: blocks + reports + falseReports + forgedReports > 0,
    scheduler: new Scheduler(),
    measures: new Measures(),
    referee: new Referee({ run, profileOf: profileFor, examplesMax, now, keepsRooms }),
    profileOf: profileFor,
    isDraining: false,
    isOver: false,
    gauges: {
      ...{ connections: 0, chatting: 0, waiting: 0, away: 0, coming: 0, held: 0 },
      ...{ unanswered: 0, complaints: 0, lost: 0 },
    },
  }
}

/** Connections for joining, an equal share of them from each address that visitors come from. */
const poolsByAddress = (
  users: number,
  { destination, joinConnections }: Pick<RunContextOptions, 'destination' | 'joinConnections'>,
): ReadonlyMap<string | undefined, HttpPool> => {
  const addresses = new Map<string | undefined, Destination>()
  for (let number = 0; number < users; number += 1) {
    const to = destination(number)
    addresses.set(to.localAddress, to)
  }
  const each = Math.max(1, Math.floor(joinConnections / addresses.size))
  return new Map([...addresses].map(([name, to]) => [name, new HttpPool(() => to, each)]))
}
