// The edges' commands as the world that leads does them: each once, in the order of their numbers.
import type { Result } from 'effect'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { Done, EdgeCommand, EdgeName } from '../../http/line/line.ts'
import type { CommandMarks, Moment, OpenedSocket, RefusedCommand } from '../messages.ts'
import { shiftWhile } from '../shiftWhile.ts'
import type { Holders } from './holders.ts'
import type { Results } from './results.ts'

/** A command that was taken or refused, with the last turn that there was then. */
export interface TakenCommand {
  readonly edge: EdgeName
  readonly n: number
  readonly at: Moment
  readonly turn: number
  readonly came: Result.Result<Done, Refusal>
  readonly command: EdgeCommand
}

interface CommandsParts {
  /** Of each edge the last command that the log has done. */
  readonly marks: Map<EdgeName, number>
  readonly results: Results
  readonly holders: Holders
}

/** So many commands of which more is to be said than that they are done take 200 kB of a batch at most. */
const usualToSayMax = 1_000

/**
 * A command is done once the turns up to the one that was the last when it was taken are committed.
 * The batch that has them says so: whoever takes over goes on after it.
 */
export class Commands {
  readonly #marks: Map<EdgeName, number>
  readonly #results: Results
  readonly #holders: Holders
  /** Of each edge the number of the command that is to come. */
  readonly #due = new Map<EdgeName, number>()
  readonly #done = new Map<EdgeName, number>()
  /** In the order of their turns, those of which no batch says that they are done. */
  #unmarked: TakenCommand[] = []
  /** In the same order, those that are not committed. */
  #uncommitted: TakenCommand[] = []
  /** Of how many of the unmarked more is to be said than that they are done. */
  #toSay = 0
  readonly #toSayMax: number

  constructor({ marks, results, holders }: CommandsParts, toSayMax = usualToSayMax) {
    this.#marks = marks
    this.#results = results
    this.#holders = holders
    this.#toSayMax = toSayMax
  }

  /** Whether as much is to stand in the next batch as it may: nothing more is to be taken before it. */
  get isFull(): boolean {
    return this.#toSay >= this.#toSayMax
  }

  /** An edge is here, which will send commands from that number on; some of them may be done. */
  meet(edge: EdgeName, next: number): void {
    if (this.#due.has(edge)) return
    const done = Math.max(this.#marks.get(edge) ?? 0, next - 1)
    this.#due.set(edge, done + 1)
    this.#done.set(edge, done)
    // What it was told by a world whose log is void it will not ask for again.
    if (done > 0) this.#marks.set(edge, done)
  }

  /** An edge has not been here for so long that it will not ask for anything of before. */
  forget(edge: EdgeName): void {
    for (const numbers of [this.#marks, this.#due, this.#done]) numbers.delete(edge)
    this.#results.forget(edge)
  }

  /** The edges of which something is done. */
  get edges(): readonly EdgeName[] {
    return [...this.#marks.keys()]
  }

  due(edge: EdgeName): number {
    return this.#due.get(edge) ?? 1
  }

  /** Of an edge the last command that is committed or refused. */
  done(edge: EdgeName): number {
    return this.#done.get(edge) ?? 0
  }

  took(command: TakenCommand): void {
    this.#due.set(command.edge, command.n + 1)
    this.#unmarked.push(command)
    if (isMoreToSay(command)) this.#toSay += 1
    this.#uncommitted.push(command)
    const opened = openedBy(command)
    if (opened !== null) this.#holders.opened(opened)
  }

  /** What is to stand in the batch that ends with that turn. */
  marksFor(last: number): CommandMarks {
    const refused: RefusedCommand[] = []
    const outcomes: [EdgeName, number, Done][] = []
    const opened: OpenedSocket[] = []
    for (const taken of upTo(this.#unmarked, last)) {
      const { edge, n, came, turn } = taken
      if (isMoreToSay(taken)) this.#toSay -= 1
      const socket = openedBy(taken)
      if (socket !== null) opened.push(socket)
      this.#marks.set(edge, n)
      if (came._tag === 'Failure') refused.push({ edge, n, refusal: came.failure, turn })
      else if (isToTell(taken)) outcomes.push([edge, n, came.success])
    }
    return { edges: Object.fromEntries(this.#marks), refused, outcomes, opened }
  }

  /** That turn is committed: gives the edges of which commands are done by it. */
  committed(last: number): ReadonlySet<EdgeName> {
    const edges = new Set<EdgeName>()
    for (const taken of upTo(this.#uncommitted, last)) {
      const { edge, n, came, turn } = taken
      edges.add(edge)
      this.#done.set(edge, n)
      if (came._tag === 'Failure') this.#results.add(edge, n, { refusal: came.failure, turn })
      else if (isToTell(taken)) this.#results.add(edge, n, { outcome: came.success })
    }
    return edges
  }
}

/** Whether what came of it is more than that it is done. */
const isToTell = ({ command }: TakenCommand): boolean => command.type === 'join'

const isMoreToSay = (taken: TakenCommand): boolean =>
  taken.came._tag === 'Failure' || taken.command.type === 'opened' || isToTell(taken)

/** The socket to which a session has come by it. */
const openedBy = ({ edge, at, command, came }: TakenCommand): OpenedSocket | null =>
  command.type === 'opened' && came._tag === 'Success'
    ? [command.session, edge, command.socket, at]
    : null

/** Takes those out that are of turns up to that one. */
const upTo = (commands: TakenCommand[], turn: number): readonly TakenCommand[] =>
  shiftWhile(commands, (command) => command.turn <= turn)
