// The reports that wait for a moderator, read from a data directory, whether a server runs there or not.
import { Result } from 'effect'
import type { DataOf, LogEvent } from '../events/event.ts'
import type { Person, PersonId, PlaceId, ReportId, ReportReason, RoomId } from '../events/fields.ts'
import { sealedWords } from '../store/batches/batchRows.ts'
import { eventsOfType } from '../store/batches/eventsOfType.ts'
import { type Database, snapshot } from '../store/connection.ts'
import { unseal } from '../store/shredding/sealing.ts'
import { beginningsIn, keyBegunAt } from '../store/shredding/sqliteKeys.ts'
import {
  lookInto,
  type NothingTold,
  nothingTold,
  verifying,
} from '../store/sqlite/dataDirectory.ts'

/** A report whose content is kept: what stands of it in the log beside that. */
export interface StoredReport {
  readonly report: ReportId
  /** Its event in the log. */
  readonly seq: number
  /** When it was made, and when its content goes, in ms of Unix time. */
  readonly at: number
  readonly until: number
  readonly room: RoomId
  /** Who reported, and who was reported. */
  readonly person: Person
  readonly other: Person
  readonly reason: ReportReason
  readonly proven: boolean
  /**
   * From how many distinct places `other` was reported with proof, as long as it has been called
   * that: a name lasts a day. A report that is not proven counts for nothing.
   */
  readonly places: number
}

/** What waits in a data directory. */
export interface OpenReports {
  /** The oldest first. */
  readonly reports: readonly StoredReport[]
  readonly file: string
  /** Whether a server writes there: it must, for a decision to be taken. */
  readonly isRunning: boolean
}

/** A report that is not kept any more: it was decided, or its time is over. */
export interface ReportGone {
  readonly _tag: 'ReportGone'
  readonly message: string
}

type Reported = LogEvent & { readonly type: 'matchmaker.reported' }

/** The open reports; `path` may also be the database itself. Nothing of their content is read. */
export const openReports = (path: string): Result.Result<OpenReports, NothingTold> =>
  lookInto(path, ({ database, file, isRunning }) => {
    const living = beginningsIn(database)
    const open: (Reported & { readonly data: Kept })[] = []
    const places = new Map<PersonId, Set<PlaceId>>()
    for (const event of eventsOfType(database, 'matchmaker.reported')) {
      if (Result.isFailure(event)) return nothingTold(`${event.failure.message} ${verifying(file)}`)
      const reported = event.success as Reported
      const { other, place, proven } = reported.data
      if (proven) places.set(other.id, (places.get(other.id) ?? new Set()).add(place))
      if (living.has(reported.seq) && isKept(reported)) open.push(reported)
    }
    const reports = open.map((reported) =>
      storedReport(reported, places.get(reported.data.other.id)?.size ?? 0),
    )
    return Result.succeed({ reports, file, isRunning })
  })

type Kept = DataOf<'matchmaker.reported'> & {
  readonly report: ReportId
  readonly until: number
  readonly reason: ReportReason
}

const isKept = (reported: Reported): reported is Reported & { readonly data: Kept } => {
  const { report, until, reason } = reported.data
  return report !== undefined && until !== undefined && reason !== undefined
}

const storedReport = (
  { seq, at, data }: Reported & { readonly data: Kept },
  places: number,
): StoredReport => {
  const { report, until, room, person, other, reason, proven } = data
  return { report, seq, at, until, room, person, other, reason, proven, places }
}

/** What was sealed to the moderators for a report, as their key opens it: the bytes of an age file. */
export const sealedOf = (
  path: string,
  { seq, report }: Pick<StoredReport, 'seq' | 'report'>,
): Result.Result<Uint8Array, NothingTold | ReportGone> =>
  Result.flatMap(
    lookInto(path, ({ database }) => Result.succeed(snapshot(database, sealedAt)(database, seq))),
    (sealed) =>
      sealed === null
        ? Result.fail({
            _tag: 'ReportGone',
            message: `Report ${report} is not kept any more: it was decided, or its time is over.`,
          })
        : Result.succeed(Buffer.from(sealed, 'base64')),
  )

const sealedAt = (database: Database, seq: number): string | null => {
  const key = keyBegunAt(database, seq)
  const sealed = key === null ? null : sealedWords(database)(seq)
  if (key === null || sealed === null) return null
  const words = unseal(
    key,
    { seq: sealed.seq, type: 'matchmaker.reported' },
    sealed.bytes,
    sealed.index,
  )
  key.fill(0)
  return typeof words?.sealed === 'string' ? words.sealed : null
}
