// Answers being read: a page at a time beside the commits, and to the end though their actor ends.
import { Result } from 'effect'
import { ends, type LogEvent } from '../../events/event.ts'
import type { Answer } from './projectionTables.ts'
import type { WriterPort } from './writerMessages.ts'

/**
 * What is left of all answers whose actors have ended may take up so much memory: of a room whose
 * reader is further behind, the reader is told that it cannot be read.
 */
const keptBytesMax = 64 * 1024 * 1024

interface OpenReading {
  readonly answer: Answer
  readonly actors: ReadonlySet<unknown>
  /** The turn that is stored before anything is read. */
  readonly follows: number
  /** What is held in memory of it. */
  keptBytes: number
}

export class Readings {
  readonly #port: WriterPort
  readonly #storedTurn: () => number
  readonly #soon: (then: () => void) => void
  readonly #open = new Map<number, OpenReading>()
  /** Readings of which a page is due, in the order of asking, with the request to answer. */
  readonly #due = new Map<number, number>()
  #isOver = false
  #isServing = false
  #keptBytes = 0

  /** `soon` runs what it is given after the messages that have come in by then: commits go first. */
  constructor(port: WriterPort, storedTurn: () => number, soon: (then: () => void) => void) {
    this.#port = port
    this.#storedTurn = storedTurn
    this.#soon = soon
  }

  /** Opens an answer, to be read once turn `follows` is stored, and asks for its first page. */
  open(id: number, answer: Answer, asked: { parameters: object; follows: number }): void {
    const actors = new Set(Object.values(asked.parameters))
    this.#open.set(id, { answer, actors, follows: asked.follows, keptBytes: 0 })
    this.more(id, id)
  }

  /** Asks for the next page of reading `id`, to be posted as the answer to `request`. */
  more(id: number, request: number): void {
    if (!this.#open.has(id)) return
    this.#due.set(id, request)
    this.#serveSoon()
  }

  /** Nothing more of it is wanted. */
  drop(id: number): void {
    this.#keptBytes -= this.#open.get(id)?.keptBytes ?? 0
    this.#open.delete(id)
    this.#due.delete(id)
  }

  /** The turn after which a batch must be cut, as somebody reads what the rest of it ends; or null. */
  cut(batch: readonly LogEvent[]): number | null {
    const from = batch[0]?.turn ?? 0
    const cuts = this.#endedBy(batch).map(({ follows }) => follows)
    const within = cuts.filter((turn) => turn >= from)
    return within.length === 0 ? null : Math.min(...within)
  }

  /** Takes aside what is still to be read of those whom the batch ends. */
  keep(batch: readonly LogEvent[]): void {
    for (const reading of this.#endedBy(batch)) {
      const bytes = reading.answer.keep(keptBytesMax - this.#keptBytes)
      reading.keptBytes += bytes
      this.#keptBytes += bytes
    }
  }

  /** To be called when something was stored: what waited for it is read. */
  stored(): void {
    this.#serveSoon()
  }

  /** Nothing more will be stored: what is stored is a true answer. */
  over(): void {
    this.#isOver = true
    this.#serveSoon()
  }

  /** Readings of whom the batch ends, asked for before that. */
  #endedBy(batch: readonly LogEvent[]): OpenReading[] {
    if (this.#open.size === 0) return []
    return batch.flatMap((event) => {
      const over = ends(event)
      if (over === null) return []
      const open = [...this.#open.values()]
      return open.filter(({ follows, actors }) => follows < event.turn && actors.has(over))
    })
  }

  #serveSoon(): void {
    if (this.#isServing || this.#due.size === 0) return
    this.#isServing = true
    this.#soon(() => this.#serve())
  }

  /** Reads one page that may be read by now. */
  #serve(): void {
    this.#isServing = false
    for (const [id, request] of this.#due) {
      const reading = this.#open.get(id) as OpenReading
      if (!this.#isOver && reading.follows > this.#storedTurn()) continue
      this.#due.delete(id)
      this.#post(id, request, reading.answer)
      this.#serveSoon()
      return
    }
  }

  #post(id: number, request: number, answer: Answer): void {
    const page = answer.next()
    if (Result.isFailure(page)) {
      this.drop(id)
      this.#port.postMessage({ kind: 'unreadable', id: request, failure: page.failure })
      return
    }
    if (page.success.isLast) this.drop(id)
    this.#port.postMessage({ kind: 'answer', id: request, answer: JSON.stringify(page.success) })
  }
}
