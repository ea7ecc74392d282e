// An edge of the simulation: a real end of the line, and sockets that only remember.
import { Result } from 'effect'
import type { Refusal } from '../../src/actors/engine/refusal.ts'
import type { RoomId, SessionId } from '../../src/events/fields.ts'
import type { ServerFrame } from '../../src/events/frames.ts'
import type { Pass } from '../../src/http/exchange/pass.ts'
import type {
  Done,
  EdgeCommand,
  EdgeNote,
  Joining,
  Line,
  LineDown,
  ResumePoint,
  SentFrame,
  SocketNumber,
  ToSocket,
} from '../../src/http/line/line.ts'
import type { Process } from './machinery/process.ts'

export type HeardFrame = SentFrame | ServerFrame

/** What whoever has a socket hears of it. */
export interface SocketEars {
  readonly heard: (frame: HeardFrame) => void
  /** What was asked for was not done. */
  readonly refused: (
    refusal: Refusal,
    frame: Extract<EdgeCommand, { type: 'frame' }>['frame'] | null,
  ) => void
  readonly closed: (why: string) => void
}

/** Who opens a socket. */
export interface Opening {
  readonly session: SessionId
  readonly address: string
  readonly resume: ResumePoint | null
}

type Message = Extract<ServerFrame, { readonly type: 'message' }>

/** Gives messages that a room had as the socket opened; null: they cannot be read. */
type NextPage = (room: RoomId) => Promise<{ messages: Message[]; isLast: boolean } | null>

/** As the writer of a real socket: silent until its welcome, which brings what was said meanwhile. */
class EdgeSocket {
  readonly number: SocketNumber
  readonly opening: Opening
  readonly ears: SocketEars
  /** Its room's messages cannot be read. */
  onUnreadable = () => {}
  #phase: 'silent' | 'welcoming' | 'live' | 'closed' = 'silent'
  #queue: HeardFrame[] = []
  /** How many messages the room had as it opened; null: there was no room. */
  #said: number | null = null

  constructor(number: SocketNumber, opening: Opening, ears: SocketEars) {
    this.number = number
    this.opening = opening
    this.ears = ears
  }

  get isClosed(): boolean {
    return this.#phase === 'closed'
  }

  catchUp(said: number): void {
    this.#said = said
  }

  deliver(frame: SentFrame, nextPage: NextPage) {
    if (this.#phase === 'silent') {
      if (frame.type === 'welcome') void this.#welcome(frame, nextPage)
    } else if (frame.type !== 'welcome') this.reply(frame)
  }

  /** Waits for the welcome, where that is still to come. */
  reply(frame: HeardFrame): void {
    if (this.#phase === 'closed') return
    if (this.#phase === 'live') this.ears.heard(frame)
    else this.#queue.push(frame)
  }

  close(why: string): boolean {
    if (this.#phase === 'closed') return false
    this.#phase = 'closed'
    this.ears.closed(why)
    return true
  }

  async #welcome(frame: SentFrame, nextPage: NextPage): Promise<void> {
    this.#phase = 'welcoming'
    const room = 'room' in frame ? (frame.room ?? null) : null
    const messages: Message[] = []
    while (room !== null) {
      const page = await nextPage(room)
      if (this.isClosed) return
      if (page === null) {
        this.onUnreadable()
        return
      }
      messages.push(...page.messages)
      if (page.isLast) break
    }
    this.ears.heard({
      ...frame,
      ...(room !== null && { said: this.#said ?? 0, messages }),
    } as HeardFrame)
    const upTo = messages.at(-1)?.seq ?? 0
    const isCovered = (later: HeardFrame) =>
      later.type === 'message' && later.room === room && later.seq <= upTo
    this.#phase = this.isClosed ? 'closed' : 'live'
    for (const later of this.#queue.splice(0)) {
      if (!this.isClosed && !isCovered(later)) this.ears.heard(later)
    }
  }
}

/** Who watches what an edge's sockets hear. */
export interface SocketWatcher {
  readonly opened: (edge: string, socket: SocketNumber, session: SessionId) => void
  readonly heard: (edge: string, said: ToSocket) => void
  readonly closed: (edge: string, socket: SocketNumber) => void
}

export class Edge {
  readonly process: Process
  readonly #line: Line
  readonly #watcher: SocketWatcher
  readonly #sockets = new Map<SocketNumber, EdgeSocket>()
  #opened = 0

  constructor(process: Process, line: Line, watcher: SocketWatcher) {
    this.process = process
    this.#line = line
    this.#watcher = watcher
    line.hear({
      said: (said) => this.#hear(said),
      refused: (command, refusal) => this.#refuse(command, refusal),
    })
    process.onDeath(() => this.#closeAll('lost'))
  }

  /** Those that have a socket here. */
  sessions(): SessionId[] {
    return [...this.#sockets.values()].map(({ opening }) => opening.session)
  }

  /** Somebody new: asks for a place, and joins. `then` hears with which pass, or null. */
  join(
    joining: Omit<Joining, 'fresh'> & { random: string; address: string },
    then: (pass: Pass | null) => void,
  ): void {
    this.process.enter(() => void this.#join(joining, then))
  }

  /** Whoever leaves without a socket. */
  leave(session: SessionId, then: (done: Result.Result<Done, Refusal | LineDown>) => void): void {
    this.process.enter(() => void this.#line.order({ type: 'leave', session }).then(then))
  }

  /** A socket, once the world has admitted it; gives what is done with it. */
  open(opening: Opening, ears: SocketEars) {
    let socket: EdgeSocket | null = null
    let isWanted = true
    this.process.enter(() => {
      void this.#admit(opening).then((admitted) => {
        if (!isWanted) return
        if (!admitted) ears.closed('not admitted')
        else socket = this.#open(opening, ears)
      })
    })
    const live = (then: (socket: EdgeSocket) => void) =>
      this.process.enter(() => {
        if (socket !== null && !socket.isClosed) then(socket)
      })
    return {
      send: (frame: Extract<EdgeCommand, { type: 'frame' }>['frame']) =>
        live(({ number }) => this.#line.tell({ type: 'frame', socket: number, frame })),
      note: (on: boolean) =>
        live(({ number }) =>
          this.#line.note({ type: 'typing', socket: number, on } satisfies EdgeNote),
        ),
      close: () => {
        isWanted = false
        live((open) => this.#closed(open, 'left'))
      },
    }
  }

  async #join(
    { random, address, ...joining }: Omit<Joining, 'fresh'> & { random: string; address: string },
    then: (pass: Pass | null) => void,
  ): Promise<void> {
    const knocked = await this.#line.ask({ type: 'knock', address, who: address })
    if (Result.isFailure(knocked) || knocked.success.waitMs > 0) {
      then(null)
      return
    }
    const { day, at } = knocked.success
    const fresh = { random, day, at }
    const done = await this.#line.order({ type: 'join', ...joining, fresh })
    if (Result.isFailure(done)) then(null)
    else then(done.success.isFresh ? fresh : (joining.held ?? fresh))
  }

  async #admit({ session, address }: Opening): Promise<boolean> {
    const admitted = await this.#line.ask({
      ...{ type: 'admit', session, visit: null, isOwn: true, otherwise: 'ended', address },
      solution: null,
    })
    return Result.isSuccess(admitted) && JSON.stringify(admitted.success).includes('"session"')
  }

  #open(opening: Opening, ears: SocketEars): EdgeSocket {
    this.#opened += 1
    const socket = new EdgeSocket(this.#opened, opening, ears)
    this.#sockets.set(socket.number, socket)
    socket.onUnreadable = () => this.#closed(socket, 'restart')
    this.#watcher.opened(this.process.name, socket.number, opening.session)
    this.#line.tell({ type: 'opened', socket: socket.number, ...opening })
    return socket
  }

  #hear(said: ToSocket): void {
    const socket = this.#sockets.get(said.socket)
    if (socket === undefined) return
    this.#watcher.heard(this.process.name, said)
    switch (said.type) {
      case 'frame':
        socket.deliver(said.frame, (room) => this.#pageOf(socket, room))
        break
      case 'reply':
        socket.reply(said.frame)
        break
      case 'catch_up':
        socket.catchUp(said.said)
        break
      case 'refused':
        this.#refusedTo(socket, said.refusal, null)
        break
      case 'close':
        this.#closed(socket, said.reason)
        break
    }
  }

  #refuse(command: EdgeCommand, refusal: Refusal): void {
    if (!('socket' in command)) return
    const socket = this.#sockets.get(command.socket)
    if (socket === undefined) return
    if (command.type === 'opened') this.#closed(socket, refusal.code)
    else this.#refusedTo(socket, refusal, command.type === 'frame' ? command.frame : null)
  }

  #refusedTo(
    socket: EdgeSocket,
    refusal: Refusal,
    frame: Parameters<SocketEars['refused']>[1],
  ): void {
    if (refusal.code === 'no_session') this.#closed(socket, 'no_session')
    else socket.ears.refused(refusal, frame)
  }

  async #pageOf({ number, opening }: EdgeSocket, room: RoomId) {
    const page = await this.#line.ask({ type: 'page', socket: number })
    if (Result.isFailure(page) || page.success === null) return null
    const messages = page.success.rows.map(({ seq, by, id, text, at }): Message => {
      const from = by === opening.session ? 'you' : 'partner'
      return { type: 'message', room, seq, from, text, at, id }
    })
    return { messages, isLast: page.success.isLast }
  }

  #closed(socket: EdgeSocket, why: string): void {
    if (!socket.close(why)) return
    this.#sockets.delete(socket.number)
    this.#watcher.closed(this.process.name, socket.number)
    this.#line.tell({ type: 'closed', socket: socket.number })
  }

  #closeAll(why: string): void {
    for (const socket of this.#sockets.values()) {
      this.#watcher.closed(this.process.name, socket.number)
      socket.close(why)
    }
  }
}
