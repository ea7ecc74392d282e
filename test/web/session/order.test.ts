// What arrives is what was written, in that order, once, whatever the server refuses and the line loses.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ServerFrame } from '../../../src/events/frames.ts'
import { type Bucket, fullBucket, takeToken } from '../../../src/http/limits/tokenBucket.ts'
import { inFlightMax } from '../../../web/session/pendingMessages.ts'
import { chattingIn, dawn, fromPartner, fromYou, openTestChat } from './testClient.ts'

const allowance = { perSecond: 5, burst: 20 }

/** How far the model moves on at a time. */
const stepMs = 10

interface Said {
  readonly id: string
  readonly text: string
  readonly after?: string
}

/** A room as a server keeps it, at the other end of a line that takes its time and may break. */
class Line {
  readonly page = openTestChat()
  /** What the room has accepted, by whomever. */
  readonly room: { readonly from: 'you' | 'partner'; readonly said: Said }[] = []
  refusals = 0
  now = 0
  #bucket: Bucket = fullBucket(allowance, 0)
  #isUp = true
  #up: { readonly at: number; readonly said: Said }[] = []
  #down: { readonly at: number; readonly frame: ServerFrame }[] = []
  #latencyMs: number
  /** How long a commit takes, and with it `sent`; a refusal for haste does not wait for it. */
  #commitMs: number

  constructor(latencyMs: number, commitMs: number) {
    this.#latencyMs = latencyMs
    this.#commitMs = commitMs
  }

  /** Both directions are cut: what was under way is lost. */
  drop(): void {
    this.#up = []
    this.#down = []
    if (!this.#isUp) return
    this.#isUp = false
    this.page.hears({ type: 'disconnected', code: 1006 })
  }

  partnerSays(text: string): void {
    this.room.push({ from: 'partner', said: { id: '', text } })
    this.#tell(fromPartner(this.room.length, text), this.#commitMs)
  }

  step(): void {
    this.now += stepMs
    this.page.rests(stepMs)
    for (const command of this.page.commands()) {
      if (command.type === 'open') this.#welcome(command.after)
      else if (command.type === 'close') this.#isUp = false
      else if (command.type === 'send' && command.frame.type === 'send_message')
        this.#up.push({ at: this.now + this.#latencyMs, said: command.frame })
    }
    while ((this.#up[0]?.at ?? Number.POSITIVE_INFINITY) <= this.now) this.#take()
    const due = this.#down.filter(({ at }) => at <= this.now)
    this.#down = this.#down.filter(({ at }) => at > this.now)
    if (this.#isUp) this.page.hears(...due.map(({ frame }) => frame))
  }

  /** What the visitor said, as the room has it. */
  said = (): readonly string[] =>
    this.room.flatMap(({ from, said }) => (from === 'you' ? [said.text] : []))

  #tell(frame: ServerFrame, afterMs = 0): void {
    if (!this.#isUp) return
    this.#down.push({ at: this.now + afterMs + this.#latencyMs, frame })
    this.#down.sort((a, b) => a.at - b.at)
  }

  #welcome(after: number): void {
    this.#up = []
    this.#down = []
    this.#isUp = true
    const messages = this.room.map(({ from, said: { id, text } }, n) =>
      from === 'you' ? fromYou(n + 1, text, id) : fromPartner(n + 1, text),
    )
    this.#tell(chattingIn('r1', messages.slice(after)))
  }

  #take(): void {
    const said = this.#up.shift()?.said
    if (said === undefined) return
    const { id, after } = said
    const refuse = (code: 'rate_limited' | 'out_of_order', more: object) => {
      this.refusals += 1
      this.#tell({ type: 'error', code, message: 'No.', id, ...more })
    }
    const knows = (one: string) => this.room.findIndex((known) => known.said.id === one)
    if (after !== undefined && knows(after) === -1) {
      refuse('out_of_order', {})
      return
    }
    const waitMs = takeToken(this.#bucket, allowance, this.now)
    if (waitMs > 0) {
      refuse('rate_limited', { retry_after: waitMs / 1_000 })
      return
    }
    if (knows(id) === -1) this.room.push({ from: 'you', said })
    this.#tell({ type: 'sent', id, seq: knows(id) + 1, at: dawn + this.now }, this.#commitMs)
  }
}

const texts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `text ${n + 1}`)

const isDone = ({ page }: Line): boolean => page.context().conversation?.pending.length === 0

const finish = (line: Line, withinMs: number): void => {
  const until = line.now + withinMs
  while (!isDone(line) && line.now < until) line.step()
}

describe('messages', () => {
  it('keep their order where one in the middle is refused while others are in flight', () => {
    const page = openTestChat().says('one', 'two', 'three')
    const sent = page.frames()
    expect(sent.map((frame) => 'after' in frame && frame.after)).toEqual([false, 'm1', 'm2'])
    page.hears({ type: 'sent', id: 'm1', seq: 1, at: dawn })
    page.hears({ type: 'error', code: 'rate_limited', message: 'No.', id: 'm2', retry_after: 0.2 })
    page.hears({ type: 'error', code: 'out_of_order', message: 'No.', id: 'm3' })
    expect(page.reads()).toEqual(['1 you: one', 'unsent: two', 'unsent: three'])
    expect(page.rests(200).frames()).toMatchObject([{ id: 'm2' }])
    expect(page.rests(200).frames()).toMatchObject([{ id: 'm3', after: 'm2' }])
  })

  it('go on without one that is refused for good, in order', () => {
    const page = openTestChat().says('one', 'odd', 'three', 'four')
    page.commands()
    page.hears({ type: 'error', code: 'bad_frame', message: 'No.', id: 'm2' })
    for (const id of ['m3', 'm4'])
      page.hears({ type: 'error', code: 'out_of_order', message: 'No.', id })
    page.hears({ type: 'sent', id: 'm1', seq: 1, at: dawn })
    expect(page.frames()).toEqual([])
    expect(page.rests(500).frames()).toEqual([
      { type: 'send_message', id: 'm3', text: 'three' },
      { type: 'send_message', id: 'm4', text: 'four', after: 'm3' },
    ])
  })

  it('are in flight in bounded number, and the rest follows as they arrive', () => {
    const page = openTestChat().says(...texts(inFlightMax + 2))
    expect(page.frames()).toHaveLength(inFlightMax)
    expect(page.hears({ type: 'sent', id: 'm1', seq: 1, at: dawn }).frames()).toMatchObject([
      { id: `m${inFlightMax + 1}`, after: `m${inFlightMax}` },
    ])
  })

  it('written offline arrive as fast as the limit allows, and few of them are refused', () => {
    const written = fc.record({
      count: fc.integer({ min: 1, max: 120 }),
      latencyMs: fc.integer({ min: 0, max: 500 }),
      commitMs: fc.integer({ min: 0, max: 100 }),
    })
    fc.assert(
      fc.property(written, ({ count, latencyMs, commitMs }) => {
        const line = new Line(latencyMs, commitMs)
        line.drop()
        line.page.says(...texts(count))
        while (line.page.context().conversation?.pending.every(({ state }) => state === 'unsent'))
          line.step()
        const allowedMs = (1_000 * Math.max(0, count - allowance.burst)) / allowance.perSecond
        const roundTripMs = 2 * latencyMs + commitMs + 2 * stepMs
        const turns = Math.ceil(allowance.burst / inFlightMax) + 1
        finish(line, 1.1 * allowedMs + turns * roundTripMs + 1_000)
        expect(line.said()).toEqual(texts(count))
        expect(isDone(line)).toBe(true)
        expect(line.refusals).toBeLessThanOrEqual(4 * inFlightMax)
      }),
      { seed: 9, numRuns: 60 },
    )
  })

  it('[M7] arrive once and in order over lines that break and a server that refuses', () => {
    const happening = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }).map((say) => ({ say })) },
      { weight: 1, arbitrary: fc.constant({ drop: true }) },
      { weight: 1, arbitrary: fc.constant({ partner: true }) },
    )
    const life = fc.record({
      latencyMs: fc.integer({ min: 0, max: 400 }),
      commitMs: fc.integer({ min: 0, max: 200 }),
      happenings: fc.array(fc.tuple(fc.integer({ min: 0, max: 150 }), happening), {
        maxLength: 25,
      }),
    })
    fc.assert(
      fc.property(life, ({ latencyMs, commitMs, happenings }) => {
        const line = new Line(latencyMs, commitMs)
        let written = 0
        for (const [steps, what] of happenings) {
          for (let n = 0; n < steps; n += 1) line.step()
          if ('drop' in what) line.drop()
          else if ('partner' in what) line.partnerSays('hm')
          else {
            line.page.says(...texts(written + what.say).slice(written))
            written += what.say
          }
          expect(line.said()).toEqual(texts(written).slice(0, line.said().length))
        }
        finish(line, 120_000)
        expect(line.said()).toEqual(texts(written))
        expect(line.page.reads().filter((read) => read.includes('you:'))).toEqual(
          line.room.flatMap(({ from, said }, n) =>
            from === 'you' ? [`${n + 1} you: ${said.text}`] : [],
          ),
        )
      }),
      { seed: 7, numRuns: 60 },
    )
  })
})
