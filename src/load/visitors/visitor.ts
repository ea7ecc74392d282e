// One visitor's life, driven by the agenda and by what the server says.
import type { ServerFrame } from '../../events/frames.ts'
import { type Ending, endingName, isNoSession, type Owner } from '../client/connection.ts'
import { WebSocketClient } from '../client/webSocket.ts'
import type { Pass } from '../client/wire.ts'
import { Dialogue } from './dialogue.ts'
import { Life } from './life.ts'
import { Dice } from './rng.ts'
import type { Stage } from './runContext.ts'

type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** How long it waits before it tries a connection again that it did not give up itself. */
const retryMs = 1_000

/** Tries in a row before a visitor is given up as lost. */
const triesMax = 5

export class Visitor implements Owner {
  readonly number: number
  #stage: Stage
  #dice: Dice
  #dialogue: Dialogue | null = null
  #life: Life
  #socket: WebSocketClient | null = null
  #pass: Pass = ''
  /** When the present wait began: for the upgrade, then for a partner. */
  #since = 0
  #tries = 0

  constructor(number: number, stage: Stage) {
    this.number = number
    this.#stage = stage
    this.#life = new Life(stage)
    this.#dice = new Dice(stage.seed, 2 * number + 1)
  }

  /** Comes to the server for the first time, or anew after its session has ended. */
  async arrive(meantFor: number): Promise<void> {
    const { wire, ask, measures, personOf, now } = this.#stage
    this.#life.become('coming')
    const joined = await wire.join(personOf(this.number), ask)
    if (this.#stage.isOver) return
    if (typeof joined !== 'string') {
      measures.error(`join: ${joined.refused}`)
      this.#giveUp()
      return
    }
    measures.record('join', now() - meantFor)
    measures.counts.joined += 1
    this.#pass = joined
    this.#connect()
  }

  /** Says goodbye: the run is over. */
  leave(): void {
    this.#life.stop()
    this.#socket?.close()
  }

  /** Ends its connection at once. */
  cut(): void {
    this.#socket?.drop()
  }

  opened(socket: WebSocketClient): void {
    const { measures, gauges, now, wire } = this.#stage
    gauges.connections += 1
    measures.record('upgrade', now() - this.#since)
    measures.counts.connected += 1
    wire.greet(socket, this.#pass)
  }

  received(socket: WebSocketClient, text: string): void {
    const frame = this.#stage.wire.read(text, socket)
    this.#stage.measures.counts.frames += 1
    if (frame === null) return
    if (frame === undefined) this.#stage.measures.error('frame: not understood')
    else this.#take(frame)
  }

  ended(socket: WebSocketClient, ending: Ending): void {
    const { gauges, measures, referee, isOver } = this.#stage
    if (ending.kind === 'closed') gauges.connections -= 1
    if (this.#socket !== socket) return
    this.#socket = null
    referee.dropped(this.number)
    if (isOver || this.#life.phase === 'away') return
    measures.error(endingName(ending))
    this.#life.become('away')
    const isGone = isNoSession(ending)
    if (isGone) {
      referee.returned(this.number, null)
      this.#dialogue?.forget()
    }
    this.#tries += 1
    if (this.#tries >= triesMax) this.#giveUp()
    else this.#life.later(retryMs, (at) => (isGone ? void this.arrive(at) : this.#connect()))
  }

  #take(frame: ServerFrame): void {
    const { type } = frame
    if (type === 'welcome') this.#welcomed(frame)
    else if (type === 'matched') this.#matched(frame)
    else if (type === 'message') this.#talk().heard(frame, true)
    else if (type === 'sent') this.#talk().acknowledged(frame.id, frame.seq)
    else if (type === 'chat_ended') this.#chatEnded()
    else if (type === 'error') this.#refused(frame)
  }

  #welcomed({ room, partner, messages, state }: Frame<'welcome'>): void {
    const { referee, isDraining } = this.#stage
    this.#tries = 0
    const isKnown = referee.returned(this.number, room ?? null)
    if (room === undefined) {
      this.#dialogue?.forget()
      this.#life.become('idle')
      if (state === 'waiting') this.#wait()
      else if (!isDraining) this.#think()
      return
    }
    if (!isKnown) referee.matched(this.number, { room, partner: partner ?? {}, shared: null })
    this.#converse()
    for (const message of messages ?? []) this.#talk().heard(message, false)
    this.#talk().resend()
  }

  #matched({ room, partner, shared }: Frame<'matched'>): void {
    const { referee, measures, now } = this.#stage
    measures.record('match', now() - this.#since)
    measures.counts.matches += 1
    referee.matched(this.number, { room, partner, shared })
    this.#converse()
  }

  #chatEnded(): void {
    this.#stage.referee.ended(this.number)
    this.#life.become('idle')
    if (!this.#stage.isDraining) this.#think()
  }

  #refused({ code, id }: Frame<'error'>): void {
    const isBetweenChats = code === 'not_chatting'
    if (!isBetweenChats) this.#stage.measures.error(`error: ${code}`)
    if (id !== undefined) this.#talk().refused(id)
  }

  /** Begins a stretch in a conversation: it talks, and some leave or lose their connection. */
  #converse(): void {
    const { scenario } = this.#stage
    this.#life.become('chatting')
    this.#talk().begin(this.#life, this.#dice)
    // In the middle of a chat, on average; those who skip leave at its end.
    if (this.#dice.chance(scenario.drops)) {
      this.#life.later(this.#dice.waiting(scenario.chat * 500), () => this.#drop())
    }
    if (this.#dice.chance(scenario.skips)) {
      this.#life.later(this.#dice.waiting(scenario.chat * 1_000), () => this.#skip())
    }
  }

  #skip(): void {
    if (this.#stage.isDraining) return
    this.#stage.measures.counts.skips += 1
    this.#socket?.send(this.#stage.wire.write({ type: 'leave_chat' }))
  }

  #drop(): void {
    const { measures, scenario, isDraining } = this.#stage
    if (isDraining) return
    measures.counts.drops += 1
    this.#life.become('away')
    this.#stage.referee.dropped(this.number)
    this.#socket?.drop()
    this.#socket = null
    this.#life.later(this.#dice.waiting(scenario.away * 1_000), () => {
      measures.counts.returns += 1
      this.#connect()
    })
  }

  #think(): void {
    const { scenario } = this.#stage
    if (!scenario.matching) return
    this.#life.later(this.#dice.waiting(scenario.think * 1_000), (at) => {
      if (this.#stage.isDraining) return
      this.#wait(at)
      this.#socket?.send(this.#stage.wire.write({ type: 'find_match' }))
    })
  }

  #wait(since = this.#stage.now()): void {
    this.#life.become('waiting')
    this.#since = since
  }

  #connect(): void {
    const { wire, destination, now } = this.#stage
    this.#life.become('coming')
    this.#since = now()
    const upgrade = wire.upgrade(this.#pass, this.#dialogue?.resume() ?? null)
    const mask = this.#dice.between(0, 0xffffffff)
    this.#socket = new WebSocketClient(this, destination(this.number), upgrade, mask)
  }

  #giveUp(): void {
    this.#life.become('gone')
    this.#stage.gauges.lost += 1
  }

  #talk(): Dialogue {
    this.#dialogue ??= new Dialogue(this.number, this.#stage)
    this.#dialogue.socket = this.#socket
    return this.#dialogue
  }
}
