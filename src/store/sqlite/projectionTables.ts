// Runs the projections' queries beside the log, and asks them.
import { Result } from 'effect'
import type { EventType, LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { Parameter, type Projection, type Query, type Question } from '../../events/projection.ts'
import type { Database } from '../connection.ts'
import type { Keys } from '../shredding/keys.ts'
import { type Key, unseal } from '../shredding/keys.ts'
import type { Ciphertext } from '../upkeep/ciphertext.ts'
import { livingPages } from './livingEvents.ts'

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
      const bind = bound(query)
      const run = (event: LogEvent) => statement.run(...bind(event))
      steps.set(type, [...(steps.get(type) ?? []), run])
    }
  }
  return {
    apply: (event) => {
      for (const run of steps.get(event.type) ?? []) run(event)
    },
  }
}

/** A row of what a question is answered with, by column. */
export type AnswerRow = Readonly<Record<string, unknown>>

/** Prepares the questions; gives what answers them by name. */
export const answersTo = (
  database: Database,
  questions: Readonly<Record<string, Question>>,
  keyOf: (actor: ActorId) => Key | undefined,
): ((name: string, parameters: object) => Result.Result<readonly AnswerRow[], LogUnreadable>) => {
  const prepared = new Map(
    Object.entries(questions).map(([name, question]) => {
      const statement = database.prepare(question.sql)
      const bind = bound(question)
      const legible = question.words === null ? same : opened(question.words, keyOf)
      return [
        name,
        (parameters: object) =>
          Result.all((statement.all(bind(parameters)) as AnswerRow[]).map(legible)),
      ] as const
    }),
  )
  return (name, parameters) => {
    const answer = prepared.get(name)
    if (answer === undefined) throw new Error(`The projections have no question ${name}`)
    return answer(parameters)
  }
}

const same = (row: AnswerRow) => Result.succeed(row)

const opened =
  (type: EventType, keyOf: (actor: ActorId) => Key | undefined) =>
  ({ actor, event_seq, sealed, ...row }: AnswerRow): Result.Result<AnswerRow, LogUnreadable> => {
    const seq = event_seq as number
    const key = keyOf(actor as ActorId)
    const words = key && unseal(key, { seq, type }, sealed as Uint8Array)
    if (!words) return logUnreadable(seq, 'does not open with its key in the projections')
    return Result.succeed({ ...row, ...words })
  }

/**
 * Folds the log into the projections, which are temporary tables: they live in memory with this
 * connection. `ciphertext` is told where the words of those who live are. Nothing of those who are over is left to be folded.
 */
export const refold = (
  database: Database,
  { keys, ciphertext }: { readonly keys: Keys; readonly ciphertext: Ciphertext },
  projections: readonly Projection[],
): Result.Result<void, LogUnreadable> => {
  for (const { table } of projections) database.exec(table.sql)
  const { apply } = projectionsOf(database, projections)
  const pageFrom = livingPages(database, keys, () => undefined)
  let from: number | null = null
  do {
    const page = pageFrom(from)
    if (Result.isFailure(page)) return Result.fail(page.failure)
    for (const event of page.success.events) {
      ciphertext.sealed(event)
      if (keys.has(event.actor)) apply(event)
    }
    from = page.success.next
  } while (from !== null)
  return Result.succeed(undefined)
}

/** Binds the query's parameters to the fields of `source`; the array is the same one each time. */
const bound = (query: Query): ((source: object) => readonly unknown[]) => {
  const values: unknown[] = query.parameters.map(storable)
  const paths = query.parameters.flatMap((parameter, index) =>
    parameter instanceof Parameter ? [{ index, path: parameter.path }] : [],
  )
  return (source) => {
    for (const { index, path } of paths) {
      let value: unknown = source
      for (const step of path) value = (value as Record<string | number, unknown>)[step]
      values[index] = storable(value)
    }
    return values
  }
}

const storable = (value: unknown): unknown => {
  if (value === undefined) return null
  return typeof value === 'boolean' ? Number(value) : value
}
