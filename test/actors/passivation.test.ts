// An actor is passivated until an event moves it, and nobody can tell.
import { expect, it } from 'vitest'
import { ActorCell } from '../../src/actors/engine/actorCell.ts'
import { ActiveCells } from '../../src/actors/engine/passivation.ts'
import { Stage } from '../kit/stage.ts'
import { chatting } from '../kit/visitors.ts'

const supervisor = ActorCell.born('matchmaker', null, {})

const newcomer = (): ActorCell =>
  ActorCell.born('session', supervisor, {
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
  const cell = newcomer()
  const before = cell.snapshot
  cell.passivate()
  expect(cell.isActive).toBe(false)
  expect(cell.snapshot).toBe(before)
  cell.take(connect, cell.chosen(connect))
  expect(cell.isActive).toBe(true)
  expect(cell.snapshot.value).toEqual({ here: { presence: 'online', place: 'idle' } })
})

it('lets those rest that woke first, when more are active than may be', () => {
  const active = new ActiveCells(2)
  const cells = [newcomer(), newcomer(), newcomer()]
  for (const cell of cells) active.add(cell)
  expect(cells.map(({ isActive }) => isActive)).toEqual([false, true, true])
  active.add(newcomer())
  expect(cells.map(({ isActive }) => isActive)).toEqual([false, false, true])
})

it('leaves one alone that has ended', () => {
  const active = new ActiveCells(1)
  const cell = newcomer()
  active.add(cell)
  active.remove(cell)
  active.add(newcomer())
  expect(cell.isActive).toBe(true)
})

it('leaves one that has ended as it is', () => {
  const cell = newcomer()
  const left = { type: 'left', at: 1 }
  cell.take(left, cell.chosen(left))
  cell.passivate()
  expect(cell.snapshot.status).toBe('done')
})

it('wakes whom it concerns, and the conversation goes on', () => {
  const stage = new Stage()
  const [ann, bea] = chatting(stage)
  for (let number = 0; number < 3; number += 1) chatting(stage)
  bea.disconnect()
  bea.connect()
  bea.hears({ type: 'welcome', state: 'chatting' })
  ann.hears('partner_away', 'partner_back')
  ann.say('still there?')
  bea.hears({ type: 'message', seq: 1, text: 'still there?' })
  ann.leave()
  bea.leave()
  expect(stage.actorSystem.size).toBe(10)
})
