// A heap gives back the first, whatever came and went before.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Heap } from '../../src/events/heap.ts'

const ascending = (one: number, other: number) => one - other

describe('a heap', () => {
  it('gives its items back in the order asked for', () => {
    const heap = new Heap<string>((one, other) => one.length - other.length)
    for (const word of ['three', 'a', 'of', 'four']) heap.push(word)
    expect(heap.size).toBe(4)
    expect(heap.peek()).toBe('a')
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual(['a', 'of', 'four', 'three'])
  })

  it('that is empty has no first', () => {
    const heap = new Heap(ascending)
    expect(heap.peek()).toBeUndefined()
    expect(heap.pop()).toBeUndefined()
    expect(heap.size).toBe(0)
  })

  it('lets go of those that are not kept, and gives the others back in order', () => {
    const heap = new Heap(ascending)
    for (let number = 20; number > 0; number--) heap.push(number)
    heap.keep((number) => number % 7 === 0)
    heap.push(10)
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual([7, 10, 14, undefined])
  })

  it('is as good as a list that is sorted at every step', () => {
    const steps = fc.array(fc.oneof(fc.nat(30), fc.constant('pop' as const)), { maxLength: 200 })
    fc.assert(
      fc.property(steps, (all) => {
        const heap = new Heap(ascending)
        const sorted: number[] = []
        for (const step of all) {
          if (step === 'pop') expect(heap.pop()).toBe(sorted.shift())
          else {
            heap.push(step)
            sorted.push(step)
            sorted.sort(ascending)
          }
          expect(heap.peek()).toBe(sorted[0])
          expect(heap.size).toBe(sorted.length)
        }
      }),
      { seed: 1 },
    )
  })
})
