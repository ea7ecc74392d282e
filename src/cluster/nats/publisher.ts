// Publishes into streams, and hears by one inbox what became of each message.
import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { Result } from 'effect'
import type { Clock } from '../../events/ports.ts'
import type { NotAppended } from '../stream.ts'
import { answerMs, unanswered } from './asking.ts'

interface Acknowledgement {
  readonly seq?: number
  readonly error?: { readonly err_code?: number; readonly description?: string }
}

/** For how long a message is kept where its stream knows of such: as hours. */
export type KeptFor = `${number}h`

/** The code by which a stream refuses what was to follow another number. */
const wrongLast = 10_071

/** What is heard where no stream takes what was published. */
const nobodyThere = 503

type Published = Result.Result<number, NotAppended>

/**
 * The client's own requests each make an error, with its stack, before anything is wrong, and a subject
 * of their own: this takes a fraction of that for the many that are answered.
 */
export class Publisher {
  readonly #connection: NatsConnection
  readonly #clock: Pick<Clock, 'after' | 'disarm'>
  readonly #inbox = createInbox()
  #isHearing = false
  #published = 0
  /** What waits for an answer, by the last part of the subject of that. */
  readonly #waiting = new Map<string, (published: Published) => void>()

  constructor(connection: NatsConnection, clock: Pick<Clock, 'after' | 'disarm'>) {
    this.#connection = connection
    this.#clock = clock
  }

  /**
   * Publishes if the last number of the stream is that one: of the stream, as the servers do not keep what
   * is expected of a subject. So no copy of it, however late, is taken after anything else was. Whoever is
   * refused may find nothing there yet: what came first is being written then.
   */
  publishAfter(
    subject: string,
    data: string | Uint8Array,
    last: number,
    keptFor?: KeptFor,
  ): Promise<Published> {
    const expecting = headers()
    expecting.set('Nats-Expected-Last-Sequence', String(last))
    if (keptFor !== undefined) expecting.set('Nats-TTL', keptFor)
    this.#published += 1
    const name = String(this.#published)
    return new Promise((resolve) => {
      const late = this.#clock.after(answerMs, () => this.#settle(name, unanswered('timeout')))
      this.#waiting.set(name, (published) => {
        this.#clock.disarm(late)
        resolve(published)
      })
      try {
        this.#hear()
        const reply = `${this.#inbox}.${name}`
        this.#connection.publish(subject, data, { headers: expecting, reply })
      } catch (error) {
        this.#settle(name, unanswered(error))
      }
    })
  }

  #hear(): void {
    if (this.#isHearing) return
    this.#connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error !== null) return
        const name = message.subject.slice(this.#inbox.length + 1)
        this.#settle(name, publishedBy(message))
      },
    })
    this.#isHearing = true
  }

  #settle(name: string, published: Published): void {
    const settle = this.#waiting.get(name)
    this.#waiting.delete(name)
    settle?.(published)
  }
}

const publishedBy = (message: Msg): Published => {
  if (message.headers?.code === nobodyThere) return unanswered('no stream takes it')
  const { seq, error } = message.json<Acknowledgement>()
  if (error?.err_code === wrongLast) {
    return Result.fail({ _tag: 'Refused', message: `NATS refused: ${error.description}` })
  }
  return seq === undefined ? unanswered(error?.description ?? 'no number') : Result.succeed(seq)
}
