// The events that a search finds, kept for as long as it is asked for.
import type { EventType } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { lastUpTo } from '../timeline/binarySearch.ts'
import type { History } from '../timeline/history.ts'
import type { Conversations } from './conversations.ts'

export interface Search {
  /** Words that each stand somewhere in the type, the actor or the data; capitals do not count. */
  readonly text: string
  /** Null: of any type. */
  readonly types: readonly EventType[] | null
  readonly actor: ActorId | null
  /** The key of the conversation; null: of any. */
  readonly conversation: ActorId | null
}

/** A list of ascending indices. */
export interface Indices {
  readonly length: number
  readonly at: (place: number) => number
}

/** Searches cached; one page has one at a time, and goes back to the one before. */
const cachedMax = 4

interface CachedSearch {
  indices: Int32Array
  length: number
  /** How many events were looked at. */
  upTo: number
}

export class SearchHits {
  #history: History
  #conversations: Conversations
  #cached = new Map<string, CachedSearch>()

  constructor(history: History, conversations: Conversations) {
    this.#history = history
    this.#conversations = conversations
  }

  of(search: Search): Indices {
    const { conversation, ...rest } = search
    if (conversation !== null) {
      const among = this.#conversations.indicesOf(conversation)
      const isHit = this.#hitTest(rest)
      const found = isHit === null ? among : among.filter(isHit)
      return { length: found.length, at: (place) => found[place] as number }
    }
    const isHit = this.#hitTest(rest)
    if (isHit === null) return { length: this.#history.length, at: (place) => place }
    const cached = this.#cachedFor(JSON.stringify(rest))
    for (; cached.upTo < this.#history.length; cached.upTo++) {
      if (isHit(cached.upTo)) push(cached, cached.upTo)
    }
    return { length: cached.length, at: (place) => cached.indices[place] as number }
  }

  #cachedFor(key: string): CachedSearch {
    const cached = this.#cached.get(key) ?? { indices: new Int32Array(1_024), length: 0, upTo: 0 }
    this.#cached.delete(key)
    this.#cached.set(key, cached)
    const [oldest] = this.#cached.keys()
    if (this.#cached.size > cachedMax && oldest !== undefined) this.#cached.delete(oldest)
    return cached
  }

  /** Tells whether an event is a hit; null if every event is. The cheapest question comes first. */
  #hitTest({ text, types, actor }: Omit<Search, 'conversation'>) {
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

  /** Whether the matchmaker's event names the actor, be it as one to be avoided. */
  #names(index: number, actor: ActorId): boolean {
    const history = this.#history
    return history.actor(index) === 'matchmaker' && history.type(index) !== 'matchmaker.attested'
      ? history.json(index).includes(JSON.stringify(actor))
      : false
  }
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const push = (cached: CachedSearch, index: number): void => {
  if (cached.length === cached.indices.length) {
    const grown = new Int32Array(cached.length * 2)
    grown.set(cached.indices)
    cached.indices = grown
  }
  cached.indices[cached.length] = index
  cached.length += 1
}

/** The place of the last index up to `index`; -1 if there is none. */
export const placeUpTo = (indices: Indices, index: number): number =>
  lastUpTo(indices.length, (place) => indices.at(place), index)
