// test/actors/resting.test.ts — an actor that nothing moves for a while rests; nobody can tell.
import { expect, it } from 'vitest'
import { memoryLog } from '../../src/events/memoryLog.ts'
import { chatting, Visitor } from '../kit/visitors.ts'
import { World } from '../kit/world.ts'

/** A world that attests after every turn. */
const restful = () => new World(memoryLog({ held: true }), 1)

it('lets those rest whom nothing moved between two attestations, but never the supervisor', () => {
  const world = restful()
  const [ann, bea] = chatting(world)
  expect(world.household.awake).toBe(4)
  // A message moves no chart.
  ann.say('hello')
  bea.say('hello')
  expect(world.household.size).toBe(4)
  expect(world.household.awake).toBe(1)
  expect(world.household.matchmaker.rooms.size).toBe(1)
})

it('wakes whom an event moves, where it stood', () => {
  const world = restful()
  const [ann, bea] = chatting(world)
  ann.say('one')
  bea.say('two')
  bea.disconnect()
  // Her session and her room; the room's other member is only told.
  expect(world.household.awake).toBe(3)
  for (const visitor of [ann, bea]) world.heard(visitor.id)
  bea.connect()
  bea.hears({ type: 'welcome', state: 'chatting' })
  ann.hears('partner_back')
  ann.say('three')
  bea.hears({ type: 'message', seq: 3, text: 'three' })
})

it('forgets those who leave from their rest', () => {
  const world = restful()
  const [ann, bea] = chatting(world)
  ann.say('one')
  bea.say('two')
  ann.leave()
  bea.hears('message', 'sent', { type: 'chat_ended', reason: 'left' })
  bea.leave()
  expect(world.household.size).toBe(1)
  // Whoever comes moves the supervisor, and attests to nobody but themselves.
  Visitor.online(world)
  expect(world.household.awake).toBe(2)
})
