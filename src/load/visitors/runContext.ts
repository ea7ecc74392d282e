// What all visitors of a run share.

import type { Destination } from '../client/connection.ts'
import { type Ask, HttpPool } from '../client/http.ts'
import type { Wire } from '../client/wire.ts'
import { Measures } from '../measures/measures.ts'
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
  readonly ask: Ask
  readonly scheduler: Scheduler
  readonly measures: Measures
  readonly referee: Referee
  readonly profileOf: (number: number) => VisitorProfile
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** Where visitor `number` connects to, and from which address. */
  readonly destination: (number: number) => Destination
  /** True once nobody begins anything new and what is under way is awaited. */
  isDraining: boolean
  /** True once the connections are being closed. */
  isOver: boolean
  readonly gauges: Gauges
}

/** How it stands at this moment. */
export interface Gauges {
  /** WebSockets that are open. */
  connections: number
  /** Visitors in a conversation. */
  chatting: number
  waiting: number
  /** Visitors whose connection is gone and who will come back. */
  away: number
  /** Visitors on their way in: arrived and not yet welcomed. */
  coming: number
  /** Messages sent and neither acknowledged nor refused. */
  unanswered: number
  /** Visitors who could not get in, or back in, and gave up. */
  lost: number
}

/** What a context needs of the world. */
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

/** A context that nobody has entered yet; `close` ends the connections of the joins. */
export const openRunContext = (
  scenario: Scenario,
  parts: RunContextOptions,
): RunContext & { close: () => void } => {
  const { run, seed, wire, now, destination, joinConnections, examplesMax, keepsRooms } = parts
  const people: VisitorProfile[] = []
  const profileFor = (number: number): VisitorProfile => {
    people[number] ??= profileOf(scenario, run, number, new Rng(seed, 2 * number))
    return people[number]
  }
  let connections = 0
  const pool = new HttpPool(() => destination(connections++), joinConnections)
  return {
    scenario,
    run,
    seed,
    wire,
    now,
    destination,
    ask: pool.ask,
    close: () => pool.close(),
    scheduler: new Scheduler(),
    measures: new Measures(),
    referee: new Referee({ run, profileOf: profileFor, examplesMax, keepsRooms }),
    profileOf: profileFor,
    isDraining: false,
    isOver: false,
    gauges: { connections: 0, chatting: 0, waiting: 0, away: 0, coming: 0, unanswered: 0, lost: 0 },
  }
}
