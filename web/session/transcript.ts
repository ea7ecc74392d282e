// What was said in a room, in the room's own order.
import type { ServerFrame } from '../../src/events/frames.ts'

export type MessageFrame = Extract<ServerFrame, { type: 'message' }>

/** A message that the server has committed. `id` is there on one's own. */
export interface CommittedMessage {
  readonly seq: number
  readonly from: 'you' | 'partner'
  readonly text: string
  readonly at: number
  readonly id?: string
}

/** Ordered by `seq`, each at most once. */
export type ConversationTranscript = readonly CommittedMessage[]

const committedOf = ({ seq, from, text, at, id }: MessageFrame): CommittedMessage =>
  id === undefined ? { seq, from, text, at } : { seq, from, text, at, id }

/** Adds what came from the server; where a seq or an id is known already, the server is right. */
export const merge = (
  transcript: ConversationTranscript,
  frames: readonly MessageFrame[],
): ConversationTranscript => {
  const known = new Map(transcript.map((message) => [message.seq, message]))
  const fresh = frames.filter(({ seq, text, id }) => {
    const message = known.get(seq)
    return message === undefined || message.text !== text || message.id !== id
  })
  if (fresh.length === 0) return transcript
  return insert(transcript, fresh.map(committedOf))
}

/** Puts `newer` into the order; it displaces whatever has the same seq or the same id. */
export const insert = (
  transcript: ConversationTranscript,
  newer: readonly CommittedMessage[],
): ConversationTranscript => {
  const ids = new Set(newer.flatMap(({ id }) => (id === undefined ? [] : [id])))
  const bySeq = new Map(
    transcript
      .filter(({ id }) => id === undefined || !ids.has(id))
      .map((message) => [message.seq, message]),
  )
  for (const message of newer) bySeq.set(message.seq, message)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

/** The last seq up to which nothing is missing: a return asks for what came after it. */
export const completeUpTo = (transcript: ConversationTranscript): number => {
  const gap = transcript.findIndex(({ seq }, index) => seq !== index + 1)
  return gap === -1 ? transcript.length : gap
}

/** The numbers below `seq` that are not in the transcript, in order. */
export const gapsBelow = (transcript: ConversationTranscript, seq: number): readonly number[] => {
  const known = new Set(transcript.map((message) => message.seq))
  const gaps: number[] = []
  for (let n = completeUpTo(transcript) + 1; n < seq; n += 1) if (!known.has(n)) gaps.push(n)
  return gaps
}
