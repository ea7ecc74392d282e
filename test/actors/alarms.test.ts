// Alarms that would only be refused are taken back, so that nobody's memory is full of them.
import { expect, it } from 'vitest'
import type { Armed } from '../../src/events/ports.ts'
import { graceMs, relaxMs, SimulatedClock, Stage } from '../kit/stage.ts'
import { chatting, Visitor } from '../kit/visitors.ts'

/** A stage, and how many alarms are set in it. */
const watched = (): { readonly stage: Stage; readonly set: () => number } => {
  const clock = new SimulatedClock()
  const all: Armed[] = []
  const { at } = clock
  clock.at = (...asked) => {
    const armed = at(...asked)
    all.push(armed)
    return armed
  }
  const stage = new Stage(undefined, undefined, clock)
  return { stage, set: () => all.filter(({ wake }) => wake !== null).length }
}

it('none is set for a visitor who is here, waiting for nothing', () => {
  const { stage, set } = watched()
  Visitor.online(stage)
  expect(set()).toBe(0)
})

it('none is set for two who talk, though both came and waited', () => {
  const { stage, set } = watched()
  const [ann] = chatting(stage)
  expect(set()).toBe(0)
  stage.pass(2 * graceMs)
  expect(stage.engine.session(ann.id)?.state).toBe('chatting')
})

it('one is set for an absence, however often it begins, and it ends the last one in time', () => {
  const { stage, set } = watched()
  const ann = Visitor.online(stage)
  for (let round = 0; round < 5; round++) {
    ann.disconnect()
    expect(set()).toBe(1)
    stage.pass(graceMs / 2)
    ann.connect()
    expect(set()).toBe(0)
  }
  ann.disconnect()
  stage.pass(graceMs - 100)
  expect(stage.engine.session(ann.id)).not.toBeNull()
  stage.pass(200)
  expect(stage.engine.session(ann.id)).toBeNull()
})

it('one is set for a wait, and none once it is given up', () => {
  const { stage, set } = watched()
  const ann = Visitor.online(stage)
  for (let round = 0; round < 5; round++) {
    ann.findMatch()
    expect(set()).toBe(1)
    stage.pass(relaxMs / 2)
  }
  ann.leaveChat()
  expect(set()).toBe(0)
})

it('one is set for each who may ask to talk again, and none once they talk to somebody', () => {
  const { stage, set } = watched()
  const [ann, bea] = chatting(stage)
  ann.leaveChat()
  expect(set()).toBe(2)
  for (const visitor of [ann, bea, Visitor.online(stage), Visitor.online(stage)]) {
    visitor.findMatch()
  }
  expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
  expect(set()).toBe(0)
})

it('many that are due at once ring in lots, each after the one before is stored', () => {
  const { stage } = watched()
  const visitors = Array.from({ length: 1_000 }, () => Visitor.online(stage))
  for (const visitor of visitors) visitor.disconnect()
  stage.hold()
  stage.pass(graceMs)
  const sizes: number[] = []
  for (let pending = 1; pending > 0; stage.log.flush()) {
    pending = stage.engine.counts().pending
    sizes.push(pending)
  }
  expect(Math.max(...sizes)).toBeLessThan(300)
  expect(stage.engine.counts().sessions).toBe(0)
})
