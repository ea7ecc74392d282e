// The log of the world that leads: turns become batches of the stream, one under way.
import { Result } from 'effect'
import type { LogEvent, Owner, Turn } from '../events/event.ts'
import type { DayId } from '../events/fields.ts'
import {
  following,
  type Head,
  type Log,
  type LogSpace,
  type LogWatcher,
  unmeasured,
} from '../events/log.ts'
import { type SealBatch, sealingBatches } from '../store/batches/sealBatch.ts'
import type { Keys, Random } from '../store/shredding/keys.ts'
import { type Spacing, TurnQueue, type TurnQueuePorts } from '../store/sqlite/turnQueue.ts'
import { Appender, type PlantedAppends } from './appender.ts'
import { rowsSent } from './entries.ts'
import type { Filing } from './filing.ts'
import { begunIn, type Following } from './localFile/following.ts'
import type { Batch, CommandMarks } from './messages.ts'
import { askAgainMs, type FiledKey, type KeyCabinet, type Stream } from './stream.ts'
import type { Succession } from './succession.ts'

/** Faults for the simulation to find; nobody else sets them. */
export interface PlantedInLog extends PlantedAppends {
  /** Says that turns are committed before they are appended. */
  readonly tellBeforeAppend?: boolean
}

/** A batch costs servers, worlds and edges about the same, however much is in it. */
const streamSpacing: Spacing = { underWayMax: 1, turnsPerGapMs: 4, gapMsMax: 16 }

export interface StreamLogParts {
  readonly stream: Stream
  readonly cabinet: KeyCabinet
  /** The keys of the living, and under which epoch each is filed. */
  readonly keys: Keys
  readonly filing: Filing
  readonly ports: TurnQueuePorts
  readonly random: Random
  /** What has counted up to the message of number `last`; the claim by which this world leads is the last that did. */
  readonly succession: Succession
  readonly last: number
  /** Where the log stands. */
  readonly head: Head
  /**
   * What is to be overwritten in the cabinet, as the world before may not have come to it: the keys of
   * those who were over in the last batch that counts, and what was voided after it.
   */
  readonly leftOver: readonly FiledKey[]
  /** What has become of the edges' commands by the end of a turn; asked once for each batch, in order. */
  readonly marksFor: (turn: number) => CommandMarks
  /** What takes each batch once it counts; the next one is not sealed while that is too far behind. */
  readonly following: Following
  /** How much space there is for it. */
  readonly space?: () => LogSpace
  readonly planted?: PlantedInLog
}

/**
 * Each batch is sealed, the keys of those who begin in it are filed, it is appended, and once it is
 * acknowledged its turns are committed and the keys of those who are over in it overwritten. So whoever
 * takes over finds a key for all that stands in the stream, and nobody is told what does not.
 */
export class StreamLog
  implements Pick<Log, 'head' | 'space' | 'append' | 'watch' | 'keyOf' | 'close'>
{
  readonly #parts: StreamLogParts
  readonly #planted: PlantedInLog
  readonly #queue: TurnQueue
  readonly #appender: Appender
  readonly #seal: SealBatch
  #watcher: LogWatcher | null = null
  #head: Head
  #appended: Head
  /** Of the last batch that was sealed. */
  #index: number
  /** The keys of batches that were stepped over since the last one of its own. */
  #voided: readonly FiledKey[] = []
  /** Whose keys are of the batch under way. */
  #begun: readonly FiledKey[] = []
  /** Until the batch before is stored, and the keys of those who were over in it are overwritten. */
  #written = Promise.resolve()
  #erased = Promise.resolve(true)
  /** Turns with which a batch is to end. */
  readonly #cuts = new Set<number>()
  #underWay = 0
  #isUnavailable = false
  #isClosing = false
  #isOver = false

  constructor(parts: StreamLogParts) {
    this.#parts = parts
    this.#planted = parts.planted ?? {}
    this.#head = parts.head
    this.#appended = parts.head
    this.#index = parts.succession.standing.index
    this.#seal = sealingBatches(parts.random)
    this.#queue = new TurnQueue((batch) => this.#post(batch), parts.ports, streamSpacing)
    this.#appender = new Appender({
      ...{ stream: parts.stream, succession: parts.succession, last: parts.last },
      ready: () => this.#erased,
      onVoid: (batch) => {
        const voided = parts.filing.voided(batch)
        this.#voided = [...this.#voided, ...voided]
        this.#erase(voided)
      },
      again: (message) => this.#again(message),
      planted: this.#planted,
    })
    this.#erase(parts.leftOver)
  }

  head(): Head {
    return this.#head
  }

  space(): LogSpace {
    return this.#parts.space?.() ?? unmeasured
  }

  watch(watcher: LogWatcher): void {
    this.#watcher = watcher
  }

  append(turn: Turn): void {
    this.#appended = following(this.#appended, turn)
    this.#queue.add(turn)
  }

  /** Appends what is to stand in the next batch besides turns, though there is none to append. */
  appendMarks(): void {
    this.#written = this.#written.then(() => this.#writeBatch([]))
  }

  /** Tries whether the stream answers, in its turn among what is appended: says so as of an append. */
  probe(): void {
    this.#written = this.#written.then(() => this.#tryStream())
  }

  /** Somebody reads as of that turn: its words are sealed though what follows it ends their owner. */
  cutAfter(turn: number): void {
    this.#cuts.add(turn)
  }

  async keyOf(day: DayId): Promise<Uint8Array | null> {
    const isCommitted = this.#begun.every(({ owner }) => owner !== day)
    return this.#isOver || !isCommitted ? null : this.#parts.keys.ofDay(day)
  }

  /** What nobody answers for even now was never reported as committed, and is given up. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#queue.end()
    await this.#written
    await this.#erased
    this.#giveUp()
  }

  /** Nothing more is appended, and what nobody answered for is given up. */
  stop(): void {
    this.#giveUp()
  }

  /** Somebody else leads: nothing more is appended, and nobody is told anything. */
  fence(message: string): void {
    if (this.#isOver) return
    this.#giveUp()
    this.#watcher?.fenced(message)
  }

  #post(events: readonly LogEvent[]): void {
    const before = this.#planted.twoUnderWay ? Promise.resolve() : this.#written
    this.#underWay += 1
    this.#written = before
      .then(() => this.#write(events))
      .then(() => {
        this.#underWay -= 1
      })
    const { seq } = events.at(-1) as LogEvent
    if (this.#planted.twoUnderWay && this.#underWay < 2) this.#queue.stored(seq)
  }

  async #write(events: readonly LogEvent[]): Promise<void> {
    for (const turns of lotsOf(events, this.#cuts)) await this.#writeBatch(turns)
  }

  async #writeBatch(events: readonly LogEvent[]): Promise<void> {
    await this.#parts.following.room()
    if (this.#isOver) return
    const { seq, turn, at } = events.at(-1) ?? this.#head
    const { batch, begun, ended } = this.#sealed(events, turn)
    this.#begun = begun
    const isFiled = await this.#file(begun, true)
    if (this.#planted.tellBeforeAppend) this.#told({ seq, turn, at })
    const appended = isFiled ? await this.#appender.append(batch) : 'given_up'
    if (appended === 'overtaken') this.#overtaken()
    else if (appended === 'given_up') this.#giveUp()
    if (this.#isOver) return
    const filed = begunIn(batch, this.#parts.filing, this.#parts.keys)
    const leftOver = [...this.#follow(ended), ...this.#voided]
    this.#voided = []
    this.#told({ seq, turn, at })
    for (const cut of this.#cuts) if (cut <= turn) this.#cuts.delete(cut)
    const { standing } = this.#parts.succession
    this.#parts.following.follow(
      { batch, begun: filed, ended },
      { last: this.#appender.last, standing, leftOver, voided: [] },
    )
  }

  async #tryStream(): Promise<void> {
    while (!this.#isOver && this.#appended.seq === this.#head.seq) {
      const read = await this.#appender.readOn(this.#index + 1)
      if (Result.isSuccess(read)) {
        if (read.success === 'overtaken') this.#overtaken()
        this.#answered()
        return
      }
      if (!(await this.#again(read.failure.message))) return
    }
  }

  #sealed(events: readonly LogEvent[], turn: number): Sealed {
    const { keys, filing, succession, marksFor } = this.#parts
    const { epoch, world } = succession.standing
    const { rows, begun, ended } = this.#seal(events, keys)
    this.#index += 1
    const batch: Batch = {
      ...{ kind: 'batch', epoch, index: this.#index, world: world as string },
      ...{ rows: rowsSent(rows), marks: marksFor(turn) },
    }
    const filed = begun.map((owner) => ({
      ...{ epoch: filing.begin(owner, epoch), owner },
      key: keys.of(owner)?.slice() ?? null,
    }))
    return { batch, begun: filed, ended }
  }

  /** Whoever is over has no key any more; gives what overwrites theirs in the cabinet. */
  #follow(ended: ReadonlySet<Owner>): readonly FiledKey[] {
    const { keys, filing } = this.#parts
    this.#begun = []
    for (const owner of ended) keys.end(owner)
    keys.settle()
    const over = [...ended].flatMap((owner) => filing.end(owner))
    this.#erase(over)
    return over
  }

  #told(head: Head): void {
    this.#head = head
    this.#queue.stored(head.seq)
    this.#watcher?.committed(head.turn)
    this.#answered()
  }

  /** All is well again once nothing waits any more. */
  #answered(): void {
    if (!this.#isUnavailable || this.#isOver || this.#head.seq < this.#appended.seq) return
    this.#isUnavailable = false
    this.#watcher?.available()
  }

  #overtaken(): void {
    const { epoch, world } = this.#parts.succession.standing
    this.fence(`${world} leads since epoch ${epoch}.`)
  }

  /** Overwrites keys, however long it takes; the next append waits for it. */
  #erase(keys: readonly FiledKey[]): void {
    const erased = this.#file(keys)
    this.#erased = this.#erased.then(async (before) => {
      const isErased = await erased
      this.#answered()
      return before && isErased
    })
  }

  #giveUp(): void {
    this.#isOver = true
    this.#queue.giveUp()
  }

  /** Asks again until it is answered; false: it is given up. */
  async #file(keys: readonly FiledKey[], areNew = false): Promise<boolean> {
    if (keys.length === 0) return true
    for (let isNew = areNew; ; isNew = false) {
      const filed = await this.#parts.cabinet.put(keys, isNew)
      if (Result.isSuccess(filed)) return true
      if (!(await this.#again(filed.failure.message))) return false
    }
  }

  /** Nobody answers: says so, and waits a while. */
  async #again(message: string): Promise<boolean> {
    if (this.#isOver || this.#isClosing) return false
    if (!this.#isUnavailable) this.#watcher?.unavailable(message, false)
    this.#isUnavailable = true
    await new Promise<void>((resolve) => this.#parts.ports.clock.after(askAgainMs, resolve))
    return !this.#isOver
  }
}

interface Sealed {
  readonly batch: Batch
  /** The keys of those who have one as of it. */
  readonly begun: readonly FiledKey[]
  readonly ended: ReadonlySet<Owner>
}

/**
 * A message of the stream has 512 kB at most. Sealed, in base64 and quoted twice, events take less than
 * twice as many bytes as they do as JSON.
 */
const lotBytesMax = 256 * 1024

/** What a character takes at most: of a text that is written as it is, of one in other letters, of any. */
const plain = /^[ !#-[\]-~]*$/
const letters = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/
const characterBytesMax = (text: string): number =>
  plain.test(text) ? 1 : letters.test(text) ? 3 : 6

/** What a whole number takes, and any other. */
const wholeBytesMax = 17
const numberBytesMax = 25

/** At most so many bytes a value takes as JSON; it is known in a fraction of the time that JSON takes. */
const bytesMaxOf = (value: unknown): number => {
  if (typeof value === 'string') return characterBytesMax(value) * value.length + 2
  if (Number.isSafeInteger(value)) return wholeBytesMax
  if (typeof value !== 'object' || value === null) return numberBytesMax
  let bytes = 2
  if (Array.isArray(value)) for (const one of value) bytes += 1 + bytesMaxOf(one)
  // Names are our own: plain ones.
  else for (const name in value) bytes += name.length + 4 + bytesMaxOf(value[name as never])
  return bytes
}

/** Whole turns, as many to a batch as fit, one at least, and none after one of `cuts`. */
export const lotsOf = (
  events: readonly LogEvent[],
  cuts: ReadonlySet<number> = new Set(),
): readonly (readonly LogEvent[])[] => {
  if (cuts.size === 0 && bytesMaxOf(events) <= lotBytesMax) return [events]
  const lots: LogEvent[][] = []
  let bytes = 0
  for (const turn of turnsOf(events)) {
    const length = Buffer.byteLength(JSON.stringify(turn))
    bytes += length
    const lot = lots.at(-1)
    const isCut = cuts.has(lot?.at(-1)?.turn ?? 0)
    if (lot !== undefined && !isCut && bytes <= lotBytesMax) lot.push(...turn)
    else {
      lots.push([...turn])
      bytes = length
    }
  }
  return lots
}

const turnsOf = (events: readonly LogEvent[]): readonly (readonly LogEvent[])[] => {
  const turns: LogEvent[][] = []
  for (const event of events) {
    const turn = turns.at(-1)
    if (turn?.[0]?.turn === event.turn) turn.push(event)
    else turns.push([event])
  }
  return turns
}
