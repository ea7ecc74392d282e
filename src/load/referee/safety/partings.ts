// What whoever stays behind is told when the other goes: the same, whether that one left or blocked.

import type { Going } from '../rooms/direction.ts'

/** A frame that tells of an end; nothing is taken for granted. */
export interface EndFrame {
  readonly reason: string
  readonly [field: string]: unknown
}

/** A telling that may have given a block away. */
export interface OddTelling {
  readonly username: string
  readonly room: string
  readonly told: string
}

export class Partings {
  readonly #ofLeaving = new Set<string>()
  /** One of each, and how often it came. */
  readonly #ofBlocks = new Map<string, OddTelling & { times: number }>()

  /** Whoever stayed was told `frame` as the other of its room went so. */
  note(going: Going, frame: EndFrame, who: { username: string; room: string }): void {
    const told = shapeOf(frame)
    if (going === 'leave') {
      this.#ofLeaving.add(told)
      return
    }
    const known = this.#ofBlocks.get(told)
    if (known === undefined) this.#ofBlocks.set(told, { ...who, told, times: 1 })
    else known.times += 1
  }

  /** What was told at blocks and at no leaving; where nobody just left, what no leaving is like. */
  *odd(): Generator<OddTelling> {
    for (const [told, { times, ...telling }] of this.#ofBlocks) {
      const isPlain = this.#ofLeaving.size === 0 ? plain.test(told) : this.#ofLeaving.has(told)
      for (let time = 0; !isPlain && time < times; time += 1) yield telling
    }
  }
}

const plain = /^left with .*\bagain\b/

/** Its reason and the names of all its fields: what they say differs from one to the next. */
const shapeOf = (frame: EndFrame): string => `${frame.reason} with ${namesIn(frame).join(', ')}`

const namesIn = (fields: object, within = ''): readonly string[] =>
  Object.entries(fields)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? namesIn(value, `${within}${name}.`)
        : [`${within}${name}`],
    )
