// Whom somebody never wants to meet again, whatever sessions they come with.
import { describe, expect, it } from 'vitest'
import { blocksMax } from '../../src/actors/matchmaking/persons.ts'
import { reportMs } from '../../src/events/limits.ts'
import { dayMs, graceMs, relaxMs, Stage } from '../kit/stage.ts'
import { chatting, personOf, Visitor } from '../kit/visitors.ts'

/** Ann and Bea, who have a pass each and are in a room. */
const meeting = (stage = new Stage()) => {
  const [one, other] = [personOf(stage, 'ann'), personOf(stage, 'bea')]
  const [ann, bea] = chatting(stage, { person: one }, { person: other })
  return { stage, ann, bea, room: ann.room ?? '' }
}

/** The same, after Ann has blocked Bea. */
const blocked = () => {
  const met = meeting()
  expect(met.ann.block(met.room)).toBeNull()
  for (const { id } of [met.ann, met.bea]) met.stage.heard(id)
  return met
}

const look = (...visitors: Visitor[]) => {
  for (const visitor of visitors) visitor.findMatch()
}

describe('a block', () => {
  it('ends the conversation, of which the other hears what it would of any leaving', () => {
    const { stage, ann, bea, room } = meeting()
    expect(ann.block(room)).toBeNull()
    const [said, end] = stage.heard(ann.id)
    expect(said).toEqual({ type: 'blocked', room })
    expect(end).toMatchObject({ type: 'chat_ended', reason: 'left' })
    expect(end).not.toHaveProperty('again')
    const [told] = stage.heard(bea.id)
    expect(told).toMatchObject({ type: 'chat_ended', reason: 'left' })
    const other = meeting()
    other.ann.leaveChat()
    const [usual] = other.stage.heard(other.bea.id)
    expect(Object.keys(told ?? {})).toEqual(Object.keys(usual ?? {}))
    expect((told as { again?: number }).again).toBe((usual as { again?: number }).again)
  })

  it('[M12] leaves the other its wish to talk again, and nobody ever answers it', () => {
    const { ann, bea, room } = meeting()
    ann.block(room)
    expect(bea.again(room)).toBeNull()
    expect(ann.again(room)).toMatchObject({ code: 'too_late' })
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
  })

  it('[M12] takes back a wish to talk again, also where both would have it', () => {
    const { ann, bea, room } = meeting()
    bea.leaveChat()
    expect([ann.again(room), ann.block(room)]).toEqual([null, null])
    expect(bea.again(room)).toBeNull()
    expect(bea.state).toBe('idle')
  })

  it('[M12] stands against wishes of other sessions of the two', () => {
    const { stage, ann, bea, room } = meeting()
    ann.leaveChat()
    const [newAnn] = chatting(stage, { person: ann.person }, { person: bea.person })
    newAnn.block(newAnn.room ?? '')
    expect([ann.again(room), bea.again(room)]).toEqual([null, null])
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
  })

  it('[M9] keeps the two apart, however long they wait', () => {
    const { stage, ann, bea } = blocked()
    look(ann, bea)
    stage.pass(10 * relaxMs)
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
  })

  it('[M9] holds for tickets that wait while it comes', () => {
    const { stage, ann, bea, room } = meeting()
    ann.leaveChat()
    look(ann, bea)
    expect(ann.block(room)).toBeNull()
    stage.pass(10 * relaxMs)
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
  })

  it('[M9] holds for the sessions that either comes back with, and after a restart', async () => {
    const { stage, ann, bea } = blocked()
    for (const visitor of [ann, bea]) visitor.leave()
    await stage.crash()
    const back = [ann, bea].map(({ person }) => Visitor.online(stage, { person }))
    look(...back)
    stage.pass(10 * relaxMs)
    expect(back.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    const stranger = Visitor.online(stage, { person: personOf(stage, 'cid') })
    look(stranger)
    expect(back.map(({ state }) => state)).toEqual(['chatting', 'waiting'])
  })

  it('[M9] is of a person: whoever has cleared its cookies is somebody else', () => {
    const { stage, ann, bea } = blocked()
    bea.leave()
    const anew = Visitor.online(stage, { person: personOf(stage, 'bea anew') })
    look(ann, anew)
    expect(anew.room).toBe(ann.room)
  })

  it('[M9] ends a conversation that the two are in by other sessions', () => {
    const { stage, ann, bea, room } = meeting()
    ann.leaveChat()
    const [newAnn, newBea] = chatting(stage, { person: ann.person }, { person: bea.person })
    expect(newAnn.room).toBe(newBea.room)
    expect(ann.block(room)).toBeNull()
    expect([newAnn.state, newBea.state]).toEqual(['idle', 'idle'])
    newBea.hears({ type: 'chat_ended', reason: 'left' })
  })

  it('[M9] is possible while the other is away, and holds for who comes back', () => {
    const { stage, ann, bea, room } = meeting()
    bea.disconnect()
    expect(ann.block(room)).toBeNull()
    bea.connect()
    look(ann, bea)
    stage.pass(10 * relaxMs)
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
  })

  it('is possible for ten minutes after the end, in another conversation too, and not longer', () => {
    const { stage, ann, bea, room } = meeting()
    bea.leaveChat()
    const cid = Visitor.online(stage, { person: personOf(stage, 'cid') })
    look(ann, cid)
    stage.pass(reportMs - 1)
    expect(ann.block(room)).toBeNull()
    expect(ann.room).toBe(cid.room)
    stage.pass(1)
    expect(bea.block(room)).toMatchObject({ code: 'too_late' })
  })

  it('of a room that is none of its own is refused, and a second one changes nothing', () => {
    const { stage, ann, room } = blocked()
    const cid = Visitor.online(stage, { person: personOf(stage, 'cid') })
    expect(cid.block(room)).toMatchObject({ code: 'too_late' })
    const { length } = stage.played
    expect(ann.block(room)).toMatchObject({ code: 'duplicate' })
    expect(stage.played).toHaveLength(length)
  })

  it(`is refused to whoever has blocked ${blocksMax}, who may leave as ever`, () => {
    const { stage, ann, room } = meeting()
    for (let index = 0; index < blocksMax; index += 1) {
      const data = { person: ann.person, other: { id: `p${index}`, day: ann.person.day } }
      stage.take({ actor: 'matchmaker', type: 'matchmaker.blocked', data })
    }
    expect(ann.block(room)).toMatchObject({ code: 'rate_limited' })
    expect(ann.room).toBe(room)
    expect(ann.leaveChat()).toBeNull()
  })

  it('[M9] outlives midnight, and the session that it was made by', () => {
    const { stage, ann, bea, room } = meeting()
    stage.pass(dayMs - (stage.clock.now() % dayMs) - 1)
    expect(ann.room).toBe(room)
    ann.block(room)
    stage.pass(1)
    stage.today()
    ann.leave()
    const back = Visitor.online(stage, { person: ann.person })
    look(back, bea)
    stage.pass(relaxMs)
    expect([back.state, bea.state]).toEqual(['waiting', 'waiting'])
  })

  it.each([
    ['older', 0],
    ['newer', 1],
  ] as const)(
    '[M9] of whoever has the %s pass is forgotten once both are over, and they need not wait on',
    (_, by) => {
      const stage = new Stage()
      const ann = Visitor.online(stage, { person: personOf(stage, 'ann') })
      stage.pass(dayMs)
      const bea = Visitor.online(stage, { person: personOf(stage, 'bea') })
      expect(ann.person.day).not.toBe(bea.person.day)
      look(ann, bea)
      const blocker = [ann, bea][by] as Visitor
      blocker.block(blocker.room ?? '')
      look(ann, bea)
      stage.pass(dayMs)
      expect(stage.engine.safety.days().map(({ day }) => day)).toEqual([bea.person.day])
      expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
      stage.pass(dayMs)
      expect(stage.engine.safety.days()).toEqual([])
      expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
      expect(JSON.stringify(stage.actorSystem.matchmaker.persons)).toBe('null')
    },
  )
})

it('lets a day end after a restart as well', async () => {
  const { stage } = meeting()
  await stage.crash()
  expect(stage.engine.safety.days()).toHaveLength(1)
  stage.pass(2 * dayMs + graceMs)
  expect(stage.engine.safety.days()).toEqual([])
})
