// Reports of a conversation that is over: true ones, and those that a server must not believe.
import type { ClientFrame } from '../../events/frames.ts'
import { reportBytesMax } from '../../events/limits.ts'
import type { ToldReceipt } from '../referee/rooms/receipts.ts'
import { chainOver, type SaidMessage } from '../referee/rooms/words.ts'
import type { Rng } from '../scenario/rng.ts'

export type ReportFrame = Extract<ClientFrame, { type: 'report' }>

/** A conversation that is over, as one of its members has it. */
export interface Ended {
  readonly room: string
  readonly receipt: ToldReceipt
  readonly said: readonly SaidMessage[]
}

/** What stands in a frame beside its transcript. */
const envelopeBytes = 1_024

const reasons = ['sexual', 'minor', 'harassment', 'threat', 'spam', 'other'] as const

/** Says what was said; of a conversation too long for a frame its end, from a point of its chain. */
export const trueReport = ({ room, receipt, said }: Ended, rng: Rng): ReportFrame => {
  const from = firstThatFits(said)
  const { you = 1 } = receipt
  return {
    type: 'report',
    room,
    reason: reasons[rng.between(0, reasons.length - 1)] ?? 'other',
    transcript: said.slice(from),
    receipt,
    ...(from > 0 && { since: { messages: from, chain: chainOver(room, { said, you }, from) } }),
  }
}

const firstThatFits = (said: readonly SaidMessage[]): number => {
  let bytes = envelopeBytes
  return (
    1 +
    said.findLastIndex((message) => {
      bytes += Buffer.byteLength(JSON.stringify(message)) + 1
      return bytes > reportBytesMax
    })
  )
}

/** `earlier` is the receipt of another room, where there was one before. */
export const falseReport = (
  ended: Ended,
  { rng, earlier }: { readonly rng: Rng; readonly earlier: ToldReceipt | null },
): ReportFrame => {
  const report = trueReport(ended, rng)
  const { transcript = [], room } = report
  const untruths = [
    ...(transcript.length > 0 ? [altered, missing] : [invented]),
    ...(transcript.length > 1 ? [swapped] : []),
  ]
  const index = rng.between(0, untruths.length - (earlier === null ? 1 : 0))
  const untruth = untruths[index]
  if (untruth !== undefined) return { ...report, transcript: untruth(transcript, rng) }
  return { ...report, receipt: { ...(earlier as ToldReceipt), room } }
}

/** With a receipt that agrees with its words, and was never given. */
export const forgedReport = (ended: Ended, rng: Rng): ReportFrame => {
  const { room, receipt } = ended
  const { you = 1 } = receipt
  // Some make up the words as well, others have only the proof wrong.
  const said = rng.chance(0.5) ? invented(ended.said) : ended.said
  const chain = chainOver(room, { said, you })
  const proof = withOneChanged(receipt.proof, rng)
  return trueReport(
    { room, said, receipt: { ...receipt, messages: said.length, chain, proof } },
    rng,
  )
}

type Transcript = readonly SaidMessage[]

const altered = (said: Transcript, rng: Rng): Transcript => {
  const index = rng.between(0, said.length - 1)
  return said.map((message, at) =>
    at === index ? { ...message, text: withOneChanged(message.text, rng) } : message,
  )
}

const missing = (said: Transcript, rng: Rng): Transcript =>
  said.toSpliced(rng.between(0, said.length - 1), 1)

const swapped = (said: Transcript, rng: Rng): Transcript => {
  const index = rng.between(0, said.length - 2)
  const [one, other] = said.slice(index, index + 2) as [SaidMessage, SaidMessage]
  return said.toSpliced(index, 2, other, one)
}

const invented = (said: Transcript): Transcript => [
  ...said,
  { from: 'partner', text: 'what nobody said' },
]

const withOneChanged = (text: string, rng: Rng): string => {
  const index = rng.between(0, Math.max(0, text.length - 1))
  return `${text.slice(0, index)}${text[index] === 'x' ? 'y' : 'x'}${text.slice(index + 1)}`
}
