// What edges say to the world that leads, and which of them are here.
import { Result } from 'effect'
import { type Refusal, replaced } from '../../actors/engine/refusal.ts'
import type { Desk, Done, EdgeName } from '../../http/line/line.ts'
import type { WorldBus } from '../bus.ts'
import type { FromEdge } from '../messages.ts'
import type { Standby } from '../standby.ts'
import { Answering } from './answering.ts'
import type { Audience } from './audience.ts'
import type { Commands } from './commands.ts'
import type { Listener } from './listener.ts'
import { retold } from './retelling.ts'

/** For how long an edge may be silent before it is taken for gone, in ms. */
const edgeSilentMsMax = 5_000

/** For how long one may be gone before the log forgets what was done for it, in ms. */
const edgeGoneMsMax = 600_000

/** Faults for the simulation to find; nobody else sets them. */
export interface PlantedInHearing {
  /** Takes a command though one before it is missing. */
  readonly acceptGaps?: boolean
}

export interface HearingParts {
  readonly epoch: number
  readonly bus: Pick<WorldBus, 'toEdge'>
  readonly desk: Desk
  readonly commands: Commands
  readonly audience: Audience
  /** What the log says of edges, folded up to the last commit. */
  readonly standby: Pick<Standby, 'results' | 'recent' | 'holders' | 'actorSystem'>
  /** The last turn that is appended. */
  readonly turn: () => number
  /** Appends what has become of commands, where no turn is on its way that could say it. */
  readonly appendMarks: () => void
  readonly planted: PlantedInHearing
}

type FromEdgeOf<K extends FromEdge['kind']> = Extract<FromEdge, { readonly kind: K }>

export class Hearing {
  readonly #parts: HearingParts
  readonly #answering: Answering
  /** For how long edges that the log knows have not been here, in ms. */
  readonly #gone = new Map<EdgeName, number>()

  constructor(parts: HearingParts) {
    this.#parts = parts
    this.#answering = new Answering(parts)
  }

  hear(said: FromEdge): void {
    const listener = this.#parts.audience.get(said.edge)
    if (said.kind === 'hello') this.#hello(said, listener)
    else if (listener !== undefined) this.#heard(said, listener)
    // It was taken for gone, or has missed too much.
    else if (said.kind === 'here') this.#tooLate(said.edge)
  }

  /** So much time has passed: whoever is silent is gone, and whoever has been gone for long is forgotten. */
  pass(elapsedMs: number): void {
    const { audience, commands } = this.#parts
    for (const listener of audience.all()) {
      listener.silentMs += elapsedMs
      if (listener.silentMs > edgeSilentMsMax) this.#drop(listener)
      else if (listener.told < audience.committed) audience.tell(listener)
    }
    for (const edge of commands.edges) this.#forget(edge, elapsedMs)
  }

  /** Edges may be silent as they are not reached either, and are there all the same. */
  excuse(): void {
    for (const listener of this.#parts.audience.all()) listener.silentMs = 0
  }

  /** Where no turn is on its way that could say what has become of commands, a batch of none does. */
  makeRoom(): void {
    const { audience, commands, turn, appendMarks } = this.#parts
    if (commands.isFull && turn() <= audience.committed) appendMarks()
  }

  /** From now on it says nothing. */
  end(): void {
    this.#answering.end()
  }

  #heard(said: Exclude<FromEdge, { kind: 'hello' }>, listener: Listener): void {
    listener.silentMs = 0
    if (said.kind === 'command') this.#take(said, listener)
    else if (said.kind === 'here') this.#here(said, listener)
    else if (said.kind === 'note') this.#parts.desk.note(said.edge, said.note)
    else void this.#answering.answer(said)
  }

  #hello({ edge, seen, next, sockets }: FromEdgeOf<'hello'>, known: Listener | undefined): void {
    const { audience, commands, desk, standby } = this.#parts
    standby.results.heard(edge, next)
    if (known !== undefined) {
      audience.tellAgain(known, seen ?? known.seen)
      return
    }
    const heard = seen ?? audience.committed
    const recent = standby.recent.after(heard)
    if (recent === null && sockets.length > 0) {
      this.#tooLate(edge)
      return
    }
    commands.meet(edge, next)
    const due = commands.due(edge)
    const held = sockets.filter(
      ({ opened, closed }) => opened < due && (closed === null || closed >= due),
    )
    const { said, adopted } = retold(recent ?? [], held, {
      ...{ turn: Math.max(audience.committed, heard + 1), actorSystem: standby.actorSystem },
      isElsewhere: ({ session, socket }) => standby.holders.isElsewhere(session, edge, socket),
      signed: (frame) => desk.signed(frame),
    })
    const listener = audience.meet(edge, heard, said)
    desk.adopt(edge, adopted)
    audience.tell(listener)
  }

  #take(said: FromEdgeOf<'command'>, listener: Listener): void {
    const { audience, commands, turn, planted } = this.#parts
    const { edge, n, at, command } = said
    const due = commands.due(edge)
    // It stays with the edge, which is asked for it again.
    if (n < due || commands.isFull) return
    if (n > due && !planted.acceptGaps) {
      this.#askAgain(listener, due)
      return
    }
    listener.isAsked = false
    audience.during(turn(), () => {
      const came = this.#came(said)
      commands.took({ edge, n, at, turn: turn(), came, command })
      return turn()
    })
    if (turn() <= audience.committed) audience.settle()
    this.makeRoom()
  }

  /** A socket of which is heard so late that its session has come to a later one gets nothing of it. */
  #came({ edge, at, command }: FromEdgeOf<'command'>): Result.Result<Done, Refusal> {
    const { desk, standby } = this.#parts
    const isLate = command.type === 'opened' && standby.holders.isLater(command.session, at)
    return isLate ? Result.fail(replaced) : desk.take(edge, command)
  }

  #here({ edge, seen, next, sent }: FromEdgeOf<'here'>, listener: Listener): void {
    const { audience, commands, standby } = this.#parts
    standby.results.heard(edge, next)
    if (listener.heard(seen)) audience.tellAgain(listener, seen)
    // What it has not heard of may be no turn's, so that it misses none.
    else if (next <= commands.done(edge)) audience.tell(listener)
    if (listener.isBehind) {
      this.#drop(listener)
      this.#tooLate(edge)
      return
    }
    const due = commands.due(edge)
    listener.isAsked = false
    if (sent >= due && !commands.isFull) this.#askAgain(listener, due)
  }

  /** Once for each gap; again when the edge has said how far it is. */
  #askAgain(listener: Listener, from: number): void {
    if (listener.isAsked) return
    listener.isAsked = true
    const { bus, epoch } = this.#parts
    bus.toEdge(listener.edge, { kind: 'again', epoch, from })
  }

  #tooLate(edge: EdgeName): void {
    const { bus, epoch } = this.#parts
    bus.toEdge(edge, { kind: 'too_late', epoch })
  }

  #drop(listener: Listener): void {
    this.#parts.audience.drop(listener)
    this.#answering.drop(listener.edge)
    this.#parts.desk.gone(listener.edge)
  }

  #forget(edge: EdgeName, elapsedMs: number): void {
    const { audience, commands } = this.#parts
    const isHere = audience.get(edge) !== undefined
    const goneMs = isHere ? 0 : (this.#gone.get(edge) ?? 0) + elapsedMs
    if (goneMs > edgeGoneMsMax) commands.forget(edge)
    if (goneMs > 0 && goneMs <= edgeGoneMsMax) this.#gone.set(edge, goneMs)
    else this.#gone.delete(edge)
  }
}
