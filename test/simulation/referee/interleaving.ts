// Whether the events of a batch are what edges asked for, each edge in its own order.
import type { LogEvent } from '../../../src/events/event.ts'

/** A command that is done. */
export interface Pending {
  readonly name: string
  readonly isIt: (event: LogEvent) => boolean
  /** It need not have become an event. */
  readonly isOptional: boolean
}

/** How far each edge is: how many of its commands are behind it. */
type Position = readonly number[]

/** What happens only where an edge asks for it. */
const asked: ReadonlySet<string> = new Set([
  ...['session.join', 'session.left', 'session.find_match', 'session.leave_chat'],
  ...['session.again', 'room.send_message'],
])

/**
 * Tries every order in which the edges' commands may have come, for two may ask for the same thing of
 * the same session. Null: one fits; else what does not.
 */
export const misfit = (
  queues: readonly (readonly Pending[])[],
  events: readonly LogEvent[],
): string | null => {
  let positions: Position[] = [queues.map(() => 0)]
  for (const event of events) {
    if (event.cause !== null) continue
    const after = positions.flatMap((position) => taking(queues, position, event))
    const isForced = asked.has(event.type)
    if (isForced && after.length === 0) {
      return `nobody asked for event ${event.seq}, ${event.type}, then, or it was done before`
    }
    positions = distinct(isForced ? after : [...after, ...positions])
  }
  const missing = positions.map((position) => firstLeft(queues, position))
  return missing.includes(null) ? null : `${missing[0]?.name} is done, and not in the log`
}

/** Where the edges may be once one of them has had that event. */
const taking = (
  queues: readonly (readonly Pending[])[],
  position: Position,
  event: LogEvent,
): Position[] => {
  const after: Position[] = []
  for (const [edge, queue] of queues.entries()) {
    for (let index = position[edge] ?? 0; index < queue.length; index++) {
      const pending = queue[index] as Pending
      if (pending.isIt(event)) after.push(position.with(edge, index + 1))
      if (!pending.isOptional) break
    }
  }
  return after
}

const distinct = (positions: readonly Position[]): Position[] =>
  positions.length < 2
    ? [...positions]
    : [...new Map(positions.map((position) => [position.join(), position])).values()]

/** The first command that is still to become an event. */
const firstLeft = (queues: readonly (readonly Pending[])[], position: Position): Pending | null => {
  for (const [edge, queue] of queues.entries()) {
    const left = queue.slice(position[edge]).find(({ isOptional }) => !isOptional)
    if (left !== undefined) return left
  }
  return null
}
