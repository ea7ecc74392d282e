// test/actors/resting.test.ts — an actor rests until an event moves it, and nobody can tell.
import { expect, it } from 'vitest'
import { Awake } from '../../src/actors/awake.ts'
import { Member } from '../../src/actors/member.ts'
import { chatting } from '../kit/visitors.ts'
import { World } from '../kit/world.ts'

const supervisor = Member.born('matchmaker', null, {})

const newcomer = (): Member =>
  Member.born('session', supervisor, {
    id: 's_1',
    username: 'Ann',
    bio: '',
    gender: 'other',
    seeks: 'anyone',
    interests: [],
    until: 30_000,
  })

const connect = { type: 'connect', at: 1 }

it('rests as its snapshot, and goes on from there', () => {
  const member = newcomer()
  const before = member.snapshot
  member.rest()
  expect(member.isAwake).toBe(false)
  expect(member.snapshot).toBe(before)
  member.take(connect, member.chosen(connect))
  expect(member.isAwake).toBe(true)
  expect(member.snapshot.value).toEqual({ here: { presence: 'online', place: 'idle' } })
})

it('lets those rest that woke first, when more are awake than may be', () => {
  const awake = new Awake(2)
  const members = [newcomer(), newcomer(), newcomer()]
  for (const member of members) awake.woke(member)
  expect(members.map(({ isAwake }) => isAwake)).toEqual([false, true, true])
  awake.woke(newcomer())
  expect(members.map(({ isAwake }) => isAwake)).toEqual([false, false, true])
})

it('leaves one alone that has ended', () => {
  const awake = new Awake(1)
  const member = newcomer()
  awake.woke(member)
  awake.ended(member)
  awake.woke(newcomer())
  expect(member.isAwake).toBe(true)
})

it('leaves one that has ended as it is', () => {
  const member = newcomer()
  const left = { type: 'left', at: 1 }
  member.take(left, member.chosen(left))
  member.rest()
  expect(member.snapshot.status).toBe('done')
})

it('wakes whom it concerns, and the conversation goes on', () => {
  const world = new World()
  const [ann, bea] = chatting(world)
  for (let number = 0; number < 3; number += 1) chatting(world)
  bea.disconnect()
  bea.connect()
  bea.hears({ type: 'welcome', state: 'chatting' })
  ann.hears('partner_away', 'partner_back')
  ann.say('still there?')
  bea.hears({ type: 'message', seq: 1, text: 'still there?' })
  ann.leave()
  bea.leave()
  expect(world.household.size).toBe(10)
})
