// How a run stands, once a second.

import type { Vitals } from '../measures/bottlenecks.ts'
import type { Moment } from '../measures/loadResult.ts'
import type { Gauges } from '../measures/measures.ts'
import type { RunMeasures } from '../measures/runMeasures.ts'
import type { FoundFaults } from '../referee/rooms/faults.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Scheduler } from './scheduler.ts'

/** A run as whoever looks on sees it. */
export interface Standing {
  readonly scenario: Scenario
  readonly scheduler: Scheduler
  readonly measures: RunMeasures
  readonly gauges: Gauges
  readonly referee: { readonly faults: FoundFaults; readonly sessions: ReadonlyMap<string, number> }
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  readonly isDraining: boolean
  readonly isOver: boolean
}

/** Whoever looks on. */
export interface RunObserver {
  readonly vitals: () => Vitals
  readonly note: (moment: Moment, vitals: Vitals) => void
}

/** Tells the observer, from now on and once a second, what the last second was like. */
export const watch = (standing: Standing, { vitals, note }: RunObserver): void => {
  const { scheduler, measures, gauges, referee, now } = standing
  const beginning = now()
  let [sent, delivered, errors] = [0, 0, 0]
  vitals()
  const look = (at: number) => {
    // What follows is our own goodbye.
    if (standing.isOver) return
    const present = vitals()
    const { counts } = measures
    const moment: Moment = {
      second: Math.round((now() - beginning) / 1_000),
      connections: gauges.connections,
      chats: chatsOf(gauges),
      sent: counts.sent - sent,
      delivered: counts.delivered - delivered,
      errors: measures.errorsTotal - errors,
      faults: referee.faults.total,
      cores: present.cores,
      delivery: measures.takeRecent(),
    }
    ;[sent, delivered, errors] = [counts.sent, counts.delivered, measures.errorsTotal]
    note(moment, present)
    // A program that was held up does not make up for the seconds it missed.
    scheduler.at(Math.max(at + 1_000, now()), look)
  }
  scheduler.at(beginning + 1_000, look)
}

/** Conversations under way: of one whose two are not both here, no half counts. */
export const chatsOf = ({ chatting }: Pick<Gauges, 'chatting'>): number => Math.floor(chatting / 2)
