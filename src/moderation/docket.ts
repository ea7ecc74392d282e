// A moderator's docket: the reports that wait, the worst first, what one says, and decisions.
import { dirname } from 'node:path'
import { Result } from 'effect'
import type { ReportReason } from '../events/fields.ts'
import type { NothingTold } from '../store/sqlite/dataDirectory.ts'
import type { ReportContent } from './content.ts'
import { type Decided, decideAt, type NotDecided, type Outcome } from './decisions.ts'
import type { ModeratorKey, NotOpened } from './keys.ts'
import { openReports, type ReportGone, type StoredReport, sealedOf } from './reports.ts'

/** A report that waits, as a list tells of it. */
export interface ListedReport {
  /** What it is called for as long as it waits: its place in the log. */
  readonly number: number
  readonly reason: ReportReason
  /** It is about a minor, or a threat. */
  readonly isUrgent: boolean
  readonly proven: boolean
  /** When it was made, and when it is erased by itself, in ms of Unix time. */
  readonly at: number
  readonly until: number
  /** From how many distinct places its person was reported today, with proof. */
  readonly places: number
  /** Of the conversation; null where nobody could open it. */
  readonly messages: number | null
}

/** What waits, as of one look. */
export interface ListedReports {
  readonly file: string
  /** Whether a server runs there: one must, for a decision to be taken. */
  readonly isRunning: boolean
  /** How many wait in all. */
  readonly total: number
  readonly reports: readonly ListedReport[]
  /** Why some of those could not be opened, once each. */
  readonly faults: readonly NotOpened[]
}

/** A report that is read; `content` is null where it cannot be, for the reason in `fault`. */
export interface OpenedReport extends ListedReport {
  readonly content: ReportContent | null
  readonly fault: string | null
}

export interface DocketParts {
  /** The data directory, or the database in it. */
  readonly path: string
  /** Null: nothing is opened. */
  readonly key: ModeratorKey | null
  readonly now: () => number
}

export class Docket {
  readonly #parts: DocketParts
  /** How many messages the reports have that were opened before; nothing of their words is kept. */
  #counts = new Map<string, Result.Result<number, NotOpened>>()

  constructor(parts: DocketParts) {
    this.#parts = parts
  }

  /** What waits, at most so many; what time has passed over is not shown any more. */
  async list(limit: number): Promise<Result.Result<ListedReports, NothingTold>> {
    const found = this.#waiting()
    if (Result.isFailure(found)) return Result.fail(found.failure)
    const { waiting, file, isRunning } = found.success
    const counts = new Map<string, Result.Result<number, NotOpened>>()
    const reports: ListedReport[] = []
    const faults = new Map<string, NotOpened>()
    for (const stored of waiting.slice(0, limit)) {
      const count = this.#counts.get(stored.report) ?? (await this.#countOf(stored))
      if (count === null) continue
      counts.set(stored.report, count)
      if (Result.isFailure(count)) faults.set(count.failure.message, count.failure)
      reports.push(listed(stored, Result.getOrNull(count)))
    }
    this.#counts = counts
    const total = waiting.length
    return Result.succeed({ file, isRunning, total, reports, faults: [...faults.values()] })
  }

  /** Opens one by its number. */
  async open(number: number): Promise<Result.Result<OpenedReport, NothingTold | ReportGone>> {
    const found = this.#find(number)
    if (Result.isFailure(found)) return Result.fail(found.failure)
    const { stored } = found.success
    const content = await this.#contentOf(stored)
    if (Result.isFailure(content) && content.failure._tag === 'ReportGone')
      return Result.fail(gone(number))
    const opened = Result.getOrNull(content)
    return Result.succeed({
      ...listed(stored, opened?.messages ?? null),
      content: opened,
      fault: Result.isFailure(content) ? content.failure.message : null,
    })
  }

  /** Has the server decide on one. */
  async decide(
    number: number,
    decided: Decided,
  ): Promise<Result.Result<Outcome, NothingTold | ReportGone | NotDecided>> {
    const found = this.#find(number)
    if (Result.isFailure(found)) return Result.fail(found.failure)
    const { stored, file } = found.success
    return decideAt(dirname(file), stored.report, decided)
  }

  /** What waits as it was sealed, one after the other: bytes of age files. */
  *sealed(): Iterable<Result.Result<SealedReport, NothingTold>> {
    const found = this.#waiting()
    if (Result.isFailure(found)) {
      yield Result.fail(found.failure)
      return
    }
    for (const stored of found.success.waiting) {
      const bytes = sealedOf(this.#parts.path, stored)
      if (Result.isSuccess(bytes))
        yield Result.succeed({ number: stored.seq, bytes: bytes.success })
      else if (bytes.failure._tag === 'NothingTold') yield Result.fail(bytes.failure)
    }
  }

  #waiting(): Result.Result<Waiting, NothingTold> {
    const now = this.#parts.now()
    return Result.map(openReports(this.#parts.path), ({ reports, file, isRunning }) => ({
      waiting: reports.filter(({ until }) => until > now).sort(worstFirst),
      file,
      isRunning,
    }))
  }

  #find(
    number: number,
  ): Result.Result<{ stored: StoredReport; file: string }, NothingTold | ReportGone> {
    const found = this.#waiting()
    if (Result.isFailure(found)) return Result.fail(found.failure)
    const stored = found.success.waiting.find(({ seq }) => seq === number)
    return stored === undefined
      ? Result.fail(gone(number))
      : Result.succeed({ stored, file: found.success.file })
  }

  /** Null where it was decided meanwhile. */
  async #countOf(stored: StoredReport): Promise<Result.Result<number, NotOpened> | null> {
    const content = await this.#contentOf(stored)
    if (Result.isSuccess(content)) return Result.succeed(content.success.messages)
    const { failure } = content
    return failure._tag === 'ReportGone' ? null : Result.fail(failure)
  }

  async #contentOf(
    stored: StoredReport,
  ): Promise<Result.Result<ReportContent, NotOpened | ReportGone>> {
    const { path, key } = this.#parts
    const sealed = sealedOf(path, stored)
    if (Result.isFailure(sealed)) {
      const { _tag, message } = sealed.failure
      return Result.fail(_tag === 'ReportGone' ? gone(stored.seq) : { _tag: 'Damaged', message })
    }
    return key === null ? Result.fail(withoutKey) : key.open(sealed.success)
  }
}

interface Waiting {
  readonly waiting: readonly StoredReport[]
  readonly file: string
  readonly isRunning: boolean
}

/** A report as it was sealed. */
export interface SealedReport {
  readonly number: number
  readonly bytes: Uint8Array
}

const gone = (number: number): ReportGone => ({
  _tag: 'ReportGone',
  message: `No report ${number} waits: it was decided, its time is over, or there was none.`,
})

const withoutKey: NotOpened = {
  _tag: 'SealedToOthers',
  message: 'It can be read with the key of the moderators: --identity KEYFILE.',
}

const listed = (
  { seq, reason, proven, at, until, places }: StoredReport,
  messages: number | null,
): ListedReport => ({
  number: seq,
  reason,
  isUrgent: isUrgent(reason),
  proven,
  at,
  until,
  places,
  messages,
})

const isUrgent = (reason: ReportReason): boolean => reason === 'minor' || reason === 'threat'

/** Minors and threats, then what is proven, then most places, then what is erased the soonest. */
const worstFirst = (one: StoredReport, other: StoredReport): number =>
  Number(isUrgent(other.reason)) - Number(isUrgent(one.reason)) ||
  Number(other.proven) - Number(one.proven) ||
  other.places - one.places ||
  one.until - other.until
