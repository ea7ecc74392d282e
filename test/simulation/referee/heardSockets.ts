// What sockets hear, held against what the log says to their sessions: all of it, once, in order.
import type { SocketNumber, ToSocket } from '../../../src/http/line/line.ts'
import type { CheckName } from './checks.ts'
import type { CountedLog, TurnEffect } from './countedLog.ts'

/** One socket of an edge, from its welcome on. */
interface HeardSocket {
  readonly session: string
  /** Where it is in what its session is told; -1: before its welcome. */
  at: number
}

export class HeardSockets {
  readonly #log: CountedLog
  readonly #broken: (check: CheckName, what: string) => void
  readonly #sockets = new Map<string, HeardSocket>()

  constructor(log: CountedLog, broken: (check: CheckName, what: string) => void) {
    this.#log = log
    this.#broken = broken
  }

  opened(edge: string, socket: SocketNumber, session: string): void {
    this.#sockets.set(`${edge} ${socket}`, { session, at: -1 })
  }

  closed(edge: string, socket: SocketNumber): void {
    this.#sockets.delete(`${edge} ${socket}`)
  }

  /** An edge says something of a turn to a socket. */
  heard(edge: string, said: ToSocket, turn: number): void {
    const socket = this.#sockets.get(`${edge} ${said.socket}`)
    if (socket === undefined || said.type !== 'frame') return
    const told = this.#log.effectsOf.get(socket.session) ?? []
    if (said.frame.type === 'welcome') {
      // It may be for a socket of before, which nobody has any more.
      if (socket.at === -1) socket.at = told.findIndex((effect) => isThat(effect, said, turn))
      return
    }
    // What is said before its welcome, the welcome says.
    if (socket.at === -1 || !isOfLog(said.frame.type)) return
    const next = told.findIndex((effect, index) => index > socket.at && isCounted(effect))
    const effect = told[next]
    if (effect !== undefined && isThat(effect, said, turn)) socket.at = next
    else {
      const due = effect === undefined ? 'nothing' : `${nameOf(effect)} of turn ${effect.turn}`
      const heard = `${said.frame.type} of turn ${turn}`
      this.#broken('heard', `${socket.session} heard ${heard} at ${edge}, where ${due} was due`)
    }
  }

  /** Nothing is still to be said to those that are open. */
  checkAll(): void {
    for (const [name, { session, at }] of this.#sockets) {
      const told = this.#log.effectsOf.get(session) ?? []
      if (at === -1) this.#broken('healed', `${name} of ${session} was never welcomed`)
      const missed = told.find((effect, index) => index > at && isCounted(effect))
      if (missed !== undefined) {
        this.#broken(
          'heard',
          `${session} never heard ${nameOf(missed)} of turn ${missed.turn} at ${name}`,
        )
      }
    }
  }
}

/** A welcome to a socket that is no more is not said. */
const isCounted = (effect: TurnEffect): boolean =>
  effect.kind === 'dismiss' || (isOfLog(effect.frame.type) && effect.frame.type !== 'welcome')

/** How a wait stands, and that somebody types, is told when it is so. */
const isOfLog = (type: string): boolean => type !== 'waiting' && type !== 'typing'

const isThat = (effect: TurnEffect, said: ToSocket, turn: number): boolean =>
  effect.turn === turn &&
  effect.kind === 'frame' &&
  said.type === 'frame' &&
  effect.frame.type === said.frame.type

const nameOf = (effect: TurnEffect): string =>
  effect.kind === 'frame' ? effect.frame.type : 'its end'
