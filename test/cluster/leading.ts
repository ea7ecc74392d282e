// Worlds that lead as far as the stream is concerned: a claim, then a log; and readers of what counts.
import { randomBytes } from 'node:crypto'
import { decodedEntry, encodedEntry, rowsIn } from '../../src/cluster/entries.ts'
import { Filing } from '../../src/cluster/filing.ts'
import { Following } from '../../src/cluster/localFile/following.ts'
import { noFile } from '../../src/cluster/localFile/localFile.ts'
import type { Batch, Claim, CommandMarks } from '../../src/cluster/messages.ts'
import type { FiledKey } from '../../src/cluster/stream.ts'
import { type PlantedInLog, StreamLog } from '../../src/cluster/streamLog.ts'
import { Succession } from '../../src/cluster/succession.ts'
import { begins, ends, type LogEvent, type Owner } from '../../src/events/event.ts'
import type { After } from '../../src/events/ports.ts'
import { eventsIn, storedIn } from '../../src/store/batches/batchReader.ts'
import type { BatchContent } from '../../src/store/batches/batchRow.ts'
import { MemoryKeys } from '../../src/store/shredding/memoryKeys.ts'
import { type MemoryServers, type Path, plainPath } from '../kit/memoryStream.ts'
import { succeeded } from '../kit/succeeded.ts'
import { watching } from '../store/watching.ts'

/** What a reader of the stream knows once it has read so far. */
export interface Known {
  readonly succession: Succession
  readonly events: readonly LogEvent[]
  readonly marks: readonly CommandMarks[]
  readonly filing: Filing
  readonly living: ReadonlyMap<Owner, Uint8Array>
  /** What whoever leads next overwrites first. */
  readonly leftOver: readonly FiledKey[]
  /** The number of the last message. */
  readonly last: number
}

/** Folds messages as any world does, with the keys that are in the cabinet by then. */
export const known = (
  { messages, keys }: Pick<MemoryServers, 'keys' | 'messages'>,
  filing = new Filing(),
): Known => {
  const succession = new Succession()
  const batches: Batch[] = []
  let leftOver: FiledKey[] = []
  for (const { data } of messages) {
    const entry = decodedEntry(data)
    const verdict = succession.next(entry)
    if (entry.kind === 'claim') continue
    if (verdict === 'counts') {
      batches.push(entry)
      leftOver = follow(entry, filing)
    } else leftOver.push(...filing.voided(entry))
  }
  const rows = batches.flatMap(rowsIn)
  const begun = new Set(rows.flatMap((row) => bareIn(row).flatMap((event) => begins(event) ?? [])))
  const living = new Map<Owner, Uint8Array>()
  for (const { epoch, owner, key } of keys) {
    if (key !== null && filing.epochOf(owner) === epoch && begun.has(owner)) {
      living.set(owner, key)
    }
  }
  return {
    ...{ succession, filing, living, leftOver, last: messages.length },
    marks: batches.map(({ marks }) => marks),
    events: rows.flatMap((row) => [...succeeded(eventsIn(row, (owner) => living.get(owner)))]),
  }
}

/** Gives what overwrites the keys of those who are over. */
const follow = (batch: Batch, filing: Filing): FiledKey[] => {
  const events = rowsIn(batch).flatMap(bareIn)
  for (const event of events) {
    const begun = begins(event)
    if (begun !== null) filing.begin(begun, batch.epoch)
  }
  return events.flatMap((event) => {
    const over = ends(event)
    return over === null ? [] : filing.end(over)
  })
}

/** A row's events, without words. */
export const bareIn = (row: BatchContent): readonly LogEvent[] =>
  succeeded(eventsIn(row, () => undefined))

/** The turns of each batch that stands there, whether it counts or not. */
export const turnsIn = ({ messages }: MemoryServers): readonly (readonly number[])[] =>
  messages.flatMap(({ data }) => {
    const entry = decodedEntry(data)
    if (entry.kind === 'claim') return []
    const turns = rowsIn(entry).flatMap((row) => storedIn(row).map(({ turn }) => turn))
    return [[...new Set(turns)]]
  })

export interface LeadOptions {
  readonly path?: Path
  readonly planted?: PlantedInLog & { readonly keysWithoutEpoch?: boolean }
  readonly clock?: { readonly monotonic: () => number; readonly after: After }
  readonly leftOver?: readonly FiledKey[]
}

/** Waits as long as everything else takes that can be done at once. */
const soonClock = {
  monotonic: () => 0,
  after: (_ms: number, wake: () => void) => {
    setImmediate(wake)
  },
}

/** A world that has claimed the stream as it is, and its log. */
export const leading = async (
  servers: MemoryServers,
  world: string,
  { path = plainPath, planted = {}, clock = soonClock, leftOver: more = [] }: LeadOptions = {},
) => {
  const before = known(servers, new Filing(planted))
  const leftOver = [...before.leftOver, ...more]
  const claim: Claim = {
    ...{ kind: 'claim', epoch: before.succession.standing.epoch + 1, world },
  }
  const number = succeeded(
    await servers.stream().append(encodedEntry(claim), servers.messages.length),
  )
  before.succession.next(claim)
  const keys = new MemoryKeys(randomBytes)
  for (const [owner, key] of before.living) keys.set(owner, key, 1)
  keys.settle()
  const { seq, turn } = before.succession.standing
  const log = new StreamLog({
    ...{ stream: servers.stream(path), cabinet: servers.cabinet(path) },
    ...{ keys, filing: before.filing, random: randomBytes, planted },
    ports: { soon: setImmediate, clock },
    ...{ succession: before.succession, last: number, leftOver },
    head: { seq, turn, at: before.events.at(-1)?.at ?? 0 },
    following: new Following(noFile()),
    marksFor: (turn) => ({ edges: { edge: turn }, refused: [], outcomes: [], opened: [] }),
  })
  return { log, watched: watching(log), living: [...before.living.keys()] }
}
