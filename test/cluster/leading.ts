// Worlds that lead as far as the stream is concerned: a claim, then a log; and readers of what counts.
import { randomBytes } from 'node:crypto'
import { decodedEntry, encodedEntry, rowsIn } from '../../src/cluster/entries.ts'
import { Filing } from '../../src/cluster/filing.ts'
import type { Batch, Claim, CommandMarks } from '../../src/cluster/messages.ts'
import type { FiledKey, StreamMessage } from '../../src/cluster/stream.ts'
import { type PlantedInLog, StreamLog } from '../../src/cluster/streamLog.ts'
import { Succession } from '../../src/cluster/succession.ts'
import { begins, ends, type LogEvent, type Owner } from '../../src/events/event.ts'
import type { After } from '../../src/events/ports.ts'
import { eventsIn } from '../../src/store/batches/batchReader.ts'
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
  /** The number of the last message. */
  readonly last: number
}

/** Folds messages as any world does, with the keys that are in the cabinet by then. */
export const known = (
  { messages, keys }: Pick<MemoryServers, 'keys'> & { readonly messages: readonly StreamMessage[] },
  filing = new Filing(),
): Known => {
  const succession = new Succession()
  const batches: Batch[] = []
  const owners = new Map<Owner, number>()
  for (const { data } of messages) {
    const entry = decodedEntry(data)
    if (succession.next(entry) === 'counts') batches.push(entry as Batch)
  }
  const living = new Map<Owner, Uint8Array>()
  const found = (owner: Owner) =>
    keys.find(({ epoch, owner: other }) => other === owner && epoch === filing.epochOf(owner))?.key
  const events = batches.flatMap((batch) => {
    const rows = rowsIn(batch)
    const bare = rows.flatMap((row) => [...succeeded(eventsIn(row, () => undefined))])
    for (const event of bare) {
      const begun = begins(event)
      if (begun !== null) filing.begin(begun, batch.epoch)
      if (begun !== null) owners.set(begun, event.seq)
    }
    for (const event of bare) {
      const ended = ends(event)
      if (ended !== null) filing.end(ended)
    }
    return rows
  })
  for (const owner of owners.keys()) {
    const key = found(owner)
    if (key) living.set(owner, key)
  }
  return {
    ...{ succession, filing, living },
    marks: batches.map(({ marks }) => marks),
    events: events.flatMap((row) => [...succeeded(eventsIn(row, (owner) => living.get(owner)))]),
    last: messages.length,
  }
}

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
  { path = plainPath, planted = {}, clock = soonClock, leftOver = [] }: LeadOptions = {},
) => {
  const before = known(servers, new Filing(planted))
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
    marksFor: (turn) => ({ edges: { edge: turn }, refused: [], outcomes: [] }),
  })
  return { log, watched: watching(log) }
}
