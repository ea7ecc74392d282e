// What edges ask is answered once, however often a question comes and an answer is lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ToEdge } from '../../src/cluster/messages.ts'
import { Answering } from '../../src/cluster/telling/answering.ts'
import type { Answers } from '../../src/http/line/line.ts'

type Answer = Extract<ToEdge, { kind: 'answer' }>

/** A world that answers each question with how many it has answered by then, each after a while of its own. */
const answering = () => {
  let answered = 0
  const told: (readonly [edge: string, answer: Answer])[] = []
  const desk = {
    answer: async () => {
      answered += 1
      const online = answered
      for (let turn = 0; turn < online % 3; turn += 1) await Promise.resolve()
      return { online, waiting: 0, chatting: 0, rooms: 0 } satisfies Answers['stats'] as never
    },
  }
  const toEdge = (edge: string, said: ToEdge) => told.push([edge, said as Answer])
  const world = new Answering({ epoch: 1, bus: { toEdge }, desk })
  const ask = (edge: string, id: number, from: number) =>
    world.answer({ kind: 'ask', edge, epoch: 1, id, from, question: { type: 'stats' } })
  return { world, ask, told, answered: () => answered }
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a question', () => {
  it('that comes again is not answered anew, also while its answer is on its way', async () => {
    const { ask, told, answered } = answering()
    await Promise.all([ask('one', 1, 1), ask('one', 1, 1)])
    await ask('one', 1, 1)
    expect(answered()).toBe(1)
    expect(told.map(([, answer]) => answer)).toEqual(Array(3).fill(told[0]?.[1]))
    await ask('other', 1, 1)
    expect(answered()).toBe(2)
  })

  it('of an edge that is gone is forgotten, and nobody is told where another leads', async () => {
    const { world, ask, told, answered } = answering()
    await ask('one', 1, 1)
    world.drop('one')
    await ask('one', 1, 1)
    expect(answered()).toBe(2)
    world.end()
    await ask('one', 2, 1)
    expect(told).toHaveLength(2)
  })

  it('is answered once and the same, whichever of them come again, as long as its edge waits for it', async () => {
    const edges = fc.constantFrom('one', 'other')
    const asks = fc.array(fc.tuple(edges, fc.nat(5)), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(asks, async (all) => {
        const { ask, told, answered } = answering()
        const next = { one: 1, other: 1 }
        const asked = new Set<string>()
        for (const [edge, back] of all) {
          const key = edge as 'one' | 'other'
          // One of the last five again, or the next.
          const id = Math.max(1, next[key] - back)
          next[key] = Math.max(next[key], id + 1)
          asked.add(`${edge} ${id}`)
          void ask(edge, id, Math.max(1, next[key] - 6))
        }
        await soon()
        expect(told).toHaveLength(all.length)
        const given = new Set(told.map(([edge, answer]) => JSON.stringify([edge, answer])))
        expect([given.size, answered()]).toEqual([asked.size, asked.size])
        const counts = new Set(told.map(([, { count }]) => count))
        expect(counts.size).toBe(asked.size)
      }),
    )
  })
})
