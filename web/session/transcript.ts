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

/** Where the message of this number stands, or would stand. Without gaps that is known at once. */
const placeOf = (transcript: ConversationTranscript, seq: number): number => {
  let [low, high] = [0, Math.min(transcript.length, seq - 1)]
  if (high === 0 || (transcript[high - 1]?.seq ?? seq) < seq) return high
  while (low < high) {
    const middle = (low + high) >> 1
    if ((transcript[middle]?.seq ?? seq) < seq) low = middle + 1
    else high = middle
  }
  return low
}

/** Adds what came from the server; where a seq or an id is known already, the server is right. */
export const merge = (
  transcript: ConversationTranscript,
  frames: readonly MessageFrame[],
): ConversationTranscript => {
  const fresh = frames.filter(({ seq, text, id }) => {
    const message = transcript[placeOf(transcript, seq)]
    return message?.seq !== seq || message.text !== text || message.id !== id
  })
  if (fresh.length === 0) return transcript
  return insert(transcript, fresh.map(committedOf))
}

/** Whether `newer` goes on where the transcript ends, and repeats nothing of it. */
const isContinuation = (
  transcript: ConversationTranscript,
  newer: readonly CommittedMessage[],
  ids: ReadonlySet<string>,
): boolean => {
  let last = transcript.at(-1)?.seq ?? 0
  for (const { seq } of newer) {
    if (seq <= last) return false
    last = seq
  }
  return ids.size === 0 || !transcript.some(({ id }) => id !== undefined && ids.has(id))
}

/** Puts `newer` into the order; it displaces whatever has the same seq or the same id. */
export const insert = (
  transcript: ConversationTranscript,
  newer: readonly CommittedMessage[],
): ConversationTranscript => {
  const ids = new Set(newer.flatMap(({ id }) => (id === undefined ? [] : [id])))
  if (isContinuation(transcript, newer, ids)) return [...transcript, ...newer]
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
  if (transcript.at(-1)?.seq === transcript.length) return transcript.length
  const gap = transcript.findIndex(({ seq }, index) => seq !== index + 1)
  return gap === -1 ? transcript.length : gap
}

/** The numbers below `seq` that are not in the transcript, in order. */
export const gapsBelow = (transcript: ConversationTranscript, seq: number): readonly number[] => {
  const complete = completeUpTo(transcript)
  const known = new Set(transcript.slice(complete).map((message) => message.seq))
  const gaps: number[] = []
  for (let n = complete + 1; n < seq; n += 1) if (!known.has(n)) gaps.push(n)
  return gaps
}
