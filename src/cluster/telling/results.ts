// What came of edges' commands, where more is to be said of it than that they are done.
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { Done, EdgeName } from '../../http/line/line.ts'
import type { CommandMarks, ToEdge } from '../messages.ts'

/** How many are kept for an edge: it hears of them within a beat, unless it cannot be reached. */
export const resultsKept = 1_000

export type Came =
  | { readonly refusal: Refusal; readonly turn: number | undefined }
  | { readonly outcome: Done }

/** Of one edge, as it is told. */
export type Told = Pick<Extract<ToEdge, { readonly kind: 'said' }>, 'refused' | 'outcomes'>

export class Results {
  readonly #edges = new Map<EdgeName, Map<number, Came>>()

  add(edge: EdgeName, n: number, result: Came): void {
    const known = this.#edges.get(edge)
    const results = known ?? new Map<number, Came>()
    if (known === undefined) this.#edges.set(edge, results)
    results.set(n, result)
    if (results.size <= resultsKept) return
    const [oldest = n] = results.keys()
    results.delete(oldest)
  }

  addAll(marks: CommandMarks): void {
    for (const [edge, n, came] of resultsIn(marks)) this.add(edge, n, came)
  }

  /** The edge has heard of all before that number. */
  heard(edge: EdgeName, next: number): void {
    const results = this.#edges.get(edge)
    if (results === undefined) return
    for (const n of results.keys()) if (n < next) results.delete(n)
    if (results.size === 0) this.#edges.delete(edge)
  }

  forget(edge: EdgeName): void {
    this.#edges.delete(edge)
  }

  /** Those up to that number, in order. */
  upTo(edge: EdgeName, done: number): Told {
    const refused: Told['refused'][number][] = []
    const outcomes: [number, Done][] = []
    for (const [n, result] of this.#edges.get(edge) ?? []) {
      if (n > done) continue
      if ('refusal' in result) refused.push(refusedOf(n, result))
      else outcomes.push([n, result.outcome])
    }
    return { refused, outcomes }
  }
}

const refusedOf = (
  n: number,
  { refusal, turn }: Extract<Came, { readonly refusal: Refusal }>,
): Told['refused'][number] => (turn === undefined ? [n, refusal] : [n, refusal, turn])

/** What a batch says of commands besides that they are done. */
export const resultsIn = ({
  refused,
  outcomes,
}: CommandMarks): readonly (readonly [edge: EdgeName, n: number, came: Came])[] => [
  ...refused.map(({ edge, n, refusal, turn }) => [edge, n, { refusal, turn }] as const),
  ...outcomes.map(([edge, n, outcome]) => [edge, n, { outcome }] as const),
]
