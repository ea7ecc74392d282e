// A log that follows a stream, as the main thread has it: what is followed goes to the writer's thread.
import type { Result } from 'effect'
import type { LogEvent, Owner } from '../../events/event.ts'
import {
  type Head,
  type LogClosed,
  type LogSpace,
  type LogUnreadable,
  unmeasured,
} from '../../events/log.ts'
import type { Reading } from '../../events/projection.ts'
import type { Followed, FollowedLot } from '../batches/position.ts'
import type { Key } from '../shredding/keys.ts'
import type { FromWriter } from '../sqlite/writerMessages.ts'
import { WriterRequests, type WriterThread } from '../sqlite/writerRequests.ts'

/** Whoever follows is to wait while so much does, about as many bytes. */
const waitingBytesMax = 16 * 1024 * 1024

/** What a lot takes beside its rows, about. */
const lotBytes = 500

export class FollowedLog {
  /** Where it stood when it was opened. */
  readonly head: Head
  readonly followed: Followed
  readonly #thread: WriterThread
  readonly #requests: WriterRequests
  readonly #warn: (message: string) => void
  #space = unmeasured
  /** The bytes of each lot that is not stored yet, in order. */
  readonly #unstored: number[] = []
  #waitingBytes = 0
  #isWritable = true
  #isOver = false
  #forRoom: (() => void)[] = []

  constructor(
    thread: WriterThread,
    opened: { readonly head: Head; readonly followed: Followed },
    warn: (message: string) => void,
  ) {
    this.#thread = thread
    this.#requests = new WriterRequests(thread)
    this.head = opened.head
    this.followed = opened.followed
    this.#warn = warn
  }

  /** False from when something cannot be stored until it is. */
  get isWritable(): boolean {
    return this.#isWritable
  }

  space(): LogSpace {
    return this.#space
  }

  /** The keys of those who live, before anything else. */
  give(keys: readonly (readonly [Owner, Key])[]): void {
    this.#thread.postMessage({ kind: 'keys', keys })
  }

  living(): AsyncIterable<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>> {
    return this.#requests.living()
  }

  follow(lot: FollowedLot): void {
    if (this.#isOver) return
    let bytes = lotBytes
    for (const { events, words } of lot.rows) bytes += events.length + words.length
    this.#unstored.push(bytes)
    this.#waitingBytes += bytes
    this.#thread.postMessage({ kind: 'follow', lot })
  }

  /** Waits while too much is not stored yet. */
  async room(): Promise<void> {
    while (this.#waitingBytes > waitingBytesMax) {
      await new Promise<void>((resolve) => this.#forRoom.push(resolve))
    }
  }

  /** Asks the projections as of turn `follows`, once that is stored. */
  ask(question: string, parameters: object, follows: number): Reading {
    return this.#requests.ask(question, parameters, follows)
  }

  /** Stores what it was given, and lets go of the file. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    await this.#requests.close()
  }

  hear(message: FromWriter): void {
    if (message.kind === 'committed') {
      this.#waitingBytes -= this.#unstored.shift() ?? 0
      if (this.#waitingBytes <= waitingBytesMax) this.#goOn()
    } else if (message.kind === 'unavailable') {
      this.#isWritable = false
      this.#warn(message.message)
    } else if (message.kind === 'available') this.#isWritable = true
    else if (message.kind === 'space') this.#space = message.space
    else this.#requests.hear(message)
  }

  /** The writer is no more; expected once this is closed. */
  gone(message: string): void {
    this.#requests.fail(message)
    if (!this.#isOver) this.#warn(message)
    this.#isOver = true
    this.#isWritable = false
    this.#waitingBytes = 0
    this.#goOn()
  }

  #goOn(): void {
    for (const goOn of this.#forRoom.splice(0)) goOn()
  }
}
