// The writer: stores batches, answers, erases and prunes.
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import type { LogUnreadable } from '../../events/log.ts'
import { eventsOfText } from '../batches/batchText.ts'
import type { FollowedLot } from '../batches/position.ts'
import { nothingSent } from '../batches/sentEvents.ts'
import type { StoreFailure } from '../connection.ts'
import { erasing, type WriterClock } from '../shredding/erasure.ts'
import type { Stored } from './eventStore.ts'
import type { OpenStore, StoreUnusable } from './open.ts'
import { Readings } from './readings.ts'
import { emptying, pruneForever, watchDisk } from './upkeep.ts'
import type { SentPage, ToWriter, WriterPort, WriterRequest } from './writerMessages.ts'

/** How soon a batch that could not be stored is tried again. */
const retryMs = 1_000

/** What the writer needs of the thread that it is in. */
interface Given {
  readonly retentionMs: number
  readonly clock: WriterClock
  /** Runs `then` after the messages that have come in by then: `setImmediate`. */
  readonly soon: (then: () => void) => void
}

/** Serves the store that was opened over the port, until it is told to close. */
export const serveWriter = (
  port: WriterPort,
  opened: Result.Result<OpenStore, StoreUnusable>,
  given: Given,
): void => {
  if (Result.isFailure(opened)) {
    port.postMessage({ kind: 'unusable', failure: opened.failure })
    port.close()
    return
  }
  const store = opened.success
  const alive = aliveUntilClosed(given)
  const asked = new Readings(port, () => store.head().turn, alive.soon)
  const living = livingIn(store)
  const batches = new BatchQueue({ port, store, asked }, alive.clock)
  const catchUp = catchingUp(store, batches, () => {
    pruneForever(store, given.retentionMs, alive.clock, batches.failed)
    batches.begin()
  })
  port.postMessage({ kind: 'opened', head: store.head(), followed: store.followed() })
  batches.measureSoon = watchDisk(store.measure, alive.clock, {
    measured: (space) => port.postMessage({ kind: 'space', space }),
    warn: (message) => port.postMessage({ kind: 'warning', message }),
    failed: batches.failed,
  })
  const close = (): void => {
    batches.settle()
    alive.close()
    store.close()
  }
  if (store.isCaughtUp()) catchUp()
  port.on('message', (message: ToWriter) => {
    // While the living are read the projections follow; whatever else comes finds them up to date.
    if (!isOfLiving(message)) catchUp()
    if (message.kind === 'keys') for (const [owner, key] of message.keys) store.give(owner, key)
    else if (message.kind === 'batch') batches.add(eventsOfText(message.events))
    else if (message.kind === 'follow') batches.add(message.lot)
    else if (message.kind === 'drop') asked.drop(message.reading)
    else if (message.request.kind === 'close') {
      close()
      port.postMessage({ kind: 'closed', id: message.id })
      port.close()
    } else {
      answer({ port, store, asked, living }, message.id, message.request)
      if (store.isCaughtUp()) catchUp()
    }
  })
}

const isOfLiving = (message: ToWriter): boolean =>
  message.kind === 'keys' || (message.kind === 'request' && message.request.kind === 'living')

/** Gives what has the projections catch up, and begins what is done beside the commits. */
const catchingUp = (store: OpenStore, { failed }: BatchQueue, begin: () => void): (() => void) => {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    const caughtUp = store.catchUp()
    if (Result.isSuccess(caughtUp)) begin()
    else failed(storeFailure(caughtUp.failure))
  }
}

const storeFailure = ({ message }: LogUnreadable): StoreFailure => ({
  ...{ _tag: 'StoreFailure', isRetryable: false, code: 'FAULT' },
  message,
})

interface Serving {
  readonly port: WriterPort
  readonly store: OpenStore
  readonly asked: Readings
}

interface Answering extends Serving {
  readonly living: NextLiving
}

const answer = (
  { port, store, asked, living }: Answering,
  id: number,
  request: Exclude<WriterRequest, { kind: 'close' }>,
): void => {
  switch (request.kind) {
    case 'ask':
      asked.open(id, store.ask(request.question, request.parameters), request)
      return
    case 'more':
      asked.more(request.reading, id)
      return
    case 'key':
      port.postMessage({ kind: 'key', id, key: store.keys.ofDay(request.day) })
      return
    case 'living': {
      const page = living(request.page)
      if (Result.isSuccess(page)) port.postMessage({ kind: 'living', id, page: page.success })
      else port.postMessage({ kind: 'unreadable', id, failure: page.failure })
      return
    }
    case 'read': {
      const read = store.read(request.from, request.upTo)
      if (Result.isSuccess(read)) {
        port.postMessage({ kind: 'answer', id, answer: JSON.stringify(read.success) })
      } else port.postMessage({ kind: 'unreadable', id, failure: read.failure })
    }
  }
}

type NextLiving = (page: 'first' | 'next') => Result.Result<SentPage, LogUnreadable>

/** Gives page after page of what the living need; empty ones at the end. */
const livingIn = (store: OpenStore): NextLiving => {
  let next: number | null = null
  return (page) => {
    if (page === 'next' && next === null) return Result.succeed({ sent: nothingSent, isLast: true })
    const read = store.living(page === 'first' ? null : next)
    next = Result.isSuccess(read) ? read.success.next : null
    return Result.map(read, ({ sent }) => ({ sent, isLast: next === null }))
  }
}

/** A clock whose alarms are off once it is closed, and a `soon` that does nothing then. */
const aliveUntilClosed = ({ clock: given, soon }: Given) => {
  let closed = false
  const whileOpen = (wake: () => void) => () => {
    if (!closed) wake()
  }
  const clock: WriterClock = {
    ...given,
    after: (ms, wake) => given.after(ms, whileOpen(wake)),
  }
  return {
    clock,
    soon: (then: () => void) => soon(whileOpen(then)),
    close: () => {
      closed = true
    },
  }
}

/** A batch of events, or what another has made of one. */
type Waiting = LogEvent[] | FollowedLot

/** Stores batches in order, and tells; holds on to those that cannot be stored now. */
class BatchQueue {
  readonly #port: WriterPort
  readonly #store: OpenStore
  readonly #asked: Readings
  readonly #clock: WriterClock
  #forgetSoon = () => {}
  /** Called when something was stored. */
  measureSoon = () => {}
  readonly #waiting: Waiting[] = []
  #state: 'healthy' | 'retrying' | 'failed' = 'healthy'

  constructor({ port, store, asked }: Serving, clock: WriterClock) {
    this.#port = port
    this.#store = store
    this.#asked = asked
    this.#clock = clock
  }

  /** To be called once what is folded of the log is up to date with it. */
  begin(): void {
    const [port, store, given] = [
      this.#port,
      this.#store,
      { clock: this.#clock, failed: this.failed },
    ]
    this.#forgetSoon = forgetting(port, store, given)
  }

  add(batch: Waiting): void {
    this.#waiting.push(batch)
    if (this.#state === 'healthy') this.settle()
  }

  /** Stores what waits, as far as it can be stored. */
  settle(): void {
    const waiting = this.#waiting
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (this.#state === 'failed') return
      if ('rows' in next) {
        if (!this.#told(this.#store.follow(next, this.#keep))) return
      } else {
        const [part = next, ...rest] = this.#cut(next)
        waiting.splice(0, 1, part, ...rest)
        this.#asked.keep(part)
        if (!this.#told(this.#store.commit(part))) return
      }
      waiting.shift()
    }
    if (this.#state !== 'retrying') return
    this.#state = 'healthy'
    this.#port.postMessage({ kind: 'available' })
  }

  /** To be called where nothing can be trusted any more, or nothing stored now. */
  readonly failed = ({ isRetryable, message }: StoreFailure): void => {
    const told = this.#state
    if (told === 'failed') return
    this.#state = isRetryable ? 'retrying' : 'failed'
    if (isRetryable) this.#clock.after(retryMs, () => this.settle())
    else this.#asked.over()
    if (told === this.#state) return
    const what = isRetryable
      ? `Nothing can be stored: ${message}; trying again every second.`
      : `Nothing can be stored any more: ${message}; restart Passerby when that is mended.`
    this.#port.postMessage({ kind: 'unavailable', message: what, lasting: !isRetryable })
  }

  /** Whoever writes the stream has cut its batches where somebody reads. */
  readonly #keep = (events: readonly LogEvent[]): void => this.#asked.keep(events)

  #cut(batch: LogEvent[]): LogEvent[][] {
    const cut = this.#asked.cut(batch)
    return cut === null ? [batch] : cutAfter(batch, cut)
  }

  /** Tells of a batch once that is acknowledged; false if it must wait. */
  #told(acknowledged: Result.Result<Stored, StoreFailure>): boolean {
    if (Result.isFailure(acknowledged)) {
      this.failed(acknowledged.failure)
      return false
    }
    this.#tell(acknowledged.success)
    return true
  }

  #tell({ head, ended }: Stored): void {
    if (ended) this.#forgetSoon()
    this.measureSoon()
    this.#port.postMessage({ kind: 'committed', head })
    this.#asked.stored()
  }
}

/**
 * Gives what to call when somebody ended, and does so at once: somebody reading may have hindered
 * the start from erasing, and a crash left something to empty.
 */
const forgetting = (
  port: WriterPort,
  store: OpenStore,
  { clock, failed }: { clock: WriterClock; failed: (failure: StoreFailure) => void },
): (() => void) => {
  const late = (why: string) =>
    port.postMessage({ kind: 'warning', message: `Erasing is late: ${why}.` })
  const eraseSoon = erasing(store.database, clock, { late, failed })
  const emptySoon = emptying(store, clock, { done: eraseSoon, failed })
  const forgetSoon = () => {
    eraseSoon()
    emptySoon()
  }
  forgetSoon()
  return forgetSoon
}

/** The batch up to that turn, and the rest of it. */
const cutAfter = (batch: readonly LogEvent[], turn: number): [LogEvent[], LogEvent[]] => [
  batch.filter((event) => event.turn <= turn),
  batch.filter((event) => event.turn > turn),
]
