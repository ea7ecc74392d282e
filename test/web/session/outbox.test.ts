// Messages on their way, and the order in which a conversation stands.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acknowledge, type Outbox } from '../../../web/session/outbox.ts'
import { completeUpTo, gapsBelow, merge, type Transcript } from '../../../web/session/transcript.ts'
import { dawn, fromPartner, fromYou } from './page.ts'

const flying = (...ids: readonly string[]): Outbox =>
  ids.map((id) => ({ id, text: `text of ${id}`, at: dawn, state: 'flying' }))

const read = (transcript: Transcript) =>
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

describe('an acknowledgement', () => {
  it('stands for every earlier message in flight, between which the partner may have spoken', () => {
    const said = merge([], [fromPartner(1, 'a'), fromPartner(3, 'c')])
    const { outbox, transcript } = acknowledge(flying('m1', 'm2', 'm3', 'm4'), said, {
      id: 'm3',
      seq: 5,
      at: dawn,
    })
    expect(read(transcript)).toEqual(['1 partner', '2 m1', '3 partner', '4 m2', '5 m3'])
    expect(outbox.map(({ id }) => id)).toEqual(['m4'])
  })

  it('does not stand for what was refused or never sent', () => {
    const outbox: Outbox = [
      { id: 'm1', text: 'x', at: dawn, state: 'refused', fault: 'No.' },
      { id: 'm2', text: 'x', at: dawn, state: 'kept' },
      ...flying('m3'),
    ]
    const after = acknowledge(outbox, [], { id: 'm3', seq: 1, at: dawn })
    expect(read(after.transcript)).toEqual(['1 m3'])
    expect(after.outbox.map(({ id }) => id)).toEqual(['m1', 'm2'])
  })

  it('of something that is known already changes nothing', () => {
    const said = merge([], [fromYou(1, 'a', 'm1')])
    const after = acknowledge([], said, { id: 'm1', seq: 1, at: dawn })
    expect(after).toEqual({ outbox: [], transcript: said })
  })

  it('numbers one’s own messages as the room did, however few `sent` frames say so', () => {
    // A room of both members' messages; true: one's own. `sent` comes for a subset of them.
    const room = fc.array(fc.record({ mine: fc.boolean(), told: fc.boolean() }), { maxLength: 30 })
    fc.assert(
      fc.property(room, (messages) => {
        const own = messages.flatMap(({ mine }, n) => (mine ? [`m${n + 1}`] : []))
        let state: { outbox: Outbox; transcript: Transcript } = {
          outbox: flying(...own),
          transcript: [],
        }
        for (const [index, { mine, told }] of messages.entries()) {
          const seq = index + 1
          if (!mine)
            state = { ...state, transcript: merge(state.transcript, [fromPartner(seq, 'x')]) }
          else if (told)
            state = acknowledge(state.outbox, state.transcript, { id: `m${seq}`, seq, at: dawn })
        }
        for (const { seq, id } of state.transcript) if (id !== undefined) expect(id).toBe(`m${seq}`)
        expect(state.outbox.length + state.transcript.length).toBe(messages.length)
      }),
      { seed: 7 },
    )
  })
})
