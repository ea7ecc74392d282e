// What stands out on a time line: matches, ends, faults, restarts.
import type { EventType } from '../../events/event.ts'
import { type MarkKind, markKinds, type ShownMarks } from '../api/apiTypes.ts'
import { placeUpTo } from '../api/searchHits.ts'
import type { History } from '../source/history.ts'

const kindOf = new Map<EventType, MarkKind>([
  ['matchmaker.matched', 'match'],
  ['room.leave_chat', 'end'],
  ['matchmaker.faulted', 'fault'],
  ['session.restart', 'restart'],
])

export class Marks {
  #history: History
  #upTo = 0
  #indices: number[] = []

  constructor(history: History) {
    this.#history = history
    this.extend()
  }

  /** Takes in what the history has gained. */
  extend(): void {
    const history = this.#history
    for (; this.#upTo < history.length; this.#upTo++) {
      const kind = kindOf.get(history.type(this.#upTo))
      if (kind === undefined) continue
      // A restart is one thing, though every session is told of it.
      const isSame = kind === 'restart' && this.#upTo > 0 && this.#isRestart(this.#upTo - 1)
      if (!isSame) this.#indices.push(this.#upTo)
    }
  }

  /** The index of the first mark after `index`, or of the last one before; null if there is none. */
  next(index: number, isForward: boolean): number | null {
    const place = placeUpTo(this, isForward ? index : index - 1)
    return this.#indices[isForward ? place + 1 : place] ?? null
  }

  get length(): number {
    return this.#indices.length
  }

  at(place: number): number {
    return this.#indices[place] as number
  }

  shown(slotsMax: number, ticksMax: number): ShownMarks {
    const { length } = this.#history
    const slots = Math.max(1, Math.min(slotsMax, length))
    const found = new Map<string, { kind: MarkKind; slot: number; count: number; index: number }>()
    for (const index of this.#indices) {
      const kind = kindOf.get(this.#history.type(index)) as MarkKind
      const slot = Math.floor((index / length) * slots)
      const mark = found.get(`${kind} ${slot}`)
      if (mark === undefined) found.set(`${kind} ${slot}`, { kind, slot, count: 1, index })
      else mark.count += 1
    }
    const order = ({ kind }: { kind: MarkKind }) => markKinds.indexOf(kind)
    const marks = [...found.values()].sort((one, other) => order(one) - order(other))
    return { slots, marks, ticks: this.#ticks(Math.min(ticksMax, length)) }
  }

  #ticks(count: number): ShownMarks['ticks'] {
    const last = this.#history.length - 1
    return Array.from({ length: count }, (_, number) => {
      const index = count === 1 ? 0 : Math.round((number / (count - 1)) * last)
      return { index, at: this.#history.at(index) }
    })
  }

  /** Whether the event is one of a restart, or of what such a one led to. */
  #isRestart(index: number): boolean {
    const [first] = this.#history.turnOf(index)
    return this.#history.type(first) === 'session.restart'
  }
}
