// What actors do not take, whoever asks it of them.
import { expect, it } from 'vitest'
import { graceMs, Stage } from '../kit/stage.ts'
import { chatting, Visitor } from '../kit/visitors.ts'

it('[M7] a room takes no message of somebody who is no member', () => {
  const stage = new Stage()
  const [ann, bea] = chatting(stage)
  const [kit] = chatting(stage)
  const data = { by: kit.id, id: 'k1', text: 'let me in' }
  const refusal = stage.take({ actor: ann.room ?? '', type: 'room.send_message', data })
  expect(refusal).toMatchObject({ code: 'not_chatting' })
  for (const visitor of [ann, bea, kit]) visitor.hears()
})

it('[M6] a session takes no end of a room that it is not in', () => {
  const stage = new Stage()
  const [ann, bea] = chatting(stage)
  const [kit] = chatting(stage)
  const data = { room: kit.room ?? '', reason: 'left' } as const
  expect(stage.take({ actor: ann.id, type: 'session.chat_ended', data })).not.toBeNull()
  expect(ann.state).toBe('chatting')
  ann.say('still here')
  bea.hears({ type: 'message', text: 'still here' })
})

it('[M6] an alarm of an earlier grace ends nobody who came back and dropped again', () => {
  const stage = new Stage()
  const [ann, bea] = chatting(stage)
  ann.disconnect()
  stage.pass(graceMs - 1_000)
  ann.connect()
  ann.disconnect()
  bea.hears('partner_away', 'partner_back', 'partner_away')
  stage.pass(graceMs - 1_000)
  expect(ann.state).toBe('chatting')
  bea.hears()
  stage.pass(1_000)
  expect(ann.state).toBe('gone')
  bea.hears({ type: 'chat_ended', reason: 'expired' })
})

it('[M8] the log knows no time that runs backwards, though a clock may', () => {
  const stage = new Stage()
  Visitor.online(stage)
  stage.clock.step(-3_600_000)
  Visitor.online(stage)
  const times = stage.played.map(({ at }) => at)
  expect(times).toEqual([...times].sort((one, other) => one - other))
  stage.clock.step(7_200_000)
  const late = Visitor.online(stage)
  expect(stage.played.at(-1)).toMatchObject({ actor: late.id, at: stage.clock.now() })
})
