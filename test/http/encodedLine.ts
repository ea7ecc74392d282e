// A line as between two processes: what is said is written and read again, takes a while, and
// overtakes what others say.
import { Result } from 'effect'
import { expect } from 'vitest'
import type { SessionId } from '../../src/events/fields.ts'
import type {
  EdgeCommand,
  EdgeEars,
  Line,
  Question,
  SocketNumber,
} from '../../src/http/line/line.ts'
import { Rng } from '../../src/load/scenario/rng.ts'

/** So many turns of the event loop something is under way at most. */
const turnsMax = 2

type Lane = SessionId | SocketNumber

export class EncodedLine implements Line {
  readonly #line: Line
  readonly #network = new Network()
  readonly #sessions = new Map<SocketNumber, SessionId>()
  #open = 0
  /** What has been said to a socket in this go, which travels together. */
  readonly #bundles = new Map<SocketNumber | null, (() => void)[]>()

  constructor(line: Line) {
    this.#line = line
  }

  /** Returns once nothing is under way. */
  readonly settled = (): Promise<void> => this.#network.settled()

  readonly hear = (ears: EdgeEars): void => {
    this.#line.hear({
      said: (said) => {
        const heard = copied(said)
        this.#bundle(said.socket, () => ears.said(heard))
      },
      refused: (command, refusal) => {
        const heard = copied({ command, refusal })
        const socket = 'socket' in command ? command.socket : null
        this.#bundle(socket, () => ears.refused(heard.command, heard.refusal))
      },
    })
  }

  #bundle(socket: SocketNumber | null, hear: () => void): void {
    const open = this.#bundles.get(socket)
    if (open !== undefined) {
      open.push(hear)
      return
    }
    const bundle = [hear]
    this.#bundles.set(socket, bundle)
    queueMicrotask(() => this.#bundles.delete(socket))
    this.#network.send(`to ${socket}`, bundle).then((all) => {
      for (const one of all) one()
    })
  }

  readonly tell = (command: EdgeCommand): void => {
    if (command.type === 'opened') this.#open += 1
    if (command.type === 'closed') this.#open -= 1
    this.#network.send(this.#laneOf(command), copied(command)).then(this.#line.tell)
  }

  readonly order: Line['order'] = async (command) => {
    const told = await this.#network.send(this.#laneOf(command), copied(command))
    return this.#back(null, await this.#line.order(told))
  }

  readonly ask: Line['ask'] = async (question) => {
    // uWS warns of an upgrade that comes late where no socket is open yet.
    if (question.type === 'admit' && this.#open === 0) return this.#line.ask(copied(question))
    const socket = pagedSocket(question)
    const lane = socket === null ? null : this.#laneAt(socket)
    const asked = await this.#network.send(lane, copied(question))
    return this.#back(socket, await this.#line.ask(asked))
  }

  readonly note: Line['note'] = (note) => {
    this.#network.send(this.#laneAt(note.socket), copied(note)).then(this.#line.note)
  }

  async #back<A, E>(socket: SocketNumber | null, result: Result.Result<A, E>) {
    const both = Result.mapError(Result.map(result, copied), copied)
    await this.#network.send(socket === null ? null : `to ${socket}`, null)
    return both
  }

  /** What one session's sockets say stays in order. */
  #laneOf(command: EdgeCommand): Lane {
    if (command.type === 'leave') return command.session
    if (command.type === 'join') return command.former ?? command.session
    if (command.type === 'opened') this.#sessions.set(command.socket, command.session)
    return this.#laneAt(command.socket)
  }

  #laneAt(socket: SocketNumber): Lane {
    return this.#sessions.get(socket) ?? socket
  }
}

/** What goes by the same lane stays in order; all else may be overtaken. */
class Network {
  readonly #rng = new Rng(1)
  readonly #last = new Map<Lane, Promise<unknown>>()
  #underWay = 0

  /** Gives what was sent once it has arrived. */
  send<A>(lane: Lane | null, what: A): Promise<A> {
    const before = lane === null ? null : this.#last.get(lane)
    const arrived = this.#travelled(before).then(() => what)
    if (lane !== null) this.#last.set(lane, arrived)
    return arrived
  }

  async settled(): Promise<void> {
    while (this.#underWay > 0) await nextTurn()
  }

  async #travelled(before: Promise<unknown> | null | undefined): Promise<void> {
    this.#underWay += 1
    for (let left = this.#rng.between(0, turnsMax); left > 0; left -= 1) await nextTurn()
    await before
    this.#underWay -= 1
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A page is part of what its socket says and hears. */
const pagedSocket = (question: Question): SocketNumber | null =>
  question.type === 'page' ? question.socket : null

/** As the other end has it, which must be the same. */
const copied = <A>(what: A): A => {
  const copy = JSON.parse(JSON.stringify(what)) as A
  expect(copy).toEqual(what)
  return copy
}
