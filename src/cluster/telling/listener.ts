// An edge as the world that leads tells it: what it was told, what it has heard.
import type { EdgeName, ToSocket } from '../../http/line/line.ts'

/** Something said to a socket, and the turn that it is of. */
export type SaidOf = readonly [turn: number, to: ToSocket]

/** What an edge may leave unheard: beyond it, it is told that it has to begin anew. */
const unheardMax = 20_000

/** What the turns after `after` up to `turn` said. */
interface Telling {
  readonly after: number
  readonly turn: number
  readonly said: readonly SaidOf[]
}

export class Listener {
  readonly edge: EdgeName
  /** For how long nothing has come from it, in ms. */
  silentMs = 0
  /** Whether it was asked for what is missing before the command that came last. */
  isAsked = false
  /** The last turn of which it is known to have heard, or was when it came. */
  #seen: number
  /** The last turn of which it was told; and which that was when it last said how far it is. */
  #told: number
  #toldBefore: number
  /** What it was told and is not known to have heard. */
  #unheard: SaidOf[] = []
  /** What is to be told with the next commit, or with that of its turn. */
  #toTell: SaidOf[] = []

  constructor(edge: EdgeName, seen: number) {
    this.edge = edge
    this.#seen = seen
    this.#told = seen
    this.#toldBefore = seen
  }

  get seen(): number {
    return this.#seen
  }

  get told(): number {
    return this.#told
  }

  get isBehind(): boolean {
    return this.#unheard.length > unheardMax
  }

  /** To be told with the commit of its turn; before what is said later of that turn. */
  add(said: SaidOf): void {
    this.#toTell.push(said)
  }

  hasToHear(turn: number): boolean {
    return this.#toTell.some(([of]) => of <= turn)
  }

  /** All that is to be told of the turns up to that one. */
  tell(turn: number): Telling {
    const after = this.#told
    const said = this.#toTell.filter(([of]) => of <= turn).sort(([one], [other]) => one - other)
    this.#toTell = this.#toTell.filter(([of]) => of > turn)
    this.#unheard.push(...said)
    this.#told = turn
    return { after, turn, said }
  }

  /** It has heard all up to that turn; gives what it was told and has missed, if anything. */
  heard(seen: number): Telling | null {
    const hasMissed = seen < this.#toldBefore
    this.#toldBefore = this.#told
    this.#seen = Math.max(this.#seen, seen)
    this.#unheard = this.#unheard.filter(([of]) => of > seen)
    return hasMissed ? this.again(seen) : null
  }

  /** What it was told after that turn. */
  again(seen: number): Telling {
    return { after: seen, turn: this.#told, said: this.#unheard.filter(([of]) => of > seen) }
  }
}
