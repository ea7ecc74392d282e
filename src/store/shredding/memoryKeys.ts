// The keys of the living in memory, and nowhere else.
import type { Owner } from '../../events/event.ts'
import { type DayId, isDay } from '../../events/fields.ts'
import { type Key, type Keys, keyBytes, type Random } from './keys.ts'

/** Where the key of somebody who lives is, and since which seq; 0: it is not here. */
export interface Living {
  readonly slot: number
  readonly began: number
}

/** The keys in memory, by slot: one after another, since an array each would take as much again. */
export class Slab {
  #bytes = new Uint8Array(64 * keyBytes)

  /** The key of a slot; a view that is good until the next is made. */
  of(slot: number): Key {
    return this.#bytes.subarray((slot - 1) * keyBytes, slot * keyBytes)
  }

  set(slot: number, key: Key): void {
    if (slot * keyBytes > this.#bytes.length) {
      const grown = new Uint8Array(2 * slot * keyBytes)
      grown.set(this.#bytes)
      this.#bytes.fill(0)
      this.#bytes = grown
    }
    this.#bytes.set(key, (slot - 1) * keyBytes)
  }
}

/** Slots count from 1. */
export interface KeySlots {
  /** The oldest first. */
  readonly living: Map<Owner, Living>
  /** The slots that nobody has. */
  readonly free: number[]
  readonly slab: Slab
  /** How many there are. */
  readonly count: number
}

const noSlots = (): KeySlots => ({ living: new Map(), free: [], slab: new Slab(), count: 0 })

export class MemoryKeys implements Keys {
  readonly #living: Map<Owner, Living>
  readonly #free: number[]
  readonly #slab: Slab
  readonly #random: Random
  #slots: number
  /** What the batch under way changed. */
  #begun: Owner[] = []
  readonly #ended = new Set<Owner>()
  #slotsBefore: number

  constructor(random: Random, { living, free, slab, count } = noSlots()) {
    this.#living = living
    this.#free = free
    this.#slab = slab
    this.#random = random
    this.#slots = count
    this.#slotsBefore = this.#slots
  }

  of(owner: Owner): Key | undefined {
    const found = this.#living.get(owner)
    return found?.slot ? this.#slab.of(found.slot) : undefined
  }

  holds(owner: Owner): boolean {
    return (this.#living.get(owner)?.slot ?? 0) > 0
  }

  ofDay(day: DayId): Key | null {
    return (isDay(day) && this.of(day)?.slice()) || null
  }

  has(owner: Owner): boolean {
    return this.#living.has(owner)
  }

  owners(): Iterable<Owner> {
    return this.#living.keys()
  }

  get count(): number {
    return this.#living.size - this.#ended.size
  }

  oldest(): number | null {
    return oldestOf(this.#living)
  }

  begun(): Iterable<number> {
    return begunIn(this.#living)
  }

  begin(owner: Owner, seq: number): boolean {
    return !this.has(owner) && this.set(owner, this.#random(keyBytes), seq)
  }

  set(owner: Owner, key: Key | null, seq: number): boolean {
    const known = this.#living.get(owner)
    if (known !== undefined && (known.slot > 0 || key === null)) return false
    const slot = key === null ? 0 : (this.#free.pop() ?? ++this.#slots)
    this.#living.set(owner, { slot, began: known?.began ?? seq })
    if (key !== null) this.#slab.set(slot, key)
    this.#begun.push(owner)
    return true
  }

  end(owner: Owner): void {
    if (this.#living.has(owner)) this.#ended.add(owner)
  }

  settle(): void {
    for (const owner of this.#ended) this.#forget(owner)
    this.#begun = []
    this.#ended.clear()
    this.#slotsBefore = this.#slots
  }

  undo(): void {
    for (const owner of this.#begun) this.#forget(owner)
    const free = this.#free
    while (free.length > 0 && (free.at(-1) as number) > this.#slotsBefore) free.pop()
    this.#begun = []
    this.#ended.clear()
    this.#slots = this.#slotsBefore
  }

  /** How many slots there are, taken and free. */
  protected get slots(): number {
    return this.#slots
  }

  protected slotOf(owner: Owner): number | undefined {
    return this.#living.get(owner)?.slot
  }

  #forget(owner: Owner): void {
    const gone = this.#living.get(owner)
    if (gone === undefined) return
    this.#living.delete(owner)
    if (gone.slot === 0) return
    this.#slab.of(gone.slot).fill(0)
    this.#free.push(gone.slot)
  }
}

export const oldestOf = (living: ReadonlyMap<Owner, Living>): number | null => {
  const [first] = living.values()
  return first?.began ?? null
}

export function* begunIn(living: ReadonlyMap<Owner, Living>): Generator<number> {
  for (const { began } of living.values()) yield began
}
