// What the desk says, on its way to the edges: with the commit of its turn, or at once.
import type { EdgeName, ToSocket } from '../../http/line/line.ts'
import type { WorldBus } from '../bus.ts'
import type { Commands } from './commands.ts'
import { Listener, type SaidOf } from './listener.ts'
import type { Results } from './results.ts'

interface AudienceParts {
  readonly bus: Pick<WorldBus, 'toEdge'>
  readonly epoch: number
  readonly commands: Commands
  readonly results: Results
  /** The last turn that is committed. */
  readonly committed: number
}

/** The edges that said hello to the world that leads. */
export class Audience {
  readonly #parts: AudienceParts
  readonly #listeners = new Map<EdgeName, Listener>()
  #committed: number
  /** The turn that is being said, while a commit is. */
  #saying: number | null = null
  /** What is said while a command is taken: of which turn it is shows then. */
  #taking: [EdgeName, ToSocket][] | null = null

  constructor(parts: AudienceParts) {
    this.#parts = parts
    this.#committed = parts.committed
  }

  get committed(): number {
    return this.#committed
  }

  get(edge: EdgeName): Listener | undefined {
    return this.#listeners.get(edge)
  }

  all(): readonly Listener[] {
    return [...this.#listeners.values()]
  }

  /** An edge is here that has heard all up to that turn; it is told those things first. */
  meet(edge: EdgeName, seen: number, first: readonly SaidOf[]): Listener {
    const listener = new Listener(edge, seen)
    for (const said of first) listener.add(said)
    this.#listeners.set(edge, listener)
    return listener
  }

  drop({ edge }: Listener): void {
    this.#listeners.delete(edge)
  }

  /** As the desk says it. */
  readonly say = (edge: EdgeName, said: ToSocket, turn: number | null): void => {
    if (turn !== null) this.#listeners.get(edge)?.add([turn, said])
    else if (this.#taking !== null) this.#taking.push([edge, said])
    else if (this.#saying !== null) this.#listeners.get(edge)?.add([this.#saying, said])
    else this.#sayAside(edge, said)
  }

  /** Takes a command by `take`, which gives the last turn that there is then; `last` is that of before. */
  during(last: number, take: () => number): void {
    const taking: [EdgeName, ToSocket][] = []
    this.#taking = taking
    // Its own turn is the first: one that attests to the states may follow.
    const turn = Math.min(take(), last + 1)
    this.#taking = null
    for (const [edge, said] of taking) {
      if (turn > this.#committed) this.#listeners.get(edge)?.add([turn, said])
      else this.#sayAside(edge, said)
    }
  }

  /** An effect of that turn is about to be said. */
  saying(turn: number): void {
    if (this.#saying !== null) this.#saying = turn
  }

  /** All up to that turn is committed; `release` has the engine say what it holds back. */
  commit(turn: number, release: () => void): void {
    this.#saying = this.#committed + 1
    release()
    this.#saying = null
    this.#committed = turn
    this.settle()
  }

  /** Tells whom there is something to tell. */
  settle(): void {
    const done = this.#parts.commands.committed(this.#committed)
    for (const listener of this.all()) {
      if (done.has(listener.edge) || listener.hasToHear(this.#committed)) this.tell(listener)
    }
  }

  /** Tells an edge all up to the last commit. */
  tell(listener: Listener): void {
    this.#send(listener, listener.tell(this.#committed))
  }

  /** Tells it again what it has missed since that turn. */
  tellAgain(listener: Listener, seen: number): void {
    this.#send(listener, listener.again(seen))
  }

  #send({ edge }: Listener, told: ReturnType<Listener['tell']>): void {
    const { bus, epoch, commands, results } = this.#parts
    const done = commands.done(edge)
    bus.toEdge(edge, { kind: 'said', epoch, ...told, done, ...results.upTo(edge, done) })
  }

  #sayAside(edge: EdgeName, said: ToSocket): void {
    const { bus, epoch } = this.#parts
    if (this.#listeners.has(edge)) bus.toEdge(edge, { kind: 'aside', epoch, said: [said] })
  }
}
