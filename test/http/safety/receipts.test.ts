// What a receipt proves, and everything that it does not.
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Receipt, TranscriptMessage } from '../../../src/events/frames.ts'
import { transcriptBytesMin } from '../../../src/events/limits.ts'
import { type Evidence, receipts } from '../../../src/http/safety/receipts.ts'
import {
  anyConversation,
  anyMember,
  asSeenBy,
  chainPoint,
  type SaidMessage,
} from './conversation.ts'

const secret = 'a secret of the tests'
const room = 'r_k3'
const at = 1_764_400_000_000
const { signed, proves } = receipts(secret)

const receiptOf = (said: readonly SaidMessage[], of = room): Receipt =>
  signed({ room: of, ...chainPoint(of, said), at })

/** What the first member brings, all of it true. */
const evidenceOf = (said: readonly SaidMessage[], changed: Partial<Evidence> = {}): Evidence => ({
  room,
  member: 1,
  receipt: receiptOf(said),
  transcript: asSeenBy(1, said),
  ...changed,
})

const talk: readonly SaidMessage[] = [
  { member: 1, text: 'Hello' },
  { member: 2, text: 'Hi there' },
  { member: 2, text: 'How are you?' },
  { member: 1, text: 'Fine 🙂' },
]

const withText = (index: number, text: string): TranscriptMessage[] =>
  asSeenBy(
    1,
    talk.map((message, at) => (at === index ? { ...message, text } : message)),
  )

describe('a receipt', () => {
  it('is what the wire says it is', () => {
    const hash = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64url')
    let chain = hash(room)
    for (const [index, { member, text }] of talk.entries()) {
      chain = hash(`${chain} ${member} ${index + 1} ${text}`)
    }
    const proof = createHmac('sha256', secret)
      .update(`passerby receipt ${room} 4 ${chain} ${at}`)
      .digest('base64url')
    expect(receiptOf(talk)).toEqual({ room, messages: 4, chain, at, proof })
  })

  it('[M11] proves what was said, to both who said it', () => {
    expect(proves(evidenceOf(talk))).toBe(true)
    expect(proves(evidenceOf(talk, { member: 2, transcript: asSeenBy(2, talk) }))).toBe(true)
    expect(proves(evidenceOf([]))).toBe(true)
  })

  const others: Record<string, Partial<Evidence>> = {
    'a character is another': { transcript: withText(1, 'Hi thera') },
    'a character is more': { transcript: withText(1, 'Hi there!') },
    'a letter is another that looks like it': { transcript: withText(0, 'Неllo') },
    'a message is missing at the end': { transcript: asSeenBy(1, talk.slice(0, -1)) },
    'a message is missing at the beginning': { transcript: asSeenBy(1, talk.slice(1)) },
    'a message is missing in between': { transcript: asSeenBy(1, talk.toSpliced(1, 1)) },
    'a message is more': { transcript: asSeenBy(1, [...talk, ...talk.slice(-1)]) },
    'two are swapped': {
      transcript: asSeenBy(
        1,
        [0, 2, 1, 3].flatMap((at) => talk[at] ?? []),
      ),
    },
    'what one said is the other’s': { transcript: asSeenBy(2, talk) },
    'it is of another room': { receipt: receiptOf(talk, 'r_other') },
    'it is of another room that says it is this one': {
      receipt: { ...receiptOf(talk, 'r_other'), room },
    },
    'it is of the other member': { receipt: { ...receiptOf(talk), you: 2 } },
    'nobody signed it': { receipt: { ...receiptOf(talk), proof: '' } },
    'somebody else signed it': {
      receipt: receipts('another secret').signed({ room, ...chainPoint(room, talk), at }),
    },
    'it has another time': { receipt: { ...receiptOf(talk), at: at + 1 } },
    'it is of fewer messages': {
      receipt: { ...receiptOf(talk), messages: 3 },
      transcript: asSeenBy(1, talk.slice(0, 3)),
    },
  }
  it.each(Object.entries(others))('[M11] proves nothing where %s', (_, changed) => {
    expect(proves(evidenceOf(talk, changed))).toBe(false)
  })

  it('[M11] proves any conversation, and nothing that differs from it', () => {
    const changes = fc.constantFrom('text', 'side', 'missing', 'more', 'swapped', 'room')
    fc.assert(
      fc.property(
        anyConversation,
        anyMember,
        changes,
        fc.nat(),
        fc.string({ unit: 'grapheme' }),
        (said, member, change, index, text) => {
          const transcript = asSeenBy(member, said)
          const evidence = evidenceOf(said, { member, transcript })
          expect(proves(evidence)).toBe(true)
          const where = index % said.length
          const changed = changedBy[change](transcript, where, text)
          const isSame = JSON.stringify(changed) === JSON.stringify(transcript)
          const other = change === 'room' ? { receipt: receiptOf(said, `${room}2`) } : {}
          fc.pre(change === 'room' || !isSame)
          expect(proves({ ...evidence, transcript: changed, ...other })).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })
})

type Changed = (
  transcript: readonly TranscriptMessage[],
  index: number,
  text: string,
) => TranscriptMessage[]

const flipped = ({ from, text }: TranscriptMessage): TranscriptMessage => ({
  from: from === 'you' ? 'partner' : 'you',
  text,
})

const changedBy: Record<'text' | 'side' | 'missing' | 'more' | 'swapped' | 'room', Changed> = {
  text: (all, index, text) => all.with(index, { ...(all[index] as TranscriptMessage), text }),
  side: (all, index) => all.with(index, flipped(all[index] as TranscriptMessage)),
  missing: (all, index) => all.toSpliced(index, 1),
  more: (all, index, text) => all.toSpliced(index, 0, { from: 'partner', text }),
  swapped: (all, index) => {
    const next = (index + 1) % all.length
    return all
      .with(index, all[next] as TranscriptMessage)
      .with(next, all[index] as TranscriptMessage)
  },
  room: (all) => [...all],
}

describe('the end of a conversation that does not fit', () => {
  const long = Array.from(
    { length: 400 },
    (_, index): SaidMessage => ({
      member: index % 3 === 0 ? 1 : 2,
      text: `${index} ${'words '.repeat(30)}`,
    }),
  )
  const from = 200
  const end = asSeenBy(1, long.slice(from))
  const since = chainPoint(room, long.slice(0, from))

  it('[M11] is proven from where the chain stood', () => {
    expect(proves(evidenceOf(long, { transcript: end, since }))).toBe(true)
  })

  const others: Record<string, Partial<Evidence>> = {
    'one more is missing': { transcript: end.slice(1), since },
    'one is missing, and counted': {
      transcript: end.slice(1),
      since: { ...since, messages: from + 1 },
    },
    'the last is missing': { transcript: end.slice(0, -1), since },
    'the chain is another': { transcript: end, since: chainPoint('r_other', long.slice(0, from)) },
    'all of it is of another room': {
      transcript: end,
      since: chainPoint('r_other', long.slice(0, from)),
      receipt: receiptOf(long, 'r_other'),
    },
    'the chain is none': { transcript: end, since: { ...since, chain: '' } },
    'it counts another beginning': { transcript: end, since: { ...since, messages: from - 1 } },
    'it counts backwards': { transcript: end, since: { ...since, messages: -from } },
  }
  it.each(Object.entries(others))('[M11] is not where %s', (_, changed) => {
    expect(proves(evidenceOf(long, changed))).toBe(false)
  })

  it('[M11] must be as long as a frame can hold: nobody leaves out what fits', () => {
    const short = 395
    const evidence = {
      transcript: asSeenBy(1, long.slice(short)),
      since: chainPoint(room, long.slice(0, short)),
    }
    expect(JSON.stringify(evidence.transcript).length).toBeLessThan(transcriptBytesMin)
    expect(proves(evidenceOf(long, evidence))).toBe(false)
    const nothing = { transcript: [], since: chainPoint(room, long) }
    expect(proves(evidenceOf(long, nothing))).toBe(false)
  })

  it('[M11] does not turn what one said into words of the other', () => {
    // What is hashed for this message reads as if the other had said the end of it.
    const forged: SaidMessage = { member: 1, text: `x 2 ${from} ${'I hate you '.repeat(4_000)}` }
    const said = [...long.slice(0, from - 1), forged]
    const before = chainPoint(room, long.slice(0, from - 1))
    const evidence = evidenceOf(said, {
      transcript: [{ from: 'partner', text: 'I hate you '.repeat(4_000) }],
      since: { messages: from - 1, chain: `${before.chain} 1 ${from} x` },
    })
    expect(proves(evidence)).toBe(false)
  })
})
