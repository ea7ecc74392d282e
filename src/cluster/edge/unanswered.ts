// The commands of an edge of which it has not heard yet what came.
import type { Result } from 'effect'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { Done, EdgeCommand, LineDown } from '../../http/line/line.ts'
import type { HeldSocket, Moment } from '../messages.ts'
import { shiftWhile } from '../shiftWhile.ts'

/** What came of a command that somebody waits for. */
export type Settle = (done: Result.Result<Done, Refusal | LineDown>) => void

export interface Numbered {
  readonly n: number
  readonly at: Moment
  readonly command: EdgeCommand
  /** When it was given, by the monotonic source. */
  readonly givenAt: number
  /** Null: nobody waits for it. */
  readonly settle: Settle | null
}

/** Numbers commands from 1 without gaps, and keeps each until it is known to be done. */
export class Unanswered {
  #commands: Numbered[] = []
  #last = 0
  /** The sockets that are open, or of whose closing the world may not have heard. */
  readonly #sockets = new Map<number, HeldSocket>()

  /** The number of the last command. */
  get last(): number {
    return this.#last
  }

  /** The first that is not known to be done, or the next one. */
  get next(): number {
    return this.#commands[0]?.n ?? this.#last + 1
  }

  get size(): number {
    return this.#commands.length
  }

  get sockets(): readonly HeldSocket[] {
    return [...this.#sockets.values()]
  }

  add(given: Omit<Numbered, 'n'>): Numbered {
    const { command } = given
    this.#last += 1
    const numbered = { n: this.#last, ...given }
    this.#commands.push(numbered)
    if (command.type === 'opened') {
      const { socket, session, address } = command
      this.#sockets.set(socket, { socket, session, address, opened: this.#last, closed: null })
    } else if (command.type === 'closed') {
      const held = this.#sockets.get(command.socket)
      if (held !== undefined) this.#sockets.set(held.socket, { ...held, closed: this.#last })
    }
    return numbered
  }

  /** Those from a number on. */
  from(n: number): readonly Numbered[] {
    return this.#commands.filter((command) => command.n >= n)
  }

  /** All up to that number are done: gives them, in their order. */
  done(n: number): readonly Numbered[] {
    const done = shiftWhile(this.#commands, (command) => command.n <= n)
    for (const { command } of done) {
      if (command.type === 'closed') this.#sockets.delete(command.socket)
    }
    return done
  }

  /** None of them is asked for any more: gives them, in their order. */
  drop(): readonly Numbered[] {
    return this.#commands.splice(0)
  }

  /** The sockets are to be closed, whatever the world knows of them: gives those that are open. */
  dropSockets(): readonly number[] {
    const open = this.sockets.filter(({ closed }) => closed === null)
    this.#sockets.clear()
    return open.map(({ socket }) => socket)
  }
}
