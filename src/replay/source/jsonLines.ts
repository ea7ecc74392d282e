// A log as JSON lines: a head, then an event a line, without words.
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { eventOf } from '../../store/batches/batchReader.ts'
import { claimedRedacted, redactedEvent } from '../../store/shredding/redaction.ts'
import { formatVersion } from '../../store/sqlite/databaseFile.ts'
import type { Bytes } from './bytes.ts'
import { encodingOf, linesOf } from './lines.ts'
import {
  type Bookmark,
  type NotALog,
  type RecordedEvent,
  type Source,
  withVersion,
} from './source.ts'

/** The first line: `{"passerby":"log","version":3}`; what earlier versions wrote is read as well. */
interface Head {
  readonly version: number
  /** Set for a slice: what concerns others is missing. */
  readonly part?: true
  /** Those of the debugger's page, which adds them to a slice. */
  readonly bookmarks?: unknown
}

const batchLines = 5_000

/** The events as JSON lines, each as it reads once its words are erased, and marked so. */
export const jsonLinesOf = (
  events: readonly LogEvent[],
  { part }: Pick<Head, 'part'> = {},
): string =>
  [{ passerby: 'log', version: formatVersion, part }, ...events.map(redactedEvent)]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

/** As whoever names a file calls it, and its bytes. */
interface Named {
  readonly name: string
  readonly bytes: Bytes
}

export const jsonLinesSource = ({ name, bytes }: Named): Result.Result<Source, NotALog> => {
  const encoding = encodingOf(bytes.beginning)
  const begun = () => {
    const lines = linesOf(bytes.chunks(), encoding.name, bytes.isCut)
    let first = lines.next()
    // `npm run` says what it runs before what that prints.
    while (!first.done && first.value.startsWith('> ')) first = lines.next()
    return { head: headOf(first.done ? '' : first.value), lines }
  }
  let opened: ReturnType<typeof begun> | null = begun()
  const { head } = opened
  if (head === null) {
    opened.lines.return()
    const message = `${name} is no log of Passerby: its first line is not {"passerby":"log",…}.`
    return Result.fail({ _tag: 'NotALog', message })
  }
  const newer = newerThanOurs(head)
  return Result.succeed({
    name,
    events: 0,
    live: null,
    isPart: head.part === true,
    bookmarks: bookmarksOf(head),
    notes: [encoding.note, newer].flatMap((note) => (note === null ? [] : [`${name} ${note}.`])),
    *read(after) {
      // What passes by is read once: nobody adds to it.
      const { lines } = opened ?? begun()
      opened = null
      const read = yield* reading(lines, after, newer === null ? null : `the file ${newer}`)
      // The packed file says so, wherever in a line it ends.
      return bytes.isCut && Result.isSuccess(read)
        ? logUnreadable(read.success + 1, 'is missing: the packed file is cut off')
        : Result.map(read, () => undefined)
    },
    close: () => opened?.lines.return(),
  })
}

/** More of a note is left out. */
const noteCharactersMax = 1_000

/** Whatever is none is left out: anybody can write such a file. */
const bookmarksOf = ({ bookmarks }: Head): Bookmark[] =>
  (Array.isArray(bookmarks) ? bookmarks : []).flatMap((bookmark) => {
    const { seq, note } = bookmark ?? {}
    if (!isCount(seq)) return []
    return [{ seq, note: typeof note === 'string' ? note.slice(0, noteCharactersMax) : '' }]
  })

const newerThanOurs = ({ version }: Head): string | null =>
  version > formatVersion
    ? `was written by a newer version of Passerby (format ${version}, not ${formatVersion})`
    : null

/** Gives the last seq that was read. */
function* reading(
  lines: Iterable<string>,
  after: number,
  newer: string | null,
): Generator<readonly RecordedEvent[], Result.Result<number, LogUnreadable>> {
  let batch: RecordedEvent[] = []
  let last = 0
  for (const line of lines) {
    const recorded = recordedEventOf(line, last)
    if (Result.isFailure(recorded)) {
      if (batch.length > 0) yield batch
      const { seq, why } = recorded.failure
      return logUnreadable(seq, withVersion(why, newer))
    }
    last = recorded.success.event.seq
    if (last > after) batch.push(recorded.success)
    if (batch.length < batchLines) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
  return Result.succeed(last)
}

/** The event of a line, or what is wrong with it; `last` is the seq of the one before. */
const recordedEventOf = (
  line: string,
  last: number,
): Result.Result<RecordedEvent, LogUnreadable> => {
  let record: Record<string, unknown>
  try {
    record = JSON.parse(line)
  } catch {
    return logUnreadable(last + 1, 'is torn: its line is no whole JSON')
  }
  const { seq, turn, cause, at, actor, type, data, redacted } = record ?? {}
  if (!isCount(seq) || seq <= last) return logUnreadable(last + 1, 'is out of order')
  if (!isCount(turn) || !isTime(at) || typeof actor !== 'string') {
    return logUnreadable(seq, 'is torn: it lacks its turn, its time or its actor')
  }
  const stored = {
    seq,
    turn,
    cause: isCount(cause) ? cause : null,
    at,
    actor,
    type: `${type}`,
    data,
  }
  const read = eventOf(stored, null, () => undefined)
  if (Result.isFailure(read)) return Result.fail(read.failure)
  // Anybody can write such a file: what it may hold of people's words is not passed on.
  const { redacted: _, ...asWritten } = read.success
  const event = redacted === true ? claimedRedacted(asWritten) : redactedEvent(asWritten)
  return Result.succeed({ event, json: JSON.stringify(event.data) })
}

/** As far as dates go, in ms of Unix time either way (ECMA-262, time values). */
const timeMax = 8.64e15

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= timeMax

const isCount = (value: unknown): value is number => Number.isSafeInteger(value)

const headOf = (line: string | undefined): Head | null => {
  try {
    const head = JSON.parse(line ?? '')
    return head?.passerby === 'log' && isCount(head.version) ? head : null
  } catch {
    return null
  }
}
