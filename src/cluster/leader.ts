// A world while it leads: its engine over the stream, its desk, and the edges that it hears.
import { Result } from 'effect'
import { Engine, type EngineParts } from '../actors/engine/engine.ts'
import { type Refusal, replaced } from '../actors/engine/refusal.ts'
import { type Command, ends, type LogEvent, type Turn } from '../events/event.ts'
import type { DayId } from '../events/fields.ts'
import type { Head } from '../events/log.ts'
import type { After, Clock, Ids, Report } from '../events/ports.ts'
import type { Ask } from '../events/projection.ts'
import type { Desk, Done, EdgeName, Say } from '../http/line/line.ts'
import type { Random } from '../store/shredding/keys.ts'
import type { WorldBus } from './bus.ts'
import type { LocalFile } from './localFile/localFile.ts'
import type { Fingerprint, FromEdge, WorldName } from './messages.ts'
import { shiftWhile } from './shiftWhile.ts'
import type { Standby } from './standby.ts'
import type { KeyCabinet, Stream } from './stream.ts'
import { type PlantedInLog, StreamLog } from './streamLog.ts'
import { Answering } from './telling/answering.ts'
import { Audience } from './telling/audience.ts'
import { Commands } from './telling/commands.ts'
import type { Listener } from './telling/listener.ts'
import { retold } from './telling/retelling.ts'

/** For how long an edge may be silent before it is taken for gone, in ms. */
const edgeSilentMsMax = 5_000

/** For how long one may be gone before the log forgets what was done for it, in ms. */
const edgeGoneMsMax = 600_000

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

/** Faults for the simulation to find; nobody else sets them. */
export interface PlantedInLeader extends PlantedInLog {
  /** Takes a command though one before it is missing. */
  readonly acceptGaps?: boolean
}

interface LeaderOptions {
  /** Folded up to the claim by which this world leads. */
  readonly standby: Standby
  /** Somebody else leads. */
  readonly onFenced: () => void
  /** From now on edges are heard. */
  readonly onOpen: () => void
}

type FromEdgeOf<K extends FromEdge['kind']> = Extract<FromEdge, { readonly kind: K }>

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
  #answering: Answering | null = null
  /** Whether the stream does not answer. */
  #isStalled = false
  /** How long ago it answered, as far as beats show. */
  #idleMs = 0
  /** For how long edges that the log knows have not been here, in ms. */
  readonly #gone = new Map<EdgeName, number>()
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
    this.#answering?.end()
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
    for (const listener of this.#audience.all()) {
      listener.silentMs += elapsedMs
      if (listener.silentMs > edgeSilentMsMax) this.#drop(listener)
      else if (listener.told < this.committed) this.#audience.tell(listener)
    }
    for (const edge of this.#commands.edges) this.#forget(edge, elapsedMs)
  }

  /**
   * Somebody else may reach the stream: whoever cannot lead does not say that it leads. Edges may be
   * silent as they are not reached either, and are there all the same.
   */
  #stall(): void {
    const { bus, world } = this.#parts
    bus.stalled({ world, epoch: this.epoch })
    for (const listener of this.#audience.all()) listener.silentMs = 0
  }

  /** Where nothing is appended the stream is asked now and then: nobody else would notice its silence. */
  #probe(elapsedMs: number): void {
    this.#idleMs += elapsedMs
    if (this.#isStalled || this.#pending.length > 0 || this.#idleMs <= probeMs) return
    this.#idleMs = 0
    this.#log.probe()
  }

  #forget(edge: EdgeName, elapsedMs: number): void {
    const isHere = this.#audience.get(edge) !== undefined
    const goneMs = isHere ? 0 : (this.#gone.get(edge) ?? 0) + elapsedMs
    if (goneMs > edgeGoneMsMax) this.#commands.forget(edge)
    if (goneMs > 0 && goneMs <= edgeGoneMsMax) this.#gone.set(edge, goneMs)
    else this.#gone.delete(edge)
  }

  #hear(said: FromEdge): void {
    if (this.#isOver || this.#isQuiet || said.epoch !== this.epoch) return
    if (this.#desk === null) return
    const listener = this.#audience.get(said.edge)
    if (said.kind === 'hello') this.#hello(said, listener)
    else if (listener !== undefined) this.#heard(said, listener, this.#desk)
    // It was taken for gone, or has missed too much.
    else if (said.kind === 'here') this.#tooLate(said.edge)
  }

  #heard(said: Exclude<FromEdge, { kind: 'hello' }>, listener: Listener, desk: Desk): void {
    listener.silentMs = 0
    if (said.kind === 'command') this.#take(said, listener, desk)
    else if (said.kind === 'here') this.#here(said, listener)
    else if (said.kind === 'note') desk.note(said.edge, said.note)
    else void this.#answering?.answer(said)
  }

  #hello({ edge, seen, next, sockets }: FromEdgeOf<'hello'>, known: Listener | undefined): void {
    const { standby } = this.#options
    standby.results.heard(edge, next)
    if (known !== undefined) {
      this.#audience.tellAgain(known, seen ?? known.seen)
      return
    }
    const heard = seen ?? this.committed
    const recent = standby.recent.after(heard)
    if (recent === null && sockets.length > 0) {
      this.#tooLate(edge)
      return
    }
    this.#commands.meet(edge, next)
    const due = this.#commands.due(edge)
    const held = sockets.filter(
      ({ opened, closed }) => opened < due && (closed === null || closed >= due),
    )
    const { said, adopted } = retold(recent ?? [], held, {
      ...{ turn: Math.max(this.committed, heard + 1), actorSystem: standby.actorSystem },
      isElsewhere: ({ session, socket }) => standby.holders.isElsewhere(session, edge, socket),
      signed: (frame) => (this.#desk as Desk).signed(frame),
    })
    const listener = this.#audience.meet(edge, heard, said)
    this.#desk?.adopt(edge, adopted)
    this.#audience.tell(listener)
  }

  #take(said: FromEdgeOf<'command'>, listener: Listener, desk: Desk): void {
    const { edge, n, at, command } = said
    const due = this.#commands.due(edge)
    // It stays with the edge, which is asked for it again.
    if (n < due || this.#commands.isFull) return
    if (n > due && !this.#parts.planted?.acceptGaps) {
      this.#askAgain(listener, due)
      return
    }
    listener.isAsked = false
    this.#audience.during(this.#turn, () => {
      const came = this.#came(said, desk)
      this.#commands.took({ edge, n, at, turn: this.#turn, came, command })
      return this.#turn
    })
    if (this.#turn <= this.committed) this.#audience.settle()
    this.#makeRoom()
  }

  /** Where no turn is on its way that could say what has become of commands, a batch of none does. */
  #makeRoom(): void {
    if (this.#commands.isFull && this.#turn <= this.committed) this.#log.appendMarks()
  }

  /** A socket of which is heard so late that its session has come to a later one gets nothing of it. */
  #came({ edge, at, command }: FromEdgeOf<'command'>, desk: Desk): Result.Result<Done, Refusal> {
    const { holders } = this.#options.standby
    const isLate = command.type === 'opened' && holders.isLater(command.session, at)
    return isLate ? Result.fail(replaced) : desk.take(edge, command)
  }

  #here({ edge, seen, next, sent }: FromEdgeOf<'here'>, listener: Listener): void {
    this.#options.standby.results.heard(edge, next)
    if (listener.heard(seen)) this.#audience.tellAgain(listener, seen)
    // What it has not heard of may be no turn's, so that it misses none.
    else if (next <= this.#commands.done(edge)) this.#audience.tell(listener)
    if (listener.isBehind) {
      this.#drop(listener)
      this.#tooLate(edge)
      return
    }
    const due = this.#commands.due(edge)
    listener.isAsked = false
    if (sent >= due && !this.#commands.isFull) this.#askAgain(listener, due)
  }

  /** Once for each gap; again when the edge has said how far it is. */
  #askAgain(listener: Listener, from: number): void {
    if (listener.isAsked) return
    listener.isAsked = true
    this.#parts.bus.toEdge(listener.edge, { kind: 'again', epoch: this.epoch, from })
  }

  #tooLate(edge: EdgeName): void {
    this.#parts.bus.toEdge(edge, { kind: 'too_late', epoch: this.epoch })
  }

  #drop(listener: Listener): void {
    this.#audience.drop(listener)
    this.#answering?.drop(listener.edge)
    this.#desk?.gone(listener.edge)
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
    this.#answering = new Answering({ ...this.#parts, epoch: this.epoch, desk })
    this.#options.onOpen()
    // Whoever said hello before was not heard.
    this.beat(0)
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
    this.#makeRoom()
  }
}
