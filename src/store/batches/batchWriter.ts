// Makes rows of events: their words sealed, and only erased in what can be read.
import type { LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import type { KeyOf } from '../shredding/keys.ts'
import { personalOf, redactedDataOf, sealerOf } from '../shredding/redaction.ts'
import { type Seal, sealedBytesMax } from '../shredding/sealing.ts'
import type { BatchContent } from './batchRow.ts'
import { WordsGathered } from './sealedWords.ts'

/** A row is written anew as a whole when some of its words go, and read as a whole for one of them. */
const rowEventsMax = 128
const rowWordsBytesMax = 64 * 1024

/** Opening one of several words opens them all: so few are sealed together that it costs no more. */
const togetherCharactersMax = 2 * 1024

/** Words of one owner from events of one type, which are sealed together: that costs as one alone. */
interface Unsealed {
  readonly owner: ActorId
  readonly keyOf: KeyOf
  readonly first: LogEvent
  readonly offsets: number[]
  /** Of each event, as JSON. */
  readonly texts: string[]
  /** How long all of them are. */
  characters: number
}

/** Gathers events in order, a row at a time. */
export class BatchWriter {
  readonly #seal: Seal
  readonly #words = new WordsGathered()
  #unsealed: Unsealed[] = []
  /** The one that each owner's next words go to. */
  readonly #unsealedOf = new Map<ActorId, Unsealed>()
  #unsealedLength = 0
  #first = 1
  /** Tuples, and numbers of events that were pruned. */
  #events: unknown[] = []
  #next = 1
  #last = { turn: 0, at: 0 }

  constructor(seal: Seal) {
    this.#seal = seal
  }

  /** Begins a row with the event of that seq; what was added and not taken is forgotten. */
  begin(first: number): void {
    this.#first = first
    this.#next = first
    this.#events = []
    this.#words.clear()
    this.#forgetUnsealed()
  }

  /** Whether the row is to be taken before more is added. */
  get isFull(): boolean {
    const wordsLength = this.#words.length + this.#unsealedLength
    return this.#events.length >= rowEventsMax || wordsLength >= rowWordsBytesMax
  }

  /** An event; its words are sealed under the key of their owner, and without one only erased. */
  add(event: LogEvent, keyOf: KeyOf): void {
    const owner = sealerOf(event)
    const offset = this.#push(event, redactedDataOf(event))
    if (owner === null || event.redacted) return
    const text = JSON.stringify(personalOf(event))
    const unsealed = this.#unsealedFor(owner, event, text.length, keyOf)
    unsealed.offsets.push(offset)
    unsealed.texts.push(text)
    unsealed.characters += text.length
    this.#unsealedLength += text.length
  }

  /** An event that was read redacted, with its words as they were sealed before. */
  addSealed(event: LogEvent, sealed: Uint8Array | null): void {
    const offset = this.#push(event, event.data)
    if (sealed === null) return
    this.#words.roomFor(sealed.length).set(sealed)
    this.#words.add(offset, sealed.length)
  }

  /** The events up to `seq` were pruned; the last of them was of that turn and time. */
  skip(seq: number, turn: number, at: number): void {
    this.#skipTo(seq + 1)
    this.#last = { turn, at }
  }

  /** The row of what was added; its words are good until another is begun. */
  row(): BatchContent {
    for (const unsealed of this.#unsealed) this.#sealTogether(unsealed)
    this.#forgetUnsealed()
    const { turn, at } = this.#last
    const [first, last] = [this.#first, this.#next - 1]
    if (last < first) throw new Error('Nothing was added to a batch')
    const events = JSON.stringify(this.#events)
    return { first, last, turn, at, events, words: this.#words.bytes }
  }

  /** What so many characters of an event's words go to. */
  #unsealedFor(owner: ActorId, first: LogEvent, characters: number, keyOf: KeyOf): Unsealed {
    const last = this.#unsealedOf.get(owner)
    const fits = last !== undefined && last.characters + characters <= togetherCharactersMax
    if (fits && last.first.type === first.type) return last
    const next = { owner, keyOf, first, offsets: [], texts: [], characters: 0 }
    this.#unsealedOf.set(owner, next)
    this.#unsealed.push(next)
    return next
  }

  #sealTogether({ owner, keyOf, first, offsets, texts }: Unsealed): void {
    const key = keyOf(owner, first.type)
    if (key === undefined) return
    const [offset = 0, ...others] = offsets
    const text = others.length === 0 ? (texts[0] as string) : `[${texts.join()}]`
    const bytes = this.#words.roomFor(sealedBytesMax(text))
    this.#words.add(offset, this.#seal(key, first, text, bytes))
    for (const [index, other] of others.entries()) this.#words.refer(other, offset, index + 1)
  }

  #forgetUnsealed(): void {
    this.#unsealed = []
    this.#unsealedOf.clear()
    this.#unsealedLength = 0
  }

  /** Gives its place in the batch. */
  #push(event: LogEvent, data: object): number {
    const { seq, turn, cause, at, actor, type } = event
    if (seq !== this.#next) this.#skipTo(seq)
    this.#events.push([turn, cause, at, actor, type, data])
    this.#next = seq + 1
    this.#last = event
    return seq - this.#first
  }

  #skipTo(next: number): void {
    if (next <= this.#next) throw new Error(`Event ${next} was added where ${this.#next} is due`)
    this.#events.push(next - this.#next)
    this.#next = next
  }
}
