// Whom an event is about, beside the actor that took it.
import type { EventType } from '../../events/event.ts'
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { History } from './history.ts'

/** The room and the sessions that an event's data name as what it is about. */
export interface Subjects {
  readonly room: RoomId | null
  readonly sessions: readonly SessionId[]
}

const nobody: Subjects = { room: null, sessions: [] }

/** They name persons and nobody else: they are about whatever led to them. */
const ofPersons: ReadonlySet<EventType> = new Set([
  'matchmaker.blocked',
  'matchmaker.cooled_down',
  'matchmaker.suspended',
])

/** Whether the event is about whatever its cause is about, and does not say so itself. */
export const isOfItsCause = (type: EventType): boolean => ofPersons.has(type)

export const subjectsOf = (history: History, index: number): Subjects => {
  const type = history.type(index)
  // What a checksum tells is about everybody, and long.
  if (type === 'matchmaker.attested') return nobody
  if (isOfItsCause(type)) return subjectsOfCause(history, index)
  const { room, members, session, sessions, partner, actor } = JSON.parse(history.json(index)) as {
    readonly room?: RoomId
    readonly members?: readonly SessionId[]
    readonly session?: SessionId
    readonly sessions?: readonly SessionId[]
    readonly partner?: SessionId
    readonly actor?: ActorId
  }
  // A fault names its actor, and not of which kind it was.
  if (actor !== undefined) return { room: actor, sessions: [actor] }
  const named = [session, type === 'matchmaker.reported' ? partner : undefined]
  const known = named.filter((one) => one !== undefined)
  return { room: room ?? null, sessions: [...(members ?? sessions ?? []), ...known] }
}

const subjectsOfCause = (history: History, index: number): Subjects => {
  const seq = history.cause(index)
  const cause = seq === null ? -1 : history.indexOf(seq)
  if (cause < 0 || history.seq(cause) !== seq) return nobody
  const { room, sessions } = subjectsOf(history, cause)
  const actor = history.actor(cause)
  return { room, sessions: actor === 'matchmaker' ? sessions : [actor] }
}

/** Whom an event moves: its actor, and the one that it says has failed. */
export const movedBy = (history: History, index: number): readonly ActorId[] => {
  const actor = history.actor(index)
  return history.type(index) === 'matchmaker.faulted'
    ? [actor, ...subjectsOf(history, index).sessions]
    : [actor]
}
