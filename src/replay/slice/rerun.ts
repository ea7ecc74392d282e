// One turn played again: what the actors of today make of a command, after all that had happened.
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { Engine } from '../../actors/engine/engine.ts'
import { type Command, type LogEvent, shapes } from '../../events/event.ts'
import { type Log, unmeasured } from '../../events/log.ts'
import type { Clock } from '../../events/ports.ts'

/** What an event says without the words in it, and without its place in a log. */
export interface WordlessEvent {
  readonly actor: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What was asked, and when, in ms as in the log; `room` is what a room that it opens is called. */
export interface Asked {
  readonly at: number
  readonly command: Command
  readonly room?: string | undefined
}

export const wordless = ({ actor, type, data }: Command): WordlessEvent => {
  const personal = shapes.get(type)?.personal ?? []
  const fields = Object.entries(data).filter(([name]) => !personal.includes(name))
  return { actor, type, data: Object.fromEntries(fields) }
}

/** The events of its turn, the command first; none where it is not taken. */
export const rerun = (before: readonly LogEvent[], { at, command, room }: Asked): LogEvent[] => {
  const actorSystem = new ActorSystem()
  for (const event of before) actorSystem.fold(event)
  const last = before.at(-1)
  const head = { seq: last?.seq ?? 0, turn: last?.turn ?? 0, at: last?.at ?? 0 }
  const made: LogEvent[] = []
  const log: Log = {
    head: () => head,
    space: () => unmeasured,
    append: (turn) => {
      made.push(...turn)
    },
    watch: () => {},
    read: async function* () {},
    async *living() {},
    keyOf: async () => null,
    close: async () => {},
  }
  const ids = { session: () => '', room: () => room ?? '' }
  const settings = { clock: stoppedAt(at), ids, report: () => {}, checksumTurns: neverTurns }
  new Engine({ actorSystem, log, ...settings }).take(command)
  return made
}

/** No digest is put among the events. */
const neverTurns = Number.POSITIVE_INFINITY

const stoppedAt = (at: number): Clock => ({
  now: () => at,
  monotonic: () => at,
  at: () => ({ wake: null }),
  after: () => ({ wake: null }),
  disarm: () => {},
})
