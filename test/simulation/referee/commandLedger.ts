// What edges asked for, held against the log: each once, in order, or refused.
import type { CommandMarks, FromEdge } from '../../../src/cluster/messages.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import type { EdgeCommand } from '../../../src/http/line/line.ts'
import type { CheckName } from './checks.ts'
import { misfit, type Pending } from './interleaving.ts'

/** Of one edge. */
interface Asked {
  /** Of each number its command, and whose socket it came by. */
  readonly commands: Map<number, EdgeCommand>
  readonly refused: Set<number>
  /** Of these the edge was told so, but may not have heard it: then it asks again. */
  readonly perhapsRefused: Set<number>
  /** Sessions by socket. */
  readonly sockets: Map<number, string | null>
  done: number
}

type Broken = (check: CheckName, what: string) => void

export class CommandLedger {
  readonly #edges = new Map<string, Asked>()
  readonly #broken: Broken

  constructor(broken: Broken) {
    this.#broken = broken
  }

  /** An edge sends something, perhaps again. */
  sent(message: FromEdge): void {
    if (message.kind !== 'command') return
    const { edge, n, command } = message
    const asked = this.#of(edge)
    const known = asked.commands.get(n)
    if (known === undefined) asked.commands.set(n, command)
    else if (JSON.stringify(known) !== JSON.stringify(command)) {
      this.#broken('once', `${edge} sends another command as ${n}`)
    }
    if (command.type === 'opened') asked.sockets.set(command.socket, command.session)
  }

  /** An edge is told that some are not done. */
  refused(edge: string, refused: readonly (readonly [n: number, ...unknown[]])[]): void {
    for (const [n] of refused) this.#of(edge).perhapsRefused.add(n)
  }

  /** A batch counts, by which all these are done. */
  done({ edges, refused }: CommandMarks, events: readonly LogEvent[]): void {
    for (const { edge, n } of refused) this.#of(edge).refused.add(n)
    const queues: Pending[][] = []
    for (const [edge, upTo] of Object.entries(edges)) {
      const asked = this.#of(edge)
      if (upTo < asked.done) {
        this.#broken('once', `${edge} had ${asked.done} commands done, and has ${upTo} now`)
      }
      queues.push(this.#pending(edge, asked, upTo))
      asked.done = Math.max(asked.done, upTo)
    }
    const what = misfit(queues, events)
    if (what !== null) this.#broken('once', what)
  }

  /** Whose socket it is. */
  sessionAt(edge: string, socket: number): string | null {
    return this.#of(edge).sockets.get(socket) ?? null
  }

  /** Those of an edge that are done by now, and become events, in their order. */
  #pending(edge: string, asked: Asked, upTo: number): Pending[] {
    const pending: Pending[] = []
    for (let n = asked.done + 1; n <= upTo; n++) {
      const command = asked.commands.get(n)
      if (command === undefined) {
        this.#broken('once', `command ${edge} ${n} is done, and was never sent`)
      } else if (!asked.refused.has(n)) {
        const wanted = eventOf(command, asked)
        const isOptional = wanted?.isOptional === true || asked.perhapsRefused.has(n)
        const name = `command ${edge} ${n}, ${describe(command)}`
        if (wanted !== null) pending.push({ name, isIt: wanted.isIt, isOptional })
      }
    }
    return pending
  }

  #of(edge: string): Asked {
    const known = this.#edges.get(edge)
    if (known !== undefined) return known
    const asked: Asked = {
      ...{ commands: new Map(), sockets: new Map(), done: 0 },
      ...{ refused: new Set(), perhapsRefused: new Set() },
    }
    this.#edges.set(edge, asked)
    return asked
  }
}

interface Wanted {
  readonly isIt: (event: LogEvent) => boolean
  /** It may be confirmed without an event, where it held already. */
  readonly isOptional?: boolean
}

const sessionOf = (command: { readonly socket: number }, { sockets }: Asked): string =>
  sockets.get(command.socket) ?? ''

/** The event that it becomes; null where it need not become one. */
const eventOf = (command: EdgeCommand, asked: Asked): Wanted | null => {
  switch (command.type) {
    case 'join':
      return { isIt: ({ type, actor }) => type === 'session.join' && actor === command.session }
    case 'leave':
      return { isIt: ({ type, actor }) => type === 'session.left' && actor === command.session }
    case 'frame':
      return frameEventOf(command.frame, sessionOf(command, asked))
    default:
      return null
  }
}

const frameEventOf = (
  frame: Extract<EdgeCommand, { type: 'frame' }>['frame'],
  session: string,
): Wanted => {
  switch (frame.type) {
    case 'send_message':
      return {
        isIt: ({ type, data }) =>
          type === 'room.send_message' && data.by === session && data.id === frame.id,
      }
    case 'report':
      return {
        isIt: ({ type, data }) => type === 'matchmaker.reported' && data.session === session,
        isOptional: true,
      }
    default:
      return {
        isIt: ({ type, actor }) => type === `session.${frame.type}` && actor === session,
        isOptional: frame.type === 'block',
      }
  }
}

const describe = (command: EdgeCommand): string =>
  command.type === 'frame' ? command.frame.type : command.type
