// One visitor, driven by the scheduler and by what the server says.
import { Result } from 'effect'
import type { ServerFrame } from '../../events/frames.ts'
import {
  type ClientSocket,
  type ConnectionEnd,
  isNoSession,
  nameOfEnd,
  type SocketListener,
} from '../client/connection.ts'
import { WebSocketClient } from '../client/webSocket.ts'
import type { Credential } from '../client/wire.ts'
import { Rng } from '../scenario/rng.ts'
import { Lifecycle } from './lifecycle.ts'
import { Messenger } from './messenger.ts'
import type { RunContext } from './runContext.ts'

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** How long it waits before it tries a connection again that it did not give up itself. */
const retryMs = 1_000

/** Tries in a row before a visitor is given up as lost. */
const triesMax = 5

export class Visitor implements SocketListener {
  readonly number: number
  #context: RunContext
  #rng: Rng
  #messenger: Messenger | null = null
  #lifecycle: Lifecycle
  #socket: WebSocketClient | null = null
  #credential: Credential = ''
  /** When the present wait began: for the upgrade, then for a partner. */
  #since = 0
  #tries = 0

  constructor(number: number, context: RunContext) {
    this.number = number
    this.#context = context
    this.#lifecycle = new Lifecycle(context)
    this.#rng = new Rng(context.seed, 2 * number + 1)
  }

  /** Comes to the server for the first time, or anew after its session has ended. */
  async arrive(meantFor: number): Promise<void> {
    const { wire, send, measures, profileOf, now } = this.#context
    this.#lifecycle.enter('coming')
    const joined = await wire.join(profileOf(this.number), send)
    if (this.#context.isOver) return
    if (Result.isFailure(joined)) {
      measures.error(`join: ${joined.failure.why}`)
      this.#giveUp()
      return
    }
    measures.record('join', now() - meantFor)
    measures.counts.joined += 1
    this.#credential = joined.success
    this.#connect()
  }

  /** Says goodbye: the run is over. */
  leave(): void {
    this.#lifecycle.stop()
    this.#socket?.close()
  }

  /** Ends its connection at once. */
  cut(): void {
    this.#socket?.drop()
  }

  opened(socket: ClientSocket): void {
    const { measures, gauges, now, wire } = this.#context
    gauges.connections += 1
    measures.record('upgrade', now() - this.#since)
    measures.counts.connected += 1
    wire.greet(socket, this.#credential)
  }

  received(socket: ClientSocket, text: string): void {
    const frame = this.#context.wire.read(text, socket)
    this.#context.measures.counts.frames += 1
    if (Result.isFailure(frame)) this.#context.measures.error('frame: not understood')
    else if (frame.success !== null) this.#take(frame.success)
  }

  ended(socket: ClientSocket, end: ConnectionEnd): void {
    const { gauges, measures, referee, isOver } = this.#context
    if (end._tag === 'ConnectionClosed') gauges.connections -= 1
    if (this.#socket !== socket) return
    this.#socket = null
    referee.dropped(this.number)
    if (isOver || this.#lifecycle.phase === 'away') return
    measures.error(nameOfEnd(end))
    this.#lifecycle.enter('away')
    const isGone = isNoSession(end)
    if (isGone) {
      referee.returned(this.number, null)
      this.#messenger?.forget()
    }
    this.#tries += 1
    if (this.#tries >= triesMax) this.#giveUp()
    else this.#lifecycle.later(retryMs, (at) => (isGone ? void this.arrive(at) : this.#connect()))
  }

  #take(frame: ServerFrame): void {
    const { type } = frame
    if (type === 'welcome') this.#welcomed(frame)
    else if (type === 'matched') this.#matched(frame)
    else if (type === 'message') this.#talking().heard(frame, true)
    else if (type === 'sent') this.#talking().acknowledged(frame.id, frame.seq)
    else if (type === 'chat_ended') this.#chatEnded()
    else if (type === 'error') this.#refused(frame)
  }

  #welcomed({ room, partner, messages, state }: FrameOf<'welcome'>): void {
    const { referee, isDraining } = this.#context
    this.#tries = 0
    const isKnown = referee.returned(this.number, room ?? null)
    if (room === undefined) {
      this.#messenger?.forget()
      this.#lifecycle.enter('idle')
      if (state === 'waiting') this.#wait()
      else if (!isDraining) this.#think()
      return
    }
    if (!isKnown) referee.matched(this.number, { room, partner: partner ?? {}, shared: null })
    this.#converse()
    for (const message of messages ?? []) this.#talking().heard(message, false)
    this.#talking().resend()
  }

  #matched({ room, partner, shared, again }: FrameOf<'matched'>): void {
    const { referee, measures, now } = this.#context
    // Who meets a partner again did not wait for one.
    if (!again) measures.record('match', now() - this.#since)
    measures.counts.matches += 1
    referee.matched(this.number, { room, partner, shared })
    this.#converse()
  }

  #chatEnded(): void {
    this.#context.referee.ended(this.number)
    this.#lifecycle.enter('idle')
    if (!this.#context.isDraining) this.#think()
  }

  #refused({ code, id }: FrameOf<'error'>): void {
    const isBetweenChats = code === 'not_chatting'
    if (!isBetweenChats) this.#context.measures.error(`error: ${code}`)
    if (id !== undefined) this.#talking().refused(id)
  }

  /** Begins a time in a conversation: it talks, and some leave or lose their connection. */
  #converse(): void {
    const { scenario } = this.#context
    this.#lifecycle.enter('chatting')
    this.#talking().begin(this.#lifecycle, this.#rng)
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
    this.#context.measures.counts.skips += 1
    this.#socket?.send(this.#context.wire.write({ type: 'leave_chat' }))
  }

  #drop(): void {
    const { measures, scenario, isDraining } = this.#context
    if (isDraining) return
    measures.counts.drops += 1
    this.#lifecycle.enter('away')
    this.#context.referee.dropped(this.number)
    this.#socket?.drop()
    this.#socket = null
    this.#lifecycle.later(this.#rng.exponential(scenario.away * 1_000), () => {
      measures.counts.returns += 1
      this.#connect()
    })
  }

  #think(): void {
    const { scenario } = this.#context
    if (!scenario.matching) return
    this.#lifecycle.later(this.#rng.exponential(scenario.think * 1_000), (at) => {
      if (this.#context.isDraining) return
      this.#wait(at)
      this.#socket?.send(this.#context.wire.write({ type: 'find_match' }))
    })
  }

  #wait(since = this.#context.now()): void {
    this.#lifecycle.enter('waiting')
    this.#since = since
  }

  #connect(): void {
    const { wire, destination, now } = this.#context
    this.#lifecycle.enter('coming')
    this.#since = now()
    const upgrade = wire.upgrade(this.#credential, this.#messenger?.lastSeen() ?? null)
    const mask = this.#rng.between(0, 0xffffffff)
    this.#socket = new WebSocketClient(this, destination(this.number), { ...upgrade, mask })
  }

  #giveUp(): void {
    this.#lifecycle.enter('gone')
    this.#context.gauges.lost += 1
  }

  #talking(): Messenger {
    this.#messenger ??= new Messenger(this.number, this.#context)
    this.#messenger.socket = this.#socket
    return this.#messenger
  }
}
