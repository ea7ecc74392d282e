// Events under new names: ids, seqs and turns from 1, times from 0.
import type { LogEvent } from '../../events/event.ts'
import type { Person, Suspension } from '../../events/fields.ts'
import type { Fields } from '../../store/shredding/redaction.ts'
import { personsIn } from '../timeline/persons.ts'

/** The same events as a log of their own; a cause that is not among them is none. */
export const anonymised = (events: readonly LogEvent[]): LogEvent[] => {
  const began = events[0]?.at ?? 0
  const seqs = placesOf(events.map(({ seq }) => seq))
  const turns = placesOf(events.map(({ turn }) => turn))
  const names = namesIn(events)
  const field = fieldRewriter(began, names)
  return events.map(
    (event) =>
      ({
        seq: seqs.get(event.seq),
        turn: turns.get(event.turn),
        cause: event.cause === null ? null : (seqs.get(event.cause) ?? null),
        at: event.at - began,
        actor: names.actor(event.actor),
        type: event.type,
        data: Object.fromEntries(
          Object.entries(event.data as Fields)
            // What only the moderators can read is nobody else's to keep.
            .filter(([name]) => name !== 'sealed')
            .map(([name, value]) => [name, field(name, value)]),
        ),
        ...(event.redacted && { redacted: true }),
      }) as LogEvent,
  )
}

/** Gives things numbered names, each thing always the same. */
class Pseudonyms {
  #known = new Map<string, string>()
  #nameOf: (number: number) => string

  constructor(nameOf: (number: number) => string) {
    this.#nameOf = nameOf
  }

  of = (id: string): string => {
    const known = this.#known.get(id) ?? this.#nameOf(this.#known.size + 1)
    this.#known.set(id, known)
    return known
  }
}

/** `s1`, `s2`, … */
const numbered = (prefix: string) => new Pseudonyms((number) => `${prefix}${number}`)

/** Each number's place among them, from 1. */
const placesOf = (numbers: readonly number[]): ReadonlyMap<number, number> =>
  new Map([...new Set(numbers)].map((number, index) => [number, index + 1]))

/** What everybody and everything is called from now on. */
interface Names {
  /** `s1`, `r1`, and the matchmaker as ever. */
  readonly actor: (id: string) => string
  readonly person: (person: Person) => Person
  /** A person by its id alone, which is its session's where it has no pass. */
  readonly personId: (id: string) => string
  readonly day: (day: string) => string
  readonly place: (id: string) => string
  readonly report: (id: string) => string
  /** A client's own name for its message: anything may be in it. */
  readonly message: (id: string) => string
}

const dayMs = 86_400_000

const namesIn = (events: readonly LogEvent[]): Names => {
  const [sessions, rooms, persons] = [numbered('s'), numbered('r'), numbered('p')]
  const actorsOf = (kind: string) =>
    new Set(events.filter(({ type }) => type.startsWith(kind)).map((event) => event.actor))
  const [sessionIds, roomIds] = [actorsOf('session.'), actorsOf('room.')]
  const hasPasses = events.some(({ data }) => personsIn(data).length > 0)
  const actor = (id: string): string =>
    id === 'matchmaker' ? id : roomIds.has(id) ? rooms.of(id) : sessions.of(id)
  // As times do, they count from the beginning of time.
  const days = new Pseudonyms((number) => new Date((number - 1) * dayMs).toISOString().slice(0, 10))
  return {
    actor,
    person: ({ id, day }) =>
      day === '' ? { id: actor(id), day } : { id: persons.of(id), day: days.of(day) },
    personId: (id) => (hasPasses && !sessionIds.has(id) ? persons.of(id) : actor(id)),
    day: days.of,
    place: numbered('place').of,
    report: numbered('report').of,
    message: numbered('m').of,
  }
}

const times = ['until', 'againUntil', 'relaxAt', 'since']

type FieldRewriter = (name: string, value: unknown) => unknown

/** Rewrites one field of an event's data; times count from `began`. */
const fieldRewriter = (began: number, names: Names): FieldRewriter => {
  const all = (values: unknown, rename: (id: string) => string) =>
    (values as readonly string[]).map(rename)
  const one: Readonly<Record<string, (value: unknown) => unknown>> = {
    ...each(['session', 'partner', 'actor', 'room'], (id) => names.actor(id as string)),
    ...each(['members', 'sessions'], (ids) => all(ids, names.actor)),
    ...each(['person', 'other'], (person) => names.person(person as Person)),
    ...each(times, (at) => (at as number) - began),
    persons: (persons) => (persons as readonly Person[]).map(names.person),
    avoid: (id) => names.personId(id as string),
    blocks: (ids) => (Array.isArray(ids) ? all(ids, names.personId) : ids),
    // Of a suspension it is no id.
    by: (by) => (by === 'reports' || by === 'moderator' ? by : names.actor(by as string)),
    suspended: (given) =>
      given === true
        ? given
        : { ...(given as Suspension), until: (given as Suspension).until - began },
    day: (day) => names.day(day as string),
    place: (id) => names.place(id as string),
    report: (id) => names.report(id as string),
    id: (id) => names.message(id as string),
  }
  return (name, value) => (value === null ? null : (one[name]?.(value) ?? value))
}

const each = <Rewrite>(fields: readonly string[], rewrite: Rewrite): Record<string, Rewrite> =>
  Object.fromEntries(fields.map((field) => [field, rewrite]))
