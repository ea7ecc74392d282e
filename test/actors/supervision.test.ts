// An exception in one actor ends its conversation, and only it.
import { afterEach, expect, it, vi } from 'vitest'
import { Ledger } from '../../src/actors/ledger.ts'
import type { session } from '../../src/actors/session.ts'
import { Invariants } from '../kit/invariants.ts'
import { Stage } from '../kit/stage.ts'
import { chatting, Visitor } from '../kit/visitors.ts'

const planted = vi.hoisted(() => ({ bug: null as string | null }))

// A bug in the session's own chart: its action throws when the test says so.
vi.mock('../../src/actors/session.ts', async (original) => {
  const real = await original<{ session: typeof session }>()
  const faulty =
    (name: string, action: (args: never) => void) =>
    (args: { context: { words: { username: string } } }) => {
      if (planted.bug === `${name} ${args.context.words.username}`) throw new Error('a planted bug')
      action(args as never)
    }
  const actions = Object.entries(real.session.implementations.actions).map(([name, action]) =>
    action !== undefined && 'resolve' in action
      ? [name, action]
      : [name, faulty(name, action as () => void)],
  )
  return { ...real, session: real.session.provide({ actions: Object.fromEntries(actions) }) }
})

afterEach(() => {
  vi.restoreAllMocks()
  planted.bug = null
})

it('ends the conversation of a room that throws, with the reason `fault`', () => {
  const stage = new Stage()
  const [ann, bea] = chatting(stage)
  const [kit, lou] = chatting(stage)
  vi.spyOn(Ledger.prototype, 'add').mockImplementationOnce(() => {
    throw new Error('a planted bug')
  })
  ann.say('hello')
  ann.hears({ type: 'chat_ended', reason: 'fault' })
  bea.hears({ type: 'chat_ended', reason: 'fault' })
  kit.say('still here?')
  lou.hears({ type: 'message', text: 'still here?' })
  expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
  expect(stage.engine.counts()).toMatchObject({ sessions: 4, rooms: 1 })
})

it('logs the fault with the seq of the event that caused it', () => {
  const stage = new Stage()
  const [ann] = chatting(stage)
  vi.spyOn(Ledger.prototype, 'add').mockImplementationOnce(() => {
    throw new Error('a planted bug')
  })
  const room = ann.room
  ann.say('hello')
  const cause = stage.played.find(({ type }) => type === 'room.send_message')
  const fault = stage.played.find(({ type }) => type === 'matchmaker.faulted')
  expect(fault).toMatchObject({ cause: cause?.seq, turn: cause?.turn, data: { actor: room } })
  expect(stage.reports).toContain('an actor failed and was stopped')
})

it('[M6] ends a session that throws, and tells its partner', async () => {
  const stage = new Stage()
  const invariants = new Invariants(stage)
  const [ann, bea] = chatting(stage)
  planted.bug = 'goAway Ann'
  ann.disconnect()
  bea.hears({ type: 'chat_ended', reason: 'fault' })
  expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
  expect(invariants.broken()).toEqual([])
  planted.bug = null
  await invariants.sameAsFold(stage.log)
})

it('[M2] [M6] survives a session that throws as it is matched', async () => {
  const stage = new Stage()
  const invariants = new Invariants(stage)
  const ann = Visitor.online(stage, { username: 'Ann' })
  const bea = Visitor.online(stage, { username: 'Bea' })
  ann.findMatch()
  planted.bug = 'tellMatched Ann'
  bea.findMatch()
  expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
  expect(stage.dismissed).toContain(ann.id)
  expect(invariants.broken()).toEqual([])
  planted.bug = null
  await stage.crash()
  expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
})
