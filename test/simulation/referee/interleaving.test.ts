// The referee on the commands of several edges, where two ask for the same thing of the same session.
import { expect, it } from 'vitest'
import type { LogEvent } from '../../../src/events/event.ts'
import { misfit, type Pending } from './interleaving.ts'

const asking = (type: string, actor: string, isOptional = false): Pending => ({
  name: `${type} ${actor}`,
  isIt: (event) => event.type === `session.${type}` && event.actor === actor,
  isOptional,
})

const happened = (...what: readonly (readonly [type: string, actor: string])[]): LogEvent[] =>
  what.map(
    ([type, actor], index) =>
      ({ seq: index + 1, cause: null, actor, type: `session.${type}` }) as LogEvent,
  )

it('finds the order in which equal commands of two edges came', () => {
  const one = [asking('find_match', 'ann'), asking('leave_chat', 'ann')]
  const other = [asking('leave_chat', 'ann'), asking('find_match', 'ann')]
  const events = happened(
    ...([
      ['leave_chat', 'ann'],
      ['find_match', 'ann'],
      ['leave_chat', 'ann'],
      ['find_match', 'ann'],
    ] as const),
  )
  expect(misfit([one, other], events)).toBeNull()
  expect(misfit([other, one], events)).toBeNull()
})

it('finds that one overtook another, was done twice, or was not done', () => {
  const asked = [asking('find_match', 'ann'), asking('leave_chat', 'ann')]
  const [first, last] = [['find_match', 'ann'] as const, ['leave_chat', 'ann'] as const]
  expect(misfit([asked], happened(first, last))).toBeNull()
  expect(misfit([asked], happened(last, first))).toMatch(/nobody asked for event 1/)
  expect(misfit([asked], happened(first, last, last))).toMatch(/nobody asked for event 3/)
  expect(misfit([asked], happened(first))).toBe('leave_chat ann is done, and not in the log')
})

it('lets what may have been refused be left out, and not be done out of its turn', () => {
  const asked = [asking('leave_chat', 'ann', true), asking('find_match', 'ann')]
  const [first, last] = [['leave_chat', 'ann'] as const, ['find_match', 'ann'] as const]
  expect(misfit([asked], happened(last))).toBeNull()
  expect(misfit([asked], happened(first, last))).toBeNull()
  expect(misfit([asked], happened(last, first))).toMatch(/nobody asked for event 2/)
})
