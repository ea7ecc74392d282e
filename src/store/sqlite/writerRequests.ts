// Questions to the writer's thread, and their answers.
import type { LogEvent } from '../../events/event.ts'
import { LogUnreadable } from '../../events/logUnreadable.ts'
import type { FromWriter, Request, ToWriter } from './writerMessages.ts'

/** The main thread's end of the line: a Worker, or one end of a MessageChannel in tests. */
export interface WriterThread {
  readonly postMessage: (message: ToWriter) => void
  readonly on: (
    event: 'message' | 'error' | 'exit',
    listener: (message: FromWriter & Error) => void,
  ) => unknown
}

type Rows = readonly Readonly<Record<string, unknown>>[]

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** Every request is answered, or rejected when the writer is gone. */
export class Requests {
  readonly #thread: WriterThread
  readonly #pending = new Map<number, Pending>()
  #ids = 0
  #gone: string | null = null

  constructor(thread: WriterThread) {
    this.#thread = thread
  }

  read(from: number, upTo: number): Promise<readonly LogEvent[]> {
    return this.#send({ kind: 'read', from, upTo }) as Promise<readonly LogEvent[]>
  }

  ask(question: string, facts: object): Promise<Rows> {
    return this.#send({ kind: 'ask', question, facts }) as Promise<Rows>
  }

  oldestLive(): Promise<number> {
    return this.#send({ kind: 'oldestLive' }) as Promise<number>
  }

  async close(): Promise<void> {
    await this.#send({ kind: 'close' })
    this.fail('The log is closed')
  }

  /** Passes an answer on to whoever asked. */
  hear(message: FromWriter): void {
    if (message.kind === 'answer') {
      this.#settle(message.id)?.resolve(JSON.parse(message.answer))
    } else if (message.kind === 'unreadable') {
      this.#settle(message.id)?.reject(new LogUnreadable(message.seq, message.why))
    }
  }

  /** Nothing will be answered any more. */
  fail(why: string): void {
    this.#gone ??= why
    for (const { reject } of this.#pending.values()) reject(new Error(why))
    this.#pending.clear()
  }

  #send(request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) {
        reject(new Error(this.#gone))
        return
      }
      this.#ids += 1
      this.#pending.set(this.#ids, { resolve, reject })
      this.#thread.postMessage({ kind: 'request', id: this.#ids, request })
    })
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}
