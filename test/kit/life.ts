// Generated lives of several visitors in one stage, drops and crashes included.
import fc from 'fast-check'
import { expect } from 'vitest'
import { againMs } from '../../src/events/limits.ts'
import { Client } from './client.ts'
import { Delays } from './delays.ts'
import { Invariants } from './invariants.ts'
import { memoryLog } from './memoryLog.ts'
import { Passes } from './passes.ts'
import { dayMs, graceMs, relaxMs, Stage } from './stage.ts'
import type { Visitor, Wishes } from './visitors.ts'

const visitorsMax = 7

const hourMs = 3_600_000
const yearMs = 365 * 24 * hourMs

/** A grace that ends while the times wait for the wall clock is longer by one part in a hundred. */
const graceMsMax = graceMs * 1.011
const againMsMax = againMs * 1.011

const wishes: fc.Arbitrary<Wishes> = fc.record({
  gender: fc.constantFrom('male', 'female', 'other'),
  seeks: fc.constantFrom('anyone', 'anyone', 'male', 'female'),
  interests: fc.uniqueArray(fc.constantFrom('tea', 'Tea', 'rowing', 'maps'), { maxLength: 2 }),
})

const place = fc.constantFrom('school', 'café', 'home', 'tower')

const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('arrive' as const), wishes }) },
  ...(
    [
      ['connect', 5],
      ['find_match', 8],
      ['send_message', 8],
      ['resend', 2],
      ['leave_chat', 3],
      ['disconnect', 3],
      ['again', 3],
      ['both again', 6],
      ['left', 1],
      ['join anew', 2],
      ['clear cookies', 2],
      ['block', 3],
      ['block as of before', 2],
      ['look as of before', 2],
      ['intrude', 1],
      ['end another room', 1],
    ] as const
  ).map(([does, weight]) => ({ weight, arbitrary: fc.record({ does: fc.constant(does) }) })),
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('report' as const),
      place,
      proven: fc.constantFrom(true, true, true, false),
      isKept: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('be reported by many' as const),
      places: fc.array(place, { minLength: 2, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('decide' as const),
      decision: fc.constantFrom('dismiss', 'warn', 'suspend'),
      ms: fc.constantFrom(relaxMs, hourMs),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 500, relaxMs / 2, relaxMs, graceMs / 2, graceMs),
    }),
  },
  // A cool-down, and more than the hour in which a report counts.
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('pass' as const),
      ms: fc.constantFrom(hourMs / 4, hourMs),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('see midnight' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('step the clock' as const),
      ms: fc
        .tuple(fc.constantFrom(-1, 1), fc.constantFrom(1, 1_000, graceMs, hourMs, 10 * yearMs))
        .map(([way, ms]) => way * ms),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('hold' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('commit' as const) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('commit one' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('crash' as const) }) },
)

/** What one of the visitors does next. */
export const step = fc.record({ who: fc.nat(visitorsMax - 1), deed })
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type Deed<D extends Step['deed']['does']> = Extract<Step['deed'], { readonly does: D }>

/** One generated life of a stage, with an eye on every step of it. */
export class Life {
  /** Whoever is done with a session but for what it may still block: it has a socket, or had. */
  readonly former: Client[] = []
  readonly #passes = new Passes()
  /** Attested every few turns, so that many a life sees it. */
  readonly stage = new Stage(memoryLog({ held: true }), 7)
  readonly invariants = new Invariants(this.stage)
  readonly clients: (Client | undefined)[] = Array.from({ length: visitorsMax })
  #messages = 0
  #reports = 0
  #strangers = 0
  readonly #delays = new Delays()
  /** What came before its time. */
  #hasty: string[] = []

  constructor() {
    this.stage.afterTurn = (turn) => {
      const now = this.stage.clock.monotonic()
      for (const event of turn) this.#hasty.push(...this.#delays.follow(event, now))
    }
  }

  async take({ who, deed: does }: Step): Promise<void> {
    const { stage } = this
    switch (does.does) {
      case 'arrive':
        this.#arrive(who, does.wishes)
        break
      case 'pass':
        stage.pass(does.ms)
        break
      case 'see midnight':
        stage.pass(dayMs - (stage.clock.now() % dayMs))
        stage.today()
        break
      case 'report':
        this.#report(who, does)
        break
      case 'be reported by many':
        for (const place of does.places) this.#meetAndReport(who, place)
        break
      case 'decide':
        this.#decide(who, does)
        break
      case 'step the clock':
        stage.clock.step(does.ms)
        break
      case 'hold':
        stage.hold()
        break
      case 'commit':
        stage.commit()
        break
      case 'commit one':
        stage.log.flush(1)
        break
      case 'crash':
        await this.#crash()
        break
      case 'join anew':
        this.#arrive(who, {}, true)
        break
      case 'clear cookies':
        this.#clear(who)
        break
      case 'block as of before':
        this.#block(this.#formerOf(who))
        break
      case 'look as of before':
        this.#formerOf(who)?.visitor.findMatch()
        break
      default:
        this.#act(this.clients[who], does.does)
    }
    for (const client of this.#everybody()) client.read()
    expect([...this.invariants.broken(), ...this.#hasty]).toEqual([])
  }

  /** What was not committed has not happened; and a start alone makes nothing happen. */
  async #crash(): Promise<void> {
    const { stage } = this
    const { turn } = stage.log.head()
    await stage.crash()
    expect([stage.played.at(-1)?.turn ?? 0, stage.log.head().turn]).toEqual([turn, turn])
    this.#delays.restarted(stage.clock.monotonic())
    await this.invariants.restarted()
  }

  /** Somebody new joins, or one who is here comes back; then it looks for a partner. */
  #arrive(who: number, wishes: Wishes, anew = false): void {
    const known = this.clients[who]
    const isHere = known !== undefined && known.visitor.state !== 'gone' && !anew
    const person = () => this.#passes.of(who, this.stage)
    const client = isHere ? known : new Client(this.stage, { ...wishes, person: person() })
    if (!isHere && known !== undefined) this.former.push(known)
    this.clients[who] = client
    if (!this.stage.sockets.has(client.visitor.id)) client.visitor.connect()
    client.visitor.findMatch()
  }

  /** Whoever has no cookie any more is somebody new; what it was goes on without it for a while. */
  #clear(who: number): void {
    this.#passes.drop(who)
    const known = this.clients[who]
    if (known === undefined) return
    if (this.stage.sockets.has(known.visitor.id)) known.visitor.disconnect()
    this.former.push(known)
    this.clients[who] = undefined
  }

  /** The other of its conversation, or of its last: by a session that may be away, or over. */
  #block(client: Client | undefined): void {
    client?.visitor.block(client.visitor.room ?? client.lastRoom ?? 'none')
  }

  #report(who: number, { place, proven, isKept }: Deed<'report'>): void {
    const visitor = this.clients[who]?.visitor
    if (visitor === undefined) return
    this.#reports += 1
    const until = this.stage.clock.now() + 2 * hourMs
    const kept = isKept ? { report: `x${this.#reports}`, until, sealed: 'sealed' } : null
    const room = visitor.room ?? this.clients[who]?.lastRoom ?? 'none'
    visitor.report(room, { place, proven, kept })
  }

  /** Somebody new, from that place, meets it and reports it, unless others come between. */
  #meetAndReport(who: number, place: string): void {
    const { stage } = this
    this.#arrive(who, {})
    const reported = this.clients[who]?.visitor
    if (reported === undefined) return
    if (reported.room !== null) reported.leaveChat()
    this.#strangers += 1
    const person = this.#passes.of(-this.#strangers, stage)
    const stranger = new Client(stage, { person })
    this.former.push(stranger)
    stranger.visitor.connect()
    for (const one of [stranger.visitor, reported]) one.findMatch()
    const { room } = stranger.visitor
    if (room !== null && room === reported.room) {
      stranger.visitor.report(room, { place })
    }
  }

  #decide(who: number, { decision, ms }: Deed<'decide'>): void {
    const { engine, clock, actorSystem } = this.stage
    const reports = actorSystem.matchmaker.reports.all()
    const { report } = reports[who % Math.max(1, reports.length)] ?? { report: 'none' }
    const until = decision === 'suspend' ? { until: clock.now() + ms } : {}
    const refusal = this.stage.settled(engine.safety.decide({ report, decision, ...until }))
    expect(refusal === null).toBe(reports.length > 0)
  }

  #formerOf(who: number): Client | undefined {
    return this.former[who % Math.max(1, this.former.length)]
  }

  #everybody(): Client[] {
    return [...this.former, ...this.clients.filter((client) => client !== undefined)]
  }

  #act(client: Client | undefined, does: string): void {
    if (client === undefined) return
    const { visitor } = client
    if (does === 'intrude' || does === 'end another room') this.#meddle(visitor, does)
    const isHere = this.stage.sockets.has(visitor.id)
    if (does === 'connect') visitor.connect()
    if (does === 'left') visitor.leave()
    if (does === 'both again') this.#bothAsk(client)
    if (does === 'block') this.#block(client)
    if (!isHere) return
    if (does === 'find_match') visitor.findMatch()
    if (does === 'again') visitor.again(client.lastRoom ?? 'none')
    if (does === 'leave_chat') visitor.leaveChat()
    if (does === 'disconnect') visitor.disconnect()
    if (does === 'send_message') this.#messages += 1
    if (does === 'send_message' || does === 'resend') {
      client.say(`m${this.#messages}`, `words ${this.#messages}`)
    }
  }

  /** A conversation ends, if it has not yet, and whoever is here of the two asks for another. */
  #bothAsk(client: Client): void {
    const { lastRoom, visitor } = client
    if (this.stage.sockets.has(visitor.id) && visitor.room !== null) visitor.leaveChat()
    for (const other of this.clients) {
      const isOfTheTwo = other !== undefined && other.lastRoom === lastRoom && lastRoom !== null
      if (isOfTheTwo && this.stage.sockets.has(other.visitor.id)) other.visitor.again(lastRoom)
    }
  }

  /** Asks of the rooms and sessions of others what nobody may. */
  #meddle(visitor: Visitor, does: 'intrude' | 'end another room'): void {
    const { stage } = this
    for (const [room, members] of stage.actorSystem.matchmaker.rooms.all()) {
      if (members.includes(visitor.id)) continue
      const by = visitor.id
      const data = { by, id: `i${this.#messages}`, text: 'let me in' }
      const end = { room, reason: 'left' } as const
      const refusal =
        does === 'intrude'
          ? stage.take({ actor: room, type: 'room.send_message', data })
          : stage.take({ actor: by, type: 'session.chat_ended', data: end })
      expect(refusal).not.toBeNull()
      expect(visitor.again(room)).not.toBeNull()
    }
  }

  /** What must hold once everything has been committed. */
  async end(): Promise<void> {
    this.stage.commit()
    for (const client of this.#everybody()) {
      client.read()
      for (const room of client.seen.keys()) client.check(room)
    }
    this.#outlastGraces()
    await this.invariants.sameAsFold(this.stage.log)
  }

  /** Whoever is away or waits is so for a while only, whatever was done to the wall clock. */
  #outlastGraces(): void {
    const { stage } = this
    stage.pass(graceMsMax)
    stage.commit()
    const { actorSystem } = stage
    const away = actorSystem.sessionIds().filter((id) => actorSystem.session(id)?.until !== null)
    const strict = actorSystem.matchmaker.tickets.all().filter(({ relaxed }) => !relaxed)
    expect([away, strict]).toEqual([[], []])
    stage.pass(againMsMax)
    stage.commit()
    const parted = actorSystem.sessionIds().filter((id) => actorSystem.session(id)?.parted !== null)
    expect([parted, actorSystem.matchmaker.asks.all()]).toEqual([[], []])
    expect([...this.invariants.broken(), ...this.#hasty]).toEqual([])
  }
}
