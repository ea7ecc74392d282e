// The writer: stores batches, answers, erases and prunes.
import type { LogEvent } from '../../events/event.ts'
import { LogUnreadable } from '../../events/logUnreadable.ts'
import { erasing, type WriterClock } from '../shredding/erasure.ts'
import type { Trouble } from './connection.ts'
import type { OpenStore, StoreFault } from './open.ts'
import { pruning } from './retention.ts'
import type { Request, ToWriter, WriterPort } from './writerMessages.ts'

/** How soon a batch that could not be stored is tried again. */
const retryMs = 1_000

/** The events that have grown old in a minute are few. */
const pruneEveryMs = 60_000

/** Between two steps of a pass, so that many batches are stored to one step. */
const pruneGapMs = 50

/** Serves the store that was opened over the port, until it is told to close. */
export const serveWriter = (
  port: WriterPort,
  store: OpenStore | StoreFault,
  given: { readonly retentionMs: number; readonly clock: WriterClock },
): void => {
  if (store._tag === 'StoreFault') {
    port.postMessage({ kind: 'fault', message: store.message })
    port.close()
    return
  }
  const line = aliveUntilClosed(given.clock)
  const batches = storing(port, store, line.clock)
  pruneForever(store, given.retentionMs, line.clock, batches.break)
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
      port.postMessage({ kind: 'answer', id, answer: 'null' })
      port.close()
    } else if (request.kind === 'ask') {
      batches.add(() => answer(port, store, { id, request }))
    } else {
      answer(port, store, { id, request })
    }
  })
  port.postMessage({ kind: 'opened', head: store.head() })
}

const answer = (
  port: WriterPort,
  store: OpenStore,
  { id, request }: { id: number; request: Exclude<Request, { kind: 'close' }> },
): void => {
  try {
    port.postMessage({ kind: 'answer', id, answer: JSON.stringify(answerTo(store, request)) })
  } catch (error) {
    if (!(error instanceof LogUnreadable)) throw error
    port.postMessage({ kind: 'unreadable', id, seq: error.seq, why: error.why })
  }
}

const answerTo = (store: OpenStore, request: Exclude<Request, { kind: 'close' }>): unknown => {
  switch (request.kind) {
    case 'read':
      return store.read(request.from, request.upTo)
    case 'ask':
      return store.ask(request.question, request.facts)
    case 'oldestLive':
      return store.oldestLive()
  }
}

/** A clock whose alarms are off once it is closed. */
const aliveUntilClosed = ({ now, after }: WriterClock) => {
  let closed = false
  const clock: WriterClock = {
    now,
    after: (ms, wake) =>
      after(ms, () => {
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
  let state: 'well' | 'hindered' | 'broken' = 'well'

  const hinder = ({ passing, message }: Trouble): void => {
    const told = state
    if (told === 'broken') return
    state = passing ? 'hindered' : 'broken'
    if (passing) clock.after(retryMs, settle)
    else answerAnyway(waiting)
    if (told === state) return
    const what = passing
      ? `Nothing can be stored: ${message}; trying again every second.`
      : `Nothing can be stored any more: ${message}; restart Passerby when that is mended.`
    port.postMessage({ kind: 'unavailable', message: what, lasting: !passing })
  }

  const eraseSoon = erasing(store.database, clock, {
    late: (why) => port.postMessage({ kind: 'warning', message: `Erasing is late: ${why}.` }),
    broken: hinder,
  })

  /** Stores a batch; false if it must wait. */
  const stores = (batch: readonly LogEvent[]): boolean => {
    const stored = store.commit(batch)
    if ('passing' in stored) {
      hinder(stored)
      return false
    }
    if (stored.ended) eraseSoon()
    port.postMessage({ kind: 'committed', head: stored.head })
    return true
  }

  const settle = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (typeof next === 'function') next()
      else if (state === 'broken' || !stores(next)) return
      waiting.shift()
    }
    if (state !== 'hindered') return
    state = 'well'
    port.postMessage({ kind: 'available' })
  }

  return {
    add: (next: LogEvent[] | (() => void)): void => {
      if (state === 'broken' && typeof next === 'function') next()
      else waiting.push(next)
      if (state === 'well') settle()
    },
    settle,
    break: hinder,
  }
}

/** What cannot be stored was never told to anybody: what is stored is a true answer. */
const answerAnyway = (waiting: (LogEvent[] | (() => void))[]): void => {
  for (const next of waiting.splice(0)) if (typeof next === 'function') next()
}

const pruneForever = (
  store: OpenStore,
  retentionMs: number,
  clock: WriterClock,
  broken: (trouble: Trouble) => void,
): void => {
  const step = pruning(store)
  const prune = (): void => {
    const outcome = step(clock.now() - retentionMs)
    if (typeof outcome !== 'boolean' && !outcome.passing) {
      broken(outcome)
      return
    }
    clock.after(outcome === true ? pruneGapMs : pruneEveryMs, prune)
  }
  clock.after(pruneEveryMs, prune)
}
