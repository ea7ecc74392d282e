// Reports over real sockets: what is taken, what is refused, and what is kept of it.
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DataOf } from '../../../src/events/event.ts'
import type { ServerFrame } from '../../../src/events/frames.ts'
import {
  frameBytesMax,
  reportBytesMax,
  reportMs,
  reportNoteCharactersMax,
} from '../../../src/events/limits.ts'
import { type Seal, sealFor } from '../../../src/http/safety/sealing.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { type Client, post, receiptOf } from '../client.ts'
import { startServer, type TestServer } from '../testServer.ts'
import { Browser, meeting, receiptIn } from './browser.ts'
import { anyConversation, asSeenBy, chainPoint, type SaidMessage } from './conversation.ts'

let identity: string
let seal: Seal
/** How many reports were sealed in this test. */
let sealed = 0
let running: TestServer
let ann: Client
let bea: Client
let room: string

beforeAll(async () => {
  identity = await generateX25519Identity()
  const age = succeeded(await sealFor(await identityToRecipient(identity)))
  seal = (text) => {
    sealed += 1
    return age(text)
  }
})

const begin = async (changed = {}) => {
  running = await startServer({ messagesPerSecond: 0, trustedProxies: ['127.0.0.1'], ...changed })
  ann = await new Browser('Ann', '203.0.113.1').online(running)
  bea = await new Browser('Bea', '203.0.113.2').online(running)
  room = await meeting(ann, bea)
}

beforeEach(() => {
  sealed = 0
  return begin({ seal })
})
afterEach(() => running.stop())

type ReportedData = DataOf<'matchmaker.reported'>

/** What the log has of reports. */
const reported = async (): Promise<ReportedData[]> => {
  const found: ReportedData[] = []
  for await (const events of running.log.read()) {
    for (const event of succeeded(events)) {
      if (event.type === 'matchmaker.reported') found.push(event.data)
    }
  }
  return found
}

/** What a moderator reads in the last report. */
const opened = async (): Promise<Record<string, unknown>> => {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const kept = (await reported()).at(-1)?.sealed ?? ''
  return JSON.parse(await decrypter.decrypt(Buffer.from(kept, 'base64'), 'text'))
}

const say = async (from: Client, to: Client, text: string): Promise<void> => {
  from.say(text, [...text].slice(0, 30).join(''))
  await from.next('sent')
  await to.next('message')
}

/** They talk and part, and Ann has what she needs for a report. */
const talked = async (changed = {}) => {
  await say(ann, bea, 'Hello')
  await say(bea, ann, 'I hate you')
  await say(bea, ann, 'Answer!')
  bea.send({ type: 'leave_chat' })
  const receipt = await receiptIn(ann)
  await receiptIn(bea)
  const transcript = [
    { from: 'you', text: 'Hello' },
    { from: 'partner', text: 'I hate you' },
    { from: 'partner', text: 'Answer!' },
  ]
  return { type: 'report', room, reason: 'harassment', transcript, receipt, ...changed }
}

/** Whoever reports blocks as well, and hears that first. */
const answered = async (client: Client, frame: unknown): Promise<ServerFrame> => {
  client.send(frame)
  await client.next('blocked')
  return client.either('reported', 'error')
}

const metrics = async (): Promise<string> =>
  (await fetch(running.server.metricsAddress ?? '')).text()

describe('[M11] a report of the conversation that one is in', () => {
  it('ends it at once, and is proven by what the log has of it', async () => {
    await say(ann, bea, 'Hello')
    await say(bea, ann, 'I hate you')
    ann.send({ type: 'report', room, reason: 'threat', note: ' He\u200b said it twice. ' })
    await ann.next('blocked')
    await ann.next('chat_ended')
    expect(await ann.next('reported')).toEqual({ type: 'reported', room })
    expect(await bea.next('chat_ended')).toMatchObject({ reason: 'left' })
    await bea.quiet()
    const [made] = await reported()
    expect(made).toMatchObject({ room, reason: 'threat', proven: true, counted: true })
    expect(await opened()).toEqual({
      version: 1,
      room,
      at: running.clock.now(),
      reason: 'threat',
      note: ' He said it twice. ',
      proven: true,
      other: made?.other.id,
      messages: 2,
      left_out: 0,
      transcript: [
        { n: 1, from: 'reporter', text: 'Hello', at: expect.any(Number) },
        { n: 2, from: 'reported', text: 'I hate you', at: expect.any(Number) },
      ],
    })
  })

  it('keeps the newest of what was said, where that was much', async () => {
    const text = (n: number) => `${n} ${'\u{1f600}'.repeat(500)}`
    for (let n = 1; n <= 40; n += 1) await say(bea, ann, text(n))
    ann.send({ type: 'report', room, reason: 'spam' })
    await ann.upTo('reported')
    const { messages, left_out, transcript } = (await opened()) as {
      messages: number
      left_out: number
      transcript: { n: number; text: string }[]
    }
    expect([messages, left_out + transcript.length]).toEqual([40, 40])
    expect(transcript.map(({ n }) => n)).toEqual(
      Array.from({ length: transcript.length }, (_, at) => left_out + 1 + at),
    )
    expect(transcript.at(-1)?.text).toBe(text(40))
    expect(left_out).toBeGreaterThan(10)
    expect(JSON.stringify(transcript).length).toBeGreaterThan(20_000)
    const [made] = await reported()
    expect(Buffer.from(made?.sealed ?? '', 'base64').length).toBeLessThan(64 * 1024)
  })

  it('is finished though its visitor has gone', async () => {
    await say(bea, ann, 'I hate you')
    ann.send({ type: 'report', room, reason: 'threat' })
    await ann.next('blocked')
    await ann.drop()
    const back = ann.again()
    await back.next('welcome')
    back.send({ type: 'report', room, reason: 'threat' })
    expect(await back.next('reported')).toEqual({ type: 'reported', room })
    expect(await reported()).toHaveLength(1)
    expect(await opened()).toMatchObject({ messages: 1 })
  })

  it.each(['/leave', '/join'])(
    'is finished though its session has ended by POST %s',
    async (by) => {
      await running.stop()
      let release: () => void = () => {}
      const isHeld = new Promise<void>((resolve) => {
        release = resolve
      })
      await begin({ seal: (text: string) => isHeld.then(() => seal(text)) })
      await say(bea, ann, 'I hate you')
      ann.send({ type: 'report', room, reason: 'threat' })
      await ann.next('blocked')
      const form = { username: 'Ann', gender: 'other', seeks: 'anyone' }
      const ended = await post(running, by, form, { Cookie: ann.cookie })
      expect(ended.ok).toBe(true)
      expect(await ann.closed()).toBe(4001)
      expect(await reported()).toEqual([])
      release()
      await vi.waitUntil(async () => (await reported()).length > 0)
      expect(await reported()).toMatchObject([{ room, proven: true, counted: true }])
      expect(await opened()).toMatchObject({ messages: 1 })
    },
  )

  it('that cannot be read is not taken, and can be proven still', async () => {
    await say(ann, bea, 'Hello')
    const { transcript } = running
    running.transcript = (...asked) => ({
      ...transcript(...asked),
      next: async () => ({ _tag: 'Failure', failure: { _tag: 'LogClosed', message: '' } }) as never,
    })
    ann.send({ type: 'report', room, reason: 'other' })
    await ann.next('blocked')
    const receipt = await receiptIn(ann)
    expect(receipt).toEqual(receiptOf(room, 1))
    await ann.refused('unavailable')
    const said = [{ from: 'you', text: 'Hello' }]
    ann.send({ type: 'report', room, reason: 'other', receipt, transcript: said })
    await ann.next('reported')
    expect(await reported()).toMatchObject([{ proven: true }])
  })
})

describe('[M11] a report of a conversation that is over', () => {
  it('is proven by the words and the receipt', async () => {
    const frame = await talked()
    expect(await answered(ann, frame)).toEqual({ type: 'reported', room })
    expect(await reported()).toMatchObject([{ proven: true, counted: true }])
    expect(await opened()).toMatchObject({ proven: true, messages: 3, left_out: 0 })
    await bea.quiet()
  })

  it('is taken as unproven without them, and counts for nothing', async () => {
    const { transcript: _, receipt: __, ...frame } = await talked()
    expect(await answered(ann, frame)).toEqual({ type: 'reported', room })
    expect(await reported()).toMatchObject([{ proven: false, counted: false }])
    expect(await opened()).toMatchObject({ proven: false, messages: 0, transcript: [] })
    expect(await metrics()).toMatch(/passerby_reports_total\{kind="unproven"\} 1\n/)
  })

  it('may come with the words as they were typed', async () => {
    ann.say('Hel\u200blo\r\nthere', 'a1')
    await ann.next('sent')
    expect(await bea.next('message')).toMatchObject({ text: 'Hello\nthere' })
    bea.send({ type: 'leave_chat' })
    const receipt = await receiptIn(ann)
    const transcript = [{ from: 'you', text: 'Hel\u200blo\r\nthere' }]
    const frame = { type: 'report', room, reason: 'spam', transcript, receipt }
    expect(await answered(ann, frame)).toEqual({ type: 'reported', room })
    expect(await opened()).toMatchObject({ transcript: [{ n: 1, text: 'Hello\nthere' }] })
  })

  const altered: Record<string, (frame: Awaited<ReturnType<typeof talked>>) => object> = {
    'one character is another': ({ transcript }) => ({
      transcript: [transcript[0], { from: 'partner', text: 'I hate yov' }, transcript[2]],
    }),
    'one message is missing': ({ transcript }) => ({ transcript: transcript.slice(1) }),
    'two messages are swapped': ({ transcript: [one, two, three] }) => ({
      transcript: [one, three, two],
    }),
    'the other is made to have said it': ({ transcript }) => ({
      transcript: transcript.map(({ text }) => ({ from: 'partner', text })),
    }),
    'the receipt is the other’s': ({ receipt }) => ({
      receipt: { ...receipt, you: receipt.you === 1 ? 2 : 1 },
    }),
    'the receipt is of another time': ({ receipt }) => ({
      receipt: { ...receipt, at: receipt.at + 1 },
    }),
    'the receipt is missing': () => ({ receipt: undefined }),
    'the words are missing': () => ({ transcript: undefined }),
  }
  it.each(Object.entries(altered))('is refused where %s', async (_, change) => {
    const frame = await talked()
    const answer = await answered(ann, { ...frame, ...change(frame) })
    expect(answer).toMatchObject({ type: 'error', code: 'not_proven' })
    expect(await reported()).toEqual([])
    expect(await metrics()).toMatch(/passerby_reports_total\{kind="refused"\} 1\n/)
    // The page can still send what is true.
    ann.send(frame)
    await ann.next('reported')
  })

  it('is refused with the words and the receipt of another room', async () => {
    const frame = await talked()
    const cid = await new Browser('Cid').online(running)
    const later = await meeting(ann, cid)
    cid.send({ type: 'leave_chat' })
    await receiptIn(ann)
    const answer = await answered(ann, { ...frame, room: later })
    expect(answer).toMatchObject({ type: 'error', code: 'not_proven' })
  })

  it('is refused after ten minutes, and by whoever was not in it', async () => {
    const frame = await talked()
    const cid = await new Browser('Cid').online(running)
    cid.send(frame)
    await cid.refused('too_late')
    running.clock.pass(reportMs + 1_000)
    ann.send(frame)
    await ann.refused('too_late')
    expect(await reported()).toEqual([])
  })

  it('counts once, however often and however fast it is sent', async () => {
    const frame = await talked()
    for (let time = 0; time < 5; time += 1) ann.send(frame)
    await ann.upTo('reported')
    ann.send(frame)
    await ann.upTo('reported')
    expect(await reported()).toHaveLength(1)
    expect(sealed).toBe(1)
    const said = await metrics()
    expect(said).toMatch(/passerby_reports_total\{kind="proven"\} 1\n/)
    expect(said).not.toContain('kind="refused"')
  })

  it('counts though it came without them before, when the end was still on its way', async () => {
    const { transcript, receipt, ...bare } = await talked()
    ann.send(bare)
    ann.send({ ...bare, transcript, receipt })
    await ann.next('blocked')
    for (const _ of ['without', 'with']) await ann.next('reported')
    for (const again of [bare, { ...bare, transcript, receipt }]) {
      ann.send(again)
      await ann.next('reported')
    }
    expect((await reported()).map(({ proven, counted }) => [proven, counted])).toEqual([
      [false, false],
      [true, true],
    ])
    expect(await opened()).toMatchObject({ proven: true, messages: 3 })
  })

  it('is sent again where the log could not take it', async () => {
    const frame = await talked()
    running.log.fail('the disk is full')
    ann.send(frame)
    await ann.refused('unavailable')
    running.log.recover()
    expect(await answered(ann, frame)).toEqual({ type: 'reported', room })
    expect(await reported()).toHaveLength(1)
  })

  it('is not told before it is in the log', async () => {
    const frame = await talked()
    running.log.hold()
    ann.send(frame)
    await ann.quiet()
    running.log.hold(false)
    await ann.next('blocked')
    await ann.next('reported')
  })
})

describe('[M11] any conversation', () => {
  it('is proven as it was said, and in no other way', async () => {
    const property = fc.asyncProperty(anyConversation, fc.nat(), async (said, where) => {
      const [one, other] = [await newcomer(), await newcomer()]
      const talk = await meeting(one, other)
      for (const [index, { member, text }] of said.entries()) {
        const [from, to] = member === 1 ? [one, other] : [other, one]
        from.say(text, `m${index}`)
        await from.next('sent')
        expect(await to.next('message')).toMatchObject({ text })
      }
      one.send({ type: 'leave_chat' })
      const receipt = await receiptIn(one)
      await receiptIn(other)
      const { you = 1 } = receipt
      const asMembers = said.map(
        ({ member, text }): SaidMessage => ({
          member: (member === 1) === (you === 1) ? 1 : 2,
          text,
        }),
      )
      expect(receipt).toMatchObject(chainPoint(talk, asMembers))
      const transcript = asSeenBy(you, asMembers)
      const frame = { type: 'report', room: talk, reason: 'other', transcript, receipt }
      const cut = { ...frame, transcript: transcript.toSpliced(where % said.length, 1) }
      expect(await answered(one, cut)).toMatchObject({ code: 'not_proven' })
      one.send(frame)
      expect(await one.next('reported')).toEqual({ type: 'reported', room: talk })
    })
    await fc.assert(property, { numRuns: 25 })
  })

  const newcomer = () => new Browser('N').online(running)
})

describe('a person may report', () => {
  it('five times an hour, and is told how long to wait', async () => {
    const browser = new Browser('Ann')
    const reporter = await browser.online(running)
    const met = async () => {
      const other = await new Browser('Other').online(running)
      const talk = await meeting(reporter, other)
      return { type: 'report', room: talk, reason: 'other' }
    }
    const first = await met()
    reporter.send(first)
    await reporter.upTo('reported')
    running.clock.pass(60_000)
    for (let count = 2; count <= 5; count += 1) {
      reporter.send(await met())
      await reporter.upTo('reported')
    }
    const sixth = await met()
    reporter.send(sixth)
    await reporter.next('blocked')
    await reporter.next('chat_ended')
    expect(await reporter.refused('too_many_reports')).toMatchObject({ retry_after: 59 * 60 })
    expect(await reported()).toHaveLength(5)
    expect(sealed).toBe(5)
    // What is in the log already is confirmed at any time.
    reporter.send(first)
    expect(await reporter.next('reported')).toMatchObject({ room: first.room })
    // In a new session it is the same person.
    const anew = await browser.online(running)
    const again = await meeting(anew, await new Browser('Other').online(running))
    anew.send({ type: 'report', room: again, reason: 'other' })
    await anew.next('blocked')
    await anew.next('chat_ended')
    await anew.refused('too_many_reports')
    running.clock.pass(60 * 60_000)
    const later = await browser.online(running)
    const last = await meeting(later, await new Browser('Other').online(running))
    later.send({ type: 'report', room: last, reason: 'other' })
    await later.upTo('reported')
  })
})

describe('a frame `report`', () => {
  const padded = (bytes: number) => {
    const frame = { type: 'report', room, reason: 'other', pad: '' }
    return JSON.stringify({ ...frame, pad: 'x'.repeat(bytes - JSON.stringify(frame).length) })
  }

  it('may be longer than others, up to a bound', async () => {
    ann.send(padded(reportBytesMax))
    await ann.upTo('reported')
    ann.send(padded(reportBytesMax + 1))
    expect(await ann.refused('bad_frame')).toMatchObject({
      detail: 'too_large',
      max: reportBytesMax,
    })
  })

  it('is no way for others to be longer', async () => {
    const long = 'x'.repeat(frameBytesMax)
    for (const frame of [
      { type: 'block', room, pad: long },
      { pad: long, type: 'report', room, reason: 'other' },
    ]) {
      ann.send(frame)
      expect(await ann.refused('bad_frame')).toMatchObject({ max: frameBytesMax })
    }
    ann.send(`{"type":"report","type":"send_message","id":"a1","text":"hi","pad":"${long}"}`)
    expect(await ann.refused('bad_frame')).toMatchObject({ detail: 'twice' })
    await bea.quiet()
  })

  it('pays for its bytes as others do', async () => {
    await running.stop()
    await begin({ messagesPerSecond: 5 })
    for (const _ of [1, 2]) ann.send(padded(reportBytesMax))
    const answers: string[] = []
    for (let count = 0; count < 4; count += 1) {
      const answer = await ann.either('blocked', 'chat_ended', 'reported', 'error')
      answers.push('code' in answer ? answer.code : answer.type)
    }
    expect(answers.sort()).toEqual(['blocked', 'chat_ended', 'rate_limited', 'reported'])
  })

  const bad: Record<string, object> = {
    'no reason': {},
    'another reason': { reason: 'bored' },
    'a note too long': { reason: 'other', note: 'n'.repeat(reportNoteCharactersMax + 1) },
    'a transcript that is none': { reason: 'other', transcript: 'hello' },
    'a message that is none': { reason: 'other', transcript: [null] },
    'a receipt that is none': { reason: 'other', receipt: {} },
    'half a message': { reason: 'other', since: { messages: 0.5, chain: '' } },
  }
  it.each(Object.entries(bad))('is refused with %s, and ends nothing', async (_, fields) => {
    ann.send({ type: 'report', room, ...fields })
    await ann.refused('bad_frame')
    await bea.quiet()
  })
})

describe('without the key of moderators', () => {
  it('nothing of a report is kept but that there was one', async () => {
    await running.stop()
    await begin()
    running.transcript = () => {
      throw new Error('Nobody needs the words')
    }
    const frame = await talked({ note: 'a note' })
    expect(await answered(ann, frame)).toEqual({ type: 'reported', room })
    const [made] = await reported()
    expect(made).toMatchObject({ proven: true, counted: true })
    expect(Object.keys(made ?? {})).not.toContain('sealed')
    expect(Object.keys(made ?? {})).not.toContain('report')
    const again = await meeting(await new Browser('Cid').online(running), ann)
    ann.send({ type: 'report', room: again, reason: 'other' })
    await ann.upTo('reported')
    expect(await reported()).toMatchObject([{ proven: true }, { proven: true }])
  })
})
