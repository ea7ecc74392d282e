// Events under new names: ids, seqs and turns from 1, times from 0.
import type { LogEvent } from '../../events/event.ts'
import type { Fields } from '../../store/shredding/redaction.ts'

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

const times = ['until', 'relaxAt', 'since']

/** The same events as a log of their own; a cause that is not among them is none. */
export const anonymised = (events: readonly LogEvent[]): LogEvent[] => {
  const began = events[0]?.at ?? 0
  const [sessions, rooms, messages] = [
    new Pseudonyms('s'),
    new Pseudonyms('r'),
    new Pseudonyms('m'),
  ]
  const seqs = new Map(events.map(({ seq }, index) => [seq, index + 1]))
  const turns = new Map(
    [...new Set(events.map(({ turn }) => turn))].map((turn, index) => [turn, index + 1]),
  )
  const roomIds = new Set(
    events.filter(({ type }) => type.startsWith('room.')).map(({ actor }) => actor),
  )
  const actor = (id: string) =>
    id === 'matchmaker' ? id : roomIds.has(id) ? rooms.of(id) : sessions.of(id)

  const field = (name: string, value: unknown): unknown => {
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
