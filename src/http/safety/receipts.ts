// Receipts: what proves that words were said in a conversation of which nothing is kept.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SaidReceipt } from '../../actors/effect.ts'
import type { MemberNumber, RoomId } from '../../events/fields.ts'
import type { ChainPoint, Receipt, TranscriptMessage } from '../../events/frames.ts'
import { chainAfter, chainStart } from '../../events/hash.ts'
import { transcriptBytesMin } from '../../events/limits.ts'

/** What a visitor says was said in a room that is over. */
export interface Evidence {
  readonly room: RoomId
  /** Which of the room's members says so. */
  readonly member: MemberNumber
  readonly receipt: Receipt
  readonly transcript: readonly TranscriptMessage[]
  /** What came before the transcript, where that is not all of it. */
  readonly since?: ChainPoint | undefined
}

export interface Receipts {
  /** The receipt that a member is given: what its room says, signed. */
  readonly signed: (said: SaidReceipt) => Receipt
  /** Whether these words were said, in this order, with nothing left out and nothing after them. */
  readonly proves: (evidence: Evidence) => boolean
}

export const receipts = (secret: string): Receipts => {
  const proofOf = ({ room, messages, chain, at }: SaidReceipt): string =>
    createHmac('sha256', secret)
      .update(`passerby receipt ${room} ${messages} ${chain} ${at}`)
      .digest('base64url')

  const isOurs = (receipt: Receipt): boolean => {
    const [given, expected] = [Buffer.from(receipt.proof), Buffer.from(proofOf(receipt))]
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  return {
    signed: (said) => ({ ...said, proof: proofOf(said) }),
    proves: (evidence) => {
      const { room, member, receipt } = evidence
      const isForThis = receipt.room === room && (receipt.you ?? member) === member
      return isForThis && isOurs(receipt) && endOf(evidence) === receipt.chain
    },
  }
}

/**
 * Where a chain may stand. Were there blanks in it, the beginning of a text could be passed off as
 * what came before, and the rest of it as somebody else's words.
 */
const chainPattern = /^[\w-]{43}$/

/** Where the chain stands after what is brought; null where that cannot be all that was said. */
const endOf = ({ room, member, receipt, transcript, since }: Evidence): string | null => {
  const { messages, chain } = since ?? { messages: 0, chain: chainStart(room) }
  if (messages + transcript.length !== receipt.messages) return null
  if (!chainPattern.test(chain) || (messages > 0 && !isFull(transcript))) return null
  const other = member === 1 ? 2 : 1
  return transcript.reduce(
    (before, { from, text }, index) =>
      chainAfter(before, from === 'you' ? member : other, { number: messages + index + 1, text }),
    chain,
  )
}

/** Only where a frame would not hold it may the beginning of a conversation be left out. */
const isFull = (transcript: readonly TranscriptMessage[]): boolean =>
  Buffer.byteLength(JSON.stringify(transcript)) >= transcriptBytesMin
