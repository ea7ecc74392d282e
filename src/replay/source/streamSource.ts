// A log read from the stream that the worlds of a cluster share, also while they write it.
import { Result } from 'effect'
import { decodedEntry, rowsIn } from '../../cluster/entries.ts'
import type { Entry } from '../../cluster/messages.ts'
import {
  type NatsLookParts,
  type NatsReading,
  openNatsReading,
} from '../../cluster/nats/natsReading.ts'
import type { StreamMessage } from '../../cluster/stream.ts'
import { Succession } from '../../cluster/succession.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import type { Clock } from '../../events/ports.ts'
import { legibleIn } from '../../store/batches/batchReader.ts'
import type { BatchContent } from '../../store/batches/batchRow.ts'
import type { NotALog, RecordedEvent, Source } from './source.ts'

const notALog = (message: string): Result.Result<never, NotALog> =>
  Result.fail({ _tag: 'NotALog', message })

/** The log with all that stands in it by now; what comes then comes by itself. */
export const streamSource = async (
  parts: NatsLookParts,
): Promise<Result.Result<Source, NotALog>> => {
  const { url, clock } = parts
  const opened = await openNatsReading(parts)
  if (Result.isFailure(opened)) return notALog(`${opened.failure.message}.`)
  const nats = opened.success
  const last = await lastOf(nats, url)
  if (Result.isFailure(last)) {
    await nats.close()
    return Result.fail(last.failure)
  }
  const log = new StreamRead()
  const unfollow = nats.follow(1, (message) => log.take(message))
  const close = () => {
    unfollow()
    void nats.close()
  }
  if (!(await hasCome(log, last.success, clock))) {
    close()
    return notALog(`NATS does not answer at ${url} any more.`)
  }
  return Result.succeed({
    ...{ name: url, events: log.events, close, read: (after) => log.read(after) },
    // Of a stream nothing is ever deleted, and its servers see to it that it is sound.
    live: { unsound: () => null, hasPruned: () => false },
  })
}

/** The number of its last message, if all those before are kept. */
const lastOf = async (nats: NatsReading, url: string): Promise<Result.Result<number, NotALog>> => {
  const found = await nats.log()
  if (Result.isFailure(found)) return notALog(`${found.failure.message}.`)
  if (found.success === null) {
    return notALog(`No world has run with ${url} yet: there is no log.`)
  }
  const { last, kept } = found.success
  if (kept === last) return Result.succeed(last)
  const lost = `${last - kept} of ${last} messages of the log are not kept at ${url} any more`
  return notALog(`${lost}: replay the data directory of a world, which has them.`)
}

/** How often it is looked whether more has come, in ms, and how many times nothing may have. */
const lookMs = 20
const vainLooksMax = 500

/** Whether all up to a number has come. */
const hasCome = async (
  log: StreamRead,
  last: number,
  clock: Pick<Clock, 'after'>,
): Promise<boolean> => {
  for (let vain = 0; log.number < last && vain < vainLooksMax; vain++) {
    const { number } = log
    await new Promise<void>((resolve) => {
      clock.after(lookMs, resolve)
    })
    if (log.number > number) vain = 0
  }
  return log.number >= last
}

/** How many events are given at once, as long as there are any. */
const batchEvents = 5_000

const noWords = new Uint8Array()

/** What counts of the messages that have come. */
class StreamRead {
  /** Of the last message. */
  number = 0
  readonly #succession = new Succession()
  readonly #rows: BatchContent[] = []
  #fault: Result.Result<void, LogUnreadable> = Result.void

  /** How many there are. */
  get events(): number {
    return this.#succession.standing.seq
  }

  take({ number, data }: StreamMessage): void {
    this.number = number
    if (Result.isFailure(this.#fault)) return
    const next = this.events + 1
    const counted = Result.try(() => this.#counted(decodedEntry(data)))
    if (Result.isFailure(counted)) {
      this.#fault = logUnreadable(next, `is torn: message ${number} of the stream is no entry`)
    } else for (const row of counted.success) this.#rows.push({ ...row, words: noWords })
  }

  #counted(entry: Entry): readonly BatchContent[] {
    const counts = this.#succession.next(entry) === 'counts'
    return counts && entry.kind === 'batch' ? rowsIn(entry) : []
  }

  *read(after: number): Generator<readonly RecordedEvent[], Result.Result<void, LogUnreadable>> {
    let batch: RecordedEvent[] = []
    for (let at = this.#placeAfter(after); at < this.#rows.length; at++) {
      const { events, unreadable } = legible(this.#rows[at] as BatchContent)
      for (const event of events) {
        if (event.seq > after) batch.push({ event, json: JSON.stringify(event.data) })
      }
      if (unreadable === null && batch.length < batchEvents) continue
      if (batch.length > 0) yield batch
      if (unreadable !== null) return Result.fail(unreadable)
      batch = []
    }
    if (batch.length > 0) yield batch
    return this.#fault
  }

  /** Of the row that has the event after a seq: it is rarely far from the end. */
  #placeAfter(seq: number): number {
    return this.#rows.findLastIndex(({ last }) => last <= seq) + 1
  }
}

/** Whoever replays a log has no keys. */
const legible = (row: BatchContent): ReturnType<typeof legibleIn> =>
  Result.getOrElse(
    Result.try(() => legibleIn(row, () => undefined)),
    () => {
      const torn = logUnreadable(row.first, 'or one soon after it is torn')
      return { events: [], unreadable: Result.merge(torn) }
    },
  )
