// What goes over the wire in short comes out in full as it went in, and what has no short form goes as it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FromEdge, ToEdge } from '../../src/cluster/messages.ts'
import {
  fullFromEdge,
  fullToEdge,
  shortFromEdge,
  shortToEdge,
} from '../../src/cluster/nats/shortForm.ts'

type Said = Extract<ToEdge, { kind: 'said' }>['said'][number]

/** As servers bring it. */
const brought = <S>(said: S): S => JSON.parse(JSON.stringify(said)) as S

const count = fc.nat()
const id = fc.string({ minLength: 1, maxLength: 36 })
const text = fc.string()

const message = fc.record(
  { type: fc.constant('send_message' as const), id, text, after: id },
  { requiredKeys: ['type', 'id', 'text'] },
)
const asked = fc.oneof(
  message,
  fc.constantFrom({ type: 'find_match' as const }, { type: 'leave_chat' as const }),
)
const command = fc.oneof(
  fc.record({ type: fc.constant('frame' as const), socket: count, frame: asked }),
  fc.record({ type: fc.constant('closed' as const), socket: count }),
)
const fromEdge: fc.Arbitrary<FromEdge> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('command' as const), edge: id, epoch: count, n: count, command },
    at: fc.tuple(count, count),
  }),
  fc.record({
    ...{ kind: fc.constant('here' as const), edge: id, epoch: count },
    ...{ seen: count, next: count, sent: count },
  }),
)

const heard = { type: fc.constant('message' as const), room: id, seq: count, text, at: count }
const frame = fc.oneof(
  fc.record({ type: fc.constant('sent' as const), id, seq: count, at: count }),
  fc.record({ ...heard, from: fc.constant('partner' as const) }),
  fc.record({ ...heard, from: fc.constant('you' as const), id }),
  fc.record({ type: fc.constant('partner_away' as const), until: count }),
)
const kinds = ['frame', 'reply'] as const
const said: fc.Arbitrary<Said> = fc.tuple(
  count,
  fc.oneof(
    ...kinds.map((type) => fc.record({ type: fc.constant(type), socket: count, frame })),
    fc.record({ type: fc.constant('catch_up' as const), socket: count, said: count }),
  ),
) as fc.Arbitrary<Said>
const toEdge: fc.Arbitrary<ToEdge> = fc.record({
  ...{ kind: fc.constant('said' as const), epoch: count, after: count, turn: count, done: count },
  ...{ said: fc.array(said), refused: fc.constant([]), outcomes: fc.constant([]) },
})

describe('the short form', () => {
  it('names no field of a message and of its two frames', () => {
    const frame = { type: 'send_message', id: 'm1', text: 'hello', after: 'm0' } as const
    const command: FromEdge = {
      ...{ kind: 'command', edge: 'e', epoch: 2, n: 3, at: [2, 1] },
      command: { type: 'frame', socket: 4, frame },
    }
    expect(shortFromEdge(command)).toEqual(['e', 2, 3, 2, 1, 4, 'm1', 'hello', 'm0'])
    const message = { type: 'message', room: 'r', seq: 5, from: 'partner', text: 'hello', at: 6 }
    const sent = { type: 'sent', id: 'm1', seq: 5, at: 6 }
    const all = [
      [7, { type: 'frame', socket: 8, frame: message }],
      [7, { type: 'frame', socket: 4, frame: sent }],
    ] as Said[]
    const told = { kind: 'said', epoch: 2, after: 6, turn: 7, done: 3, said: all } as const
    expect(shortToEdge({ ...told, refused: [], outcomes: [] })).toMatchObject({
      said: [
        [7, 8, 'r', 5, 6, 'hello'],
        [7, 4, 'm1', 5, 6],
      ],
    })
  })

  it('comes out in full as it went in, whatever it is', () => {
    fc.assert(
      fc.property(fromEdge, (one) => {
        expect(fullFromEdge(brought(shortFromEdge(one)))).toEqual(one)
        expect(fullFromEdge(brought(one))).toEqual(one)
      }),
    )
    fc.assert(
      fc.property(toEdge, (one) => {
        expect(fullToEdge(brought(shortToEdge(one)))).toEqual(one)
        expect(fullToEdge(brought(one))).toEqual(one)
      }),
    )
  })
})
