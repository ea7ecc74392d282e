// The log that counts, out of the stream: as whoever knows nothing but the rules would fold it.
import { Result } from 'effect'
import type { SocketEffect } from '../../../src/actors/effect.ts'
import { ActorSystem } from '../../../src/actors/engine/actorSystem.ts'
import type { EntryReader } from '../../../src/cluster/entries.ts'
import type { Batch, Claim, WorldName } from '../../../src/cluster/messages.ts'
import { begins, ends, type LogEvent, type Owner } from '../../../src/events/event.ts'
import { type StoredEvent, storedIn } from '../../../src/store/batches/batchReader.ts'
import { sealerOf } from '../../../src/store/shredding/redaction.ts'
import type { CheckName } from './checks.ts'

export interface CountedClaim {
  readonly epoch: number
  readonly world: WorldName
  /** The last turn before it. */
  readonly turn: number
  readonly at: number
}

/** What a session's socket is to be told in a turn; `isRedacted`: words of it are not in the log. */
export type TurnEffect = SocketEffect & { readonly turn: number; readonly isRedacted: boolean }

/** A welcome says what was written in events before. */
const isErasedIn = (effect: object): boolean => JSON.stringify(effect).includes('"[erased, ')

interface CountedLogParts {
  readonly broken: (check: CheckName, what: string) => void
  /** The key that is filed now. */
  readonly filed: (epoch: number, owner: string) => Uint8Array | null
  readonly now: () => number
  readonly reader: EntryReader
}

/** No decision is made in a fold: what would need an id is in the log. */
const ids = { session: () => 'none', room: () => 'none' }

export class CountedLog {
  readonly #parts: CountedLogParts
  readonly events: LogEvent[] = []
  readonly claims: CountedClaim[] = []
  readonly effects = new Map<number, TurnEffect[]>()
  readonly effectsOf = new Map<string, TurnEffect[]>()
  readonly actorSystem = new ActorSystem()
  /** Of each who lives the key, and under which epoch it was filed. */
  readonly living = new Map<Owner, { readonly epoch: number; readonly key: Uint8Array }>()
  /** Those who lived. */
  readonly ended: { readonly epoch: number; readonly owner: Owner }[] = []
  turn = 0
  #index = 0

  constructor(parts: CountedLogParts) {
    this.#parts = parts
  }

  get epoch(): number {
    return this.claims.length
  }

  get leader(): WorldName | null {
    return this.claims.at(-1)?.world ?? null
  }

  /** Takes what stands next in the stream; a batch that counts, with its events. */
  take(data: string): { readonly batch: Batch; readonly events: readonly LogEvent[] } | null {
    const entry = this.#parts.reader.entry(data)
    if (entry.kind === 'claim') this.#claim(entry)
    else if (this.#counts(entry)) return { batch: entry, events: this.#follow(entry) }
    return null
  }

  /** Whoever leads next reads the keys of the living. */
  checkKeys(): void {
    const { filed, broken } = this.#parts
    for (const [owner, { epoch, key }] of this.living) {
      const found = filed(epoch, owner)
      if (found === null) broken('words', `the key of ${owner}, who lives, is not filed`)
      else if (!Buffer.from(found).equals(key)) {
        broken('words', `under ${owner}, who lives, another key is filed`)
      }
    }
  }

  #claim({ epoch, world }: Claim): void {
    if (epoch !== this.epoch + 1) return
    this.claims.push({ epoch, world, turn: this.turn, at: this.#parts.now() })
    this.checkKeys()
  }

  #counts({ epoch, index, world }: Batch): boolean {
    return epoch === this.epoch && world === this.leader && index === this.#index + 1
  }

  #follow(batch: Batch): readonly LogEvent[] {
    const { broken, reader } = this.#parts
    this.#index = batch.index
    const all: LogEvent[] = []
    const over = new Set(batch.rows.flatMap(storedIn).flatMap(endedBy))
    for (const row of batch.rows) {
      const read = reader.events(row, (owner) => this.#keyOf(owner, batch.epoch))
      if (Result.isFailure(read)) {
        broken('words', read.failure.message)
        return all
      }
      for (const event of read.success) this.#event(event, batch.epoch, over)
      all.push(...read.success)
    }
    return all
  }

  #keyOf(owner: Owner, epoch: number): Uint8Array | undefined {
    return (this.living.get(owner)?.key ?? this.#parts.filed(epoch, owner)) || undefined
  }

  #event(event: LogEvent, epoch: number, isOver: ReadonlySet<Owner>): void {
    const { broken, filed } = this.#parts
    const { seq, turn } = event
    const last = this.events.at(-1)
    const follows =
      seq === this.events.length + 1 && (turn === last?.turn || turn === this.turn + 1)
    if (!follows) broken('epoch', `event ${seq} of turn ${turn} counts after turn ${this.turn}`)
    const begun = begins(event)
    if (begun !== null && !isOver.has(begun)) {
      const key = filed(epoch, begun)
      if (key === null) broken('words', `${begun} begins and no key of it is filed`)
      else this.living.set(begun, { epoch, key })
    }
    const sealer = event.redacted ? sealerOf(event) : null
    if (sealer !== null && !isOver.has(sealer)) {
      broken('words', `the words of event ${seq}, ${event.type}, cannot be read`)
    }
    this.events.push(event)
    this.turn = turn
    this.#move(event)
    const over = ends(event)
    const life = over === null ? undefined : this.living.get(over)
    if (over === null || life === undefined) return
    this.living.delete(over)
    this.ended.push({ epoch: life.epoch, owner: over })
  }

  #move(event: LogEvent): void {
    const { broken } = this.#parts
    const { seq, turn, type } = event
    if (type === 'matchmaker.attested') {
      const isSame = event.data.digest === this.actorSystem.checksum()
      if (!isSame) broken('digest', `the fold is another than the leader at event ${seq}`)
      this.actorSystem.fold(event)
      return
    }
    const collector = { ids, outcomes: [] }
    const move = this.actorSystem.accepts(event, event.at, collector)
    if (move === null) {
      broken('M8', `${event.actor} does not take event ${seq}, ${type}`)
      return
    }
    this.actorSystem.apply(event, move)
    for (const outcome of collector.outcomes as readonly (SocketEffect | { kind: string })[]) {
      if (outcome.kind !== 'frame' && outcome.kind !== 'dismiss') continue
      const isRedacted = event.redacted === true || isErasedIn(outcome)
      const effect = { ...(outcome as SocketEffect), turn, isRedacted }
      listIn(this.effects, turn).push(effect)
      listIn(this.effectsOf, effect.to).push(effect)
    }
  }
}

/** Whoever ends within a batch has no words in it. */
const endedBy = (event: StoredEvent): Owner[] => {
  const over = ends(event as unknown as LogEvent)
  return over === null ? [] : [over]
}

const listIn = <K, V>(lists: Map<K, V[]>, key: K): V[] => {
  const known = lists.get(key)
  if (known !== undefined) return known
  const list: V[] = []
  lists.set(key, list)
  return list
}
