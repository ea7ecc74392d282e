// A report as it goes to the server: with the words that were said, as many as fit and can be proven.
import type { RoomId } from '../../../src/events/fields.ts'
import type { ChainPoint, Receipt } from '../../../src/events/frames.ts'
import { reportBytesMax } from '../../../src/events/limits.ts'
import { type ConversationTranscript, completeUpTo } from '../transcript.ts'
import { bareReport, type ReportFrame, type ReportParts } from './report.ts'

/** Null where the page has none: outside of secure contexts. */
type Digest = ((bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>) | null

const encoder = new TextEncoder()

const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length

/** Whether all that the receipt stands for is here; then it can be proven. */
export const isProvable = (
  transcript: ConversationTranscript,
  receipt: Receipt | null,
): receipt is Receipt =>
  receipt !== null &&
  transcript.length === receipt.messages &&
  completeUpTo(transcript) === receipt.messages

/**
 * The whole conversation, or its end where that is too long, with the point of the chain after which
 * it begins. Without the words where these cannot be proven: then it counts for less, as is said.
 */
export const reportFrame = async (parts: ReportParts, digest: Digest): Promise<ReportFrame> => {
  const { room, report, transcript, receipt } = parts
  const bare = bareReport(room, report)
  if (!isProvable(transcript, receipt)) return bare
  const whole = { ...bare, transcript: told(transcript), receipt }
  if (bytesOf(whole) <= reportBytesMax) return whole
  const { you } = receipt
  if (digest === null || you === undefined) return bare
  const left = transcript.slice(0, firstThatFits(transcript, { ...whole, transcript: [] }))
  const since = await chainAfter(room, left, you, digest)
  return { ...whole, transcript: told(transcript.slice(left.length)), since }
}

const told = (transcript: ConversationTranscript) =>
  transcript.map(({ from, text }) => ({ from, text }))

/** Stands for a point that is not known yet: as long as any that may come. */
const somePoint: ChainPoint = { messages: Number.MAX_SAFE_INTEGER, chain: '-'.repeat(43) }

/** From which message on, counted from 0, the rest fits. */
const firstThatFits = (transcript: ConversationTranscript, empty: ReportFrame): number => {
  let bytesLeft = reportBytesMax - bytesOf({ ...empty, since: somePoint })
  let first = transcript.length
  for (const message of told(transcript).reverse()) {
    bytesLeft -= bytesOf(message) + 1
    if (bytesLeft < 0) break
    first -= 1
  }
  return first
}

/** c₀ = SHA-256(room), cₙ = SHA-256("cₙ₋₁ member n text"): see the receipt in src/events/frames.ts. */
const chainAfter = async (
  room: RoomId,
  said: ConversationTranscript,
  you: 1 | 2,
  digest: NonNullable<Digest>,
): Promise<ChainPoint> => {
  const link = async (text: string) => base64url(await digest(encoder.encode(text)))
  let chain = await link(room)
  for (const { seq, from, text } of said) {
    const member = from === 'you' ? you : 3 - you
    chain = await link(`${chain} ${member} ${seq} ${text}`)
  }
  return { messages: said.length, chain }
}

const base64url = (hash: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
