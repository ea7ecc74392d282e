// Which actors an event is about, beside the one that took it.
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { History } from '../source/history.ts'

/** Whom an event of the matchmaker names. */
export interface Named {
  readonly room: RoomId | null
  readonly sessions: readonly SessionId[]
}

const nobody: Named = { room: null, sessions: [] }

/** The room and the sessions that the matchmaker's event at `index` is about. */
export const namedBy = (history: History, index: number): Named => {
  const type = history.type(index)
  // What it attests to is about everybody, and long.
  if (type === 'matchmaker.attested') return nobody
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
