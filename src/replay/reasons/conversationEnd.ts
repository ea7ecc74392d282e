// Who or what ended a conversation, or a session.
import type { EventType, LogEvent } from '../../events/event.ts'
import type { EndReason, RoomId, SessionId } from '../../events/fields.ts'
import { shortId } from '../../events/limits.ts'
import { formatDuration, plural } from '../text/format.ts'
import type { History } from '../timeline/history.ts'

/** Where an event stands in the log. */
interface Place {
  readonly seq: number
  readonly type: EventType
}

/** How a conversation ended; times in ms of Unix time. */
export interface ConversationEnd {
  readonly seq: number
  readonly at: number
  readonly room: RoomId
  /** Who is gone from it; null where the room itself failed. */
  readonly by: SessionId | null
  readonly reason: EndReason
  /** The first event of the turn that ended it. */
  readonly root: Place
  /** Since when the one who is gone was away; null where it was there. */
  readonly awaySince: { readonly seq: number; readonly at: number } | null
  /** Null where its beginning is not in the log. */
  readonly openedAt: number | null
  readonly messages: number
}

/** The index of the end that the event is one of, leads to or comes of; null if it is of none. */
export const endAt = (history: History, index: number): number | null => {
  for (let at = index; ; ) {
    if (isEnd(history, at)) return at
    const cause = history.cause(at)
    const from = cause === null ? -1 : history.indexOf(cause)
    if (from < 0 || history.seq(from) !== cause) break
    at = from
  }
  // What the event led to, at whatever remove: all of it stands after it in its turn.
  const [, last] = history.turnOf(index)
  const led = new Set([history.seq(index)])
  for (let at = index + 1; at <= last; at++) {
    if (!led.has(history.cause(at) ?? 0)) continue
    led.add(history.seq(at))
    if (isEnd(history, at)) return at
  }
  return null
}

/** The index of what ended the room, up to an index; null where it goes on. */
export const endOfRoom = (history: History, room: RoomId, last: number): number | null => {
  for (let at = last; at >= 0; at--) {
    const type = history.type(at)
    if (history.actor(at) === room) return type === 'room.leave_chat' ? at : null
    if (type === 'matchmaker.faulted' && faultedAt(history, at) === room) return at
  }
  return null
}

/** Whether the event ends a room by itself: a member goes, or the room fails. */
const isEnd = (history: History, index: number): boolean =>
  history.type(index) === 'room.leave_chat' ||
  (history.type(index) === 'matchmaker.faulted' &&
    history.consequencesOf(index).some((next) => history.type(next) === 'session.chat_ended'))

const faultedAt = (history: History, index: number): string =>
  (JSON.parse(history.json(index)) as { readonly actor: string }).actor

/** How the conversation ended that the event at this index ends. */
export const conversationEndAt = (history: History, index: number): ConversationEnd | null => {
  const event = history.event(index)
  const named = namedBy(event)
  if (named === null) return null
  const { room, by, reason } = named
  const root = history.turnOf(index)[0]
  return {
    ...{ seq: event.seq, at: event.at, room, by, reason },
    root: { seq: history.seq(root), type: history.type(root) },
    awaySince: by === null ? null : awaySince(history, by, root),
    ...lifeOf(history, room, index),
  }
}

const namedBy = (event: LogEvent): Pick<ConversationEnd, 'room' | 'by' | 'reason'> | null => {
  if (event.type === 'room.leave_chat') return { room: event.actor, ...event.data }
  return event.type === 'matchmaker.faulted'
    ? { room: event.data.actor, by: null, reason: 'fault' }
    : null
}

/** When the socket closed of one who had none before an index; null if it had one. */
export const awaySince = (
  history: History,
  session: SessionId,
  before: number,
): ConversationEnd['awaySince'] => {
  for (let at = before - 1; at >= 0; at--) {
    if (history.actor(at) !== session) continue
    const type = history.type(at)
    if (type === 'session.connect' || type === 'session.join') return null
    if (type === 'session.disconnect' || type === 'session.restart') {
      return { seq: history.seq(at), at: history.at(at) }
    }
  }
  return null
}

const lifeOf = (
  history: History,
  room: RoomId,
  end: number,
): Pick<ConversationEnd, 'openedAt' | 'messages'> => {
  let messages = 0
  for (let at = end - 1; at >= 0; at--) {
    if (history.actor(at) !== room) continue
    const type = history.type(at)
    if (type === 'room.send_message') messages += 1
    if (type === 'room.opened') return { openedAt: history.at(at), messages }
  }
  return { openedAt: null, messages }
}

/** Who or what ended it, and what it had been, in sentences. */
export const endWords = (end: ConversationEnd, time: (at: number) => string): string[] => {
  const { openedAt, messages, at } = end
  const said = plural(messages, 'message')
  return [
    enderWords(end, time),
    openedAt === null
      ? `Its beginning is not in the log; ${said} of it ${messages === 1 ? 'is' : 'are'}.`
      : `It had lasted ${formatDuration(at - openedAt)}, with ${said}.`,
  ]
}

const enderWords = (end: ConversationEnd, time: (at: number) => string): string => {
  const { by, reason, root, awaySince: away } = end
  if (by === null) return `The room itself failed (event ${root.seq}): a fault of ours.`
  const who = shortId(by)
  if (reason === 'fault') return `${who} failed (event ${root.seq}): a fault of ours.`
  if (reason === 'expired') {
    const since = away === null ? '' : `, away since ${time(away.at)} (event ${away.seq})`
    return `${who} did not come back in time${since}; its grace ran out at event ${root.seq}.`
  }
  const how = leavings[root.type]
  return `${who} ${how ?? `left, by ${root.type}`} (event ${root.seq}).`
}

/** How one leaves a conversation, by the first event of the turn. */
const leavings: Partial<Record<EventType, string>> = {
  'session.leave_chat': 'ended it',
  'session.left': 'left for good',
  'session.block': 'blocked the other',
  'matchmaker.blocked': 'blocked the other, in another session',
  'matchmaker.decided': 'was suspended by a moderator',
  'matchmaker.reported': 'was put into a cool-down, as it had been reported',
}

/** How a session ended with the event at this index, in a sentence; null if it did not. */
export const sessionEndWords = (
  history: History,
  index: number,
  time: (at: number) => string,
): string | null => {
  const event = history.event(index)
  switch (event.type) {
    case 'session.left':
      return `It left for good, of its own accord${event.data.anew ? ', to join once more' : ''}.`
    case 'session.expired': {
      const away = awaySince(history, event.actor, index)
      const since =
        away === null ? '' : `: its socket had closed at ${time(away.at)} (event ${away.seq})`
      return `It did not come back in time${since}.`
    }
    case 'matchmaker.faulted':
      return 'It failed at an event, and was stopped: a fault of ours.'
    default:
      return null
  }
}
