// The events of a log in memory: columns of numbers, and data as packed JSON.
import { type ActorKind, type EventType, type LogEvent, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { sealerOf } from '../../store/shredding/redaction.ts'
import type { RecordedEvent } from '../source/source.ts'
import { lastUpTo } from './binarySearch.ts'
import { Column } from './columns/column.ts'
import { PackedTexts } from './columns/packedTexts.ts'

const types = [...shapes.keys()]
const numberOfType = new Map(types.map((type, number) => [type, number]))

/**
 * The events of a log in order. They are named by seq where people see them and by index, from 0
 * without gaps, inside: of a log whose old events were deleted some seqs are missing.
 */
export class History {
  #seqs = new Column()
  #turns = new Column()
  /** 0 where there is none. */
  #causes = new Column()
  #ats = new Column()
  #actors = new Column()
  #types = new Column()
  #data = new PackedTexts()
  #actorIds: ActorId[] = []
  #kinds: ActorKind[] = []
  #numberOfActor = new Map<ActorId, number>()

  get length(): number {
    return this.#data.length
  }

  push({ event, json }: RecordedEvent): void {
    this.#seqs.push(event.seq)
    this.#turns.push(event.turn)
    this.#causes.push(event.cause ?? 0)
    this.#ats.push(event.at)
    this.#actors.push(this.#numberOf(event))
    this.#types.push(numberOfType.get(event.type) as number)
    this.#data.push(json)
  }

  seq(index: number): number {
    return this.#seqs.at(index)
  }

  turn(index: number): number {
    return this.#turns.at(index)
  }

  /** The seq of the event that led to this one; null for the first of a turn. */
  cause(index: number): number | null {
    return this.#causes.at(index) || null
  }

  /** Milliseconds of Unix time. */
  at(index: number): number {
    return this.#ats.at(index)
  }

  actor(index: number): ActorId {
    return this.#actorIds[this.#actors.at(index)] as ActorId
  }

  /** The actors of a kind that anything happened to, in the order in which they came. */
  actorsOf(kind: ActorKind): ActorId[] {
    return this.#actorIds.filter((_, number) => this.#kinds[number] === kind)
  }

  type(index: number): EventType {
    return types[this.#types.at(index)] as EventType
  }

  /** The data as they stand in the log: JSON without words. */
  json(index: number): string {
    return this.#data.at(index)
  }

  /** As it was recorded: without words, and marked so where there were any. */
  event(index: number): LogEvent {
    const event = {
      seq: this.seq(index),
      turn: this.turn(index),
      cause: this.cause(index),
      at: this.at(index),
      actor: this.actor(index),
      type: this.type(index),
      data: JSON.parse(this.json(index)),
    } as LogEvent
    return sealerOf(event) === null ? event : { ...event, redacted: true }
  }

  /** The index of the last event with at most this seq; -1 if there is none. */
  indexOf(seq: number): number {
    return this.#lastWhere(this.#seqs, seq)
  }

  /** The index of the last event at or before this time (ms); -1 if there is none. */
  indexAt(at: number): number {
    return this.#lastWhere(this.#ats, at)
  }

  /** The events of the turn that the event belongs to, as first and last index. */
  turnOf(index: number): readonly [first: number, last: number] {
    const turn = this.turn(index)
    let first = index
    let last = index
    while (first > 0 && this.turn(first - 1) === turn) first -= 1
    while (last + 1 < this.length && this.turn(last + 1) === turn) last += 1
    return [first, last]
  }

  /** The indices of the events that this one led to directly; all are of its turn. */
  consequencesOf(index: number): number[] {
    const seq = this.seq(index)
    const [, last] = this.turnOf(index)
    const found: number[] = []
    for (let next = index + 1; next <= last; next++) {
      if (this.cause(next) === seq) found.push(next)
    }
    return found
  }

  #numberOf({ actor, type }: LogEvent): number {
    const known = this.#numberOfActor.get(actor)
    if (known !== undefined) return known
    this.#numberOfActor.set(actor, this.#actorIds.length)
    this.#actorIds.push(actor)
    this.#kinds.push(shapes.get(type)?.kind as ActorKind)
    return this.#actorIds.length - 1
  }

  /** Both columns never fall. */
  #lastWhere(column: Column, value: number): number {
    return lastUpTo(column.length, (place) => column.at(place), value)
  }
}
