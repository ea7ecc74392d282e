// The stream that worlds share, on NATS.
import { Result } from 'effect'
import type { Stream, StreamMessage } from '../stream.ts'
import { publishAfter, unanswered } from './asking.ts'
import { type FollowedStream, Follower } from './follower.ts'

export interface NatsStreamParts extends FollowedStream {
  readonly subject: string
}

/** How many messages are asked for at once. */
const readMessagesMax = 16

export class NatsStream implements Stream {
  readonly #parts: NatsStreamParts

  constructor(parts: NatsStreamParts) {
    this.#parts = parts
  }

  readonly append: Stream['append'] = (data, last) =>
    publishAfter(this.#parts.connection, this.#parts.subject, data, last)

  /** Whoever leads the stream is asked: others may not have it all yet. */
  readonly read: Stream['read'] = async (from) => {
    const first = await this.#message(from)
    if (Result.isFailure(first)) return Result.fail(first.failure)
    if (first.success === null) return Result.succeed([])
    const messages = [first.success]
    const others = Array.from({ length: readMessagesMax - 1 }, (_, at) => from + 1 + at)
    for (const read of await Promise.all(others.map((number) => this.#message(number)))) {
      if (Result.isFailure(read) || read.success === null) break
      messages.push(read.success)
    }
    return Result.succeed(messages)
  }

  readonly follow: Stream['follow'] = (from, heard) => {
    const follower = new Follower(this.#parts, from, heard)
    return () => follower.stop()
  }

  async #message(number: number) {
    const { manager, name } = this.#parts
    try {
      const found = await manager.streams.getMessage(name, { seq: number })
      const message: StreamMessage | null = found && { number, data: found.string() }
      return Result.succeed(message)
    } catch (error) {
      return unanswered(error)
    }
  }
}
