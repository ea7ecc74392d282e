// Answers what edges ask, each question once: whoever asks again, as it has heard nothing, hears the same.
import type { Desk, EdgeName } from '../../http/line/line.ts'
import type { WorldBus } from '../bus.ts'
import type { FromEdge, ToEdge } from '../messages.ts'

type Ask = Extract<FromEdge, { readonly kind: 'ask' }>
type Answer = Extract<ToEdge, { readonly kind: 'answer' }>

export interface AnsweringParts {
  readonly epoch: number
  readonly bus: Pick<WorldBus, 'toEdge'>
  readonly desk: Pick<Desk, 'answer'>
}

/** A question may take something of an allowance, or be for what comes next: to do it twice is not to answer it again. */
export class Answering {
  readonly #parts: AnsweringParts
  /** How many answers it has given. */
  #count = 0
  /** Of each edge the answers that it may not have heard, by their questions. */
  readonly #kept = new Map<EdgeName, Map<number, Promise<Answer>>>()
  #isOver = false

  constructor(parts: AnsweringParts) {
    this.#parts = parts
  }

  async answer({ edge, id, question, from = id }: Ask): Promise<void> {
    const kept = this.#kept.get(edge) ?? new Map<number, Promise<Answer>>()
    this.#kept.set(edge, kept)
    for (const heard of kept.keys()) if (heard < from) kept.delete(heard)
    const answer = kept.get(id) ?? this.#answered(edge, id, question)
    kept.set(id, answer)
    const given = await answer
    if (!this.#isOver) this.#parts.bus.toEdge(edge, given)
  }

  /** The edge is gone: another that comes has another name. */
  drop(edge: EdgeName): void {
    this.#kept.delete(edge)
  }

  end(): void {
    this.#isOver = true
  }

  async #answered(edge: EdgeName, id: number, question: Ask['question']): Promise<Answer> {
    const { epoch, desk } = this.#parts
    const answer = await desk.answer(edge, question as never)
    this.#count += 1
    return { kind: 'answer', epoch, id, count: this.#count, answer }
  }
}
