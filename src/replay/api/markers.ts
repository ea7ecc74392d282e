// What stands out on a time line: matches, ends, blocks, reports and what came of them, faults, restarts.
import type { EventType } from '../../events/event.ts'
import type { History } from '../timeline/history.ts'
import { type MarkerKind, type MarkersResponse, markerKinds } from './apiTypes.ts'
import { placeUpTo } from './searchHits.ts'

const kindOf = new Map<EventType, MarkerKind>([
  ['matchmaker.matched', 'match'],
  ['room.leave_chat', 'end'],
  ['matchmaker.blocked', 'block'],
  ['matchmaker.reported', 'report'],
  ['matchmaker.cooled_down', 'measure'],
  ['matchmaker.decided', 'measure'],
  ['matchmaker.faulted', 'fault'],
  ['session.restart', 'restart'],
])

export class Markers {
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
      // In logs of before a restart is told to every session, and is one thing.
      const isSame = kind === 'restart' && this.#upTo > 0 && this.#isRestart(this.#upTo - 1)
      if (!isSame) this.#indices.push(this.#upTo)
    }
  }

  /** The index of the first marker after `index`, or of the last one before; null if there is none. */
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

  /** Those from the first to the last index, in so many slots at most, with so many ticks at most. */
  inSlots(
    { slotsMax, ticksMax }: { readonly slotsMax: number; readonly ticksMax: number },
    [first, last]: readonly [first: number, last: number] = [0, this.#history.length - 1],
  ): MarkersResponse {
    const length = last - first + 1
    const slots = Math.max(1, Math.min(slotsMax, length))
    const found = new Map<
      string,
      { kind: MarkerKind; slot: number; count: number; index: number }
    >()
    const places = [placeUpTo(this, first - 1) + 1, placeUpTo(this, last) + 1] as const
    for (const index of this.#indices.slice(...places)) {
      const kind = kindOf.get(this.#history.type(index)) as MarkerKind
      const slot = Math.floor(((index - first) / length) * slots)
      const marker = found.get(`${kind} ${slot}`)
      if (marker === undefined) found.set(`${kind} ${slot}`, { kind, slot, count: 1, index })
      else marker.count += 1
    }
    const order = ({ kind }: { kind: MarkerKind }) => markerKinds.indexOf(kind)
    const markers = [...found.values()].sort((one, other) => order(one) - order(other))
    return { slots, markers, ticks: this.#ticks(Math.min(ticksMax, length), [first, last]) }
  }

  #ticks(
    count: number,
    [first, last]: readonly [first: number, last: number],
  ): MarkersResponse['ticks'] {
    return Array.from({ length: count }, (_, number) => {
      const share = count === 1 ? 0 : number / (count - 1)
      const index = first + Math.round(share * (last - first))
      return { index, at: this.#history.at(index) }
    })
  }

  /** Whether the event is one of a restart, or of what such a one led to. */
  #isRestart(index: number): boolean {
    const [first] = this.#history.turnOf(index)
    return this.#history.type(first) === 'session.restart'
  }
}
