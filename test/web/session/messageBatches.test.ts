// Frames that come in a burst.
import { expect, it } from 'vitest'
import type { FrameEvent } from '../../../web/session/events.ts'
import { inBatches } from '../../../web/session/messageBatches.ts'
import { fromPartner } from './testClient.ts'

/** A page that hears of a burst when it says so. */
const openPage = () => {
  const heard: FrameEvent[] = []
  let rest = () => {}
  const frames = inBatches(
    (event) => heard.push(event),
    (run) => {
      rest = run
    },
  )
  return { heard, ...frames, rest: () => rest() }
}

it('messages of one burst come as one event, in order, and what stands between them stays there', () => {
  const { heard, take, rest } = openPage()
  const [a, b, c] = [fromPartner(1, 'a'), fromPartner(2, 'b'), fromPartner(3, 'c')]
  take(a)
  take(b)
  expect(heard).toEqual([])
  take({ type: 'typing', on: true })
  take(c)
  rest()
  rest()
  expect(heard).toEqual([
    { type: 'messages', messages: [a, b] },
    { type: 'typing', on: true },
    { type: 'messages', messages: [c] },
  ])
})

it('a burst whose socket is gone for another says nothing more', () => {
  const { heard, take, drop, rest } = openPage()
  take(fromPartner(1, 'a'))
  drop()
  rest()
  expect(heard).toEqual([])
})
