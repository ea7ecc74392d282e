// The order in which a conversation stands.
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

  it('knows up to where nothing is missing', () => {
    expect(completeUpTo([])).toBe(0)
    const known = merge([], [fromPartner(1, 'a'), fromPartner(2, 'b'), fromPartner(5, 'e')])
    expect(completeUpTo(known)).toBe(2)
    expect(gapsBelow(known, 7)).toEqual([3, 4, 6])
  })
})
