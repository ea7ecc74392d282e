// What the keys of the living promise, wherever they are kept.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Owner } from '../../src/events/event.ts'
import { type Keys, keyBytes } from '../../src/store/shredding/keys.ts'

/** Keys under test, and how a batch of changes to them is stored, or fails to be. */
export interface KeysSubject {
  readonly keys: Keys
  readonly batch: (change: () => void, isStored?: boolean) => void
  /** The keys as whoever opens them next finds them; absent where nobody does. */
  readonly reopened?: () => Keys
}

const owners = ['ann', 'bea', 'r1', 'r2', '2026-11-30'] as const

const keyText = (keys: Keys, owner: Owner): string | undefined => {
  const key = keys.of(owner)
  return key && Buffer.from(key).toString('hex')
}

/** All that anybody can ask of the keys. */
const seenIn = (keys: Keys) => ({
  keys: owners.map((owner) => keyText(keys, owner)),
  has: owners.map((owner) => keys.has(owner)),
  owners: [...keys.owners()],
  begun: [...keys.begun()],
  oldest: keys.oldest(),
  count: keys.count,
})

export const keysContract = (open: () => KeysSubject): void => {
  it('begins with nobody', () => {
    const { keys } = open()
    expect(seenIn(keys)).toMatchObject({ owners: [], begun: [], oldest: null, count: 0 })
  })

  it('gives whoever begins a key of its own, at once and for as long as it lives', () => {
    const { keys, batch } = open()
    batch(() => {
      expect(keys.begin('ann', 1)).toBe(true)
      expect(keys.of('ann')).toHaveLength(keyBytes)
      expect(keys.begin('bea', 2)).toBe(true)
    })
    const before = seenIn(keys)
    expect(before).toMatchObject({ owners: ['ann', 'bea'], oldest: 1, count: 2 })
    expect(keyText(keys, 'ann')).not.toBe(keyText(keys, 'bea'))
    batch(() => expect(keys.begin('ann', 3)).toBe(false))
    batch(() => expect(keys.set('ann', randomBytes(keyBytes), 4)).toBe(false))
    expect(seenIn(keys)).toEqual(before)
  })

  it('takes a key that another has made', () => {
    const { keys, batch } = open()
    const key = randomBytes(keyBytes)
    batch(() => expect(keys.set('ann', key, 7)).toBe(true))
    expect(keyText(keys, 'ann')).toBe(key.toString('hex'))
    expect([...keys.begun()]).toEqual([7])
  })

  it('keeps the key of whoever ends until the batch is stored, and no longer', () => {
    const { keys, batch } = open()
    batch(() => keys.begin('ann', 1))
    batch(() => {
      keys.end('ann')
      keys.end('ann')
      expect(keys.of('ann')).toHaveLength(keyBytes)
      expect(keys.count).toBe(0)
    })
    expect(seenIn(keys)).toMatchObject({ owners: [], oldest: null, count: 0 })
    expect(keys.of('ann')).toBeUndefined()
  })

  it('overwrites the key of whoever ended', () => {
    const { keys, batch } = open()
    batch(() => keys.begin('ann', 1))
    const view = keys.of('ann')
    batch(() => keys.end('ann'))
    expect(view?.every((byte) => byte === 0)).toBe(true)
  })

  it('takes back what changed with a batch that is not stored', () => {
    const { keys, batch } = open()
    batch(() => keys.begin('ann', 1))
    const before = seenIn(keys)
    const change = () => {
      keys.begin('bea', 2)
      keys.end('ann')
    }
    batch(change, false)
    expect(seenIn(keys)).toEqual(before)
    batch(change)
    expect(seenIn(keys)).toMatchObject({ owners: ['bea'], oldest: 2, count: 1 })
  })

  it('gives the key of a day, of which whoever asks has a copy, and nobody else’s', () => {
    const { keys, batch } = open()
    batch(() => {
      keys.begin('ann', 1)
      keys.begin('2026-11-30', 2)
    })
    expect(keys.ofDay('ann')).toBeNull()
    expect(keys.ofDay('2026-12-01')).toBeNull()
    const key = keys.ofDay('2026-11-30')
    expect(key).toEqual(new Uint8Array(keys.of('2026-11-30') ?? []))
    key?.fill(0)
    expect(keys.of('2026-11-30')?.some((byte) => byte !== 0)).toBe(true)
  })

  it('knows who lives after any batches, stored or not', () => {
    const change = fc.record({
      what: fc.constantFrom('begin' as const, 'set' as const, 'end' as const),
      who: fc.constantFrom(...owners),
    })
    const batches = fc.array(fc.record({ changes: fc.array(change), isStored: fc.boolean() }))
    fc.assert(
      fc.property(batches, (lived) => {
        const { keys, batch, reopened = () => keys } = open()
        let [living, seq] = [new Map<Owner, number>(), 0]
        for (const { changes, isStored } of lived) {
          const next = new Map(living)
          const ended = new Set<Owner>()
          batch(() => {
            for (const { what, who } of changes) {
              seq += 1
              if (what === 'end') {
                keys.end(who)
                if (next.has(who)) ended.add(who)
              } else {
                const key = randomBytes(keyBytes)
                const isNew = what === 'begin' ? keys.begin(who, seq) : keys.set(who, key, seq)
                expect(isNew).toBe(!next.has(who))
                if (isNew) next.set(who, seq)
              }
            }
            expect(keys.count).toBe(next.size - ended.size)
          }, isStored)
          for (const who of ended) next.delete(who)
          if (isStored) living = next
          expect([[...keys.owners()], [...keys.begun()]]).toEqual([
            [...living.keys()],
            [...living.values()],
          ])
          const known = owners.flatMap((owner) => keyText(keys, owner) ?? [])
          expect(new Set(known).size).toBe(living.size)
        }
        expect(seenIn(reopened())).toEqual(seenIn(keys))
      }),
    )
  })
}
