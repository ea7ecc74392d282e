// A projection as it is written: which row an event puts into its table, or changes there.
import { type Kysely, sql } from 'kysely'
import { type EventType, ends, type LogEvent, shapes } from '../events/event.ts'
import type { ActorId } from '../events/fields.ts'
import type { EventsOf, Prepare, Projection } from '../events/projection.ts'
import { db, type ProjectionTables } from './database.ts'
import { listed } from './statement.ts'

type Table = keyof ProjectionTables
type Column<N extends Table> = keyof ProjectionTables[N] & string

/** What is made of an event, by its type; of one that changes a row, with the row as it is. */
type On<A, Given extends readonly unknown[] = []> = {
  readonly [T in EventType]?: (event: Extract<LogEvent, { type: T }>, ...given: Given) => A
}

interface Definition<Row> {
  /** Whose rows these are: they are removed when it ends. */
  readonly of: 'session' | 'room'
  readonly columns: Readonly<Record<keyof Row & string, 'text' | 'integer'>>
  /** The primary key: the actor that a row belongs to, or the event of it that the row is of. */
  readonly key: keyof Row & string
  readonly rowsOf: 'actor' | 'event'
  readonly rows: On<Row>
  /** What becomes of the row of an actor. */
  readonly changes?: On<Row, [row: Row]>
}

/**
 * Compiles a projection. Of the events that are folded at once, all rows are made and changed in
 * memory, then put into the table, then those of whoever ended go: what happened to one actor is folded
 * in order, and what happened to different ones together. Whoever ends in the same events leaves no
 * trace.
 */
export const projection = <N extends Table>(
  name: N,
  { of, columns, key, rowsOf, rows, changes }: Definition<ProjectionTables[N]>,
): Projection => ({
  name,
  table: creation(name, columns, key),
  on: (prepare, eventsOf) => {
    const table = { name, key, columns: Object.keys(columns) as Column<N>[] }
    const insert = putting(prepare, table, 'insertInto')
    const keep = changes === undefined ? insert : changing(prepare, table, { insert, changes })
    const remove = removing(prepare, { name, key, rowsOf }, eventsOf)
    return (events) => {
      const over = endedIn(events, of)
      const lasting = over.size === 0 ? events : events.filter(({ actor }) => !over.has(actor))
      keep(made(rows, lasting), lasting)
      for (const actor of over) remove(actor)
    }
  },
})

/** What the events come to, of those that come to anything here. */
const made = <A>(on: On<A>, events: readonly LogEvent[]): A[] => {
  const all: A[] = []
  for (const event of events) {
    const one = on[event.type]?.(event as never)
    if (one !== undefined) all.push(one)
  }
  return all
}

/** The sessions or the rooms that are over; with a fault it may be either. */
const endedIn = (events: readonly LogEvent[], of: 'session' | 'room'): Set<ActorId> => {
  const over = new Set<ActorId>()
  for (const event of events) {
    const owner = ends(event)
    if (owner === null) continue
    if (shapes.get(event.type)?.kind === of || event.type === 'matchmaker.faulted') over.add(owner)
  }
  return over
}

/**
 * So many rows are put into a table by one statement: measured with messages, a row takes 0.9 µs by
 * 16 or 64, 1.0 by 8, 2.0 alone; out of a JSON array (`json_each`) 1.8 to 4, the fewer the more.
 */
const rowsAtOnce = 16

interface Columns<Row> {
  readonly name: Table
  readonly key: string
  readonly columns: readonly (keyof Row & string)[]
}

const putting = <Row extends object>(
  prepare: Prepare,
  { name, columns }: Columns<Row>,
  how: 'insertInto' | 'replaceInto',
): ((rows: readonly Row[]) => void) => {
  const one = prepare(insertion(how, name, columns, 1))
  const many = prepare(insertion(how, name, columns, rowsAtOnce))
  const valuesOf = (rows: readonly Row[], from: number, count: number): unknown[] => {
    const values: unknown[] = []
    for (let index = from; index < from + count; index++) {
      for (const column of columns) values.push((rows[index] as Row)[column])
    }
    return values
  }
  return (rows) => {
    let next = 0
    for (; rows.length - next >= rowsAtOnce; next += rowsAtOnce) {
      many(...valuesOf(rows, next, rowsAtOnce))
    }
    for (; next < rows.length; next++) one(...valuesOf(rows, next, 1))
  }
}

interface Changing<Row> {
  readonly insert: (rows: readonly Row[]) => void
  readonly changes: On<Row, [row: Row]>
}

/** Gives what puts the rows that begin with some events, and those that they change. */
const changing = <Row extends object>(
  prepare: Prepare,
  table: Columns<Row>,
  { insert, changes }: Changing<Row>,
): ((begun: readonly Row[], events: readonly LogEvent[]) => void) => {
  const { name, key } = table
  const read = prepare(tables.selectFrom(name).selectAll().where(key, '=', '').compile().sql)
  const replace = putting(prepare, table, 'replaceInto')
  return (begun, events) => {
    const fresh = new Map(begun.map((row) => [row[key as keyof Row] as ActorId, row]))
    const stored = new Map<ActorId, Row>()
    for (const event of events) {
      const change = changes[event.type]
      if (change === undefined) continue
      const { actor } = event
      const rows = fresh.has(actor) ? fresh : stored
      const row = rows.get(actor) ?? (read(actor) as Row[])[0]
      if (row !== undefined) rows.set(actor, change(event as never, row))
    }
    insert([...fresh.values()])
    replace([...stored.values()])
  }
}

/** Our tables by any name. */
const tables = db as unknown as Kysely<Readonly<Record<string, Readonly<Record<string, unknown>>>>>

/** Every table checks its types, and is one tree ordered by its primary key. */
const creation = (
  name: Table,
  columns: Readonly<Record<string, 'text' | 'integer'>>,
  key: string,
): string => {
  let table = tables.schema.createTable(name).temporary()
  for (const [column, type] of Object.entries(columns)) {
    table = table.addColumn(column, type, (made) =>
      column === key ? made.primaryKey() : made.notNull(),
    )
  }
  // A whole number is the place of its row by itself.
  const options = columns[key] === 'integer' ? sql`strict` : sql`strict, without rowid`
  return table.modifyEnd(options).compile().sql
}

const insertion = (
  how: 'insertInto' | 'replaceInto',
  name: Table,
  columns: readonly string[],
  count: number,
): string => {
  const row = Object.fromEntries(columns.map((column) => [column, null]))
  return tables[how](name).values(Array(count).fill(row)).compile().sql
}

interface Rows {
  readonly name: Table
  readonly key: string
  readonly rowsOf: 'actor' | 'event'
}

/** Gives what removes the rows of an actor that is over. */
const removing = (
  prepare: Prepare,
  { name, key, rowsOf }: Rows,
  eventsOf: EventsOf,
): ((actor: ActorId) => void) => {
  const from = tables.deleteFrom(name)
  if (rowsOf === 'actor') {
    const remove = prepare(from.where(key, '=', '').compile().sql)
    return (actor) => remove(actor)
  }
  const remove = prepare(from.where(key, 'in', listed('')).compile().sql)
  return (actor) => remove(JSON.stringify(eventsOf(actor)))
}
