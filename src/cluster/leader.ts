// A world while it leads: its engine over the stream, its desk, and the edges that it hears.
import { Engine, type EngineParts } from '../actors/engine/engine.ts'
import { type Command, ends, type LogEvent, type Turn } from '../events/event.ts'
import type { DayId } from '../events/fields.ts'
import type { Head } from '../events/log.ts'
import type { After, Clock, Ids, Report } from '../events/ports.ts'
import type { Ask } from '../events/projection.ts'
import type { Desk, EdgeName, Say } from '../http/line/line.ts'
import type { Random } from '../store/shredding/keys.ts'
import type { WorldBus } from './bus.ts'
import type { LocalFile } from './localFile/localFile.ts'
import type { Fingerprint, FromEdge, WorldName } from './messages.ts'
import { shiftWhile } from './shiftWhile.ts'
import type { Standby } from './standby.ts'
import type { KeyCabinet, Stream } from './stream.ts'
import { type PlantedInLog, StreamLog } from './streamLog.ts'
import { Audience } from './telling/audience.ts'
import { Commands } from './telling/commands.ts'
import { Hearing, type PlantedInHearing } from './telling/hearing.ts'

/** How long nothing may be appended until it is tried whether the stream answers, in ms. */
const probeMs = 1_000

/** What a desk is opened with; it is open once today's key is there. */
export interface DeskGiven {
  readonly engine: Engine
  readonly say: Say
  readonly keyOf: (day: DayId) => Promise<Uint8Array | null>
  /** Asks the projections of the local file as of all turns appended by now. */
  readonly ask: Ask
}

export interface LeaderParts {
  readonly world: WorldName
  readonly fingerprint: Fingerprint
  readonly stream: Stream
  readonly cabinet: KeyCabinet
  readonly bus: WorldBus
  readonly clock: Clock & { readonly startFrom: (at: number) => void }
  readonly random: Random
  readonly ids: Ids
  readonly report: Report
  readonly graceMs: number
  readonly openDesk: (given: DeskGiven) => Promise<Desk>
  /** What takes all that counts, once it does. */
  readonly file: LocalFile
  /** Hears of all that counts, in order, before anybody is told. */
  readonly followed: (events: readonly LogEvent[]) => void
  /** Waits for a few ms, where the clock's delays may come late. */
  readonly shortly?: After
  /** What an event goes through between two actors; a test mode encodes and decodes it here. */
  readonly carry?: (command: Command) => Command
  readonly checksumTurns?: number
  /** Of how many commands a batch may say more than that they are done. */
  readonly toSayMax?: number
  readonly planted?: PlantedInLeader
}

export type PlantedInLeader = PlantedInLog & PlantedInHearing

interface LeaderOptions {
  /** Folded up to the claim by which this world leads. */
  readonly standby: Standby
  /** Somebody else leads. */
  readonly onFenced: () => void
  /** From now on edges are heard. */
  readonly onOpen: () => void
}

export class Leader {
  readonly engine: Engine
  readonly epoch: number
  readonly #parts: LeaderParts
  readonly #options: LeaderOptions
  readonly #log: StreamLog
  readonly #commands: Commands
  readonly #audience: Audience
  readonly #unhear: () => void
  /** Turns that are appended and not committed. */
  #pending: Turn[] = []
  /** The last turn that is appended. */
  #turn: number
  #desk: Desk | null = null
  /** Once the desk is open. */
  #hearing: Hearing | null = null
  /** Whether the stream does not answer. */
  #isStalled = false
  /** How long ago it answered, as far as beats show. */
  #idleMs = 0
  /** Whether nothing more is taken. */
  #isQuiet = false
  #isOver = false

  constructor(parts: LeaderParts, options: LeaderOptions) {
    this.#parts = parts
    this.#options = options
    const { standby } = options
    const { epoch } = standby.succession.standing
    this.epoch = epoch
    this.#turn = standby.head.turn
    this.#commands = new Commands(standby, parts.toSayMax)
    const { results } = standby
    const committed = this.#turn
    this.#audience = new Audience({ ...parts, epoch, commands: this.#commands, results, committed })
    parts.clock.startFrom(standby.head.at)
    this.#log = this.#openLog()
    this.engine = new Engine({ ...parts, actorSystem: standby.actorSystem, log: this.#tapped() })
    this.engine.onSocketEffect((effect, turn) => {
      if (turn === null) return
      this.#audience.saying(turn)
      standby.recent.add({ turn, to: effect.to, effect })
    })
    this.engine.resume(parts.graceMs)
    this.#unhear = parts.bus.hearEdges((said) => this.#hear(said))
    void this.#open()
  }

  /** Whether edges are heard by now. */
  get isOpen(): boolean {
    return this.#desk !== null && !this.#isOver
  }

  /** How many edges are here. */
  get edges(): number {
    return this.#audience.all().length
  }

  /** Of each edge that is here, how many sockets it has. */
  get sockets(): ReadonlyMap<EdgeName, number> {
    const edges = this.#audience.all().map(({ edge }) => edge)
    return new Map(edges.map((edge) => [edge, this.#desk?.socketsOf(edge) ?? 0]))
  }

  /** How many sessions have a socket. */
  get online(): number {
    return this.#desk?.online() ?? 0
  }

  /** Where the log stands: the last event that is committed. */
  get head(): Head {
    return this.#log.head()
  }

  /** Turns that are appended and not committed. */
  get underWay(): number {
    return this.#pending.length
  }

  /** The last turn that is committed. */
  get committed(): number {
    return this.#audience.committed
  }

  /** The last turn that is appended. */
  get turn(): number {
    return this.#turn
  }

  /** Takes nothing more from anybody; `then` is called once all that was taken is committed and told. */
  quiesce(then: () => void): void {
    this.#isQuiet = true
    this.engine.stop()
    this.engine.afterCommit(() => queueMicrotask(then))
  }

  /** Says nothing more to anybody, and appends nothing. Null: not as anybody else leads. */
  end(message: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#unhear()
    this.#hearing?.end()
    this.engine.stop()
    if (message === null) this.#log.stop()
    else this.#log.fence(message)
  }

  /** To be called at each beat, with how long it has been. */
  beat(elapsedMs: number): void {
    const { bus, world, fingerprint } = this.#parts
    if (this.#isOver) return
    this.#probe(elapsedMs)
    if (this.#isStalled) {
      this.#stall()
      return
    }
    bus.beat({ world, epoch: this.epoch, turn: this.committed, fingerprint })
    this.#hearing?.pass(elapsedMs)
  }

  /** Somebody else may reach the stream: whoever cannot lead does not say that it leads. */
  #stall(): void {
    const { bus, world } = this.#parts
    bus.stalled({ world, epoch: this.epoch })
    this.#hearing?.excuse()
  }

  /** Where nothing is appended the stream is asked now and then: nobody else would notice its silence. */
  #probe(elapsedMs: number): void {
    this.#idleMs += elapsedMs
    if (this.#isStalled || this.#pending.length > 0 || this.#idleMs <= probeMs) return
    this.#idleMs = 0
    this.#log.probe()
  }

  #hear(said: FromEdge): void {
    if (this.#isOver || this.#isQuiet || said.epoch !== this.epoch) return
    this.#hearing?.hear(said)
  }

  async #open(): Promise<void> {
    const desk = await this.#parts.openDesk({
      engine: this.engine,
      say: (...said) => {
        if (!this.#isOver) this.#audience.say(...said)
      },
      keyOf: (day) => this.#log.keyOf(day),
      ask: (...asked) => {
        if (this.#turn > this.committed) this.#log.cutAfter(this.#turn)
        return this.#parts.file.ask(...asked, this.#turn)
      },
    })
    if (this.#isOver) return
    this.#desk = desk
    this.#hearing = this.#openHearing(desk)
    this.#options.onOpen()
    // Whoever said hello before was not heard.
    this.beat(0)
  }

  #openHearing(desk: Desk): Hearing {
    const { bus, planted = {} } = this.#parts
    return new Hearing({
      ...{ epoch: this.epoch, bus, desk, planted },
      ...{ commands: this.#commands, audience: this.#audience, standby: this.#options.standby },
      turn: () => this.#turn,
      appendMarks: () => this.#log.appendMarks(),
    })
  }

  #openLog(): StreamLog {
    const { clock } = this.#parts
    const after = this.#parts.shortly ?? clock.after
    const { standby } = this.#options
    return new StreamLog({
      ...this.#parts,
      ...{ keys: standby.keys, filing: standby.filing, succession: standby.succession },
      ...{ last: standby.last, head: standby.head, leftOver: standby.leftOver },
      ports: { soon: queueMicrotask, clock: { monotonic: clock.monotonic, after } },
      ...{ following: standby.following, space: () => this.#parts.file.space() },
      marksFor: (turn) => this.#commands.marksFor(turn),
    })
  }

  /** The log, with an eye on what goes in and on what is committed. */
  #tapped(): EngineParts['log'] {
    const log = this.#log
    return {
      head: () => log.head(),
      space: () => log.space(),
      append: (turn) => {
        this.#turn = turn[0]?.turn ?? this.#turn
        this.#pending.push(turn)
        log.append(turn)
      },
      watch: (watcher) =>
        log.watch({
          ...watcher,
          committed: (turn) => this.#committed(turn, () => watcher.committed(turn)),
          unavailable: (...why) => {
            this.#isStalled = true
            watcher.unavailable(...why)
          },
          available: () => {
            this.#isStalled = false
            watcher.available()
          },
          fenced: (message) => {
            watcher.fenced(message)
            this.#options.onFenced()
          },
        }),
    }
  }

  #committed(turn: number, release: () => void): void {
    if (this.#isOver) return
    this.#idleMs = 0
    const committed = shiftWhile(this.#pending, ([event]) => (event?.turn ?? 0) <= turn)
    const events = committed.flat()
    this.#parts.followed(events)
    for (const event of events) {
      const over = ends(event)
      if (over !== null) this.#options.standby.holders.end(over)
    }
    this.#audience.commit(turn, release)
    this.#hearing?.makeRoom()
  }
}
