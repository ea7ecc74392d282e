// Reads from the log what its living need, and passes over the rest.
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { neededBy } from '../../events/neededEvents.ts'
import { attempt, type Database } from '../connection.ts'
import { type EventRow, eventOf } from '../shredding/eventRow.ts'
import type { Key } from '../shredding/keys.ts'

/** Some of the events that the living need, and the seq to go on from; null at the end. */
export interface LivingPage {
  readonly events: readonly LogEvent[]
  readonly next: number | null
}

/** Who lives. */
export interface Living {
  readonly has: (actor: ActorId) => boolean
  /** The seq that the oldest of them began with; null if nobody lives. */
  readonly oldest: () => number | null
}

/** Who lives as the file has it now; nobody's key is read for it. */
export const livingIn = (database: Database): Living => {
  const rows = database
    .prepare('select seq, actor from keys join events on seq = cast(began as integer) order by seq')
    .all() as { readonly seq: number; readonly actor: ActorId }[]
  const actors = new Set(rows.map(({ actor }) => actor))
  return { has: (actor) => actors.has(actor), oldest: () => rows[0]?.seq ?? null }
}

/** How many events a page is looked for in: about 10 ms, and as much memory as a read takes. */
const scannedEventsMax = 2_000

/**
 * Gives the next page, the first for null. Of the events of those who are over only the actor is
 * read, which takes a tenth of reading them whole.
 */
export const livingPages = (
  database: Database,
  living: Living,
  keyOf: (actor: ActorId) => Key | undefined,
): ((from: number | null) => Result.Result<LivingPage, LogUnreadable>) => {
  // Nobody needs a checksum to live, and reading one takes as long as reading a hundred others.
  const scan = database.prepare(
    `select seq, actor from events where seq >= ? and type <> 'matchmaker.attested'
     order by seq limit ?`,
  )
  const whole = database.prepare('select * from events where seq = ?').raw()
  const lives = (actor: ActorId) => living.has(actor)
  const mayBeNeeded = ({ actor }: { readonly actor: ActorId }) =>
    actor === 'matchmaker' || lives(actor)
  let isNeeded = neededBy(lives)

  const page = (from: number) => {
    const scanned = scan.all(from, scannedEventsMax) as { seq: number; actor: ActorId }[]
    const rows = scanned.filter(mayBeNeeded).map(({ seq }) => whole.get(seq) as EventRow)
    const last = scanned.length < scannedEventsMax ? undefined : scanned.at(-1)
    return { rows, next: last === undefined ? null : last.seq + 1 }
  }

  return (from) => {
    if (from === null) isNeeded = neededBy(lives)
    // Nobody who lives began before the oldest of the living.
    const start = from ?? living.oldest()
    if (start === null) return Result.succeed({ events: [], next: null })
    const found = attempt(() => page(start))
    if (Result.isFailure(found)) {
      return logUnreadable(start, `or one soon after it cannot be read: ${found.failure.message}`)
    }
    const { rows, next } = found.success
    return Result.map(Result.all(rows.map((row) => eventOf(row, keyOf))), (events) => ({
      events: events.filter(isNeeded),
      next,
    }))
  }
}
