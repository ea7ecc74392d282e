// How actors and events are called on the page.
import { shortId } from '../../../src/events/limits.ts'
import type { Conversation } from '../../../src/replay/api/apiTypes.ts'

export { shortId }

/** What an actor is to the conversation in focus. */
export type Role = 'one' | 'other' | 'matchmaker' | 'room'

export const roleNames: Readonly<Record<Role, string>> = {
  one: 'Session A',
  other: 'Session B',
  matchmaker: 'Matchmaker',
  room: 'Room',
}

/** Null for whoever has no part in it. */
export const roleOf = (conversation: Conversation | null, actor: string): Role | null => {
  if (actor === 'matchmaker') return 'matchmaker'
  if (conversation === null) return null
  if (conversation.sessions[0] === actor) return 'one'
  if (conversation.sessions[1] === actor) return 'other'
  return conversation.room === actor ? 'room' : null
}

export const actorName = (conversation: Conversation | null, actor: string): string => {
  const role = roleOf(conversation, actor)
  return role === null ? shortId(actor) : roleNames[role]
}

/** `session.find_match` without its kind. */
export const eventName = (type: string): string => type.slice(type.indexOf('.') + 1)
