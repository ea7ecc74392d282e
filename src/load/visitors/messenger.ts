// What a visitor says and hears, and what of it is still unanswered.

import type { ClientSocket } from '../client/connection.ts'
import type { LastSeen } from '../client/wire.ts'
import type { Measures } from '../measures/measures.ts'
import { messageIdOf, messageTextOf, parseMessageId } from '../scenario/messageText.ts'
import type { Rng } from '../scenario/rng.ts'
import type { RunContext } from './runContext.ts'

/** A message that was neither acknowledged nor refused. */
interface UnansweredMessage {
  readonly number: number
  readonly dueMicros: number
  readonly characters: number
  wasResent: boolean
  /** It is sent once more when it has been accepted: an id is to be taken once. */
  readonly isDoubled: boolean
  /** Its sender went away by itself meanwhile: how long that was says nothing of the server. */
  isExcused: boolean
}

/** A `message` frame, as far as it matters here. */
interface HeardMessage {
  readonly room: string
  readonly seq: number
  readonly from: string
  readonly text: string
  readonly id?: string
  readonly at: number
}

export class Messenger {
  /** Null while there is no connection, or it has not welcomed the visitor. */
  socket: ClientSocket | null = null
  #number: number
  #context: RunContext
  readonly #measures: Measures
  #unanswered: UnansweredMessage[] = []
  /** What was not answered when its room was no more: the answer may still be on its way. */
  #forgotten: readonly UnansweredMessage[] = []
  #room: string | null = null
  /** Accepted in this room, and to be sent once more; and those that were. */
  #accepted: UnansweredMessage | null = null
  #again = new Set<number>()
  /** Whether it talks, and how often it began to: what an earlier time had planned is not said. */
  #isTalking = false
  #talks = 0

  constructor(number: number, context: RunContext) {
    this.#number = number
    this.#context = context
    this.#measures = context.measures.of(number)
  }

  /** What the visitor has seen of its room: it needs the messages after that. */
  lastSeen(): LastSeen | null {
    const room = this.#context.referee.roomOf(this.#number)
    return room === null ? null : { room, seq: this.#context.referee.seenBy(this.#number) }
  }

  /** Talks on schedule from now on until it stops: an outage stretches no schedule. */
  begin(rng: Rng): void {
    this.#enter()
    if (this.#isTalking) return
    this.#isTalking = true
    this.#talks += 1
    this.#speak(this.#context.now(), rng)
  }

  /** The conversation is over, or the visitor goes away by itself. */
  stop(): void {
    this.#isTalking = false
    this.#accepted = null
  }

  /** The visitor goes away by itself: what is under way is answered when it comes back. */
  pause(): void {
    this.stop()
    for (const message of this.#unanswered) message.isExcused = true
  }

  /** Each message is sent when it is due, late or not: that a server is slow changes no time. */
  #speak(previous: number, rng: Rng): void {
    const { scheduler, beginsAt, nextDue } = this.#context
    const due = beginsAt + nextDue(previous - beginsAt, rng.exponential(1))
    if (due === Number.POSITIVE_INFINITY) return
    const talks = this.#talks
    scheduler.at(due, () => {
      const { isDraining, isOver } = this.#context
      if (!this.#isTalking || this.#talks !== talks || isDraining || isOver) return
      this.#say(due, rng)
      this.#speak(due, rng)
    })
  }

  #say(due: number, rng: Rng): void {
    const { scenario, referee, gauges } = this.#context
    const measures = this.#measures
    this.#enter()
    const { from, to } = scenario.messageCharacters
    const written = { dueMicros: Math.round(due * 1_000), characters: rng.between(from, to) }
    const number = referee.sending(this.#number, written)
    const isDoubled = rng.chance(scenario.resends)
    const message = { number, ...written, isDoubled, wasResent: false, isExcused: false }
    this.#sendAgain()
    this.#unanswered.push(message)
    gauges.unanswered += 1
    measures.counts.sent += 1
    if (this.socket === null) measures.counts.dueInOutage += 1
    this.socket?.send(this.#frame(message))
  }

  /** Sends what was accepted once more, where it is still known: no error, and no second message. */
  #sendAgain(): void {
    const message = this.#accepted
    this.#accepted = null
    if (message === null || this.socket === null) return
    this.#measures.counts.resends += 1
    this.#again.add(message.number)
    this.#context.referee.resending(this.#number, message.number)
    this.socket.send(this.#frame(message))
  }

  /** Sends again, on a new socket, what was not answered on the old one. */
  resend(): void {
    this.#enter()
    for (const message of this.#unanswered) message.wasResent = true
    this.socket?.sendAll(this.#unanswered.map((message) => this.#frame(message)))
  }

  /**
   * A message came: live, or in the `welcome` after an absence, in which what was due before
   * `excusedUntil` waited for the visitor and not for the server.
   */
  heard({ room, seq, from, text, id, at }: HeardMessage, excusedUntil: number | null = null): void {
    const { referee, now } = this.#context
    const measures = this.#measures
    if (from === 'you') {
      this.#listed(id, seq, at)
      return
    }
    const stamp = referee.arrived(this.#number, { room, seq, text, at })
    measures.counts[excusedUntil === null ? 'delivered' : 'caughtUp'] += 1
    // A stranger of another run has another clock.
    if (stamp === null) return
    const due = stamp.dueMicros / 1_000
    if (excusedUntil === null || due >= excusedUntil) measures.record('delivery', now() - due)
  }

  /**
   * One of its own is among those that it missed, one by one: an earlier one that is not was refused, of which
   * it has not heard as its connection was gone.
   */
  #listed(id: unknown, seq: number, at: number): void {
    const { run } = this.#context
    const number = parseMessageId(run, id)?.number ?? 0
    for (const message of this.#unanswered.filter((one) => one.number < number)) {
      message.wasResent = true
      this.refused(messageIdOf(run, this.#number, message.number), false)
    }
    this.acknowledged(id, seq, at)
  }

  /** This message, and every earlier one, is committed. */
  acknowledged(id: unknown, seq: number, at: number): void {
    const { referee, gauges } = this.#context
    const measures = this.#measures
    const number = referee.acknowledged(this.#number, id, seq, at)
    if (number === null) return
    this.#again.delete(number)
    while (this.#unanswered[0] !== undefined && this.#unanswered[0].number <= number) {
      const message = this.#unanswered.shift() as UnansweredMessage
      this.#waited(message)
      if (message.isDoubled && this.#isTalking) this.#accepted = message
      gauges.unanswered -= 1
      measures.counts.acknowledged += 1
    }
  }

  /** The run is over: what is not answered has waited for so long. */
  finish(): void {
    for (const message of this.#unanswered) this.#waited(message)
  }

  #waited({ dueMicros, isExcused }: UnansweredMessage): void {
    if (!isExcused) this.#measures.record('ack', this.#context.now() - dueMicros / 1_000)
  }

  /** `isInNoRoom`: because it is in no conversation. */
  refused(id: string, isInNoRoom: boolean): void {
    const { run, referee, gauges } = this.#context
    const measures = this.#measures
    const number = parseMessageId(run, id)?.number
    const tell = ({ number, wasResent }: UnansweredMessage) =>
      referee.refused(this.#number, number, { wasResent, isInNoRoom })
    if (number !== undefined && this.#again.delete(number)) {
      referee.refused(this.#number, number, { wasResent: true, isInNoRoom })
      return
    }
    const index = this.#unanswered.findIndex((message) => message.number === number)
    const [message] = index === -1 ? [] : this.#unanswered.splice(index, 1)
    if (message === undefined) {
      const late = this.#forgotten.find((message) => message.number === number)
      if (late === undefined) measures.error('error: for a message that was answered')
      else tell(late)
      return
    }
    gauges.unanswered -= 1
    measures.counts.refused += 1
    tell(message)
  }

  /** Its room is no more: what was not answered never will be. */
  forget(): void {
    const { gauges } = this.#context
    const measures = this.#measures
    this.stop()
    this.finish()
    gauges.unanswered -= this.#unanswered.length
    measures.counts.forgotten += this.#unanswered.length
    this.#forgotten = this.#unanswered
    this.#unanswered = []
    this.#room = null
  }

  /** A new room: nothing of the last one is sent again here. */
  #enter(): void {
    const room = this.#context.referee.roomOf(this.#number)
    if (room === this.#room) return
    if (this.#room !== null) this.forget()
    this.#room = room
  }

  #frame({ number, dueMicros, characters }: UnansweredMessage): string {
    const { run, wireOf } = this.#context
    return wireOf(this.#number).write({
      type: 'send_message',
      id: messageIdOf(run, this.#number, number),
      text: messageTextOf(run, { sender: this.#number, number, dueMicros, characters }),
    })
  }
}
