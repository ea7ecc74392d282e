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
import type { After } from '../../events/ports.ts'
import type { Reading } from '../../events/projection.ts'
import type { Followed, FollowedLot } from '../batches/position.ts'
import type { Key } from '../shredding/keys.ts'
import type { FromWriter } from '../sqlite/writerMessages.ts'
import { WriterRequests, type WriterThread } from '../sqlite/writerRequests.ts'

/** Whoever follows is to wait while so much does, about as many bytes. */
const waitingBytesMax = 16 * 1024 * 1024

/** What a lot takes beside its rows, about. */
const lotBytes = 500

/**
 * What is followed within so many ms goes to the writer together, as nobody waits for its being stored: a
 * transaction costs two messages between threads and a sync, however much is in it.
 */
const togetherMs = 50

/** …unless it takes so many bytes by then, about. */
const togetherBytesMax = 256 * 1024

/** Who runs the writer, what comes when its time has, and who hears of what an operator is to know. */
export interface FollowedLogParts {
  readonly thread: WriterThread
  readonly after: After<unknown>
  readonly warn: (message: string) => void
}

export class FollowedLog {
  /** Where it stood when it was opened. */
  readonly head: Head
  readonly followed: Followed
  readonly #parts: FollowedLogParts
  readonly #requests: WriterRequests
  #space = unmeasured
  /** What goes to the writer next, and how many bytes it takes. */
  #together: FollowedLot[] = []
  #togetherBytes = 0
  #isScheduled = false
  /** The last turn that was followed, and the last as of which something was asked. */
  #turn: number
  #askedTurn = 0
  /** The bytes of each lot that the writer has not stored yet, in order. */
  readonly #unstored: number[] = []
  /** All that is not stored yet. */
  #waitingBytes = 0
  #isWritable = true
  #isOver = false
  #forRoom: (() => void)[] = []

  constructor(
    parts: FollowedLogParts,
    { head, followed }: { readonly head: Head; readonly followed: Followed },
  ) {
    this.#parts = parts
    this.#requests = new WriterRequests(parts.thread)
    this.head = head
    this.followed = followed
    this.#turn = head.turn
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
    this.#parts.thread.postMessage({ kind: 'keys', keys })
  }

  living(): AsyncIterable<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>> {
    return this.#requests.living()
  }

  follow(lot: FollowedLot): void {
    if (this.#isOver) return
    const isAwaited = this.#turn < this.#askedTurn
    const bytes = bytesOf(lot)
    this.#turn = lot.rows.at(-1)?.turn ?? this.#turn
    this.#together.push(lot)
    this.#togetherBytes += bytes
    this.#waitingBytes += bytes
    if (isAwaited || this.#togetherBytes >= togetherBytesMax) this.#post()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      this.#parts.after(togetherMs, this.#due)
    }
  }

  /** Waits while too much is not stored yet. */
  async room(): Promise<void> {
    while (this.#waitingBytes > waitingBytesMax) {
      await new Promise<void>((resolve) => this.#forRoom.push(resolve))
    }
  }

  /** Asks the projections as of turn `follows`, once that is stored: it ends a lot, and nothing goes with it that follows. */
  ask(question: string, parameters: object, follows: number): Reading {
    this.#post()
    this.#askedTurn = Math.max(this.#askedTurn, follows)
    return this.#requests.ask(question, parameters, follows)
  }

  /** Stores what it was given, and lets go of the file. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#post()
    this.#isOver = true
    await this.#requests.close()
  }

  hear(message: FromWriter): void {
    if (message.kind === 'committed') {
      this.#waitingBytes -= this.#unstored.shift() ?? 0
      if (this.#waitingBytes <= waitingBytesMax) this.#goOn()
    } else if (message.kind === 'unavailable') {
      this.#isWritable = false
      this.#parts.warn(message.message)
    } else if (message.kind === 'available') this.#isWritable = true
    else if (message.kind === 'space') this.#space = message.space
    else this.#requests.hear(message)
  }

  /** The writer is no more; expected once this is closed. */
  gone(message: string): void {
    this.#requests.fail(message)
    if (!this.#isOver) this.#parts.warn(message)
    this.#isOver = true
    this.#isWritable = false
    this.#waitingBytes = 0
    this.#goOn()
  }

  readonly #due = (): void => {
    this.#isScheduled = false
    this.#post()
  }

  #post(): void {
    if (this.#isOver || this.#together.length === 0) return
    this.#parts.thread.postMessage({ kind: 'follow', lot: asOne(this.#together) })
    this.#unstored.push(this.#togetherBytes)
    this.#together = []
    this.#togetherBytes = 0
  }

  #goOn(): void {
    for (const goOn of this.#forRoom.splice(0)) goOn()
  }
}

const bytesOf = ({ rows }: FollowedLot): number =>
  rows.reduce((bytes, { events, words }) => bytes + events.length + words.length, lotBytes)

/** What several that follow one another bring; of each note what the last says. */
const asOne = (lots: readonly FollowedLot[]): FollowedLot => ({
  rows: lots.flatMap(({ rows }) => rows),
  begun: lots.flatMap(({ begun }) => begun),
  position: [...new Map(lots.flatMap(({ position }) => position))],
})
