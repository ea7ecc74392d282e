// One visitor, driven by the scheduler and by what the server says.
import { Result } from 'effect'
import type { ServerFrame } from '../../events/frames.ts'
import {
  type ClientSocket,
  type ConnectionEnd,
  isFinal,
  isNoSession,
  isWorkNeeded,
  nameOfEnd,
  type SocketListener,
} from '../client/connection.ts'
import { noAnswerIn } from '../client/http.ts'
import { WebSocketClient } from '../client/webSocket.ts'
import type { Credential, JoinRefused, Wire, WorkNeeded } from '../client/wire.ts'
import type { Measures } from '../measures/measures.ts'
import { Rng } from '../scenario/rng.ts'
import { Complaints } from './complaints.ts'
import { type Ask, enter } from './entrance.ts'
import { Lifecycle } from './lifecycle.ts'
import { Messenger } from './messenger.ts'
import { Outage } from './outage.ts'
import type { RunContext } from './runContext.ts'

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** Who is not matched tries again after so many times its pause: that it is refused is seen to. */
const suspendedPauses = 4

/** How soon is asked again for what the server cannot do at the moment, in ms. */
const retryMs = 1_000

export class Visitor implements SocketListener {
  readonly number: number
  #context: RunContext
  #wire: Wire
  #rng: Rng
  readonly #measures: Measures
  #messenger: Messenger | null = null
  /** Null where nobody of the run complains. */
  #complaints: Complaints | null = null
  #lifecycle: Lifecycle
  #socket: WebSocketClient | null = null
  #credential: Credential = ''
  /** When the upgrade was asked for, and when a partner was. */
  #since = 0
  #askedAt = 0
  readonly #outage: Outage
  /** Whether it has asked to leave, and was not answered yet. */
  #isLeaving = false
  /** Whether it is away as it was to be: the server has nothing to do with it. */
  #isOut = false

  constructor(number: number, context: RunContext) {
    this.number = number
    this.#context = context
    this.#wire = context.wireOf(number)
    this.#measures = context.measures.of(number)
    this.#lifecycle = new Lifecycle(context)
    this.#rng = new Rng(context.seed, 2 * number + 1)
    this.#outage = new Outage(context.now, this.#measures)
  }

  /** Comes to the server: for the first time, or anew, with the cookies that it has by then. */
  async arrive(due: number): Promise<void> {
    const { sendOf, profileOf, now } = this.#context
    this.#lifecycle.enter('coming')
    const joined = await this.#enter((solution, credential) =>
      this.#wire.join(profileOf(this.number), sendOf(this.number), { credential, solution }),
    )
    if (this.#context.isOver) return
    if (Result.isFailure(joined)) {
      this.#turnedAway('join', joined.failure, (at = due) => void this.arrive(at))
      return
    }
    this.#measures.record('join', now() - due)
    this.#measures.counts.joined += 1
    this.#credential = joined.success
    const session = this.#wire.sessionOf?.(joined.success) ?? null
    if (session !== null) this.#context.referee.joined(this.number, session)
    this.#connect()
  }

  /** The run is over; who is not there is lost, but where it `wasCut` before there was time to. */
  overtaken(wasCut: boolean): void {
    const { phase } = this.#lifecycle
    const isOut = this.#outage.end()
    this.#messenger?.finish()
    const isThere = (phase !== 'coming' && phase !== 'away') || this.#isOut
    if (!isThere && (isOut || !wasCut)) this.#measures.counts.lost += 1
  }

  /** Says goodbye. */
  leave(): void {
    this.#lifecycle.stop()
    this.#socket?.close()
  }

  /** Ends its connection at once. */
  cut(): void {
    this.#socket?.drop()
  }

  opened(socket: ClientSocket): void {
    const { gauges, now } = this.#context
    gauges.connections += 1
    this.#measures.record('upgrade', now() - this.#since)
    this.#measures.counts.connected += 1
    this.#wire.greet(socket, this.#credential)
  }

  received(socket: ClientSocket, text: string): void {
    // The last words to a session that it has left for a new one.
    if (socket !== this.#socket) return
    const frame = this.#wire.read(text, socket)
    this.#measures.counts.frames += 1
    if (Result.isFailure(frame)) {
      const { type } = frame.failure
      this.#measures.error(`frame: ${type === null ? '' : `${type} `}not understood`)
    }
    if (Result.isSuccess(frame) && frame.success !== null) this.#take(frame.success)
  }

  ended(socket: ClientSocket, end: ConnectionEnd): void {
    const { gauges, isOver, now } = this.#context
    if (end._tag === 'ConnectionClosed') gauges.connections -= 1
    if (this.#socket !== socket) return
    this.#disconnected()
    if (isOver || this.#lifecycle.phase === 'away') return
    if (isWorkNeeded(end)) {
      void this.#payForUpgrade()
      return
    }
    this.#measures.error(nameOfEnd(end))
    const isGone = isNoSession(end)
    if (isGone) this.#beginAnew(true)
    if (isFinal(end)) this.#giveUp()
    else if (isGone) this.#retry(() => void this.arrive(now()))
    else this.#retry(() => this.#connect())
  }

  /** The server was not reached, or is no more: tries again later, to the end of the run. */
  #retry(again: () => void, since = this.#context.now()): void {
    this.#lifecycle.enter('away')
    this.#lifecycle.later(this.#outage.failed(since, this.#rng), again)
  }

  /** Its connection is no more. */
  #disconnected(isOwn = false): void {
    const { referee } = this.#context
    this.#socket = null
    if (this.#messenger !== null) this.#messenger.socket = null
    referee.dropped(this.number, isOwn)
    referee.safety.gone(this.number)
  }

  #take(frame: ServerFrame): void {
    const { type } = frame
    if (type === 'message') this.#talking().heard(frame)
    else if (type === 'sent') {
      this.#context.referee.clock.told(frame.at)
      this.#talking().acknowledged(frame.id, frame.seq, frame.at)
    } else if (type === 'welcome') this.#welcomed(frame)
    else if (type === 'matched') this.#matched(frame)
    else if (type === 'waiting') this.#waits(frame)
    else if (type === 'chat_ended') this.#chatEnded(frame)
    else if (type === 'partner_away') this.#context.referee.partnerAway(this.number, frame.until)
    else if (type === 'partner_back') this.#context.referee.partnerBack(this.number)
    else if (type === 'blocked') this.#complaining().blocked(frame.room)
    else if (type === 'reported') this.#complaining().reported(frame.room)
    else if (type === 'error') this.#refused(frame)
  }

  #waits({ since }: FrameOf<'waiting'>): void {
    const { referee, beginsAt } = this.#context
    referee.safety.waits(this.number)
    referee.timeTold(this.number, since, beginsAt)
  }

  #welcomed({ room, partner, messages, state, suspended, receipt }: FrameOf<'welcome'>): void {
    const { referee, isDraining } = this.#context
    const wasOut = this.#outage.end()
    const excusedUntil = this.#outage.over()
    const isKnown = referee.returned(this.number, room ?? null)
    if (receipt !== undefined) referee.receiptTold(this.number, receipt)
    if (room === undefined) {
      this.#messenger?.forget()
      this.#lifecycle.enter('idle')
      if (state === 'waiting') this.#wait(wasOut ? this.#askedAt : undefined)
      else if (!isDraining) this.#think()
    } else {
      if (!isKnown) referee.matched(this.number, { room, partner: partner ?? {}, shared: null })
      this.#converse(!isKnown)
      for (const message of messages ?? []) this.#talking().heard(message, excusedUntil)
      this.#talking().resend()
    }
    if (suspended !== undefined) this.#suspended(suspended.until)
    if (this.#complaints !== null) this.#complaining().resend()
  }

  #matched({ room, partner, shared, again }: FrameOf<'matched'>): void {
    const { referee, now } = this.#context
    // Who meets a partner again did not wait for one.
    if (!again) this.#measures.record('match', now() - this.#askedAt)
    this.#measures.counts.matches += 1
    referee.matched(this.number, { room, partner, shared })
    this.#converse(true)
  }

  #chatEnded(frame: FrameOf<'chat_ended'>): void {
    const { referee, isDraining } = this.#context
    const room = referee.roomOf(this.number)
    const isProof = referee.receiptGiven(this.number, frame)
    if (room !== null) this.#complaints?.ended(room, isProof ? frame.receipt : undefined)
    referee.ended(this.number, frame)
    if (frame.reason === 'fault') this.#measures.error('chat: ended by a fault of the server')
    this.#messenger?.stop()
    this.#lifecycle.enter('idle')
    if (!isDraining && !this.#comesAnew()) this.#think()
  }

  #refused(error: FrameOf<'error'>): void {
    const { code, id, until } = error
    if (code === 'suspended' && until !== undefined) {
      this.#suspended(until)
      return
    }
    if (id === undefined) this.#context.referee.safety.turnedDown(this.number)
    if (this.#complaints?.refused(error)) return
    if (id === undefined && code === 'unavailable') this.#askAgain()
    const isBetweenChats = code === 'not_chatting'
    if (!isBetweenChats) this.#measures.error(`error: ${code}`)
    if (id !== undefined) this.#talking().refused(id, isBetweenChats)
  }

  /** The server cannot store what it was asked for at the moment: it is asked again after a while. */
  #askAgain(): void {
    const { referee, isDraining } = this.#context
    const { phase } = this.#lifecycle
    if (phase === 'waiting') {
      this.#lifecycle.enter('idle')
      if (!isDraining) this.#think()
    } else if (phase === 'chatting' && this.#isLeaving) {
      this.#isLeaving = false
      referee.stays(this.number)
      this.#lifecycle.later(retryMs, () => this.#skip())
    }
  }

  /** It is not matched until then; it asks all the same, now and then. */
  #suspended(until: number): void {
    const { referee, isDraining } = this.#context
    if (referee.safety.suspended(this.number, until)) this.#measures.counts.suspensions += 1
    if (this.#lifecycle.phase !== 'waiting') return
    this.#lifecycle.enter('idle')
    if (!isDraining && !this.#comesAnew()) this.#think(suspendedPauses)
  }

  /** Some come back in a new session, of another person where they clear their cookies. */
  #comesAnew(): boolean {
    const { scenario } = this.#context
    if (scenario.clears + scenario.rejoins === 0 || this.#complaints?.isBusy) return false
    const clears = this.#rng.chance(scenario.clears)
    if (!clears && !this.#rng.chance(scenario.rejoins)) return false
    const former = this.#socket
    this.#socket = null
    this.#messenger?.pause()
    this.#measures.counts[clears ? 'clears' : 'rejoins'] += 1
    this.#beginAnew(!clears)
    // As a browser does: one that has its cookies is let go of by the server.
    if (clears) former?.close()
    void this.arrive(this.#context.now()).then(() => former?.close())
    return true
  }

  /** Its session is no more. */
  #beginAnew(isSamePerson: boolean): void {
    if (!isSamePerson) this.#credential = ''
    this.#context.referee.joinedAnew(this.number, isSamePerson)
    this.#messenger?.forget()
    this.#complaints?.forget()
  }

  /** Begins a time in a conversation: it talks, and some leave or lose their connection. */
  #converse(isNew: boolean): void {
    const { scenario } = this.#context
    this.#isLeaving = false
    this.#lifecycle.enter('chatting')
    this.#talking().begin(this.#rng)
    if (this.#context.hasComplaints) {
      if (isNew) this.#complaining().meet()
      this.#complaining().talk(this.#lifecycle)
    }
    // In the middle of a chat, on average; those who skip leave at its end.
    if (this.#rng.chance(scenario.drops)) {
      this.#lifecycle.later(this.#rng.exponential(scenario.chat * 500), () => this.#drop())
    }
    if (this.#rng.chance(scenario.skips)) {
      this.#lifecycle.later(this.#rng.exponential(scenario.chat * 1_000), () => this.#skip())
    }
  }

  #skip(): void {
    if (this.#context.isDraining) return
    this.#measures.counts.skips += 1
    this.#isLeaving = true
    this.#context.referee.goes(this.number, 'leave')
    this.#socket?.send(this.#wire.write({ type: 'leave_chat' }))
  }

  #drop(): void {
    const { scenario, isDraining, now } = this.#context
    if (isDraining) return
    this.#goAway(now() + this.#rng.exponential(scenario.away * 1_000))
  }

  /** Away by itself until then. */
  #goAway(backAt: number): void {
    this.#measures.counts.drops += 1
    this.#isOut = true
    this.#lifecycle.enter('away')
    this.#outage.excuse()
    this.#messenger?.pause()
    const socket = this.#socket
    this.#disconnected(true)
    socket?.drop()
    this.#lifecycle.at(backAt, () => {
      this.#measures.counts.returns += 1
      this.#connect()
    })
  }

  /** It loses its connection now, as all do, and comes back at that time. */
  lose(backAt: number): void {
    const { phase } = this.#lifecycle
    const isThere = phase === 'idle' || phase === 'waiting' || phase === 'chatting'
    if (isThere && this.#socket !== null) this.#goAway(backAt)
  }

  /** Looks for a partner after a pause, which is so many times as long as a scenario's. */
  #think(pauses = 1): void {
    const { scenario } = this.#context
    if (!scenario.matching) return
    this.#lifecycle.later(this.#rng.exponential(pauses * scenario.think * 1_000), (at) => {
      if (this.#context.isDraining) return
      this.#wait(at)
      this.#measures.counts.searches += 1
      this.#context.referee.safety.asks(this.number)
      this.#socket?.send(this.#wire.write({ type: 'find_match' }))
    })
  }

  #wait(since = this.#context.now()): void {
    this.#lifecycle.enter('waiting')
    this.#askedAt = since
  }

  #connect(solution: string | null = null): void {
    const { destination, now, patience } = this.#context
    this.#lifecycle.enter('coming')
    this.#isOut = false
    this.#since = now()
    const brought = { credential: this.#credential, solution }
    const upgrade = this.#wire.upgrade(brought, this.#messenger?.lastSeen() ?? null)
    const mask = this.#rng.between(0, 0xffffffff)
    this.#socket = new WebSocketClient(this, destination(this.number), { ...upgrade, mask })
    const socket = this.#socket
    patience.after(() => {
      if (this.#socket === socket && this.#lifecycle.phase === 'coming') this.#unwelcomed()
    })
  }

  /** The server has not answered the upgrade, or has, and says nothing. */
  #unwelcomed(): void {
    const { isOver, patience } = this.#context
    if (isOver) return
    const socket = this.#socket
    const what = socket?.isOpen === true ? 'welcome' : 'upgrade'
    this.#measures.error(`${what}: ${noAnswerIn(patience.ms)}`)
    this.#disconnected()
    socket?.drop()
    this.#retry(() => this.#connect(), this.#since)
  }

  /** Asks to be let in, and works for it where it is one of those who do. */
  #enter<T>(ask: Ask<T>): ReturnType<Ask<T>> {
    const held = { rng: this.#rng, credential: this.#credential, measures: this.#measures }
    return enter(this.#context, held, ask)
  }

  /** The upgrade is not for nothing: asks what it costs. */
  async #payForUpgrade(): Promise<void> {
    const { sendOf, isOver } = this.#context
    const paid = await this.#enter<string | null>(async (solution, credential) =>
      solution === null
        ? Result.map(await this.#wire.line(sendOf(this.number), credential), () => null)
        : Result.succeed(solution),
    )
    if (isOver) return
    if (Result.isSuccess(paid)) this.#connect(paid.success)
    else this.#turnedAway('upgrade', paid.failure, () => this.#connect())
  }

  /** Comes back when it was told to, or soon, where it may; it is due `at`, or when it was before. */
  #turnedAway(
    where: string,
    refusal: JoinRefused | WorkNeeded,
    comeBack: (at?: number) => void,
  ): void {
    const { scenario } = this.#context
    if (refusal._tag === 'JoinRefused') {
      this.#measures.error(`${where}: ${refusal.why}`)
      if (refusal.isFinal) this.#giveUp()
      else this.#retry(() => comeBack())
      return
    }
    this.#credential = refusal.credential
    this.#measures.counts.waits += 1
    // Where nobody was meant to work, whoever runs this does not know that it was asked for.
    if (scenario.solves === 0) this.#measures.error(`${where}: 428`)
    this.#lifecycle.enter('held')
    this.#lifecycle.later(refusal.waitMs, (at) => {
      if (!this.#context.isDraining) comeBack(at)
    })
  }

  #giveUp(): void {
    this.#messenger?.stop()
    this.#lifecycle.enter('gone')
    this.#measures.counts.lost += 1
  }

  #talking(): Messenger {
    this.#messenger ??= new Messenger(this.number, this.#context)
    this.#messenger.socket = this.#socket
    return this.#messenger
  }

  #complaining(): Complaints {
    this.#complaints ??= new Complaints(this.number, this.#context)
    this.#complaints.socket = this.#socket
    return this.#complaints
  }
}
