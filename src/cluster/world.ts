// One run of a world's node: it stands by, claims where nobody leads, leads, and ends.
import { Result } from 'effect'
import type { ActorSystem } from '../actors/engine/actorSystem.ts'
import { hashOf } from '../events/hash.ts'
import { encodedEntry } from './entries.ts'
import { HandOver } from './handOver.ts'
import { Leader, type LeaderParts, type PlantedInLeader } from './leader.ts'
import type { Beat, FromWorld, Handing } from './messages.ts'
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

/** While so many wait to be taken the stream is let go of. */
const waitingMessagesMax = 1_024

/** For how long the file of a world that leads may not be written to, in ms: another has its disk free. */
const unwritableMsMax = 5_000

/** How long a world that is told to go waits for another to lead, in ms. */
const drainMsMax = 2_000

export interface WorldParts extends LeaderParts, Pick<StandbyParts, 'effectsKept' | 'reader'> {
  readonly pace?: Pace
  readonly planted?: PlantedInLeader & PlantedInFold
  /** Hears who leads: this world once edges are heard, or another once a beat of it comes. */
  readonly onLed?: (led: Led) => void
  /** Why this run is over. */
  readonly onEnd: (why: Ending) => void
}

/** Who leads, and since which epoch. */
export type Led = Pick<Beat, 'epoch' | 'world'>

/**
 * `foreign`: its secret is another than that of whoever leads. `handed`: it was told to go, and another
 * leads. `behind`: the stream has let go of what it did not read yet.
 */
export type Ending =
  | 'fenced'
  | 'foreign'
  | 'astray'
  | 'behind'
  | 'unwritable'
  | 'handed'
  | 'stopped'

export class World {
  readonly #parts: WorldParts
  readonly #standby: Standby
  /** Null while the stream is let go of. */
  #unfollow: (() => void) | null = null
  readonly #unhear: () => void
  readonly #pace: Pace
  #leader: Leader | null = null
  /** What the stream has brought and was not taken yet. */
  #messages: StreamMessage[] = []
  /** The number of the message that the stream is to bring next. */
  #next: number
  #isTaking = false
  #isClaiming = false
  /** The newest epoch of which it has heard. */
  #epoch = 0
  /** The last turn that whoever leads said was committed. */
  #ledTurn = 0
  /** For how long nobody has been heard that leads; time that this process did not see does not count. */
  #silentMs = 0
  /** Whether the stream did not answer its last claim, and nobody has been heard since. */
  #isStalled = false
  /** The same, whatever it has claimed since. */
  #unheardMs = 0
  #tickedAt: number
  /** For how long its file could not be written. */
  #unwritableMs = 0
  /** For how long it has been told to go; null: it is not. */
  #drainingMs: number | null = null
  /** Once it leads, is told to go, and all is committed. */
  #handOver: HandOver | null = null
  /** What a world that goes has said last, and was not answered yet. */
  #handing: Handing | null = null
  #isOver = false

  constructor(parts: WorldParts) {
    this.#parts = parts
    const { bus, clock, world } = parts
    this.#standby = new Standby(parts)
    const { beatMs, suspectMs } = parts.pace ?? usualPace
    const apart = (hashOf(world) % 1_000) / 1_000
    this.#pace = { beatMs, suspectMs: suspectMs * (1 + suspectPartApart * apart) }
    this.#tickedAt = clock.monotonic()
    this.#unhear = bus.hear({
      fromWorld: this.#fromWorld,
      beat: this.#beat,
    })
    this.#next = this.#standby.last + 1
    this.#follow()
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

  /** Whether it could lead: what it leads it must be able to keep. */
  get isReady(): boolean {
    return !this.#isOver && this.#parts.file.isWritable()
  }

  /** The last turn of the log that it knows of. */
  get turn(): number {
    return this.#leader?.committed ?? this.#standby.head.turn
  }

  /** The newest epoch of which it has heard; 0: none. */
  get epoch(): number {
    return this.#leader?.epoch ?? this.#epoch
  }

  /** How many turns it is behind whoever leads, as far as that was heard. */
  get lag(): number {
    return this.#leader === null ? Math.max(0, this.#ledTurn - this.turn) : 0
  }

  /** Whether it stands by: somebody else leads, of whom it has heard lately. */
  get standsBy(): boolean {
    const isHeard = this.#epoch > 0 && this.#unheardMs <= this.#pace.suspectMs
    return !this.#isOver && this.#leader === null && isHeard
  }

  /** Ends at once: what is not committed is nobody's any more. */
  stop(): void {
    this.#end('stopped', null)
  }

  /**
   * Has another lead, and ends: takes nothing more, and once all that it took is committed it asks a
   * standby that knows all of it to claim. Where none has after a while it ends all the same.
   */
  drain(): void {
    if (this.#isOver || this.#drainingMs !== null) return
    this.#drainingMs = 0
    if (this.#leader !== null) this.#leave(this.#leader)
    else if (!this.#isClaiming) this.stop()
  }

  #leave(leader: Leader): void {
    leader.quiesce(() => {
      if (this.#isOver) return
      this.#handOver = new HandOver({ ...this.#parts, epoch: leader.epoch, turn: leader.turn })
      this.#handOver.say()
    })
  }

  /** `message`: what is said of it to whoever waits for the log. */
  #end(why: Ending, message: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#letGo()
    this.#unhear()
    this.#standby.stop()
    this.#leader?.end(message)
    this.#leader = null
    this.#parts.onEnd(why)
  }

  readonly #beat = ({ epoch, world, turn, fingerprint }: Beat): void => {
    if (this.#isOver || world === this.#parts.world || epoch < this.#epoch) return
    const own = this.#parts.fingerprint
    if (this.#leader === null && (fingerprint ?? own) !== own) {
      this.#end('foreign', null)
      return
    }
    const isNews = epoch > this.#epoch
    this.#epoch = epoch
    this.#ledTurn = turn
    this.#unheardMs = 0
    this.#heardOf()
    if (isNews) this.#parts.onLed?.({ epoch, world })
    if (this.#leader !== null && epoch > this.#leader.epoch) this.#overtaken(world)
  }

  /** Somebody leads, or has just done so. */
  #heardOf(): void {
    this.#silentMs = 0
    this.#isStalled = false
  }

  #overtaken(world: string): void {
    if (this.#drainingMs === null) this.#end('fenced', `${world} leads.`)
    else this.#end('handed', null)
  }

  readonly #fromWorld = (said: FromWorld): void => {
    if (this.#isOver || said.world === this.#parts.world) return
    if (said.kind === 'level') {
      this.#handOver?.heard(said)
      return
    }
    this.#handing = said
    this.#answer()
  }

  /** Answers a world that goes, as soon as this one could lead after it. */
  #answer(): void {
    const { bus, world } = this.#parts
    const { succession, head } = this.#standby
    if (this.#handing === null || !this.#mayClaim) return
    const { epoch, turn, to } = this.#handing
    if (epoch !== succession.standing.epoch || turn > head.turn) return
    this.#handing = null
    if (to === world) void this.#claim()
    else if (to === null) bus.toWorlds({ kind: 'level', world, epoch })
  }

  /** Whether it stands by, and knows what it has heard of the stream. */
  get #mayClaim(): boolean {
    const isBusy = this.#isTaking || this.#isClaiming || this.#drainingMs !== null
    return this.isReady && !isBusy && this.#leader === null
  }

  #follow(): void {
    this.#unfollow ??= this.#parts.stream.follow(this.#next, this.#message, this.#lost)
  }

  #letGo(): void {
    this.#unfollow?.()
    this.#unfollow = null
  }

  readonly #message = (message: StreamMessage): void => {
    if (this.#isOver || message.number < this.#next) return
    this.#next = message.number + 1
    this.#messages.push(message)
    if (this.#messages.length >= waitingMessagesMax) this.#letGo()
    if (!this.#isTaking) void this.#take()
  }

  /** What it does not know by now it will never know. */
  readonly #lost = (): void => this.#end('behind', 'What follows is not in the stream any more.')

  async #take(): Promise<void> {
    this.#isTaking = true
    while (this.#messages.length > 0 && !this.#isOver) {
      await this.#standby.following.room()
      if (this.#isOver) return
      const lot = this.#messages.slice(0, lotMessagesMax)
      const { last } = this.#standby
      const { standing } = this.#standby.succession
      const followed = await this.#standby.take(lot)
      this.#messages = this.#messages.slice(this.#standby.last - last)
      if (this.#isOver) return
      if (followed === 'astray') {
        this.#end('astray', 'Its states are not those of the log.')
        return
      }
      // Whoever wrote what counts has just been alive, though its beats wait behind that.
      if (this.#standby.succession.standing !== standing) this.#heardOf()
      if (followed === 'leads') {
        this.#lead()
        return
      }
      if (this.#messages.length === 0) this.#follow()
    }
    this.#isTaking = false
    this.#answer()
  }

  /** It lets go of the stream: what another has appended shows when this world appends, or tries whether it may. */
  #lead(): void {
    this.#letGo()
    this.#messages = []
    const onFenced = () => this.#overtaken('Another world')
    const onOpen = () => this.#parts.onLed?.({ epoch: this.epoch, world: this.#parts.world })
    this.#leader = new Leader(this.#parts, { standby: this.#standby, onFenced, onOpen })
    if (this.#drainingMs !== null) this.#leave(this.#leader)
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
    this.#unwritableMs = this.isReady ? 0 : this.#unwritableMs + elapsedMs
    if (this.#drainingMs !== null) this.#goOn(this.#drainingMs + elapsedMs)
    if (this.#leader !== null) {
      if (this.#unwritableMs > unwritableMsMax) this.#end('unwritable', fileCannotBeWritten)
      // Whoever is not heard any more is followed by another, whatever becomes of the one that was asked.
      if (this.#handOver !== null) this.#handOver.say()
      else this.#leader?.beat(elapsedMs)
      return
    }
    this.#silentMs += elapsedMs
    this.#unheardMs += elapsedMs
    if (this.#isStalled) this.#parts.bus.stalled({ world: this.#parts.world, epoch: this.epoch })
    if (this.#silentMs > suspectMs && this.#mayClaim) void this.#claim()
  }

  /** It has been told to go for so long. */
  #goOn(drainingMs: number): void {
    this.#drainingMs = drainingMs
    if (drainingMs <= drainMsMax) return
    const { report, world } = this.#parts
    const why = this.#handOver === null ? 'the stream does not answer' : 'no other world claims'
    if (this.#leader !== null) report('warn', 'a world ends without a hand-over', { world, why })
    this.stop()
  }

  /** Whether it counts is seen when it comes by the stream, as everybody sees it. */
  async #claim(): Promise<void> {
    const { stream, world } = this.#parts
    const epoch = this.#standby.succession.standing.epoch + 1
    this.#isClaiming = true
    this.#silentMs = 0
    const claim = encodedEntry({ kind: 'claim', epoch, world })
    const appended = await stream.append(claim, this.#standby.last)
    this.#isStalled = Result.isFailure(appended) && appended.failure._tag === 'Unanswered'
    this.#isClaiming = false
  }
}

const fileCannotBeWritten = 'The local file cannot be written.'
