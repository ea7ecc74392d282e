// One's own messages that the server has not acknowledged yet.
import { type ConversationTranscript, gapsBelow, insert } from './transcript.ts'

/**
 * `unsent`: to be sent when the connection allows. `inFlight`: handed to the socket. `refused`:
 * the server never takes it as it stands, and `fault` says why; what it only defers is unsent.
 */
export interface PendingMessage {
  readonly id: string
  readonly text: string
  readonly at: number
  readonly state: 'unsent' | 'inFlight' | 'refused'
  readonly fault?: string
}

/** In the order in which they were written. */
export type PendingMessages = readonly PendingMessage[]

/**
 * How many may be in flight at once: where the first is refused for now, so are all that follow it,
 * and a server has patience for few hundred of those.
 */
export const inFlightMax = 16

export const isInFlight = ({ state }: PendingMessage): boolean => state === 'inFlight'

const isUnsent = ({ state }: PendingMessage): boolean => state === 'unsent'

export const hasUnsent = (pending: PendingMessages): boolean => pending.some(isUnsent)

/** A message as it goes to the server: it must not be taken without the one that it is `after`. */
export interface OutgoingMessage {
  readonly id: string
  readonly text: string
  readonly after?: string
}

/**
 * The next to be handed to the socket, at most `max`, each tied to the one in flight before it: so
 * none overtakes one that is refused. What is in flight always stands before what is unsent.
 */
export const nextOf = (pending: PendingMessages, max: number): readonly OutgoingMessage[] => {
  const flying = pending.filter(isInFlight)
  const free = Math.max(0, Math.min(max, inFlightMax - flying.length))
  const next = pending.filter(isUnsent).slice(0, free)
  return next.map(({ id, text }, n) => {
    const after = n === 0 ? flying.at(-1) : next[n - 1]
    return after === undefined ? { id, text } : { id, after: after.id, text }
  })
}

/** These have been handed to the socket. */
export const markInFlight = (
  pending: PendingMessages,
  handed: readonly OutgoingMessage[],
): PendingMessages => {
  const ids = new Set(handed.map(({ id }) => id))
  return pending.map((message) =>
    ids.has(message.id) ? { ...message, state: 'inFlight' } : message,
  )
}

/** The connection is gone: what was in flight may have arrived or not, and will be sent again. */
export const markUnsent = (pending: PendingMessages): PendingMessages =>
  pending.map((message) =>
    message.state === 'refused' ? message : { ...message, state: 'unsent' },
  )

/** A message in flight was refused for now: it is sent again later, and so is all that followed. */
export const postpone = (pending: PendingMessages, id: string): PendingMessages => {
  const from = pending.findIndex((message) => message.id === id && isInFlight(message))
  if (from === -1) return pending
  return pending.map((message, n) =>
    n >= from && isInFlight(message) ? { ...message, state: 'unsent' } : message,
  )
}

export const markRefused = (pending: PendingMessages, id: string, fault: string): PendingMessages =>
  pending.map((message) => (message.id === id ? { ...message, state: 'refused', fault } : message))

export const without = (pending: PendingMessages, id: string): PendingMessages =>
  pending.filter((message) => message.id !== id)

/** Drops what the transcript shows to have arrived. */
export const dropArrived = (
  pending: PendingMessages,
  transcript: ConversationTranscript,
): PendingMessages => {
  if (pending.length === 0) return pending
  const arrived = new Set(transcript.map(({ id }) => id))
  return pending.some(({ id }) => arrived.has(id))
    ? pending.filter(({ id }) => !arrived.has(id))
    : pending
}

/**
 * A `sent` frame stands for its message and for every earlier one that is in flight. Those get
 * the numbers below its own that are still free: a socket keeps its order, so all that the
 * partner said before is known, and the free numbers are exactly ours.
 */
export const acknowledge = (
  pending: PendingMessages,
  transcript: ConversationTranscript,
  sent: { readonly id: string; readonly seq: number; readonly at: number },
): { readonly pending: PendingMessages; readonly transcript: ConversationTranscript } => {
  const index = pending.findIndex(({ id }) => id === sent.id)
  const last = pending[index]
  if (last === undefined) return { pending, transcript }
  const free = gapsBelow(transcript, sent.seq)
  const earlier = pending.slice(0, index).filter(isInFlight).slice(0, free.length)
  const seqs = free.slice(free.length - earlier.length)
  const arrived = [
    ...earlier.map(({ id, text }, n) => ({ id, text, seq: seqs[n] ?? sent.seq })),
    { id: last.id, text: last.text, seq: sent.seq },
  ].map((message) => ({ ...message, from: 'you' as const, at: sent.at }))
  const known = insert(transcript, arrived)
  return { pending: dropArrived(pending, known), transcript: known }
}
