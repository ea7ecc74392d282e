// The order in which a conversation stands.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ConversationTranscript,
  completeUpTo,
  gapsBelow,
  merge,
} from '../../../web/session/transcript.ts'
import { fromPartner, fromYou } from './testClient.ts'

const read = (transcript: ConversationTranscript) =>
  transcript.map(({ seq, from, id }) => `${seq} ${id ?? from}`)

describe('a transcript', () => {
  it('takes each message once and keeps the room’s order', () => {
    const once = merge([], [fromPartner(3, 'c'), fromPartner(1, 'a')])
    const twice = merge(once, [fromPartner(1, 'a'), fromPartner(2, 'b')])
    expect(twice.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    expect(merge(twice, [fromPartner(2, 'b')])).toBe(twice)
  })

  it('believes the server about a number it had only guessed', () => {
    const guessed = merge([], [fromYou(1, 'mine', 'm1')])
    const known = merge(guessed, [fromPartner(1, 'theirs'), fromYou(2, 'mine', 'm1')])
    expect(read(known)).toEqual(['1 partner', '2 m1'])
  })

  it('[property] holds what came last of each number and each id, however it came', () => {
    const seq = fc.integer({ min: 1, max: 12 })
    const text = fc.constantFrom('a', 'b')
    const frame = fc.oneof(
      fc.record({ seq, text }).map(({ seq, text }) => fromPartner(seq, text)),
      fc
        .record({ seq, text, id: fc.constantFrom('m1', 'm2', 'm3') })
        .map(({ seq, text, id }) => fromYou(seq, text, id)),
    )
    fc.assert(
      fc.property(fc.array(frame), (frames) => {
        let known: ConversationTranscript = []
        let model: ReturnType<typeof fromYou>[] = []
        for (const one of frames) {
          known = merge(known, [one])
          model = [
            ...model.filter(({ seq, id }) => seq !== one.seq && (id ?? seq) !== one.id),
            one,
          ].sort((a, b) => a.seq - b.seq)
          expect(known.map(({ seq, text, id }) => [seq, text, id])).toEqual(
            model.map(({ seq, text, id }) => [seq, text, id]),
          )
        }
      }),
      { seed: 9, numRuns: 500 },
    )
  })

  it('knows up to where nothing is missing', () => {
    expect(completeUpTo([])).toBe(0)
    const known = merge([], [fromPartner(1, 'a'), fromPartner(2, 'b'), fromPartner(5, 'e')])
    expect(completeUpTo(known)).toBe(2)
    expect(gapsBelow(known, 7)).toEqual([3, 4, 6])
  })
})
