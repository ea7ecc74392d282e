// The stream that worlds share, on NATS.
import type { NextMsgRequest, SeqMsgRequest } from '@nats-io/jetstream'
import { Result } from 'effect'
import type { Stream, StreamMessage } from '../stream.ts'
import { unanswered } from './asking.ts'
import { type FollowedStream, Follower } from './follower.ts'
import type { Publisher } from './publisher.ts'

export interface NatsStreamParts extends Omit<FollowedStream, 'kept'> {
  readonly publisher: Publisher
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
    this.#parts.publisher.publishAfter(this.#parts.subject, data, last)

  /** Whoever leads the stream is asked: others may not have it all yet. */
  readonly read: Stream['read'] = async (from) => {
    const { subject } = this.#parts
    const first = await this.#message({ seq: from, next_by_subj: subject })
    if (Result.isFailure(first)) return Result.fail(first.failure)
    if (first.success === null) return Result.succeed([])
    const messages = [first.success]
    const { number } = first.success
    const others = Array.from({ length: readMessagesMax - 1 }, (_, at) => number + 1 + at)
    for (const read of await Promise.all(others.map((seq) => this.#message({ seq })))) {
      if (Result.isFailure(read) || read.success === null) break
      messages.push(read.success)
    }
    return Result.succeed(messages)
  }

  readonly follow: Stream['follow'] = (from, heard, lost) => {
    const { subject } = this.#parts
    const kept = async (number: number) =>
      Result.map(
        await this.#message({ seq: number, next_by_subj: subject }),
        (message) => message?.number ?? null,
      )
    const follower = new Follower({ ...this.#parts, kept }, from, { heard, lost })
    return () => follower.stop()
  }

  async #message(query: SeqMsgRequest & Partial<NextMsgRequest>) {
    const { manager, name } = this.#parts
    try {
      const found = await manager.streams.getMessage(name, query)
      const message: StreamMessage | null = found && { number: found.seq, data: found.string() }
      return Result.succeed(message)
    } catch (error) {
      return unanswered(error)
    }
  }
}
