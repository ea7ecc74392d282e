// Alarms that would only be refused are taken back, so that nobody's memory is full of them.
import { expect, it } from 'vitest'
import type { Armed } from '../../src/events/ports.ts'
import { chatting, Visitor } from '../kit/visitors.ts'
import { graceMs, relaxMs, SimulatedClock, World } from '../kit/world.ts'

/** A world, and how many alarms are set in it. */
const watched = (): { readonly world: World; readonly set: () => number } => {
  const clock = new SimulatedClock()
  const all: Armed[] = []
  const { at } = clock
  clock.at = (...asked) => {
    const armed = at(...asked)
    all.push(armed)
    return armed
  }
  const world = new World(undefined, undefined, clock)
  return { world, set: () => all.filter(({ wake }) => wake !== null).length }
}

it('none is set for a visitor who is here, waiting for nothing', () => {
  const { world, set } = watched()
  Visitor.online(world)
  expect(set()).toBe(0)
})

it('none is set for two who talk, though both came and waited', () => {
  const { world, set } = watched()
  const [ann] = chatting(world)
  expect(set()).toBe(0)
  world.pass(2 * graceMs)
  expect(world.engine.session(ann.id)?.state).toBe('chatting')
})

it('one is set for an absence, however often it begins, and it ends the last one in time', () => {
  const { world, set } = watched()
  const ann = Visitor.online(world)
  for (let round = 0; round < 5; round++) {
    ann.disconnect()
    expect(set()).toBe(1)
    world.pass(graceMs / 2)
    ann.connect()
    expect(set()).toBe(0)
  }
  ann.disconnect()
  world.pass(graceMs - 100)
  expect(world.engine.session(ann.id)).not.toBeNull()
  world.pass(200)
  expect(world.engine.session(ann.id)).toBeNull()
})

it('one is set for a wait, and none once it is given up', () => {
  const { world, set } = watched()
  const ann = Visitor.online(world)
  for (let round = 0; round < 5; round++) {
    ann.findMatch()
    expect(set()).toBe(1)
    world.pass(relaxMs / 2)
  }
  ann.leaveChat()
  expect(set()).toBe(0)
})

it('one is set for each who may ask to talk again, and none once they talk to somebody', () => {
  const { world, set } = watched()
  const [ann, bea] = chatting(world)
  ann.leaveChat()
  expect(set()).toBe(2)
  for (const visitor of [ann, bea, Visitor.online(world), Visitor.online(world)]) {
    visitor.findMatch()
  }
  expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
  expect(set()).toBe(0)
})
