// Folds the stream as it grows, so as to lead from wherever that stands.
import { Result } from 'effect'
import type { SocketEffect } from '../actors/effect.ts'
import type { ActorSystem } from '../actors/engine/actorSystem.ts'
import { ends, type LogEvent, type Owner } from '../events/event.ts'
import type { SessionId } from '../events/fields.ts'
import type { Head } from '../events/log.ts'
import type { Clock, Report } from '../events/ports.ts'
import type { EdgeName } from '../http/line/line.ts'
import type { Key, Random } from '../store/shredding/keys.ts'
import { MemoryKeys } from '../store/shredding/memoryKeys.ts'
import { type EntryReader, entryReader } from './entries.ts'
import { Filing } from './filing.ts'
import { begunIn, Following } from './localFile/following.ts'
import type { LocalFile } from './localFile/localFile.ts'
import type { Standpoint } from './localFile/position.ts'
import type { Batch, CommandMarks, Entry, WorldName } from './messages.ts'
import { askAgainMs, type FiledKey, type KeyCabinet, type StreamMessage } from './stream.ts'
import { type Standing, Succession } from './succession.ts'
import { Holders } from './telling/holders.ts'
import { RecentEffects } from './telling/recentEffects.ts'
import { Results } from './telling/results.ts'

export interface StandbyParts {
  readonly world: WorldName
  readonly cabinet: KeyCabinet
  readonly clock: Pick<Clock, 'after'>
  readonly random: Random
  readonly report: Report
  /** What it goes on from, and what takes what it takes. */
  readonly file: LocalFile
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

/** A message of the stream, and how far that has come with it. */
interface Heard {
  readonly number: number
  readonly standing: Standing
  readonly entry: Entry
  /** The keys of those who begin in a batch that counts. */
  readonly begun: readonly Begun[] | null
}

interface Begun {
  readonly owner: Owner
  readonly seq: number
  readonly key: Promise<Key | null>
}

export class Standby {
  readonly actorSystem: ActorSystem
  readonly keys: MemoryKeys
  readonly filing: Filing
  readonly succession: Succession
  readonly recent: RecentEffects
  readonly results = new Results()
  readonly holders = new Holders()
  /** Of each edge the last of its commands that the log has done. */
  readonly marks: Map<EdgeName, number>
  readonly following: Following
  readonly #parts: StandbyParts
  readonly #reader: EntryReader
  #last: number
  #head: Head
  /** Those that the last batch ended, and those of void batches since the one before. */
  #leftOver: readonly FiledKey[]
  #voided: readonly FiledKey[]
  #isOver = false

  constructor(parts: StandbyParts) {
    this.#parts = parts
    this.#reader = parts.reader ?? entryReader
    const { position, head, actorSystem, living } = parts.file.beginning
    this.actorSystem = actorSystem
    this.keys = new MemoryKeys(parts.random)
    this.filing = new Filing(parts.planted)
    for (const { owner, began, epoch, key } of living) {
      this.filing.restore(owner, epoch)
      if (key !== null) this.keys.set(owner, key, began)
    }
    this.keys.settle()
    this.recent = new RecentEffects(head.turn, parts.effectsKept)
    this.succession = new Succession({ ...position.standing, seq: head.seq, turn: head.turn })
    this.following = new Following(parts.file)
    this.marks = new Map(position.marks)
    for (const result of position.results) this.results.add(...result)
    for (const socket of position.sockets) this.holders.opened(socket)
    this.#last = position.last
    this.#head = head
    this.#leftOver = position.leftOver
    this.#voided = position.voided
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
      const counts = entry.kind === 'batch' && verdict === 'counts'
      const begun = counts ? this.#begunIn(entry) : null
      heard.push({ number, standing: this.succession.standing, entry, begun })
      leads = verdict === 'claimed' && this.#isOwn(entry)
      if (leads) break
    }
    for (const one of heard) {
      for (const begun of one.begun ?? []) await this.#begin(begun)
      if (this.#isOver || !this.#takeHeard(one)) return 'astray'
    }
    return leads ? 'leads' : 'follows'
  }

  /** False: it is not what the world that leads has made of it. */
  #takeHeard(heard: Heard): boolean {
    const { entry, begun } = heard
    if (entry.kind === 'batch' && begun !== null) return this.#fold(entry, heard)
    if (entry.kind === 'batch') this.#voided = [...this.#voided, ...this.filing.voided(entry)]
    this.following.pass(this.#standpoint(heard))
    return true
  }

  #standpoint({ number, standing }: Heard): Standpoint {
    return { last: number, standing, leftOver: this.#leftOver, voided: this.#voided }
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
  #fold(batch: Batch, heard: Heard): boolean {
    const begun = begunIn(batch, this.filing, this.keys)
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
    this.following.follow({ batch, begun, ended }, this.#standpoint(heard))
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
