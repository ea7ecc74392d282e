// Whether what followed an event in a log is what the actors send: each is asked, and the two compared.
import { SchemaAST } from 'effect'
import { type Collector, foldCollector, type Outcome } from '../../actors/effect.ts'
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { needsShared } from '../../actors/matchmaking/matching.ts'
import { type Command, type EventType, type LogEvent, shapes } from '../../events/event.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Broken } from './broken.ts'

interface Due {
  readonly command: Command
  /** The seq of the event that led to it. */
  readonly cause: number
}

/** What is read from erased words, and so is not what it was. */
const unreadable = 'shared'

/** Fields that the actors of before sent. */
const former: ReadonlySet<string> = new Set(['blocks'])

export class Consequences {
  #actors: ActorSystem
  #due: Due[] = []
  /** Fields that need not be there, and have been: a log of before lacks those that came later. */
  #known = new Set<string>()

  constructor(actors: ActorSystem) {
    this.#actors = actors
  }

  /**
   * What the move by an event is to collect; `rooms` are those of the matches that the log says it
   * led to. Their ids were drawn.
   */
  collector(rooms: () => readonly string[]): Collector {
    let left: readonly string[] | null = null
    const room = (): string => {
      const [next = 'another', ...others] = left ?? rooms()
      left = others
      return next
    }
    return { ...foldCollector(), ids: { session: () => '', room } }
  }

  /** Takes what an event has led to, by the actors. */
  expect(outcomes: readonly Outcome[], cause: number): void {
    for (const outcome of outcomes) {
      if (outcome.kind === 'send') this.#due.push({ command: outcome.command, cause })
    }
  }

  /** What is wrong with an event that another led to, coming here. The actors stand as before it. */
  follow(event: LogEvent, isUndecided: (event: LogEvent) => boolean): Broken | null {
    const { seq, cause, at, type } = event
    this.#learn(event)
    if (cause === null) return null
    // What a failed move had led to was dropped.
    if (type === 'matchmaker.faulted') this.#due = this.#due.filter((due) => due.cause !== cause)
    for (;;) {
      const [next] = this.#due
      if (next === undefined || next.cause > cause) break
      if (next.cause === cause) {
        const isSame = this.#differing(next.command, event) === null
        if (isSame || (next.command.type === type && isUndecided(event))) {
          this.#due.shift()
          return null
        }
      }
      this.#due.shift()
      const missing = this.#missing(next, at)
      if (missing !== null) return next.cause === cause ? this.#other(next, event) : missing
    }
    if (type === 'matchmaker.faulted' || isUndecided(event)) return null
    const why = `${event.actor} gets ${type} after event ${cause}, which to the actors sends no such thing`
    return { seq, why }
  }

  /** What is missing at the end of a turn. */
  turnEnds(at: number): Broken | null {
    const due = this.#due
    this.#due = []
    for (const one of due) {
      const missing = this.#missing(one, at)
      if (missing !== null) return missing
    }
    return null
  }

  /** A command that its actor does not take becomes no event. */
  #missing({ command, cause }: Due, at: number): Broken | null {
    if (this.#actors.accepts(command, at) === null) return null
    const why = `to the actors event ${cause} sends ${said(command)}, of which the log has nothing`
    return { seq: cause, why }
  }

  #other({ command }: Due, event: LogEvent): Broken {
    const { seq, type, actor, cause } = event
    if (command.type !== type || command.actor !== actor) {
      return {
        seq,
        why: `to the actors event ${cause} sends ${said(command)}; the log has ${said(event)}`,
      }
    }
    const field = this.#differing(command, event)
    const [ours, theirs] = [command, event].map(
      ({ data }) => JSON.stringify((data as Fields)[field ?? '']) ?? 'nothing',
    )
    return {
      seq,
      why: `to the actors event ${cause} sends ${said(command)} with ${field} ${ours}; the log has ${theirs}`,
    }
  }

  /** The field in which the two differ, or what else does; null if nothing does. */
  #differing(command: Command, event: LogEvent): string | null {
    if (command.type !== event.type) return 'type'
    if (command.actor !== event.actor) return 'actor'
    const [ours, theirs] = [command.data as Fields, event.data as Fields]
    for (const field in ours) {
      if (field === unreadable || isSame(ours[field], theirs[field])) continue
      const isLater = theirs[field] === undefined && !this.#known.has(`${event.type} ${field}`)
      if (!isLater || !isOptional(event.type, field)) return field
    }
    for (const field in theirs) {
      if (ours[field] === undefined && theirs[field] !== undefined && !former.has(field))
        return field
    }
    return null
  }

  #learn({ type, data }: LogEvent): void {
    for (const field in data) if (isOptional(type, field)) this.#known.add(`${type} ${field}`)
  }
}

type Fields = Readonly<Record<string, unknown>>

/** By type, the fields that an event of it may lack. */
const optional: ReadonlyMap<EventType, ReadonlySet<string>> = new Map(
  [...shapes].map(([type, { schema }]) => [
    type,
    new Set(
      (schema.ast as SchemaAST.Objects).propertySignatures
        .filter(({ type: field }) => SchemaAST.isOptional(field))
        .map(({ name }) => String(name)),
    ),
  ]),
)

const isOptional = (type: EventType, field: string): boolean =>
  optional.get(type)?.has(field) === true

const said = ({ actor, type }: Pick<Command, 'actor' | 'type'>): string => `${type} to ${actor}`

/** Of JSON values; what is undefined is not there. */
const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return false
  const [ours, theirs] = [one as Fields, other as Fields]
  for (const field in ours) if (!isSame(ours[field], theirs[field])) return false
  for (const field in theirs)
    if (ours[field] === undefined && theirs[field] !== undefined) return false
  return true
}

/**
 * The event as the matchmaker is to take it: whether anybody shares an interest is erased, so nobody
 * does but with whom the log says that it met at once. So whom it pairs may be paired whatever stood there.
 */
export const withSharing = (
  event: LogEvent,
  { matchmaker: { tickets } }: ActorSystem,
  met: SessionId | undefined,
): LogEvent => {
  if (event.type !== 'matchmaker.find_match' || event.data.interests.length === 0) return event
  const [shared] = tickets.get(met ?? '')?.interests ?? []
  const own = event.data.interests.map((_, index) => `${event.seq}.${index}`)
  const interests = shared === undefined ? own : [shared, ...own]
  return { ...event, data: { ...event.data, interests } }
}

/** Whether two who wait may share an interest that one of them needs. */
export const mayNeedShared = (
  { matchmaker: { tickets } }: ActorSystem,
  members: readonly SessionId[],
): boolean => {
  const found = members.map((member) => tickets.get(member))
  const isNeeded = found.some((ticket) => ticket !== undefined && needsShared(ticket))
  return isNeeded && found.every((ticket) => ticket !== undefined && ticket.interests.length > 0)
}
