// The writer: stores batches, answers, erases and prunes.
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import type { LogUnreadable } from '../../events/log.ts'
import type { StoreFailure } from '../connection.ts'
import { erasing, type WriterClock } from '../shredding/erasure.ts'
import { emptying, pruneForever, watchDisk } from '../upkeep/upkeep.ts'
import type { OpenStore, StoreUnusable } from './open.ts'
import type { ToWriter, WriterPort, WriterRequest } from './writerMessages.ts'

/** How soon a batch that could not be stored is tried again. */
const retryMs = 1_000

/** Serves the store that was opened over the port, until it is told to close. */
export const serveWriter = (
  port: WriterPort,
  opened: Result.Result<OpenStore, StoreUnusable>,
  given: { readonly retentionMs: number; readonly clock: WriterClock },
): void => {
  if (Result.isFailure(opened)) {
    port.postMessage({ kind: 'unusable', failure: opened.failure })
    port.close()
    return
  }
  const store = opened.success
  const line = aliveUntilClosed(given.clock)
  const batches = storing(port, store, line.clock)
  pruneForever(store, given.retentionMs, line.clock, batches.failed)
  port.postMessage({ kind: 'opened', head: store.head() })
  watchDisk(store.measure, line.clock, {
    measured: (space) => port.postMessage({ kind: 'space', space }),
    warn: (message) => port.postMessage({ kind: 'warning', message }),
    failed: batches.failed,
  })
  const close = (): void => {
    batches.settle()
    line.close()
    store.close()
  }
  port.on('message', (message: ToWriter) => {
    if (message.kind === 'batch') {
      batches.add(JSON.parse(message.events) as LogEvent[])
      return
    }
    const { id, request } = message
    if (request.kind === 'close') {
      close()
      port.postMessage({ kind: 'closed', id })
      port.close()
    } else if (request.kind === 'ask') {
      batches.add(() => answer(port, store, { id, request }))
    } else {
      answer(port, store, { id, request })
    }
  })
}

const answer = (
  port: WriterPort,
  store: OpenStore,
  { id, request }: { id: number; request: Exclude<WriterRequest, { kind: 'close' }> },
): void => {
  const answered = answerTo(store, request)
  if (Result.isFailure(answered)) {
    port.postMessage({ kind: 'unreadable', id, failure: answered.failure })
  } else {
    port.postMessage({ kind: 'answer', id, answer: JSON.stringify(answered.success) })
  }
}

const answerTo = (
  store: OpenStore,
  request: Exclude<WriterRequest, { kind: 'close' }>,
): Result.Result<unknown, LogUnreadable> => {
  switch (request.kind) {
    case 'read':
      return store.read(request.from, request.upTo)
    case 'ask':
      return store.ask(request.question, request.parameters)
    case 'living':
      return store.living(request.from)
  }
}

/** A clock whose alarms are off once it is closed. */
const aliveUntilClosed = (given: WriterClock) => {
  let closed = false
  const clock: WriterClock = {
    ...given,
    after: (ms, wake) =>
      given.after(ms, () => {
        if (!closed) wake()
      }),
  }
  return {
    clock,
    close: () => {
      closed = true
    },
  }
}

/** Stores batches in order, and tells; holds on to those that cannot be stored now. */
const storing = (port: WriterPort, store: OpenStore, clock: WriterClock) => {
  /** Batches, and what is to be answered once those before it are stored. */
  const waiting: (LogEvent[] | (() => void))[] = []
  let state: 'healthy' | 'retrying' | 'failed' = 'healthy'

  const failed = ({ isRetryable, message }: StoreFailure): void => {
    const told = state
    if (told === 'failed') return
    state = isRetryable ? 'retrying' : 'failed'
    if (isRetryable) clock.after(retryMs, settle)
    else answerAnyway(waiting)
    if (told === state) return
    const what = isRetryable
      ? `Nothing can be stored: ${message}; trying again every second.`
      : `Nothing can be stored any more: ${message}; restart Passerby when that is mended.`
    port.postMessage({ kind: 'unavailable', message: what, lasting: !isRetryable })
  }

  const forgetSoon = forgetting(port, store, { clock, failed })

  /** Stores a batch; false if it must wait. */
  const stores = (batch: readonly LogEvent[]): boolean => {
    const stored = store.commit(batch)
    if (Result.isFailure(stored)) {
      failed(stored.failure)
      return false
    }
    if (stored.success.ended) forgetSoon()
    port.postMessage({ kind: 'committed', head: stored.success.head })
    return true
  }

  const settle = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (typeof next === 'function') next()
      else if (state === 'failed' || !stores(next)) return
      waiting.shift()
    }
    if (state !== 'retrying') return
    state = 'healthy'
    port.postMessage({ kind: 'available' })
  }

  return {
    add: (next: LogEvent[] | (() => void)): void => {
      if (state === 'failed' && typeof next === 'function') next()
      else waiting.push(next)
      if (state === 'healthy') settle()
    },
    settle,
    failed,
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
  const emptySoon = emptying(store, clock, failed)
  const forgetSoon = () => {
    eraseSoon()
    emptySoon()
  }
  forgetSoon()
  return forgetSoon
}

/** What cannot be stored was never told to anybody: what is stored is a true answer. */
const answerAnyway = (waiting: (LogEvent[] | (() => void))[]): void => {
  for (const next of waiting.splice(0)) if (typeof next === 'function') next()
}
