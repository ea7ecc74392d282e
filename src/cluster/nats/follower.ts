// Follows a stream on NATS: by one consumer after the other, as each may be lost with its server.
import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream'
import {
  createInbox,
  type Msg,
  type NatsConnection,
  nanos,
  type Subscription,
} from '@nats-io/transport-node'
import { Result } from 'effect'
import type { Armed, Clock } from '../../events/ports.ts'
import type { StreamMessage, Unanswered } from '../stream.ts'

/** A stream by its name, and the way to it. */
export interface FollowedStream {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
  readonly clock: Pick<Clock, 'after' | 'disarm'>
  readonly name: string
  /** The number of the first message from a number on that is kept; null: there is none yet. */
  readonly kept: (from: number) => Promise<Result.Result<number | null, Unanswered>>
}

/** Whoever follows. */
interface Ears {
  readonly heard: (message: StreamMessage) => void
  readonly lost: ((first: number) => void) | undefined
}

/** How often the servers say that nothing is new, and how soon it is missed; in ms. */
const heartbeatMs = 500
const silenceMs = 1_300

/** For how long the servers keep a consumer that nobody listens to, in ms. */
const forsakenMs = 10_000

const headerOf = ({ headers }: Msg, name: string): string => headers?.get(name) ?? ''

/** What comes beside messages: that nothing is new, or that the servers wait to hear how far we are. */
const isStatus = ({ headers }: Msg): boolean => headers !== undefined && headers.code !== 0

/**
 * A consumer is asked for from the next number on. Where nothing comes any more, not even a heartbeat, or
 * a number was left out, it is another's turn: what comes twice is left out, so all is heard once, in order.
 */
export class Follower {
  readonly #parts: FollowedStream
  readonly #ears: Ears
  #next: number
  #subscription: Subscription | null = null
  /** Whether something has come since the last look that was as it should be. */
  #isLive = false
  #isAsking = false
  #isOver = false
  #armed: Armed

  constructor(parts: FollowedStream, from: number, ears: Ears) {
    this.#parts = parts
    this.#next = from
    this.#ears = ears
    this.#begin()
    this.#armed = this.#arm()
  }

  stop(): void {
    this.#isOver = true
    this.#parts.clock.disarm(this.#armed)
    this.#subscription?.unsubscribe()
  }

  #arm(): Armed {
    return this.#parts.clock.after(silenceMs, () => {
      if (this.#isOver || this.#parts.connection.isClosed()) return
      if (!this.#isLive && !this.#isAsking) void this.#beginAgain()
      this.#isLive = false
      this.#armed = this.#arm()
    })
  }

  /** What was lost on the way comes again; what the servers do not keep any more never will. */
  async #beginAgain(): Promise<void> {
    this.#isAsking = true
    const next = this.#next
    const kept = await this.#parts.kept(next)
    this.#isAsking = false
    if (this.#isOver) return
    if (Result.isFailure(kept) || kept.success === null || kept.success <= this.#next) {
      this.#begin()
      return
    }
    if (this.#next > next) return
    this.stop()
    this.#ears.lost?.(kept.success)
  }

  #begin(): void {
    const { connection, manager, name } = this.#parts
    this.#subscription?.unsubscribe()
    const inbox = createInbox()
    this.#subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error === null) this.#message(message)
      },
    })
    const asked = manager.consumers.add(name, {
      ...{ deliver_subject: inbox, ack_policy: AckPolicy.None, max_deliver: 1 },
      ...{ deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#next },
      ...{ flow_control: true, idle_heartbeat: nanos(heartbeatMs) },
      ...{ inactive_threshold: nanos(forsakenMs), num_replicas: 1, mem_storage: true },
    })
    // Whatever becomes of it: where nothing comes, it is asked again.
    const answered = () => {
      this.#isAsking = false
    }
    this.#isAsking = true
    asked.then(answered, answered)
  }

  #message(message: Msg): void {
    if (this.#isOver) return
    if (isStatus(message)) this.#status(message)
    else {
      const number = numberOf(message)
      if (number !== this.#next) return
      this.#isLive = true
      this.#next += 1
      this.#ears.heard({ number, data: message.string() })
    }
  }

  #status(message: Msg): void {
    // What it says it has sent and never came is lost on the way.
    const sent = Number(headerOf(message, 'Nats-Last-Stream'))
    if (sent < this.#next) this.#isLive = true
    const stalled = headerOf(message, 'Nats-Consumer-Stalled')
    if (stalled !== '') this.#parts.connection.publish(stalled)
    else message.respond()
  }
}

/** As in `$JS.ACK.STREAM.CONSUMER.TIMES.NUMBER. …`; newer servers name domain and account before the stream. */
const numberOf = ({ reply = '' }: Msg): number => {
  const parts = reply.split('.')
  return Number(parts[parts.length === 9 ? 5 : 7])
}
