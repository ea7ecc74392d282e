// What visitors report, what the referee makes of receipts, and what the log must have of it.
import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportBytesMax } from '../../src/events/limits.ts'
import { cookiesAfter } from '../../src/load/client/cookies.ts'
import { compareComplaints } from '../../src/load/referee/complaintComparison.ts'
import { Referee } from '../../src/load/referee/referee.ts'
import { FoundFaults } from '../../src/load/referee/rooms/faults.ts'
import type { ToldReceipt } from '../../src/load/referee/rooms/receipts.ts'
import type { KeptComplaint, Truth } from '../../src/load/referee/safety/safety.ts'
import type { LoggedComplaint } from '../../src/load/referee/serverLog.ts'
import { messageIdOf, messageTextOf } from '../../src/load/scenario/messageText.ts'
import type { VisitorProfile } from '../../src/load/scenario/profile.ts'
import { Rng } from '../../src/load/scenario/rng.ts'
import {
  falseReport,
  forgedReport,
  type ReportFrame,
  trueReport,
} from '../../src/load/visitors/reportFrame.ts'

type Said = readonly { readonly from: 'you' | 'partner'; readonly text: string }[]

/** The chain as the README has it. */
const chainOf = (room: string, said: Said, you: 1 | 2, before = 0, from?: string): string =>
  said.reduce(
    (chain, message, index) => {
      const member = message.from === 'you' ? you : 3 - you
      const text = `${chain} ${member} ${before + index + 1} ${message.text}`
      return hash('sha256', text, 'base64url')
    },
    from ?? hash('sha256', room, 'base64url'),
  )

const proof = 'p'.repeat(43)

const endedAfter = (said: Said, room = 'r') => {
  const chain = chainOf(room, said, 1)
  const receipt: ToldReceipt = { room, messages: said.length, chain, at: 5, proof, you: 1 }
  return { room, said, receipt }
}

/** Whether a server would believe it that knows what was said, and which proof it gave. */
const isProven = ({ transcript = [], receipt, since }: ReportFrame, room = 'r'): boolean => {
  if (receipt?.room !== room || receipt.proof !== proof) return false
  const { messages, chain } = since ?? { messages: 0, chain: undefined }
  const isComplete = messages + transcript.length === receipt.messages
  return isComplete && chainOf(room, transcript, 1, messages, chain) === receipt.chain
}

const anySaid = fc.array(
  fc.record({
    from: fc.constantFrom('you' as const, 'partner' as const),
    text: fc.stringMatching(/^[a-z -]{1,20}$/),
  }),
  { maxLength: 8 },
)

describe('a report', () => {
  it('says what was said, or anything else: another letter, order or receipt', () => {
    fc.assert(
      fc.property(anySaid, fc.nat(), (said, seed) => {
        const rng = new Rng(seed)
        const ended = endedAfter(said)
        const earlier = endedAfter([], 'before').receipt
        expect(isProven(trueReport(ended, rng))).toBe(true)
        // Two that are swapped may be the same.
        fc.pre(new Set(said.map(({ from, text }) => `${from} ${text}`)).size === said.length)
        expect(isProven(falseReport(ended, { rng, earlier }))).toBe(false)
        expect(isProven(falseReport(ended, { rng, earlier: null }))).toBe(false)
        expect(isProven(forgedReport(ended, rng))).toBe(false)
      }),
      { seed: 4 },
    )
  })

  it('of a long conversation says as much of its end as fits, and what the chain was before', () => {
    const text = 'x'.repeat(2_000)
    const said = Array.from({ length: 50 }, () => ({ from: 'partner' as const, text }))
    const report = trueReport(endedAfter(said), new Rng(1))
    const bytes = Buffer.byteLength(JSON.stringify(report))
    expect(bytes).toBeLessThanOrEqual(reportBytesMax)
    expect(bytes).toBeGreaterThan(reportBytesMax - 4_000)
    expect(report.since?.messages).toBe(50 - (report.transcript?.length ?? 0))
    expect(isProven(report)).toBe(true)
  })
})

const people: readonly VisitorProfile[] = [0, 1].map((number) => ({
  ...{ number, username: `run-${number}`, gender: 'other', seeks: 'anyone', interests: [] },
}))

const written = { dueMicros: 0, characters: 40 }

const textOf = (sender: number, number: number) =>
  messageTextOf('run', { sender, number, ...written })

/** Two in a room, and the receipt of what they said: 0, 1, 0, of which 1 heard all. */
const talked = () => {
  const profileOf = (number: number) => people[number] as VisitorProfile
  const options = { run: 'run', examplesMax: 3, now: () => 0, keepsRooms: false }
  const referee = new Referee({ ...options, profileOf })
  for (const [one, other] of [
    [0, 1],
    [1, 0],
  ] as const) {
    // biome-ignore format: a row
    const partner = { username: `run-${other}`, gender: 'other' }
    referee.matched(one, { room: 'r', partner, shared: [] })
  }
  for (const user of [0, 1, 0]) referee.sending(user, written)
  referee.arrived(1, { room: 'r', seq: 1, text: textOf(0, 1) })
  referee.arrived(0, { room: 'r', seq: 2, text: textOf(1, 1) })
  referee.arrived(1, { room: 'r', seq: 3, text: textOf(0, 2) })
  // One acknowledgement stands for both of the first member's.
  referee.acknowledged(0, messageIdOf('run', 0, 2), 3)
  referee.acknowledged(1, messageIdOf('run', 1, 1), 2)
  const said = [
    { from: 'you', text: textOf(0, 1) },
    { from: 'partner', text: textOf(1, 1) },
    { from: 'you', text: textOf(0, 2) },
  ] as const
  return { referee, said, receipt: endedAfter(said).receipt }
}

describe('a receipt', () => {
  it('is right for both, each of whom knows what was said', () => {
    const { referee, said, receipt } = talked()
    expect(referee.wordsIn(0)).toEqual(said)
    expect(referee.wordsIn(1)?.map(({ from }) => from)).toEqual(['partner', 'you', 'partner'])
    expect(referee.receiptGiven(0, { reason: 'left', receipt })).toBe(true)
    expect(referee.receiptGiven(1, { reason: 'left', receipt: { ...receipt, you: 2 } })).toBe(true)
    expect(referee.faults.total).toBe(0)
  })

  it.each([
    ['of fewer messages', { messages: 2 }, 'for 2 messages; it knows 3'],
    ['with another end', { chain: 'x'.repeat(43) }, 'that its 3 messages do not make'],
    ['of another order of its members', { you: 2 }, 'that its 3 messages do not make'],
    ['of another room', { room: 'x' }, 'was given the receipt of x'],
    ['without a proof', { proof: undefined }, 'was told of no receipt'],
  ] as const)('%s is a fault', (_, wrong, text) => {
    const { referee, receipt } = talked()
    expect(referee.receiptGiven(0, { reason: 'left', receipt: { ...receipt, ...wrong } })).toBe(
      false,
    )
    expect(referee.faults.counts).toEqual({ wrong_receipt: 1 })
    expect(referee.faults.examples[0]?.text).toContain(text)
  })

  it('is the same for whoever was away at the end and is told it on coming back', () => {
    const { referee, receipt } = talked()
    referee.dropped(1)
    referee.goes(0, 'leave')
    referee.receiptGiven(0, { reason: 'left', receipt })
    referee.ended(0, { reason: 'left', receipt })
    referee.returned(1, null)
    referee.receiptTold(1, { ...receipt, you: 2 })
    expect(referee.faults.total).toBe(0)
    referee.receiptTold(1, { ...receipt, you: 2, messages: 2 })
    expect(referee.faults.examples[0]?.text).toContain('another receipt than run-0')
  })

  it('may be of a room that came and went while its line was dead, of which its other knows', () => {
    const { referee, receipt } = talked()
    referee.goes(0, 'leave')
    for (const user of [0, 1]) referee.ended(user, { reason: 'left', receipt })
    referee.dropped(1)
    const later = { ...receipt, room: 'later', messages: 0 }
    referee.matched(0, {
      room: 'later',
      partner: { username: 'run-1', gender: 'other' },
      shared: [],
    })
    referee.goes(0, 'leave')
    referee.ended(0, { reason: 'left', receipt: later })
    referee.returned(1, null)
    referee.receiptTold(1, later)
    expect(referee.faults.total).toBe(0)
    referee.receiptTold(1, { ...later, room: 'r_other' })
    expect(referee.faults.examples[0]?.text).toContain('was given the receipt of r_other')
  })
})

const complaint = (truth: Truth, told: Partial<KeptComplaint> = {}): KeptComplaint => {
  const fields = { kind: 'report', room: 'r', other: 1, truth, hasWords: true } as const
  return { username: 'run-0', complaint: fields, wasBlocked: true, wasReported: true, ...told }
}

const block = { seq: 7, room: 'r', kind: 'block', isProven: false } as const
const proven = { seq: 8, room: 'r', kind: 'report', isProven: true } as const
const notProven = { wasReported: false }

describe('the log', () => {
  it.each<[string, readonly KeptComplaint[], readonly LoggedComplaint[], object]>([
    ['has what was told', [complaint('true')], [block, proven], {}],
    ['has nothing of what was refused', [complaint('false', notProven)], [block], {}],
    ['has no block', [complaint('false', notProven)], [], { unlogged: 1 }],
    ['has no report', [complaint('true')], [block], { unlogged: 1, log_disagrees: 1 }],
    [
      'doubts a true report',
      [complaint('true')],
      [{ ...proven, isProven: false }],
      { log_disagrees: 1 },
    ],
    [
      'believes a false report',
      [complaint('false', notProven)],
      [block, proven],
      { log_disagrees: 1 },
    ],
    ['has a report twice', [complaint('true')], [proven, proven], { log_disagrees: 2 }],
  ])('%s', (_, kept, logged, counts) => {
    const log = {
      ...{ messages: () => [], complaints: () => logged, seqOf: () => 7 },
      close: () => {},
    }
    const faults = new FoundFaults(3)
    expect(compareComplaints(kept, log, faults)).toBe(logged.length)
    expect(faults.counts).toEqual(counts)
  })
})

it('holds cookies as a browser does: each by its name, until it is taken back', () => {
  const answer = (...lines: readonly string[]) =>
    ['HTTP/1.1 201 Created', ...lines.map((line) => `Set-Cookie: ${line}`)].join('\r\n')
  const joined = cookiesAfter('', answer('passerby=1; Path=/', 'passerby-pass=a.b; Max-Age=86400'))
  expect(joined).toBe('passerby=1; passerby-pass=a.b')
  const anew = cookiesAfter(joined, answer('passerby=2; HttpOnly; Path=/'))
  expect(anew).toBe('passerby=2; passerby-pass=a.b')
  expect(cookiesAfter(anew, answer('passerby=; Path=/; Max-Age=0'))).toBe('passerby-pass=a.b')
  expect(cookiesAfter(anew, answer())).toBe(anew)
})
