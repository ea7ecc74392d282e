// One run of a world's node: it stands by, claims where nobody leads, leads, and ends.
import type { ActorSystem } from '../actors/engine/actorSystem.ts'
import { hashOf } from '../events/hash.ts'
import { decodedEntry, encodedEntry } from './entries.ts'
import { Leader, type LeaderParts, type PlantedInLeader } from './leader.ts'
import type { Beat } from './messages.ts'
import { type PlantedInFold, Standby, type StandbyParts } from './standby.ts'
import type { StreamMessage } from './stream.ts'

/** How often the world that leads says so, and how soon it is missed; in ms. */
export interface Pace {
  readonly beatMs: number
  readonly suspectMs: number
}

const usualPace: Pace = { beatMs: 150, suspectMs: 900 }

/** Standbys claim apart by such a part at most, so that two rarely do at a time. */
const suspectPartApart = 1 / 3

/** How many messages of the stream are taken together: the keys for them are asked for at once. */
const lotMessagesMax = 64

export interface WorldParts extends LeaderParts, Pick<StandbyParts, 'effectsKept' | 'reader'> {
  readonly pace?: Pace
  readonly planted?: PlantedInLeader & PlantedInFold
  /** Why this run is over: another leads, its states were not those of the log, or it was stopped. */
  readonly onEnd: (why: Ending) => void
}

export type Ending = 'fenced' | 'astray' | 'stopped'

export class World {
  readonly #parts: WorldParts
  readonly #standby: Standby
  readonly #unfollow: () => void
  readonly #unhear: () => void
  readonly #pace: Pace
  #leader: Leader | null = null
  /** What the stream has brought and was not taken yet. */
  #messages: StreamMessage[] = []
  #isTaking = false
  #isClaiming = false
  /** The newest epoch of which it has heard. */
  #epoch = 0
  /** For how long nobody has been heard that leads; time that this process did not see does not count. */
  #silentMs = 0
  #tickedAt: number
  #isOver = false

  constructor(parts: WorldParts) {
    this.#parts = parts
    const { stream, bus, clock, world } = parts
    this.#standby = new Standby(parts)
    const { beatMs, suspectMs } = parts.pace ?? usualPace
    const apart = (hashOf(world) % 1_000) / 1_000
    this.#pace = { beatMs, suspectMs: suspectMs * (1 + suspectPartApart * apart) }
    this.#tickedAt = clock.monotonic()
    this.#unhear = bus.hear({ fromEdge: (said) => this.#leader?.hear(said), beat: this.#beat })
    this.#unfollow = stream.follow(1, this.#message)
    clock.after(beatMs, this.#tick)
  }

  /** While it leads. */
  get leader(): Leader | null {
    return this.#leader
  }

  /** As far as it knows the log; what is not committed yet is in it while it leads. */
  get actorSystem(): ActorSystem {
    return this.#standby.actorSystem
  }

  /** The last turn of the log that it knows of. */
  get turn(): number {
    return this.#leader?.committed ?? this.#standby.head.turn
  }

  /** Ends at once: what is not committed is nobody's any more. */
  stop(): void {
    this.#end('stopped', 'This world was stopped.')
  }

  #end(why: Ending, message: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#unfollow()
    this.#unhear()
    this.#standby.stop()
    this.#leader?.end(message)
    this.#leader = null
    this.#parts.onEnd(why)
  }

  readonly #beat = ({ epoch, world }: Beat): void => {
    if (this.#isOver || world === this.#parts.world || epoch < this.#epoch) return
    this.#epoch = epoch
    this.#silentMs = 0
    if (this.#leader !== null && epoch > this.#leader.epoch) this.#overtaken(world)
  }

  #overtaken(world: string): void {
    this.#end('fenced', `${world} leads.`)
  }

  readonly #message = (message: StreamMessage): void => {
    if (this.#isOver) return
    if (this.#leader !== null) {
      this.#overhear(message)
      return
    }
    this.#messages.push(message)
    if (!this.#isTaking) void this.#take()
  }

  /** Of what it has not written itself, only the next claim is anything to a world that leads. */
  #overhear({ data }: StreamMessage): void {
    const entry = data.startsWith(claimBegins) ? decodedEntry(data) : null
    if (entry !== null && entry.epoch === (this.#leader?.epoch ?? 0) + 1) {
      this.#overtaken(entry.world)
    }
  }

  async #take(): Promise<void> {
    this.#isTaking = true
    while (this.#messages.length > 0 && !this.#isOver && this.#leader === null) {
      const lot = this.#messages.slice(0, lotMessagesMax)
      const { last } = this.#standby
      const { epoch } = this.#standby.succession.standing
      const followed = await this.#standby.take(lot)
      this.#messages = this.#messages.slice(this.#standby.last - last)
      if (this.#isOver) return
      if (followed === 'astray') {
        this.#end('astray', 'Its states are not those of the log.')
        return
      }
      // Whoever has claimed has just been alive.
      if (this.#standby.succession.standing.epoch > epoch) this.#silentMs = 0
      if (followed === 'leads') this.#lead()
    }
    this.#isTaking = false
  }

  #lead(): void {
    const onFenced = () => this.#end('fenced', 'Another world leads.')
    this.#leader = new Leader(this.#parts, { standby: this.#standby, onFenced })
    for (const message of this.#messages.splice(0)) this.#message(message)
    this.#leader?.beat(0)
  }

  readonly #tick = (): void => {
    const { clock } = this.#parts
    const { beatMs, suspectMs } = this.#pace
    if (this.#isOver) return
    const now = clock.monotonic()
    // Of a time in which it did not run it does not know whether anybody said anything.
    const elapsedMs = Math.min(now - this.#tickedAt, 2 * beatMs)
    this.#tickedAt = now
    clock.after(beatMs, this.#tick)
    if (this.#leader !== null) {
      this.#leader.beat(elapsedMs)
      return
    }
    this.#silentMs += elapsedMs
    if (this.#silentMs > suspectMs && !this.#isTaking && !this.#isClaiming) void this.#claim()
  }

  /** Whether it counts is seen when it comes by the stream, as everybody sees it. */
  async #claim(): Promise<void> {
    const { stream, world } = this.#parts
    const epoch = this.#standby.succession.standing.epoch + 1
    this.#isClaiming = true
    this.#silentMs = 0
    await stream.append(encodedEntry({ kind: 'claim', epoch, world }), this.#standby.last)
    this.#isClaiming = false
  }
}

/** How a claim begins as it is encoded. */
const claimBegins = '{"kind":"claim"'
