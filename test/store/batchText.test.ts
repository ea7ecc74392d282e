// A batch comes out of its text as it went in.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { batchText, eventsOfText } from '../../src/store/batches/batchText.ts'
import { joins, opens, says, Tale } from './tale.ts'

it('gives back whole turns, whatever they are of', () => {
  const tale = new Tale()
  const turns = [
    tale.turn(joins('ann')),
    tale.turn(joins('bob')),
    tale.turn(opens('r', 'ann', 'bob')),
  ]
  const events = [...turns, tale.turn(says('r', 'ann', 'ä "quoted" text'))].flat()
  expect(eventsOfText(batchText(events))).toEqual(events)
})

it('gives back any numbers, causes and words', () => {
  const step = fc.record({
    turns: fc.nat(1),
    ms: fc.nat(2 ** 40),
    cause: fc.option(fc.nat()),
    text: fc.string({ unit: 'binary' }),
  })
  const steps = fc.array(step, { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.nat(2 ** 40), steps, (first, firstTurn, all) => {
      let [seq, turn, at] = [first, firstTurn, 0]
      const events = all.map(({ turns, ms, cause, text }) => {
        ;[seq, turn, at] = [seq + 1, turn + turns, at + ms]
        const data = { by: 'ann', id: text, number: seq, text }
        return { seq, turn, cause, at, actor: 'r', type: 'room.send_message', data } as LogEvent
      })
      expect(eventsOfText(batchText(events))).toEqual(events)
    }),
  )
})
