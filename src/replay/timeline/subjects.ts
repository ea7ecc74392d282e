// Whom an event is about, beside the actor that took it.
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { History } from './history.ts'

/** The room and the sessions that an event's data name as what it is about. */
export interface Subjects {
  readonly room: RoomId | null
  readonly sessions: readonly SessionId[]
}

const nobody: Subjects = { room: null, sessions: [] }

export const subjectsOf = (history: History, index: number): Subjects => {
  // What a checksum tells is about everybody, and long.
  if (history.type(index) === 'matchmaker.attested') return nobody
  const { room, members, session, actor } = JSON.parse(history.json(index)) as {
    readonly room?: RoomId
    readonly members?: readonly SessionId[]
    readonly session?: SessionId
    readonly actor?: ActorId
  }
  const sessions = [...(members ?? []), ...(session === undefined ? [] : [session])]
  if (actor === undefined) return { room: room ?? null, sessions }
  // A fault names its actor, and not of which kind it was.
  return { room: actor, sessions: [actor] }
}

/** Whom an event moves: its actor, and the one that it says has failed. */
export const movedBy = (history: History, index: number): readonly ActorId[] => {
  const actor = history.actor(index)
  return history.type(index) === 'matchmaker.faulted'
    ? [actor, ...subjectsOf(history, index).sessions]
    : [actor]
}
