// Folds the stream as it grows, so as to lead from wherever that stands.
import { Result } from 'effect'
import type { SocketEffect } from '../actors/effect.ts'
import { ActorSystem } from '../actors/engine/actorSystem.ts'
import { ends, type LogEvent, type Owner } from '../events/event.ts'
import type { SessionId } from '../events/fields.ts'
import type { Head } from '../events/log.ts'
import type { Clock, Report } from '../events/ports.ts'
import type { EdgeName } from '../http/line/line.ts'
import type { Key, Random } from '../store/shredding/keys.ts'
import { MemoryKeys } from '../store/shredding/memoryKeys.ts'
import { type EntryReader, entryReader } from './entries.ts'
import { Filing } from './filing.ts'
import type { Batch, CommandMarks, Entry, WorldName } from './messages.ts'
import { askAgainMs, type FiledKey, type KeyCabinet, type StreamMessage } from './stream.ts'
import { Succession } from './succession.ts'
import { Holders } from './telling/holders.ts'
import { RecentEffects } from './telling/recentEffects.ts'
import { Results } from './telling/results.ts'

export interface StandbyParts {
  readonly world: WorldName
  readonly cabinet: KeyCabinet
  readonly clock: Pick<Clock, 'after'>
  readonly random: Random
  readonly report: Report
  /** Hears of all that counts, in order. */
  readonly followed: (events: readonly LogEvent[]) => void
  /** How many effects are kept to be said again, where not as many as a world needs. */
  readonly effectsKept?: number
  /** Where it does not read by itself. */
  readonly reader?: EntryReader
  readonly planted?: PlantedInFold
}

/** Faults for the simulation to find; nobody else sets them. */
export interface PlantedInFold {
  /** Files all keys under no epoch. */
  readonly keysWithoutEpoch?: boolean
  /** Leaves out a turn now and then. */
  readonly skipTurn?: boolean
}

/** What the planted standby leaves out: one turn of so many. */
const skippedTurn = 37

/** A welcome says what was written before. */
const isWelcome = (effect: SocketEffect): boolean =>
  effect.kind === 'frame' && effect.frame.type === 'welcome'

/** What came of some messages: whether this world leads by the last one taken. `astray`: it is ended. */
export type Followed = 'follows' | 'leads' | 'astray'

/** A batch, with the keys of those who begin in it where it counts. */
interface Heard {
  readonly batch: Batch
  /** Null: it is void. */
  readonly begun: readonly Begun[] | null
}

interface Begun {
  readonly owner: Owner
  readonly seq: number
  readonly key: Promise<Key | null>
}

export class Standby {
  readonly actorSystem = new ActorSystem()
  readonly keys: MemoryKeys
  readonly filing: Filing
  readonly succession = new Succession()
  readonly recent: RecentEffects
  readonly results = new Results()
  readonly holders = new Holders()
  /** Of each edge the last of its commands that the log has done. */
  readonly marks = new Map<EdgeName, number>()
  readonly #parts: StandbyParts
  readonly #reader: EntryReader
  #last = 0
  #head: Head = { seq: 0, turn: 0, at: 0 }
  /** Those that the last batch ended, and those of void batches since the one before. */
  #leftOver: readonly FiledKey[] = []
  #voided: readonly FiledKey[] = []
  #isOver = false

  constructor(parts: StandbyParts) {
    this.#parts = parts
    this.#reader = parts.reader ?? entryReader
    this.keys = new MemoryKeys(parts.random)
    this.recent = new RecentEffects(parts.effectsKept)
    this.filing = new Filing(parts.planted)
  }

  /** The number of the last message that was taken. */
  get last(): number {
    return this.#last
  }

  /** Where the log stands. */
  get head(): Head {
    return this.#head
  }

  /** Keys that are over: whoever led when they were may not have come to overwrite them. */
  get leftOver(): readonly FiledKey[] {
    return [...this.#leftOver, ...this.#voided]
  }

  /** Waits for nothing any more. */
  stop(): void {
    this.#isOver = true
  }

  /** Takes messages of the stream, in order; none after the one by which this world leads. */
  async take(messages: readonly StreamMessage[]): Promise<Followed> {
    const heard: Heard[] = []
    let leads = false
    for (const { number, data } of messages) {
      this.#last = number
      const entry = this.#reader.entry(data)
      const verdict = this.succession.next(entry)
      if (entry.kind === 'batch') {
        heard.push({ batch: entry, begun: verdict === 'counts' ? this.#begunIn(entry) : null })
      }
      leads = verdict === 'claimed' && this.#isOwn(entry)
      if (leads) break
    }
    for (const { batch, begun } of heard) {
      if (begun === null) this.#voided = [...this.#voided, ...this.filing.voided(batch)]
      for (const one of begun ?? []) await this.#begin(one)
      if (this.#isOver || (begun !== null && !this.#fold(batch))) return 'astray'
    }
    return leads ? 'leads' : 'follows'
  }

  #isOwn({ world }: Entry): boolean {
    return world === this.#parts.world
  }

  /** Asks for the keys of all who begin in a batch. */
  #begunIn(batch: Batch): readonly Begun[] {
    const begun: Begun[] = []
    for (const row of batch.rows) {
      for (const [seq, owner] of this.#reader.beginnings(row)) {
        const key = this.#keyOf(this.filing.begin(owner, batch.epoch), owner)
        begun.push({ owner, seq, key })
      }
    }
    return begun
  }

  /** Asks until it is answered. */
  async #keyOf(epoch: number, owner: Owner): Promise<Key | null> {
    const { cabinet, clock } = this.#parts
    while (!this.#isOver) {
      const key = await cabinet.get(epoch, owner)
      if (Result.isSuccess(key)) return key.success
      await new Promise<void>((resolve) => clock.after(askAgainMs, resolve))
    }
    return null
  }

  /** Whose key is gone has no words any more. */
  async #begin({ owner, seq, key: asked }: Begun): Promise<void> {
    const key = await asked
    if (key !== null) this.keys.set(owner, key, seq)
  }

  /** False: it is not what the world that leads has made of it. */
  #fold(batch: Batch): boolean {
    const ended = new Set<Owner>()
    for (const row of batch.rows) {
      const events = this.#reader.events(row, (owner) => this.keys.of(owner))
      if (Result.isFailure(events)) return this.#astray(events.failure.message)
      for (const event of events.success) {
        if (!this.#take(event)) return this.#astray('Its states are others than the log says.')
        const owner = ends(event)
        if (owner !== null) ended.add(owner)
      }
      this.#parts.followed(events.success)
      this.#head = { seq: row.last, turn: row.turn, at: row.at }
    }
    for (const opened of batch.marks.opened) this.holders.opened(opened)
    for (const owner of ended) {
      this.keys.end(owner)
      this.holders.end(owner)
    }
    this.keys.settle()
    const over = [...ended].flatMap((owner) => this.filing.end(owner))
    this.#leftOver = [...over, ...this.#voided]
    this.#voided = []
    this.#mark(batch.marks)
    return true
  }

  /** Edges that are not named any more are forgotten. */
  #mark(marks: CommandMarks): void {
    for (const edge of this.marks.keys()) {
      if (marks.edges[edge] !== undefined) continue
      this.marks.delete(edge)
      this.results.forget(edge)
    }
    for (const [edge, n] of Object.entries(marks.edges)) this.marks.set(edge, n)
    this.results.addAll(marks)
  }

  /** False: the states are not those of the world that made the log. */
  #take(event: LogEvent): boolean {
    const { turn, type, data } = event
    if (this.#parts.planted?.skipTurn && turn % skippedTurn === 0) return true
    if (type === 'matchmaker.attested' && data.digest !== this.actorSystem.checksum()) return false
    for (const effect of this.actorSystem.foldAloud(event)) {
      const isGone = event.redacted || (isWelcome(effect) && !this.#knowsWordsOf(effect.to))
      this.recent.add({ turn, to: effect.to, effect: isGone ? null : effect })
    }
    return true
  }

  /** Whether it has the keys of what a session is told when it comes. */
  #knowsWordsOf(session: SessionId): boolean {
    const room = this.actorSystem.session(session)?.room ?? null
    return this.keys.has(session) && (room === null || this.keys.has(room))
  }

  #astray(why: string): false {
    const { turn } = this.#head
    this.#parts.report('error', 'a standby went astray', { world: this.#parts.world, turn, why })
    return false
  }
}
