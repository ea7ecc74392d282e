// One's own messages that the server has not acknowledged yet.
import { gapsBelow, place, type Transcript } from './transcript.ts'

/**
 * `kept`: to be sent when the line allows. `flying`: handed to the line. `refused`: the server
 * never takes it as it stands, and `fault` says why; what it only defers is kept.
 */
export interface Unsent {
  readonly id: string
  readonly text: string
  readonly at: number
  readonly state: 'kept' | 'flying' | 'refused'
  readonly fault?: string
}

/** In the order in which they were written. */
export type Outbox = readonly Unsent[]

/** The next to be handed to the line, in order. */
export const sendable = (outbox: Outbox): Outbox => outbox.filter(({ state }) => state === 'kept')

export const isFlying = ({ state }: Unsent): boolean => state === 'flying'

/** All that were to be sent now are on the line. */
export const launch = (outbox: Outbox): Outbox =>
  outbox.map((unsent) => (unsent.state === 'kept' ? { ...unsent, state: 'flying' } : unsent))

/** The line is gone: what flew may or may not have arrived, and will be sent again. */
export const recall = (outbox: Outbox): Outbox =>
  outbox.map((unsent) => (isFlying(unsent) ? { ...unsent, state: 'kept' } : unsent))

/** One message came too early; it is sent again later. */
export const postpone = (outbox: Outbox, id: string): Outbox =>
  outbox.map((unsent) => (unsent.id === id ? { ...unsent, state: 'kept' } : unsent))

export const refuse = (outbox: Outbox, id: string, fault: string): Outbox =>
  outbox.map((unsent) => (unsent.id === id ? { ...unsent, state: 'refused', fault } : unsent))

export const without = (outbox: Outbox, id: string): Outbox =>
  outbox.filter((unsent) => unsent.id !== id)

/** Drops what the transcript shows to have arrived. */
export const settle = (outbox: Outbox, transcript: Transcript): Outbox => {
  const arrived = new Set(transcript.map(({ id }) => id))
  return outbox.some(({ id }) => arrived.has(id))
    ? outbox.filter(({ id }) => !arrived.has(id))
    : outbox
}

/**
 * A `sent` frame stands for its message and for every earlier one that is in flight. Those get
 * the numbers below its own that are still free: the line keeps its order, so all that the
 * partner said before is known, and the free numbers are exactly ours.
 */
export const acknowledge = (
  outbox: Outbox,
  transcript: Transcript,
  sent: { readonly id: string; readonly seq: number; readonly at: number },
): { readonly outbox: Outbox; readonly transcript: Transcript } => {
  const index = outbox.findIndex(({ id }) => id === sent.id)
  const last = outbox[index]
  if (last === undefined) return { outbox, transcript }
  const free = gapsBelow(transcript, sent.seq)
  const earlier = outbox.slice(0, index).filter(isFlying).slice(0, free.length)
  const seqs = free.slice(free.length - earlier.length)
  const arrived = [
    ...earlier.map(({ id, text }, n) => ({ id, text, seq: seqs[n] ?? sent.seq })),
    { id: last.id, text: last.text, seq: sent.seq },
  ].map((said) => ({ ...said, from: 'you' as const, at: sent.at }))
  const known = place(transcript, arrived)
  return { outbox: settle(outbox, known), transcript: known }
}
