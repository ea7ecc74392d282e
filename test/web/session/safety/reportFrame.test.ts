// A report holds the words that were said, and no others: whole, or from a point that can be proven.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { ChainPoint, Receipt } from '../../../../src/events/frames.ts'
import { frameBytesMax, reportBytesMax } from '../../../../src/events/limits.ts'
import { reportFrame } from '../../../../web/session/safety/reportFrame.ts'
import type { ConversationTranscript } from '../../../../web/session/transcript.ts'

const room = 'r1'
const report = { reason: 'threat', note: 'He knows my street.' } as const
const digest = (bytes: Uint8Array<ArrayBuffer>) => crypto.subtle.digest('SHA-256', bytes)

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')

/** As the server walks it, after so many of the messages. */
const chainOf = (transcript: ConversationTranscript, you: 1 | 2): ChainPoint => ({
  messages: transcript.length,
  chain: transcript.reduce((chain, { from, seq, text }) => {
    const member = from === 'you' ? you : 3 - you
    return hash(`${chain} ${member} ${seq} ${text}`)
  }, hash(room)),
})

const saying = (texts: readonly string[]): ConversationTranscript =>
  texts.map((text, index) => {
    const from = index % 3 === 0 ? 'you' : 'partner'
    return { seq: index + 1, from, text, at: 0, ...(from === 'you' && { id: `m${index}` }) }
  })

const receiptOf = (transcript: ConversationTranscript, you: 1 | 2 = 2): Receipt => ({
  room,
  ...chainOf(transcript, you),
  at: 1,
  proof: 'p'.repeat(43),
  you,
})

const plain = (transcript: ConversationTranscript) =>
  transcript.map(({ from, text }) => ({ from, text }))

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

it('holds all that was said, in its order, with the receipt', async () => {
  const transcript = saying(['hello', 'äöü — 🙂', 'go away', ''])
  const receipt = receiptOf(transcript)
  expect(await reportFrame({ room, report, transcript, receipt }, digest)).toEqual({
    type: 'report',
    room,
    ...report,
    transcript: plain(transcript),
    receipt,
  })
})

it('says nothing of a note that is empty', async () => {
  const parts = { room, report: { ...report, note: '' }, transcript: [], receipt: null }
  expect(await reportFrame(parts, digest)).toEqual({ type: 'report', room, reason: 'threat' })
})

it.each([1, 2] as const)(
  'of a long one holds the end that fits, provably (member %i)',
  async (you) => {
    const texts = Array.from({ length: 300 }, (_, n) => `${n} ${'жж'.repeat(n % 200)} "\n`)
    const transcript = saying(texts)
    const receipt = receiptOf(transcript, you)
    const frame = await reportFrame({ room, report, transcript, receipt }, digest)
    const { since, transcript: told = [] } = frame
    expect(bytesOf(frame)).toBeLessThanOrEqual(reportBytesMax)
    // As many as fit: one more of them would be too much.
    expect(bytesOf(frame)).toBeGreaterThan(reportBytesMax - frameBytesMax / 4)
    const left = transcript.length - told.length
    expect(left).toBeGreaterThan(0)
    expect(since).toEqual(chainOf(transcript.slice(0, left), you))
    expect(told).toEqual(plain(transcript.slice(left)))
    // From there on it leads to what the receipt says.
    const rest = transcript.slice(left).reduce((chain, { from, seq, text }) => {
      const member = from === 'you' ? you : 3 - you
      return hash(`${chain} ${member} ${seq} ${text}`)
    }, since?.chain ?? '')
    expect(rest).toBe(receipt.chain)
  },
)

it('goes without words that cannot be proven: none, some missing, too long without a digest', async () => {
  const bare = { type: 'report', room, ...report }
  const transcript = saying(['one', 'two', 'three'])
  const receipt = receiptOf(transcript)
  const made = (parts: object, by: typeof digest | null = digest) =>
    reportFrame({ room, report, transcript, receipt, ...parts }, by)
  expect(await made({ receipt: null })).toEqual(bare)
  expect(await made({ transcript: [] })).toEqual(bare)
  expect(await made({ transcript: transcript.slice(1) })).toEqual(bare)
  expect(await made({ transcript: transcript.slice(0, 2) })).toEqual(bare)
  const long = saying(Array.from({ length: 40 }, () => 'x'.repeat(2_000)))
  expect(await made({ transcript: long, receipt: receiptOf(long) }, null)).toEqual(bare)
  expect(await made({}, null)).not.toEqual(bare)
})
