// The edge's end of the line, over a bus that a test speaks on.
import { beforeEach, describe, expect, it } from 'vitest'
import type { LineEars } from '../../src/cluster/bus.ts'
import { EdgeEnd } from '../../src/cluster/edge/edgeEnd.ts'
import { lineMetrics } from '../../src/cluster/edge/lineMetrics.ts'
import type { FromEdge, ToEdge } from '../../src/cluster/messages.ts'
import type { EdgeCommand, ToSocket } from '../../src/http/line/line.ts'
import { SimulatedClock } from '../kit/stage.ts'

type Said = Extract<ToEdge, { kind: 'said' }>

let clock: SimulatedClock
let end: EdgeEnd
let ears: LineEars
/** What it said to the world, but for how far it is. */
let sent: Exclude<FromEdge, { kind: 'here' }>[]
/** Whether the servers that carry the bus are reached. */
let isUp: boolean
/** What it gave to the edge. */
let heard: string[]
/** What it told of who leads. */
let led: string[]
/** How long commands took, in ms. */
let hops: number[]

beforeEach(() => {
  clock = new SimulatedClock()
  ;[sent, heard, led, hops, isUp] = [[], [], [], [], true]
  const toWorld = (said: FromEdge) => said.kind !== 'here' && sent.push(said)
  const hear = (given: LineEars) => {
    ears = given
    return () => {}
  }
  const answered = (ms: number) => hops.push(ms)
  const bus = { toWorld, hear, isUp: () => isUp }
  end = new EdgeEnd({
    ...{ edge: 'one', bus, clock, answered, fingerprint: 'ours' },
    met: ({ world, epoch }) => led.push(`met ${world} (${epoch})`),
    foreign: (world) => led.push(`foreign ${world}`),
  })
  end.hear({
    said: (said) => heard.push(named(said)),
    refused: (_, { code }) => heard.push(code),
  })
})

const named = (said: ToSocket): string => (said.type === 'frame' ? said.frame.type : said.type)

const beat = (epoch: number, fingerprint = 'ours'): void =>
  ears.beat({ world: `world ${epoch}`, epoch, turn: 0, fingerprint })

const say = (epoch: number, said: Partial<Said>): void =>
  ears.toEdge({
    ...{ kind: 'said', epoch, after: 0, turn: 0, done: 0, said: [], refused: [], outcomes: [] },
    ...said,
  })

/** An actor's word of that turn. */
const word = (turn: number, type: 'partner_back' | 'warned' = 'partner_back') =>
  [turn, { type: 'frame', socket: 1, frame: { type } }] as const

const closed = (socket: number): EdgeCommand => ({ type: 'closed', socket })

/** A command whose refusal is heard. */
const frame: EdgeCommand = { type: 'frame', socket: 1, frame: { type: 'leave_chat' } }

describe('an end of the line', () => {
  it('says hello with each beat until it is answered, and sends nothing before', () => {
    end.tell(closed(1))
    for (const _ of [1, 2]) beat(1)
    const hello = { kind: 'hello', edge: 'one', epoch: 1, seen: null, next: 1, sockets: [] }
    expect(sent).toEqual([hello, hello])
    say(1, {})
    end.tell(closed(2))
    beat(1)
    expect(sent.slice(2)).toMatchObject([{ n: 1 }, { n: 2 }])
  })

  it('hears nothing of an epoch before the newest that it knows of', () => {
    beat(1)
    say(1, { turn: 1, said: [word(1)] })
    beat(2)
    say(1, { after: 1, turn: 2, said: [word(2)] })
    ears.toEdge({ kind: 'aside', epoch: 1, said: [word(2)[1]] })
    beat(1)
    expect(heard).toEqual(['partner_back'])
    expect(sent.map(({ epoch }) => epoch)).toEqual([1, 2])
    say(2, { after: 1, turn: 2, said: [word(2, 'warned')] })
    expect(heard).toEqual(['partner_back', 'warned'])
  })

  it('hears each turn once, and none after one that it has missed', () => {
    beat(1)
    say(1, { turn: 2, said: [word(1), word(2)] })
    say(1, { turn: 2, said: [word(1), word(2)] })
    expect(heard).toHaveLength(2)
    say(1, { after: 3, turn: 4, said: [word(4)] })
    expect(heard).toHaveLength(2)
    say(1, { after: 1, turn: 4, said: [word(2), word(3), word(4)] })
    expect(heard).toHaveLength(4)
  })

  it('hears of a refusal once, and not of one that it has missed something before', async () => {
    beat(1)
    say(1, { turn: 1 })
    end.tell(frame)
    const refused = [[1, { code: 'not_chatting', message: '' }]] as const
    say(1, { after: 2, turn: 3, done: 1, refused })
    expect(heard).toEqual([])
    for (const _ of [1, 2]) say(1, { after: 1, turn: 3, done: 1, refused })
    expect(heard).toEqual(['not_chatting'])
  })

  it('hears of a refusal after what was said by then, and before what was said later', () => {
    beat(1)
    say(1, {})
    for (let n = 1; n <= 5; n += 1) end.tell(frame)
    const refusal = (code: 'unavailable' | 'not_chatting') => ({ code, message: 'Not now.' })
    const first = [2, refusal('unavailable'), 1] as const
    const second = [4, refusal('not_chatting'), 2] as const
    const said = [word(1), word(2, 'warned'), word(3)]
    say(1, { turn: 3, done: 5, said, refused: [first, second] })
    expect(heard).toEqual(['partner_back', 'unavailable', 'warned', 'not_chatting', 'partner_back'])
    // One that names no turn is heard last.
    for (let n = 6; n <= 7; n += 1) end.tell(frame)
    heard.splice(0)
    const after = [6, refusal('unavailable')] as const
    say(1, { after: 3, turn: 4, done: 7, said: [word(4)], refused: [first, after] })
    expect(heard).toEqual(['partner_back', 'unavailable'])
  })

  it('tells which sockets it holds, and by which commands that was said', () => {
    const opened = { type: 'opened', session: 's', address: 'x', resume: null } as const
    end.tell({ ...opened, socket: 1 })
    end.tell({ ...opened, socket: 2 })
    end.tell(closed(1))
    beat(1)
    const held = { session: 's', address: 'x' }
    const first = { ...held, socket: 1, opened: 1, closed: 3 }
    const second = { ...held, socket: 2, opened: 2, closed: null }
    expect(sent.at(-1)).toMatchObject({ next: 1, sockets: [first, second] })
    say(1, { done: 3 })
    beat(2)
    expect(sent.at(-1)).toMatchObject({ next: 4, sockets: [second] })
  })

  it('tells of a command after which answer it came, whenever it is sent', () => {
    beat(1)
    say(1, {})
    const answer = { kind: 'answer', id: 1, answer: null } as const
    for (const count of [2, 1]) ears.toEdge({ ...answer, epoch: 1, count })
    end.tell(closed(1))
    beat(2)
    end.tell(closed(2))
    ears.toEdge({ ...answer, epoch: 2, count: 1 })
    say(2, {})
    ears.toEdge({ ...answer, epoch: 2, count: 1 })
    end.tell(closed(3))
    const sentLast = sent.filter(({ epoch, kind }) => epoch === 2 && kind === 'command')
    expect(sentLast).toMatchObject([{ at: [1, 2] }, { at: [1, 2] }, { at: [2, 1] }])
  })

  it('sends again from where it is asked to', () => {
    beat(1)
    say(1, {})
    for (const socket of [1, 2, 3]) end.tell(closed(socket))
    sent = []
    ears.toEdge({ kind: 'again', epoch: 1, from: 2 })
    expect(sent).toMatchObject([{ n: 2 }, { n: 3 }])
  })

  it('takes no more than can wait, but for what closes', async () => {
    for (let n = 1; n <= 10_000; n += 1) end.tell(frame)
    expect(end.unanswered).toBe(10_000)
    end.tell(frame)
    end.tell(closed(1))
    expect(await end.order(frame)).toMatchObject({ failure: { _tag: 'LineDown' } })
    expect(heard).toEqual(['unavailable'])
    expect(end.unanswered).toBe(10_001)
  })

  it('waits for an answer for a while only', async () => {
    const asked = end.ask({ type: 'stats' })
    const ordered = end.order(closed(1))
    clock.pass(5_000)
    for (const told of [asked, ordered]) {
      expect(await told).toMatchObject({ failure: { _tag: 'LineDown' } })
    }
  })
})

describe('a question that is not answered', () => {
  const asked = () => sent.flatMap((said) => (said.kind === 'ask' ? [[said.id, said.from]] : []))
  const answer = (id: number): void => {
    const stats = { online: id, waiting: 0, chatting: 0, rooms: 0 }
    ears.toEdge({ kind: 'answer', epoch: 1, id, count: id, answer: stats })
  }

  it('is asked again after two seconds, with the first of those that wait', async () => {
    beat(1)
    say(1, {})
    const all = [1, 2, 3].map(() => end.ask({ type: 'stats' }))
    answer(1)
    expect(asked()).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ])
    clock.pass(1_900)
    expect(asked()).toHaveLength(3)
    clock.pass(200)
    answer(2)
    clock.pass(2_150)
    expect(asked().slice(3)).toEqual([
      [2, 2],
      [3, 2],
      [3, 3],
    ])
    answer(3)
    for (const [at, one] of all.entries()) {
      expect(await one).toMatchObject({ success: { online: at + 1 } })
    }
  })

  it('is asked of a world that has just been met, and not where none is', () => {
    void end.ask({ type: 'stats' })
    clock.pass(3_000)
    expect(asked()).toEqual([])
    beat(1)
    say(1, {})
    expect(asked()).toEqual([[1, 1]])
  })
})

describe('of who leads', () => {
  it('somebody hears once an epoch is met', () => {
    for (const epoch of [1, 1, 2]) beat(epoch)
    for (const _ of [1, 2]) say(2, {})
    expect(led).toEqual(['met world 2 (2)'])
  })

  it('one with another secret is nobody, and told of once; one that tells of none is heard', () => {
    for (const _ of [1, 2]) beat(1, 'theirs')
    say(1, {})
    expect([led, sent, end.epoch]).toEqual([['foreign world 1'], [], 0])
    ears.beat({ world: 'old', epoch: 2, turn: 0 })
    say(2, {})
    beat(3, 'theirs')
    expect(led.slice(1)).toEqual(['met old (2)', 'foreign world 3'])
    expect([end.epoch, end.isMet]).toEqual([2, true])
  })
})

describe('while nothing can be taken in', () => {
  const stalled = (epoch: number): void => ears.stalled({ world: `world ${epoch}`, epoch })

  /** What becomes of a frame, of somebody who joins, and of a question, as far as that is known at once. */
  const asked = async (): Promise<readonly string[]> => {
    heard = []
    const before = sent.length
    end.tell(frame)
    const told = [end.order(frame), end.ask({ type: 'stats' })].map((answer) =>
      answer.then(failure),
    )
    const answers = await Promise.all(told.map((answer) => Promise.race([answer, soon()])))
    const frames = sent.length === before ? heard : ['sent']
    return [...(frames.length === 0 ? ['waits'] : frames), ...answers]
  }

  const failure = (answer: object): string => ('failure' in answer ? 'LineDown' : 'answered')
  const soon = (): Promise<string> => new Promise((resolve) => setImmediate(resolve, 'waits'))

  const met = (epoch: number): void => {
    beat(epoch)
    say(epoch, {})
  }

  const [taken, waiting, refused] = [
    ['sent', 'waits', 'waits'],
    ['waits', 'waits', 'waits'],
    ['unavailable', 'LineDown', 'LineDown'],
  ]

  it('clients are told so once no beat has come for a while, until one does', async () => {
    met(1)
    stalled(1)
    expect(await asked()).toEqual(taken)
    clock.pass(2_001)
    stalled(1)
    expect(await asked()).toEqual(refused)
    beat(1)
    expect(await asked()).toEqual(taken)
  })

  it('what closes is kept all the same', () => {
    met(1)
    clock.pass(2_001)
    stalled(1)
    sent = []
    end.tell(closed(1))
    expect(sent).toMatchObject([{ command: closed(1) }])
  })

  it('nobody is told so because of a world that was overtaken, nor of what was long ago', async () => {
    met(2)
    clock.pass(2_001)
    stalled(1)
    expect(await asked()).toEqual(taken)
    stalled(2)
    expect(await asked()).toEqual(refused)
    clock.pass(2_001)
    expect(await asked()).toEqual(taken)
  })

  it('clients are told so where the servers are not reached for a while', async () => {
    met(1)
    isUp = false
    expect(await asked()).toEqual(taken)
    clock.pass(2_001)
    expect(await asked()).toEqual(refused)
    isUp = true
    expect(await asked()).toEqual(taken)
  })

  it('and before any world was met, as well', async () => {
    expect(await asked()).toEqual(waiting)
    stalled(0)
    expect(await asked()).toEqual(refused)
  })
})

describe('what operators are told of it', () => {
  it('is whether a world is met, at once where none is', async () => {
    expect(await end.ask<'health'>({ type: 'health' })).toMatchObject({
      failure: { _tag: 'LineDown' },
    })
    beat(3)
    say(3, {})
    const asked = end.ask<'health'>({ type: 'health' })
    ears.toEdge({ kind: 'answer', epoch: 3, id: 1, count: 1, answer: 'ready' })
    expect(await asked).toMatchObject({ success: 'ready' })
    expect([end.isMet, end.epoch]).toEqual([true, 3])
    clock.pass(2_001)
    expect(end.isMet).toBe(false)
    expect(await end.ask<'health'>({ type: 'health' })).toMatchObject({ failure: {} })
    beat(3)
    expect(end.isMet).toBe(true)
  })

  it('is how long commands took until they were known to be done', () => {
    const measure = lineMetrics()
    end.tell(closed(1))
    clock.pass(30)
    end.tell(closed(2))
    beat(1)
    expect(end.unanswered).toBe(2)
    clock.pass(10)
    say(1, { done: 2 })
    expect(hops).toEqual([40, 10])
    for (const ms of [...hops, 6_000]) measure.answered(ms)
    const text = measure.text(end).join('')
    expect(text).toContain('passerby_world_met 1\n')
    for (const line of [
      'le="0.005"} 0',
      'le="0.01"} 1',
      'le="0.05"} 2',
      'le="5"} 2',
      'le="+Inf"} 3',
    ]) {
      expect(text).toContain(`passerby_hop_seconds_bucket{${line}\n`)
    }
    expect(text).toContain('passerby_hop_seconds_sum 6.05\npasserby_hop_seconds_count 3\n')
  })
})
