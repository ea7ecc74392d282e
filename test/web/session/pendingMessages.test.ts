// Messages on their way, and the order in which a conversation stands.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acknowledge, type PendingMessages } from '../../../web/session/pendingMessages.ts'
import { type ConversationTranscript, merge } from '../../../web/session/transcript.ts'
import { dawn, fromPartner, fromYou } from './testClient.ts'

const inFlight = (...ids: readonly string[]): PendingMessages =>
  ids.map((id) => ({ id, text: `text of ${id}`, at: dawn, state: 'inFlight' }))

const read = (transcript: ConversationTranscript) =>
  transcript.map(({ seq, from, id }) => `${seq} ${id ?? from}`)

describe('an acknowledgement', () => {
  it('stands for every earlier message in flight, between which the partner may have spoken', () => {
    const said = merge([], [fromPartner(1, 'a'), fromPartner(3, 'c')])
    const { pending, transcript } = acknowledge(inFlight('m1', 'm2', 'm3', 'm4'), said, {
      id: 'm3',
      seq: 5,
      at: dawn,
    })
    expect(read(transcript)).toEqual(['1 partner', '2 m1', '3 partner', '4 m2', '5 m3'])
    expect(pending.map(({ id }) => id)).toEqual(['m4'])
  })

  it('does not stand for what was refused or never sent', () => {
    const pending: PendingMessages = [
      { id: 'm1', text: 'x', at: dawn, state: 'refused', fault: 'No.' },
      { id: 'm2', text: 'x', at: dawn, state: 'unsent' },
      ...inFlight('m3'),
    ]
    const after = acknowledge(pending, [], { id: 'm3', seq: 1, at: dawn })
    expect(read(after.transcript)).toEqual(['1 m3'])
    expect(after.pending.map(({ id }) => id)).toEqual(['m1', 'm2'])
  })

  it('of something that is known already changes nothing', () => {
    const said = merge([], [fromYou(1, 'a', 'm1')])
    const after = acknowledge([], said, { id: 'm1', seq: 1, at: dawn })
    expect(after).toEqual({ pending: [], transcript: said })
  })

  it('numbers one’s own messages as the room did, however few `sent` frames say so', () => {
    // A room of both members' messages; true: one's own. `sent` comes for a subset of them.
    const room = fc.array(fc.record({ mine: fc.boolean(), told: fc.boolean() }), { maxLength: 30 })
    fc.assert(
      fc.property(room, (messages) => {
        const own = messages.flatMap(({ mine }, n) => (mine ? [`m${n + 1}`] : []))
        let state: { pending: PendingMessages; transcript: ConversationTranscript } = {
          pending: inFlight(...own),
          transcript: [],
        }
        for (const [index, { mine, told }] of messages.entries()) {
          const seq = index + 1
          if (!mine)
            state = { ...state, transcript: merge(state.transcript, [fromPartner(seq, 'x')]) }
          else if (told)
            state = acknowledge(state.pending, state.transcript, { id: `m${seq}`, seq, at: dawn })
        }
        for (const { seq, id } of state.transcript) if (id !== undefined) expect(id).toBe(`m${seq}`)
        expect(state.pending.length + state.transcript.length).toBe(messages.length)
      }),
      { seed: 7 },
    )
  })
})
