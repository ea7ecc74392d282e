// A log read from the stream that the worlds of a cluster share, also while they write it.
import { Result } from 'effect'
import { decodedEntry, rowsIn } from '../../cluster/entries.ts'
import type { Batch, Entry } from '../../cluster/messages.ts'
import {
  type NatsLookParts,
  type NatsReading,
  openNatsReading,
} from '../../cluster/nats/natsReading.ts'
import type { Kept } from '../../cluster/nats/streams.ts'
import type { StreamMessage } from '../../cluster/stream.ts'
import { Succession } from '../../cluster/succession.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { legibleIn } from '../../store/batches/batchReader.ts'
import type { BatchContent } from '../../store/batches/batchRow.ts'
import type { NotALog, RecordedEvent, Source } from './source.ts'

const notALog = (message: string): Result.Result<never, NotALog> =>
  Result.fail({ _tag: 'NotALog', message })

/** The log with all that is kept of it by now; what comes then comes by itself. */
export const streamSource = async (
  parts: NatsLookParts,
): Promise<Result.Result<Source, NotALog>> => {
  const { url, report } = parts
  const opened = await openNatsReading(parts)
  if (Result.isFailure(opened)) return notALog(`${opened.failure.message}.`)
  const nats = opened.success
  const kept = await keptOf(nats, url)
  if (Result.isFailure(kept)) {
    await nats.close()
    return Result.fail(kept.failure)
  }
  const log = new StreamRead(kept.success.first)
  const close = () => {
    log.close()
    void nats.close()
  }
  log.follow(nats)
  if (!(await hasCome(log, kept.success.last, parts))) {
    close()
    return notALog(`NATS does not answer at ${url} any more: ${majority}.`)
  }
  if (log.isCut) report('info', beginningOf(log, url))
  return Result.succeed({
    ...{ name: url, events: log.events, isCut: log.isCut, close },
    read: (after) => log.read(after),
    // Of whoever began in it nothing goes before all of it does, and its servers see to it that it is sound.
    live: { unsound: () => null, hasPruned: () => false },
  })
}

/** What there is of it, if it is whole but for a beginning. */
const keptOf = async (nats: NatsReading, url: string): Promise<Result.Result<Kept, NotALog>> => {
  const found = await nats.log()
  if (Result.isFailure(found)) return notALog(`${found.failure.message}: ${majority}.`)
  if (found.success === null) {
    return notALog(`No world has run with ${url} yet: there is no log.`)
  }
  const { first, last, kept } = found.success
  if (kept === 0 && last > 0) {
    return notALog(`Nothing of the log is kept at ${url} any more: ${elsewhere}.`)
  }
  if (kept === last + 1 - first || last === 0) return Result.succeed(found.success)
  const lost = last + 1 - first - kept
  const why = `${lost} of the messages ${first} to ${last} of the log are missing at ${url}`
  return notALog(`${why}: ${elsewhere}.`)
}

const majority = 'most of its servers have to be up'

const elsewhere = 'a world has its own copy, which npm run replay -- DATA_DIR reads on its machine'

const beginningOf = ({ firstSeq }: StreamRead, url: string): string =>
  firstSeq === null
    ? `What is kept of the log at ${url} has no event: ${elsewhere}`
    : `The log at ${url} begins at event ${firstSeq}, and knows nobody who came before: ${elsewhere}`

/** How often it is looked whether more has come; for how long nothing may; and when that is said; in ms. */
const lookMs = 20
const silenceMsMax = 10_000
const silenceToldMs = 2_000

/** Whether all up to a number has come. */
const hasCome = async (
  log: StreamRead,
  last: number,
  { url, clock, report }: NatsLookParts,
): Promise<boolean> => {
  let cameAt = clock.monotonic()
  for (let isTold = false; log.number < last; ) {
    const { number } = log
    await new Promise<void>((resolve) => {
      clock.after(lookMs, resolve)
    })
    const now = clock.monotonic()
    if (log.number > number) cameAt = now
    if (now - cameAt > silenceMsMax) return false
    if (!isTold && now - cameAt > silenceToldMs) {
      report(
        'info',
        `NATS at ${url} sends nothing of the log: waiting up to ${silenceMsMax / 1_000} s`,
      )
      isTold = true
    }
  }
  return true
}

/** How many events are given at once, as long as there are any. */
const batchEvents = 5_000

const noWords = new Uint8Array()

/** What counts of the messages that have come. */
class StreamRead {
  /** Of the last message. */
  number = 0
  #first: number
  #succession = new Succession()
  #rows: BatchContent[] = []
  #fault: Result.Result<void, LogUnreadable> = Result.void
  #unfollow = (): void => {}

  /** `first`: the number of the first message that is kept. */
  constructor(first: number) {
    this.#first = first
  }

  /** Whether what came before its first message is not kept any more. */
  get isCut(): boolean {
    return this.#first > 1
  }

  /** How many there are. */
  get events(): number {
    return this.firstSeq === null ? 0 : this.#succession.standing.seq + 1 - this.firstSeq
  }

  /** Null: there is none. */
  get firstSeq(): number | null {
    return this.#rows[0]?.first ?? null
  }

  follow({ follow }: Pick<NatsReading, 'follow'>): void {
    const lost = (first: number): void => {
      // It was let go of before it was read.
      if (this.number > 0) this.#fault = logUnreadable(this.#next, 'was let go of by NATS')
      else {
        this.#first = first
        this.follow({ follow })
      }
    }
    this.#unfollow = follow(this.#first, (message) => this.#take(message), lost)
  }

  close(): void {
    this.#unfollow()
  }

  #take({ number, data }: StreamMessage): void {
    this.number = number
    if (Result.isFailure(this.#fault)) return
    const counted = Result.try(() => this.#counted(decodedEntry(data)))
    if (Result.isFailure(counted)) {
      this.#fault = logUnreadable(
        this.#next,
        `is torn: message ${number} of the stream is no entry`,
      )
    } else for (const row of counted.success) this.#rows.push({ ...row, words: noWords })
  }

  /** The seq of the event that is to come. */
  get #next(): number {
    return this.#succession.standing.seq + 1
  }

  #counted(entry: Entry): readonly BatchContent[] {
    if (this.isCut && entry.kind === 'batch') this.#begin(entry)
    const counts = this.#succession.next(entry) === 'counts'
    return counts && entry.kind === 'batch' ? rowsIn(entry) : []
  }

  /**
   * Where the claims before are not kept, the first batch with events is taken to count; one of a later
   * epoch, of which no claim has been read, shows that it was void, and that this one counts.
   */
  #begin({ epoch, world, index, rows: [row] }: Batch): void {
    if (row === undefined || epoch <= this.#succession.standing.epoch) return
    this.#rows = []
    const turn = row.turn - 1
    const before = { epoch, world, index: index - 1, seq: row.first - 1, turn }
    this.#succession = new Succession(before)
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
