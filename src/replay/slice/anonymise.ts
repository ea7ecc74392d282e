// Events under new names: ids, seqs and turns from 1, times from 0.
import type { LogEvent } from '../../events/event.ts'
import type { Fields } from '../../store/shredding/redaction.ts'

/** The same events as a log of their own; a cause that is not among them is none. */
export const anonymised = (events: readonly LogEvent[]): LogEvent[] => {
  const began = events[0]?.at ?? 0
  const seqs = placesOf(events.map(({ seq }) => seq))
  const turns = placesOf(events.map(({ turn }) => turn))
  const actor = actorPseudonyms(events)
  const field = fieldRewriter(began, actor)
  return events.map(
    (event) =>
      ({
        seq: seqs.get(event.seq),
        turn: turns.get(event.turn),
        cause: event.cause === null ? null : (seqs.get(event.cause) ?? null),
        at: event.at - began,
        actor: actor(event.actor),
        type: event.type,
        data: Object.fromEntries(
          Object.entries(event.data as Fields).map(([name, value]) => [name, field(name, value)]),
        ),
        ...(event.redacted && { redacted: true }),
      }) as LogEvent,
  )
}

/** Gives things numbered names, each thing always the same. */
class Pseudonyms {
  #known = new Map<string, string>()
  #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  of(id: string): string {
    const known = this.#known.get(id) ?? `${this.#prefix}${this.#known.size + 1}`
    this.#known.set(id, known)
    return known
  }
}

/** Each number's place among them, from 1. */
const placesOf = (numbers: readonly number[]): ReadonlyMap<number, number> =>
  new Map([...new Set(numbers)].map((number, index) => [number, index + 1]))

/** What each actor is called: `s1`, `r1`, and the matchmaker as ever. */
const actorPseudonyms = (events: readonly LogEvent[]): ((id: string) => string) => {
  const [sessions, rooms] = [new Pseudonyms('s'), new Pseudonyms('r')]
  const roomIds = new Set(
    events.filter(({ type }) => type.startsWith('room.')).map(({ actor }) => actor),
  )
  return (id) => (id === 'matchmaker' ? id : roomIds.has(id) ? rooms.of(id) : sessions.of(id))
}

const times = ['until', 'againUntil', 'relaxAt', 'since']

type FieldRewriter = (name: string, value: unknown) => unknown

/** Rewrites one field of an event's data; times count from `began`. */
const fieldRewriter = (began: number, actor: (id: string) => string): FieldRewriter => {
  const messages = new Pseudonyms('m')
  return (name, value) => {
    if (value === null) return null
    if (times.includes(name)) return (value as number) - began
    switch (name) {
      case 'session':
      case 'partner':
      case 'by':
      case 'avoid':
      case 'actor':
      case 'room':
        return actor(value as string)
      case 'members':
      case 'blocks':
        return (value as readonly string[]).map(actor)
      // The client's own, so anything may be in it.
      case 'id':
        return messages.of(value as string)
      default:
        return value
    }
  }
}
