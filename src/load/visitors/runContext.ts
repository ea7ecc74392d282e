// What all visitors of a run share.

import type { Destination } from '../client/connection.ts'
import { type Ask, HttpPool } from '../client/http.ts'
import type { Wire } from '../client/wire.ts'
import { Referee } from '../referee/referee.ts'
import { Measures } from '../report/measures.ts'
import { type Person, personOf } from './profile.ts'
import { Dice } from './rng.ts'
import type { Scenario } from './scenario.ts'
import { Agenda } from './scheduler.ts'

export interface Stage {
  readonly scenario: Scenario
  /** The run's name, which every text and id begins with. */
  readonly run: string
  readonly seed: number
  readonly wire: Wire
  readonly ask: Ask
  readonly agenda: Agenda
  readonly measures: Measures
  readonly referee: Referee
  readonly personOf: (number: number) => Person
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

/** What a stage needs of the world. */
export interface StageParts {
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

/** A stage that nobody has entered yet; `close` ends the connections of the joins. */
export const openStage = (scenario: Scenario, parts: StageParts): Stage & { close: () => void } => {
  const { run, seed, wire, now, destination, joinConnections, examplesMax, keepsRooms } = parts
  const people: Person[] = []
  const personFor = (number: number): Person => {
    people[number] ??= personOf(scenario, run, number, new Dice(seed, 2 * number))
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
    agenda: new Agenda(),
    measures: new Measures(),
    referee: new Referee({ run, personOf: personFor, examplesMax, keepsRooms }),
    personOf: personFor,
    isDraining: false,
    isOver: false,
    gauges: { connections: 0, chatting: 0, waiting: 0, away: 0, coming: 0, unanswered: 0, lost: 0 },
  }
}
