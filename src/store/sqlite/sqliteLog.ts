// The log as the main thread has it: group commit over a writer thread.
import { Result } from 'effect'
import type { LogEvent, Turn } from '../../events/event.ts'
import type { DayId } from '../../events/fields.ts'
import {
  following,
  type Head,
  type Log,
  type LogClosed,
  type LogSpace,
  type LogUnreadable,
  type LogWatcher,
  unmeasured,
} from '../../events/log.ts'
import type { Ask, Reading } from '../../events/projection.ts'
import { batchText } from '../batches/batchText.ts'
import type { StoreUnusable } from './open.ts'
import { TurnQueue, type TurnQueuePorts } from './turnQueue.ts'
import type { FromWriter } from './writerMessages.ts'
import { WriterRequests, type WriterThread } from './writerRequests.ts'

/** What the log needs of the thread that it is in. */
export interface StorePorts extends TurnQueuePorts {
  /** Something for the operator to know. */
  readonly warn: (message: string) => void
}

/** A log in a data directory, with its projections. Closing the log closes it all. */
export interface Store {
  readonly log: Log
  /** Asks the projections as of all turns appended by now. */
  readonly ask: Ask
}

export class SqliteLog implements Log {
  readonly #thread: WriterThread
  readonly #requests: WriterRequests
  readonly #queue: TurnQueue
  #watcher: LogWatcher | null = null
  #head: Head
  #appended: Head
  #space = unmeasured
  #isOver = false

  constructor(thread: WriterThread, requests: WriterRequests, ports: StorePorts, head: Head) {
    this.#thread = thread
    this.#requests = requests
    this.#queue = new TurnQueue((batch) => {
      this.#thread.postMessage({ kind: 'batch', events: batchText(batch) })
    }, ports)
    this.#head = head
    this.#appended = head
  }

  space(): LogSpace {
    return this.#space
  }

  head(): Head {
    return this.#head
  }

  watch(watcher: LogWatcher): void {
    this.#watcher = watcher
  }

  append(turn: Turn): void {
    this.#appended = following(this.#appended, turn)
    this.#queue.add(turn)
  }

  async *read(
    from = 1,
  ): AsyncIterable<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>> {
    const upTo = this.#head.seq
    for (let next = from; next <= upTo; ) {
      const events = await this.#requests.read(next, upTo)
      yield events
      const last = Result.isSuccess(events) ? events.success.at(-1) : undefined
      if (last === undefined) return
      next = last.seq + 1
    }
  }

  ask(...[question, parameters]: Parameters<Ask>): Reading {
    return this.#requests.ask(question, parameters, this.#appended.turn)
  }

  living(): AsyncIterable<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>> {
    return this.#requests.living()
  }

  keyOf(day: DayId): Promise<Uint8Array | null> {
    return this.#requests.keyOf(day)
  }

  /** What cannot be stored even now was never reported as committed, and is given up. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#queue.end()
    await this.#requests.close()
  }

  /** What the writer says of its own accord. */
  hear(message: FromWriter): void {
    if (message.kind === 'committed') {
      this.#head = message.head
      this.#queue.stored(message.head.seq)
      this.#watcher?.committed(message.head.turn)
    } else if (message.kind === 'unavailable') {
      if (message.lasting) this.#giveUp()
      this.#watcher?.unavailable(message.message, message.lasting)
    } else if (message.kind === 'space') {
      this.#space = message.space
    } else if (message.kind === 'available') {
      this.#watcher?.available()
    } else {
      this.#requests.hear(message)
    }
  }

  /** The writer is no more; expected once the log is closed. */
  gone(message: string): void {
    const wasOver = this.#isOver
    this.#requests.fail(message)
    this.#giveUp()
    if (!wasOver) this.#watcher?.unavailable(message, true)
  }

  /** Nothing more will be stored. */
  #giveUp(): void {
    this.#isOver = true
    this.#queue.giveUp()
  }
}

/** Hears what the writer says of its own accord, and that it is no more. */
interface WriterEar {
  readonly hear: (message: FromWriter) => void
  readonly gone: (message: string) => void
}

type Opened = Extract<FromWriter, { readonly kind: 'opened' }>

/** What is made of what a writer has opened; waits until it has. */
export const connected = <Ear extends WriterEar>(
  thread: WriterThread,
  warn: (message: string) => void,
  earOf: (opened: Opened) => Ear,
): Promise<Result.Result<Ear, StoreUnusable>> =>
  new Promise((resolve) => {
    let ear: Ear | null = null
    const gone = (why: string): void => {
      const message = `The writer is gone: ${why}`
      if (ear === null) resolve(Result.fail({ _tag: 'StoreUnusable', message: `${message}.` }))
      ear?.gone(`${message}; restart Passerby.`)
    }
    thread.on('error', (error) => gone(error instanceof Error ? error.name : 'it threw'))
    thread.on('exit', () => gone('its thread ended'))
    thread.on('message', (message: FromWriter) => {
      if (message.kind === 'unusable') {
        resolve(Result.fail(message.failure))
      } else if (message.kind === 'opened') {
        ear = earOf(message)
        resolve(Result.succeed(ear))
      } else if (message.kind === 'warning') {
        warn(message.message)
      } else ear?.hear(message)
    })
  })

/** The store that a writer serves; waits until the writer has opened it. */
export const connect = async (
  thread: WriterThread,
  ports: StorePorts,
): Promise<Result.Result<Store, StoreUnusable>> =>
  Result.map(
    await connected(
      thread,
      ports.warn,
      ({ head }) => new SqliteLog(thread, new WriterRequests(thread), ports, head),
    ),
    (log) => ({ log, ask: (...asked) => log.ask(...asked) }),
  )
