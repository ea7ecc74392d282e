// How actors, times and events are called on the page.
import type { Conversation, ListedEvent } from '../../src/replay/api/apiTypes.ts'

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

/** Ids are told apart by their ends: the head only says of which kind they are. */
const idEndShown = 6

/** `s_…d-1tl4` */
export const shortId = (id: string): string =>
  id.length <= idEndShown + 4 ? id : `${id.slice(0, 2)}…${id.slice(-idEndShown)}`

export const actorName = (conversation: Conversation | null, actor: string): string => {
  const role = roleOf(conversation, actor)
  return role === null ? shortId(actor) : roleNames[role]
}

/** `session.find_match` without its kind. */
export const eventName = (type: string): string => type.slice(type.indexOf('.') + 1)

/** `#12 find_match, Session A` */
export const rowName = (conversation: Conversation | null, row: ListedEvent): string =>
  `#${row.seq} ${eventName(row.type)}, ${actorName(conversation, row.actor)}`

const two = (number: number, digits = 2): string => String(number).padStart(digits, '0')

/** `11:29:03.262`, in the time zone of whoever looks. */
export const clock = (at: number): string => {
  const date = new Date(at)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => two(part))
  return `${parts.join(':')}.${two(date.getMilliseconds(), 3)}`
}

/** `25 Nov 2026` */
export const day = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** `850 ms`, `12.4 s`, `3 min 20 s`, `5 h 12 min` */
export const span = (ms: number): string => {
  if (ms < 1_000) return `${ms} ms`
  const seconds = ms / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const count = (number: number): string => number.toLocaleString('en-GB')

/** `1 room`, `2,000 rooms` */
export const some = (number: number, thing: string): string =>
  `${count(number)} ${thing}${number === 1 ? '' : 's'}`

/** Whether a number stands for a moment: those of the debugger's logs all lie after 1973. */
export const isMoment = (value: unknown): value is number =>
  typeof value === 'number' && value > 1e11

/** A seq or a time of day that was typed in; the time is of the day on which the log begins. */
export const jumpTo = (
  text: string,
  { firstAt, lastAt }: { readonly firstAt: number; readonly lastAt: number },
): { readonly seq: number } | { readonly at: number } | null => {
  const typed = text.trim().replace(/^#/, '')
  if (/^\d{1,11}$/.test(typed)) return { seq: Number(typed) }
  if (/^\d{12,15}$/.test(typed)) return { at: Number(typed) }
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?$/.exec(typed)
  if (time === null) return null
  const [, hours, minutes, seconds = '0', fraction = ''] = time
  const midnight = new Date(firstAt).setHours(0, 0, 0, 0)
  // Without a fraction the whole second, or minute, is meant: to its end.
  const milliseconds = fraction === '' ? 0 : Number(fraction.padEnd(3, '0'))
  const at =
    midnight +
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 +
    milliseconds
  const dayMs = 86_400_000
  return { at: at < firstAt && at + dayMs <= lastAt ? at + dayMs : at }
}
