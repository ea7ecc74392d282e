// The events that a search finds, kept for as long as it is asked for.
import type { EventType } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import type { History } from '../source/history.ts'
import { lastUpTo } from '../timeline/binarySearch.ts'
import type { Conversations } from '../timeline/conversations.ts'

export interface Search {
  /** Words that each stand somewhere in the type, the actor or the data; capitals do not count. */
  readonly text: string
  /** Null: of any type. */
  readonly types: readonly EventType[] | null
  readonly actor: ActorId | null
  /** The key of the conversation; null: of any. */
  readonly conversation: ActorId | null
}

/** A list of indices that rise. */
export interface Indices {
  readonly length: number
  readonly at: (place: number) => number
}

/** Searches kept; one page has one at a time, and goes back to the one before. */
const keptMax = 4

interface Kept {
  indices: Int32Array
  length: number
  /** How many events were looked at. */
  upTo: number
}

export class Matches {
  #history: History
  #conversations: Conversations
  #kept = new Map<string, Kept>()

  constructor(history: History, conversations: Conversations) {
    this.#history = history
    this.#conversations = conversations
  }

  of(search: Search): Indices {
    const { conversation, ...rest } = search
    if (conversation !== null) {
      const among = this.#conversations.indicesOf(conversation)
      const isMatch = this.#matcher(rest)
      const found = isMatch === null ? among : among.filter(isMatch)
      return { length: found.length, at: (place) => found[place] as number }
    }
    const isMatch = this.#matcher(rest)
    if (isMatch === null) return { length: this.#history.length, at: (place) => place }
    const kept = this.#keptFor(JSON.stringify(rest))
    for (; kept.upTo < this.#history.length; kept.upTo++) {
      if (isMatch(kept.upTo)) push(kept, kept.upTo)
    }
    return { length: kept.length, at: (place) => kept.indices[place] as number }
  }

  #keptFor(key: string): Kept {
    const kept = this.#kept.get(key) ?? { indices: new Int32Array(1_024), length: 0, upTo: 0 }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > keptMax && oldest !== undefined) this.#kept.delete(oldest)
    return kept
  }

  /** Tells whether an event is one; null if every event is. The cheapest question comes first. */
  #matcher({ text, types, actor }: Omit<Search, 'conversation'>) {
    const history = this.#history
    const wanted = types === null ? null : new Set(types)
    const words = text.split(/\s+/).filter((word) => word !== '')
    if (wanted === null && actor === null && words.length === 0) return null
    const patterns = words.map((word) => new RegExp(escaped(word), 'i'))
    return (index: number): boolean =>
      (wanted === null || wanted.has(history.type(index))) &&
      (actor === null || history.actor(index) === actor || this.#names(index, actor)) &&
      patterns.every(
        (pattern) =>
          pattern.test(history.type(index)) ||
          pattern.test(history.actor(index)) ||
          (history.type(index) !== 'matchmaker.attested' && pattern.test(history.json(index))),
      )
  }

  /** Whether the matchmaker's event is about the actor. */
  #names(index: number, actor: ActorId): boolean {
    const history = this.#history
    return history.actor(index) === 'matchmaker' && history.type(index) !== 'matchmaker.attested'
      ? history.json(index).includes(JSON.stringify(actor))
      : false
  }
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const push = (kept: Kept, index: number): void => {
  if (kept.length === kept.indices.length) {
    const grown = new Int32Array(kept.length * 2)
    grown.set(kept.indices)
    kept.indices = grown
  }
  kept.indices[kept.length] = index
  kept.length += 1
}

/** The place of the last index up to `index`; -1 if there is none. */
export const placeUpTo = (indices: Indices, index: number): number =>
  lastUpTo(indices.length, (place) => indices.at(place), index)
