// A visitor of the simulation: what it wants, when, and what its page makes of what it hears.
import { Result } from 'effect'
import type { Gender, RoomId, Seeks, SessionId } from '../../src/events/fields.ts'
import type { Pass } from '../../src/http/exchange/pass.ts'
import type { EdgeCommand } from '../../src/http/line/line.ts'
import type { Edge, HeardFrame } from './edge.ts'
import type { Dice } from './machinery/dice.ts'
import type { VirtualTime } from './machinery/virtualTime.ts'
import type { CheckName } from './referee/checks.ts'

type Frame = Extract<EdgeCommand, { readonly type: 'frame' }>['frame']
type Saying = Extract<Frame, { readonly type: 'send_message' }>

/** What it may do next, by weight. */
type Choices = readonly (readonly [weight: number, deed: () => void])[]

/** After so long without an answer it tries another way. */
const patienceMs = 12_000

/** How many messages may be on their way: what a room takes of one who waits for no answer. */
const underWayMax = 4

export interface VisitorParts {
  readonly name: string
  readonly dice: Dice
  readonly time: VirtualTime
  /** An edge that is there, by chance; null where there is none. */
  readonly someEdge: () => Edge | null
  /** What it heard cannot be. */
  readonly broken: (check: CheckName, what: string) => void
}

/** What it has seen of a room: texts by their numbers, without gaps from some number on. */
export interface Seen {
  readonly seq: number
  readonly text: string
}

export class Visitor {
  readonly name: string
  readonly #parts: VisitorParts
  readonly #wishes: { gender: Gender; seeks: Seeks; interests: string[] }
  readonly #pauseMs: number
  readonly seen = new Map<RoomId, Seen[]>()
  session: SessionId | null = null
  #sessions = 0
  #pass: Pass | null = null
  #socket: ReturnType<Edge['open']> | null = null
  /** Counts what it waited for: an answer to what it gave up is none any more. */
  #attempt = 0
  #waitsSince: number | null = null
  #state: 'idle' | 'waiting' | 'chatting' = 'idle'
  #room: RoomId | null = null
  #lastRoom: RoomId | null = null
  #messages = 0
  #lastTaken: string | null = null
  /** What it said in its room and no `sent` has come for, in order. */
  #unsent: Saying[] = []
  #isAtRest = false
  /** It stays away until then. */
  #awayUntil = 0

  constructor(parts: VisitorParts) {
    this.#parts = parts
    this.name = parts.name
    const { dice } = parts
    this.#pauseMs = dice.one([2_000, 5_000, 12_000])
    this.#wishes = {
      gender: dice.one(['male', 'female', 'other']),
      seeks: dice.one(['anyone', 'anyone', 'anyone', 'male', 'female']),
      interests: dice.chance(0.3) ? [dice.one(['tea', 'maps'])] : [],
    }
    parts.time.after(dice.around(this.#pauseMs), this.#act)
  }

  /** It wants nothing any more; it may have closed its browser. */
  rest(): void {
    if (this.#parts.dice.chance(0.5)) this.#drop()
    this.#isAtRest = true
  }

  readonly #act = (): void => {
    const { time, dice } = this.#parts
    if (this.#isAtRest) return
    time.after(dice.around(this.#pauseMs), this.#act)
    if (time.now < this.#awayUntil) return
    if (this.#waitsSince !== null) this.#wait()
    else if (this.session === null) this.#join()
    else if (this.#socket === null) this.#comeBack()
    else if (this.#state === 'idle') this.#idle()
    else if (this.#state === 'waiting') this.#whileWaiting()
    else this.#chat()
  }

  /** Only so long. */
  #wait(): void {
    const { time } = this.#parts
    if (time.now - (this.#waitsSince ?? 0) > patienceMs) this.#drop()
  }

  #begin(): number {
    this.#attempt += 1
    this.#waitsSince = this.#parts.time.now
    return this.#attempt
  }

  #join(): void {
    const edge = this.#parts.someEdge()
    if (edge === null) return
    this.#sessions += 1
    const session = `s-${this.name}-${this.#sessions}`
    const attempt = this.#begin()
    const { username, bio } = { username: this.name, bio: '' }
    const form = { username, bio, ...this.#wishes }
    const random = `p-${this.name}-${this.#sessions}`
    const joining = { session, form, held: this.#pass, former: null, random, address: this.name }
    edge.join(joining, (pass) => {
      if (attempt !== this.#attempt) return
      this.#waitsSince = null
      if (pass === null) return
      this.#pass = pass
      this.session = session
      this.#open()
    })
  }

  #comeBack(): void {
    const { dice } = this.#parts
    if (dice.chance(0.1)) this.#leave()
    else this.#open()
  }

  #leave(): void {
    const { session } = this
    const edge = this.#parts.someEdge()
    if (session === null || edge === null) return
    const attempt = this.#begin()
    edge.leave(session, (done) => {
      if (attempt !== this.#attempt) return
      this.#waitsSince = null
      const isGone =
        Result.isSuccess(done) || ('code' in done.failure && done.failure.code === 'no_session')
      if (isGone) this.#forget()
    })
  }

  #open(): void {
    const edge = this.#parts.someEdge()
    if (edge === null || this.session === null) return
    const attempt = this.#begin()
    const room = this.#room
    const resume = room === null ? null : { room, after: this.seen.get(room)?.at(-1)?.seq ?? 0 }
    const opening = { session: this.session, address: this.name, resume }
    const isCurrent = () => attempt === this.#attempt
    this.#socket = edge.open(opening, {
      heard: (frame) => {
        if (isCurrent()) this.#hear(frame)
      },
      refused: (refusal, frame) => {
        if (isCurrent()) this.#refused(refusal, frame)
      },
      closed: (why) => {
        if (!isCurrent()) return
        this.#socket = null
        this.#waitsSince = null
        if (why === 'no_session') this.#forget()
      },
    })
  }

  /** Closes its socket, or what might become one. */
  #drop(): void {
    this.#attempt += 1
    this.#socket?.close()
    this.#socket = null
    this.#waitsSince = null
  }

  #forget(): void {
    this.#drop()
    this.session = null
    this.#toState('idle', null)
    this.#lastRoom = null
  }

  #idle(): void {
    const room = this.#lastRoom
    const ofLast: Choices =
      room === null
        ? []
        : [
            [25, () => this.#send({ type: 'again', room })],
            [4, () => this.#send({ type: 'block', room })],
          ]
    this.#does([
      ...ofLast,
      [60, () => this.#send({ type: 'find_match' })],
      [5, () => this.#goAway()],
      [3, () => this.#leave()],
    ])
  }

  #whileWaiting(): void {
    this.#does([
      [80, () => {}],
      [10, () => this.#goAway()],
      [10, () => this.#send({ type: 'leave_chat' })],
    ])
  }

  #chat(): void {
    const { dice } = this.#parts
    const room = this.#room ?? ''
    this.#does([
      [70, () => this.#say(dice.between(1, 3))],
      [10, () => this.#socket?.note(dice.chance(0.5))],
      [8, () => this.#goAway()],
      [6, () => this.#send({ type: 'leave_chat' })],
      [2, () => this.#send({ type: 'report', room, reason: 'spam' })],
      [1, () => this.#send({ type: 'block', room })],
    ])
  }

  #does(choices: Choices): void {
    this.#parts.dice.weighed(choices)()
  }

  /** For a moment, or for longer than its session lives; or it is back before that is noticed. */
  #goAway(): void {
    const { dice, time } = this.#parts
    this.#drop()
    const awayMs = dice.one([0, 0, 500, 4_000, 10_000, 25_000])
    this.#awayUntil = time.now + awayMs
    if (awayMs === 0) this.#open()
  }

  #say(times: number): void {
    if (times === 0 || this.#unsent.length >= underWayMax) return
    this.#messages += 1
    const id = `${this.name}.${this.#messages}`
    const after = this.#unsent.at(-1)?.id ?? this.#lastTaken
    const saying: Saying = {
      type: 'send_message',
      id,
      text: `words ${id}`,
      ...(after !== null && { after }),
    }
    this.#unsent.push(saying)
    this.#send(saying)
    this.#say(times - 1)
  }

  #send(frame: Frame): void {
    this.#socket?.send(frame)
    if (this.#waitsSince === null) this.#waitsSince = this.#parts.time.now
  }

  #refused({ code, sent }: { code: string; sent?: { seq: number } }, frame: Frame | null): void {
    this.#waitsSince = null
    if (frame?.type !== 'send_message') return
    if (code === 'duplicate') this.#sent(frame.id, sent?.seq ?? 0)
    else if (code === 'out_of_order') this.#sayAgain()
    else if (code === 'not_chatting') this.#unsent = []
  }

  /** Everything that may not have been taken, from the first on. */
  #sayAgain(): void {
    for (const saying of this.#unsent) this.#send(saying)
  }

  #hear(frame: HeardFrame): void {
    const isAnswer = frame.type !== 'typing' && frame.type !== 'message'
    if (isAnswer) this.#waitsSince = null
    switch (frame.type) {
      case 'welcome':
        this.#welcome(frame)
        break
      case 'waiting':
        if (this.#state === 'idle') this.#toState('waiting', null)
        break
      case 'matched':
        this.#toState('chatting', frame.room)
        break
      case 'chat_ended':
        this.#toState('idle', null)
        break
      case 'message':
        this.#see(frame.room, frame.seq, frame.text)
        if (frame.from === 'you' && frame.id !== undefined) this.#taken(frame.id)
        break
      case 'sent':
        this.#sent(frame.id, frame.seq)
        break
      default:
    }
  }

  #welcome(frame: Extract<HeardFrame, { type: 'welcome' }>): void {
    const room = frame.room ?? null
    this.#toState(frame.state, room)
    if (!('messages' in frame) || room === null) return
    for (const { seq, text, from, id } of frame.messages ?? []) {
      this.#see(room, seq, text)
      if (from === 'you' && id !== undefined) this.#taken(id)
    }
    this.#sayAgain()
  }

  #toState(state: 'idle' | 'waiting' | 'chatting', room: RoomId | null): void {
    this.#state = state
    if (room !== this.#room) {
      this.#unsent = []
      this.#lastTaken = null
    }
    this.#room = room
    this.#lastRoom = room ?? this.#lastRoom
  }

  #sent(id: string, seq: number): void {
    const room = this.#room
    const saying = this.#unsent.find((one) => one.id === id)
    if (room === null || saying === undefined) return
    this.#see(room, seq, saying.text)
    this.#taken(id)
  }

  #taken(id: string): void {
    this.#lastTaken = id
    this.#unsent = this.#unsent.filter((one) => one.id !== id)
  }

  /** [M7] once, in order, without a gap. */
  #see(room: RoomId, seq: number, text: string): void {
    const seen = this.seen.get(room) ?? []
    const last = seen.at(-1)?.seq ?? 0
    if (seq === last + 1) this.seen.set(room, [...seen, { seq, text }])
    else {
      const known = seen.find((one) => one.seq === seq)
      if (known?.text !== text) {
        this.#parts.broken(
          'M7',
          `${this.name} heard ${room} ${seq} after ${last}, ${known?.text ?? 'nothing'}`,
        )
      }
    }
  }
}
