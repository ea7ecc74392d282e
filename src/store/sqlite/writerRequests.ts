// Questions to the writer's thread, and their answers.
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import type { DayId } from '../../events/fields.ts'
import type { LogClosed, LogUnreadable } from '../../events/log.ts'
import type { Page, Reading } from '../../events/projection.ts'
import { eventsSent } from '../batches/sentEvents.ts'
import type { FromWriter, SentPage, ToWriter, WriterRequest } from './writerMessages.ts'

/** The writer as the main thread has it: a Worker, or one end of a MessageChannel in tests. */
export interface WriterThread {
  readonly postMessage: (message: ToWriter) => void
  readonly on: (
    event: 'message' | 'error' | 'exit',
    listener: (message: FromWriter & Error) => void,
  ) => unknown
}

type Answered = Result.Result<unknown, LogUnreadable | LogClosed>
type LivingAnswered = Result.Result<SentPage, LogUnreadable | LogClosed>
type AnsweredPage = Result.Result<Page, LogUnreadable | LogClosed>

/** How many pages of what the living need are asked for before they can be folded. */
const livingPagesAhead = 3

/** For whoever still waits for a page of a reading that was dropped. */
const nothingMore: Page = { rows: [], isLast: true }

/** Every request is answered; once the writer is gone, with `LogClosed`. */
export class WriterRequests {
  readonly #thread: WriterThread
  readonly #unanswered = new Map<number, (answered: Answered) => void>()
  #ids = 0
  #closed: Result.Result<never, LogClosed> | null = null
  #isClosing = false

  constructor(thread: WriterThread) {
    this.#thread = thread
  }

  read(
    from: number,
    upTo: number,
  ): Promise<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>> {
    return this.#send({ kind: 'read', from, upTo })
  }

  ask(question: string, parameters: object, follows: number): Reading {
    let first: Promise<AnsweredPage> | null = this.#send({
      kind: 'ask',
      question,
      parameters,
      follows,
    })
    const reading = this.#ids
    let awaited = reading
    return {
      next: () => {
        const page = first ?? this.#send<AnsweredPage>({ kind: 'more', reading })
        if (first === null) awaited = this.#ids
        first = null
        return page
      },
      drop: () => {
        if (this.#closed === null) this.#thread.postMessage({ kind: 'drop', reading })
        this.#settle(awaited, Result.succeed(nothingMore))
      },
    }
  }

  /** All that the living need, page by page. */
  async *living(): AsyncIterable<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>> {
    const ask = (page: 'first' | 'next') => this.#send<LivingAnswered>({ kind: 'living', page })
    const asked = [ask('first')]
    for (let page = asked.shift(); page !== undefined; page = asked.shift()) {
      // The writer reads on while this one is folded.
      while (asked.length < livingPagesAhead) asked.push(ask('next'))
      const read = await page
      if (Result.isFailure(read)) {
        yield Result.fail(read.failure)
        return
      }
      const { sent, isLast } = read.success
      yield eventsSent(sent)
      if (isLast) return
    }
  }

  async keyOf(day: DayId): Promise<Uint8Array | null> {
    const key = await this.#send<Result.Result<Uint8Array | null, LogClosed>>({ kind: 'key', day })
    return Result.getOrElse(key, () => null)
  }

  async close(): Promise<void> {
    const closing = this.#send({ kind: 'close' })
    this.#isClosing = true
    await closing
    this.fail('The log is closed')
  }

  /** Passes an answer on to whoever asked. */
  hear(message: FromWriter): void {
    if (message.kind === 'answer') {
      this.#settle(message.id, Result.succeed(JSON.parse(message.answer)))
    } else if (message.kind === 'living') {
      this.#settle(message.id, Result.succeed(message.page))
    } else if (message.kind === 'key') {
      this.#settle(message.id, Result.succeed(message.key))
    } else if (message.kind === 'unreadable') {
      this.#settle(message.id, Result.fail(message.failure))
    } else if (message.kind === 'closed') {
      this.#settle(message.id, Result.succeed(null))
    }
  }

  /** Nothing will be answered any more. A thread that is told to close may be gone before its last word is heard. */
  fail(why: string): void {
    const message = this.#isClosing ? 'The log is closed' : why
    this.#closed ??= Result.fail({ _tag: 'LogClosed', message })
    for (const id of [...this.#unanswered.keys()]) this.#settle(id, this.#closed)
  }

  /** What is answered is what was asked for: see `answerTo` of the writer. */
  #send<A extends Answered>(request: WriterRequest): Promise<A> {
    return new Promise((resolve) => {
      this.#ids += 1
      if (this.#closed !== null) {
        resolve(this.#closed as Answered as A)
        return
      }
      this.#unanswered.set(this.#ids, resolve as (answered: Answered) => void)
      this.#thread.postMessage({ kind: 'request', id: this.#ids, request })
    })
  }

  #settle(id: number, answered: Answered): void {
    this.#unanswered.get(id)?.(answered)
    this.#unanswered.delete(id)
  }
}
