// A log as JSON lines: a head, then an event a line, without words.

import { readFileSync } from 'node:fs'
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import { claimedRedacted, redactedEvent } from '../../store/shredding/redaction.ts'
import { formatVersion } from '../../store/sqlite/databaseFile.ts'
import { eventOf } from '../../store/sqlite/eventRow.ts'
import type { LogFault, Recorded, Source } from './recorded.ts'

/** The first line: `{"passerby":"log","version":2}`. */
const headOf = (version: number) => ({ passerby: 'log', version })

const batchLines = 5_000

/** The events as JSON lines, each as it reads once its words are erased, and marked so. */
export const jsonLinesOf = (events: readonly LogEvent[]): string =>
  [headOf(formatVersion), ...events.map(redactedEvent)]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

/** Reads the file, or says in one sentence why it is no log. */
export const jsonLinesSource = (file: string): Source | LogFault => {
  const lines = readFileSync(file, 'utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  // `npm run` says what it runs before what that prints.
  while (lines[0] === '' || lines[0]?.startsWith('> ')) lines.shift()
  const version = versionOf(lines[0])
  if (version === null) {
    const message = `${file} is no log of Passerby: its first line is not {"passerby":"log",…}.`
    return { seq: null, message }
  }
  const newer =
    version > formatVersion
      ? `the file was written by a newer version of Passerby (format ${version}, not ${formatVersion})`
      : null
  return {
    name: file,
    events: lines.length - 1,
    isLive: false,
    read: (after) => reading(lines, after, newer),
    close: () => {},
  }
}

function* reading(
  lines: readonly string[],
  after: number,
  newer: string | null,
): Generator<readonly Recorded[], LogFault | null> {
  let batch: Recorded[] = []
  let last = 0
  for (const line of lines.slice(1)) {
    const recorded = recordedOf(line, last)
    if ('message' in recorded) {
      if (batch.length > 0) yield batch
      const why = newer === null ? '' : `; ${newer}`
      return { seq: recorded.seq, message: `${recorded.message}${why}.` }
    }
    last = recorded.event.seq
    if (last > after) batch.push(recorded)
    if (batch.length < batchLines) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
  return null
}

/** The event of a line; `last` is the seq of the one before. */
const recordedOf = (line: string, last: number): Recorded | { seq: number; message: string } => {
  const torn = (seq: number, why: string) => ({ seq, message: `Event ${seq} of the log ${why}` })
  let record: Record<string, unknown>
  try {
    record = JSON.parse(line)
  } catch {
    return torn(last + 1, 'is torn: its line is no whole JSON')
  }
  const { seq, turn, cause, at, actor, type, data, redacted } = record ?? {}
  if (!isCount(seq) || seq <= last) return torn(last + 1, 'is out of order')
  if (!isCount(turn) || typeof at !== 'number' || typeof actor !== 'string') {
    return torn(seq, 'is torn: it lacks its turn, its time or its actor')
  }
  const json = JSON.stringify(data) ?? ''
  const from = isCount(cause) ? cause : null
  const read = eventOf([seq, turn, from, at, actor, `${type}`, json, null], () => undefined)
  if (Result.isFailure(read)) return torn(seq, read.failure.why)
  // Anybody can write such a file: what it may hold of people's words is not passed on.
  const { redacted: _, ...asWritten } = read.success
  const event = redacted === true ? claimedRedacted(asWritten) : redactedEvent(asWritten)
  return { event, json: JSON.stringify(event.data) }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value)

const versionOf = (line: string | undefined): number | null => {
  try {
    const head = JSON.parse(line ?? '')
    return head?.passerby === 'log' && isCount(head.version) ? head.version : null
  } catch {
    return null
  }
}
