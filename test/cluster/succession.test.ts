// Which entries count: examples of each rule, and what holds for any stream.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/cluster/messages.ts'
import { Succession, type Verdict } from '../../src/cluster/succession.ts'

const claim = (epoch: number, world: string): Entry => ({ kind: 'claim', epoch, world })

/** A batch of one row with one turn for each event. */
const batch = (epoch: number, world: string, index: number, ...seqs: readonly number[]): Entry => ({
  ...{
    kind: 'batch',
    epoch,
    world,
    index,
    marks: { edges: {}, refused: [], outcomes: [], opened: [] },
  },
  rows: seqs.map((seq) => ({
    ...{ first: seq, last: seq, turn: seq, at: 0, events: '[]', words: '' },
  })),
})

const verdictsOf = (entries: readonly Entry[]): readonly Verdict[] => {
  const succession = new Succession()
  return entries.map((entry) => succession.next(entry))
}

const standingAfter = (entries: readonly Entry[]) => {
  const succession = new Succession()
  for (const entry of entries) succession.next(entry)
  return succession.standing
}

describe('of a stream', () => {
  const check = (...expected: readonly (readonly [Entry, Verdict])[]): void => {
    expect(verdictsOf(expected.map(([entry]) => entry))).toEqual(
      expected.map(([, verdict]) => verdict),
    )
  }

  it('counts nothing before the first claim', () => {
    check([batch(0, 'a', 1, 1), 'void'], [batch(1, 'a', 1, 1), 'void'], [claim(1, 'a'), 'claimed'])
  })

  it('counts the batches of whoever claimed, each after the one before', () => {
    check(
      [claim(1, 'a'), 'claimed'],
      [batch(1, 'a', 1, 1, 2), 'counts'],
      [batch(1, 'a', 2), 'counts'],
      [batch(1, 'a', 3, 3), 'counts'],
    )
  })

  it('counts none that stands there twice, or after one that is missing', () => {
    check(
      [claim(1, 'a'), 'claimed'],
      [batch(1, 'a', 2, 1), 'void'],
      [batch(1, 'a', 1, 1), 'counts'],
      [batch(1, 'a', 1, 1), 'void'],
      [batch(1, 'a', 3, 2), 'void'],
      [batch(1, 'a', 2, 2), 'counts'],
    )
  })

  it('counts none whose events do not follow', () => {
    check(
      [claim(1, 'a'), 'claimed'],
      [batch(1, 'a', 1, 2), 'void'],
      [batch(1, 'a', 1, 1, 3), 'void'],
      [batch(1, 'a', 1, 1, 2), 'counts'],
      [batch(1, 'a', 2, 2), 'void'],
      [batch(1, 'a', 2, 3), 'counts'],
    )
  })

  it('counts the first claim of the next epoch, and no other', () => {
    check(
      [claim(2, 'a'), 'void'],
      [claim(1, 'a'), 'claimed'],
      [claim(1, 'b'), 'void'],
      [claim(1, 'a'), 'void'],
      [claim(3, 'b'), 'void'],
      [claim(2, 'b'), 'claimed'],
    )
  })

  it('counts nothing any more of whoever was overtaken, nor of who claimed in vain', () => {
    check(
      [claim(1, 'a'), 'claimed'],
      [batch(1, 'a', 1, 1), 'counts'],
      [claim(2, 'b'), 'claimed'],
      [claim(2, 'c'), 'void'],
      [batch(1, 'a', 2, 2), 'void'],
      [batch(2, 'c', 2, 2), 'void'],
      [batch(2, 'b', 2, 2), 'counts'],
      [batch(1, 'a', 3, 3), 'void'],
    )
  })

  it('goes on from where it stood', () => {
    const entries = [claim(1, 'a'), batch(1, 'a', 1, 1, 2), claim(2, 'b')]
    expect(standingAfter(entries)).toEqual({ epoch: 2, world: 'b', index: 1, seq: 2, turn: 2 })
    const succession = new Succession(standingAfter(entries))
    expect(succession.next(batch(1, 'a', 2, 3))).toBe('void')
    expect(succession.next(batch(2, 'b', 2, 3))).toBe('counts')
  })
})

describe('of any stream', () => {
  const small = fc.integer({ min: 1, max: 4 })
  const world = fc.constantFrom('a', 'b', 'c')
  const anyEntry = fc.oneof(
    fc.tuple(small, world).map(([epoch, name]) => claim(epoch, name)),
    fc
      .tuple(small, world, small, fc.array(small, { maxLength: 2 }))
      .map(([epoch, name, index, seqs]) => batch(epoch, name, index, ...seqs)),
  )
  /** Mostly what could be due, so that much of it counts. */
  const streams = fc
    .array(fc.tuple(anyEntry, fc.integer({ min: 0, max: 9 })), { maxLength: 40, size: 'max' })
    .map((drawn) => {
      const succession = new Succession()
      return drawn.map(([entry, dice]) => {
        const { epoch, world: leader, index, seq } = succession.standing
        const due =
          dice < 4
            ? batch(epoch, leader ?? 'a', index + 1, ...(dice < 2 ? [seq + 1] : []))
            : dice < 6
              ? claim(epoch + 1, entry.world)
              : entry
        succession.next(due)
        return due
      })
    })

  it('what is void changes nothing, and what counts counts alone, too', () => {
    fc.assert(
      fc.property(streams, (entries) => {
        const verdicts = verdictsOf(entries)
        const good = entries.filter((_, index) => verdicts[index] !== 'void')
        expect(verdictsOf(good)).not.toContain('void')
        expect(standingAfter(good)).toEqual(standingAfter(entries))
      }),
      { numRuns: 1_000, seed: 12 },
    )
  })

  it('whatever stands there again later is void, or was void before', () => {
    fc.assert(
      fc.property(streams, fc.nat(39), (entries, at) => {
        const entry = entries[at % Math.max(1, entries.length)]
        if (entry === undefined) return
        const verdicts = verdictsOf([...entries, entry])
        const before = entries.findIndex(
          (_, index) => verdicts[index] !== 'void' && entries[index] === entry,
        )
        if (before >= 0) expect(verdicts.at(-1)).toBe('void')
      }),
      { numRuns: 1_000, seed: 12 },
    )
  })

  it('one world leads at a time, epochs, batches and events follow without gaps', () => {
    fc.assert(
      fc.property(streams, (entries) => {
        const verdicts = verdictsOf(entries)
        let leads = { epoch: 0, world: '' }
        let [index, seq] = [0, 0]
        for (const [at, entry] of entries.entries()) {
          if (verdicts[at] === 'void') continue
          if (entry.kind === 'claim') {
            expect(entry.epoch).toBe(leads.epoch + 1)
            leads = entry
            continue
          }
          expect(entry).toMatchObject({ epoch: leads.epoch, world: leads.world, index: index + 1 })
          index += 1
          for (const { first, last } of entry.rows) {
            expect(first).toBe(seq + 1)
            seq = last
          }
        }
        expect(standingAfter(entries)).toMatchObject({ epoch: leads.epoch, index, seq })
      }),
      { numRuns: 1_000, seed: 12 },
    )
  })
})
