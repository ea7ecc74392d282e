// Watches a life: the stream, what worlds say, what sockets hear; names what went wrong first.
import type { EntryReader } from '../../../src/cluster/entries.ts'
import type { Beat, FromEdge, ToEdge } from '../../../src/cluster/messages.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import type { SocketNumber, ToSocket } from '../../../src/http/line/line.ts'
import { Invariants } from '../../kit/invariants.ts'
import type { MemoryServers } from '../../kit/memoryStream.ts'
import type { CheckName, Failure } from './checks.ts'
import { CommandLedger } from './commandLedger.ts'
import { CountedLog, type TurnEffect } from './countedLog.ts'
import { Graces } from './graces.ts'
import { HeardSockets } from './heardSockets.ts'

interface RefereeParts {
  readonly servers: MemoryServers
  readonly reader: EntryReader
  readonly now: () => number
  readonly graceMs: number
  /** It is over: whatever happens now is of no interest. */
  readonly stop: () => void
}

interface AtTheEnd {
  /** How many commands of each edge. */
  readonly unanswered: ReadonlyMap<string, number>
  /** Who has a socket. */
  readonly online: ReadonlySet<string>
  readonly leaders: number
}

export class Referee {
  readonly #parts: RefereeParts
  failure: Failure | null = null
  readonly log: CountedLog
  readonly #commands: CommandLedger
  readonly #sockets: HeardSockets
  readonly #invariants: Invariants
  readonly #graces: Graces
  /** How much of the stream it has seen. */
  #seen = 0
  /** Of each that was said, as it arrived, the turn. */
  readonly #turns = new WeakMap<ToSocket, number>()

  constructor(parts: RefereeParts) {
    this.#parts = parts
    const { servers, reader, now, graceMs } = parts
    this.log = new CountedLog({
      ...{ broken: this.broken, reader, now },
      filed: (epoch, owner) => servers.keyOf(epoch, owner) ?? servers.keyOf(0, owner),
    })
    this.#commands = new CommandLedger(this.broken)
    this.#sockets = new HeardSockets(this.log, this.broken)
    const { events: played, actorSystem } = this.log
    const clock = { now: () => played.at(-1)?.at ?? 0 }
    this.#invariants = new Invariants({ played, actorSystem, clock })
    this.#graces = new Graces(graceMs)
  }

  /** Only the first counts: what follows from it is no news. */
  readonly broken = (check: CheckName, what: string): void => {
    if (this.failure !== null) return
    const { now, stop } = this.#parts
    this.failure = { check, what, at: now(), seq: this.log.events.length }
    stop()
  }

  /** To be called after every step. */
  readonly look = (): void => {
    const { messages } = this.#parts.servers
    for (; this.#seen < messages.length && this.failure === null; this.#seen += 1) {
      const taken = this.log.take(messages[this.#seen]?.data ?? '')
      if (taken === null) continue
      this.#commands.done(taken.batch.marks, taken.events)
      for (const what of this.#invariants.broken()) this.broken(ruleIn(what), what)
      for (const event of taken.events) this.#followGrace(event)
    }
  }

  sentToWorld(message: FromEdge): void {
    this.#commands.sent(message)
    this.#graces.sent(message, this.#parts.now())
  }

  /** A world says something to an edge: it must count by now. */
  sentToEdge(edge: string, message: ToEdge): void {
    this.look()
    if (message.kind !== 'said') return
    this.#commands.refused(edge, message.refused)
    if (message.turn > this.#turnOf(message.epoch)) {
      this.broken(
        'told',
        `${edge} is told of turn ${message.turn}, and ${this.log.turn} is the last`,
      )
    }
    for (const [turn, said] of message.said) {
      if (
        said.type === 'frame' &&
        said.frame.type !== 'typing' &&
        !this.#isInLog(edge, turn, said)
      ) {
        this.broken(
          'told',
          `${edge} is told ${said.frame.type} of turn ${turn}, which is not in the log`,
        )
      }
    }
  }

  /** A world says that it leads. */
  sentBeat({ world, epoch, turn }: Beat): void {
    this.look()
    if (this.log.claims[epoch - 1]?.world !== world) {
      this.broken('epoch', `${world} says that it leads epoch ${epoch}`)
    }
    if (turn > this.#turnOf(epoch)) {
      this.broken('told', `${world} says in epoch ${epoch} that turn ${turn} is committed`)
    }
  }

  arrived(message: ToEdge): void {
    if (message.kind !== 'said') return
    for (const [turn, said] of message.said) this.#turns.set(said, turn)
  }

  readonly opened = (edge: string, socket: SocketNumber, session: string): void =>
    this.#sockets.opened(edge, socket, session)

  readonly closed = (edge: string, socket: SocketNumber): void => this.#sockets.closed(edge, socket)

  readonly heard = (edge: string, said: ToSocket): void => {
    const turn = this.#turns.get(said)
    if (turn !== undefined) this.#sockets.heard(edge, said, turn)
  }

  /** A world has ended, and says why. */
  ended(world: string, why: string): void {
    if (why === 'astray') this.broken('digest', `${world} went astray`)
  }

  /** Once all is healed and every grace is over. */
  end({ unanswered, online, leaders }: AtTheEnd): void {
    this.look()
    if (leaders !== 1) this.broken('healed', `${leaders} worlds lead`)
    for (const [edge, count] of unanswered) {
      if (count > 0) this.broken('healed', `${count} commands of ${edge} were never answered`)
    }
    this.#sockets.checkAll()
    this.log.checkKeys()
    const { servers } = this.#parts
    for (const { epoch, owner } of this.log.ended) {
      if (servers.keyOf(epoch, owner)) this.broken('erased', `the key of ${owner} is still filed`)
    }
    for (const session of this.log.actorSystem.sessionIds()) {
      if (!online.has(session)) this.broken('grace', `${session} is away, and never ends`)
    }
  }

  #followGrace(event: LogEvent): void {
    const claimedAt = this.log.claims.at(-1)?.at ?? 0
    const what = this.#graces.follow(event, this.#parts.now(), claimedAt)
    if (what !== null) this.broken('grace', what)
  }

  /** The last turn that a world of that epoch may speak of. */
  #turnOf(epoch: number): number {
    return this.log.claims[epoch]?.turn ?? this.log.turn
  }

  #isInLog(edge: string, turn: number, { socket, ...said }: Extract<ToSocket, { type: 'frame' }>) {
    const session = this.#commands.sessionAt(edge, socket)
    const effects = this.log.effects.get(turn) ?? []
    return effects.some((effect) => effect.to === session && isSame(effect, said.frame))
  }
}

/**
 * Receipts are signed at the desk, and how a wait stands is counted when it is told; what people wrote
 * is not in the log where whose it was ended in the same batch.
 */
const isSame = (effect: TurnEffect, said: object): boolean =>
  effect.kind === 'frame' && written(effect.frame, effect) === written(said, effect)

const written = (frame: object, { isRedacted }: TurnEffect): string =>
  JSON.stringify(frame, (name, value) => {
    if (name === 'receipt' || (isRedacted && wordFields.has(name))) return undefined
    return (frame as { type: string }).type === 'waiting' && outlookFields.has(name)
      ? undefined
      : value
  })

const wordFields: ReadonlySet<string> = new Set(['text', 'partner', 'shared', 'you'])

const outlookFields: ReadonlySet<string> = new Set([
  ...['waiting', 'fitting', 'fittingRelaxed', 'excludedBy', 'relaxesAt', 'waitedLately'],
])

/** Sentences of the models begin with the rule. */
const ruleIn = (what: string): CheckName =>
  (/^(M\d+)\b/.exec(what)?.[1] as CheckName | undefined) ?? 'M11'
