// Runs the projections' queries beside the log, and asks them.
import { type EventType, ends, type LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { LogUnreadable } from '../../events/logUnreadable.ts'
import { filled, type Projection, type Query, type Question } from '../../events/projection.ts'
import { type Key, unseal } from '../shredding/seal.ts'
import type { Database } from './connection.ts'

export interface Projections {
  /** Applies an event of the log. */
  readonly apply: (event: LogEvent) => void
}

/** Prepares the projections' statements; their tables must exist. */
export const projectionsOf = (
  database: Database,
  projections: readonly Projection[],
): Projections => {
  const steps = new Map<EventType, ((event: LogEvent) => void)[]>()
  for (const { on } of projections) {
    for (const [type, query] of Object.entries(on) as [EventType, Query][]) {
      const statement = database.prepare(query.sql)
      const fill = filled(query)
      const run = (event: LogEvent) => statement.run(...fill(event))
      steps.set(type, [...(steps.get(type) ?? []), run])
    }
  }
  return {
    apply: (event) => {
      for (const run of steps.get(event.type) ?? []) run(event)
    },
  }
}

/**
 * Whether an event concerns the projections: those of actors that are over, or will be when the
 * events at hand are folded, would only make rows to be removed again.
 */
export const concerns = (event: LogEvent, outlives: (actor: ActorId) => boolean): boolean =>
  outlives(event.actor) || ends(event) !== null

type Answer = Readonly<Record<string, unknown>>

/** Prepares the questions; gives what answers them by name. */
export const answersTo = (
  database: Database,
  questions: Readonly<Record<string, Question>>,
  keyOf: (actor: ActorId) => Key | undefined,
): ((name: string, facts: object) => readonly Answer[]) => {
  const prepared = new Map(
    Object.entries(questions).map(([name, question]) => {
      const statement = database.prepare(question.sql)
      const fill = filled(question)
      const legible = question.words === null ? same : opened(question.words, keyOf)
      return [
        name,
        (facts: object) => (statement.all(fill(facts)) as Answer[]).map(legible),
      ] as const
    }),
  )
  return (name, facts) => {
    const answer = prepared.get(name)
    if (answer === undefined) throw new Error(`The projections have no question ${name}`)
    return answer(facts)
  }
}

const same = (row: Answer): Answer => row

const opened =
  (type: EventType, keyOf: (actor: ActorId) => Key | undefined) =>
  ({ actor, event_seq, sealed, ...row }: Answer): Answer => {
    const seq = event_seq as number
    const key = keyOf(actor as ActorId)
    const words = key && unseal(key, { seq, type }, sealed as Uint8Array)
    if (!words) throw new LogUnreadable(seq, 'does not open with its key in the projections')
    return { ...row, ...words }
  }
