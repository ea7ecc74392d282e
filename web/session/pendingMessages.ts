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

/** The next to be handed to the socket, in order. */
export const unsentOf = (pending: PendingMessages): PendingMessages =>
  pending.filter(({ state }) => state === 'unsent')

export const isInFlight = ({ state }: PendingMessage): boolean => state === 'inFlight'

/** All that were to be sent have been handed to the socket. */
export const markInFlight = (pending: PendingMessages): PendingMessages =>
  pending.map((message) =>
    message.state === 'unsent' ? { ...message, state: 'inFlight' } : message,
  )

/** The connection is gone: what was in flight may have arrived or not, and will be sent again. */
export const markUnsent = (pending: PendingMessages): PendingMessages =>
  pending.map((message) =>
    message.state === 'refused' ? message : { ...message, state: 'unsent' },
  )

/** One message came too early; it is sent again later. */
export const postpone = (pending: PendingMessages, id: string): PendingMessages =>
  pending.map((message) => (message.id === id ? { ...message, state: 'unsent' } : message))

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
