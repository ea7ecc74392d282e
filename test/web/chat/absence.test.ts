// The partner's absence and return: what the visitor can do, and what is told, once.
import { expect, it } from 'vitest'
import { announcement } from '../../../web/chat/status.tsx'
import type { ClientSnapshot } from '../../../web/session/clientMachine.ts'
import { partnerAway } from '../../../web/session/context.ts'
import { backNewsMs } from '../../../web/session/delays.ts'
import { undoMs } from '../../../web/session/parting/leaving.ts'
import { chattingIn, dawn, openTestChat, serverAheadMs } from '../session/testClient.ts'

const partnerIsAway = { type: 'partner_away', until: dawn + serverAheadMs + 30_000 } as const
const partnerIsBack = { type: 'partner_back' } as const
const threat = { reason: 'threat', note: '', isBare: false } as const
const back = { phase: { chatting: { present: 'back' } } } as const
const present = { phase: { chatting: { present: 'asEver' } } } as const

/** A chat that notes what a listener is told of it. */
const listenedChat = () => {
  const page = openTestChat()
  const told: string[] = []
  let before: ClientSnapshot = page.actor.getSnapshot()
  page.actor.subscribe((now) => {
    const sentence = announcement(before, now)
    before = now
    if (sentence !== null) told.push(sentence)
  })
  return { page, told }
}

it('that the partner is back is news for a while, and is told once', () => {
  const { page, told } = listenedChat()
  page.hears(partnerIsAway).rests(1_000).hears(partnerIsBack)
  expect(page.isIn(back)).toBe(true)
  expect(partnerAway(page.context())).toBe(null)
  page.rests(backNewsMs - 1_000)
  expect(page.isIn(back)).toBe(true)
  page.rests(1_000)
  expect(page.isIn(present)).toBe(true)
  expect(told).toEqual(['Bea lost the connection and may come back.', 'Bea is back.'])
})

it.each([
  ['goes again', partnerIsAway, { phase: { chatting: 'away' } }],
  ['leaves', { type: 'chat_ended', reason: 'left' }, { phase: 'ended' }],
  ['is met by a page that comes back itself', chattingIn('r1'), present],
] as const)('it is news no more once the partner %s', (_, frame, state) => {
  const page = openTestChat().hears(partnerIsAway, partnerIsBack, frame)
  expect(page.isIn(state)).toBe(true)
  expect(page.rests(backNewsMs).isIn(state)).toBe(true)
})

it('nobody is said to be back who was never away', () => {
  const { page, told } = listenedChat()
  page.hears({ type: 'disconnected', code: 1006 }).rests(1_000).hears(chattingIn('r1'))
  expect(page.isIn(present)).toBe(true)
  expect(told).toEqual(['Connection lost. Finding the way back…', 'You are connected again.'])
})

it('whoever does not wait goes on to the next, and can undo it as ever', () => {
  const page = openTestChat().hears(partnerIsAway)
  page.does({ type: 'walkOn', next: true }).rests(undoMs - 1)
  expect(partnerAway(page.context())?.until).toBe(dawn + 30_000)
  expect(page.frames()).toEqual([])
  page.does({ type: 'undo' }).rests(undoMs)
  expect(page.isIn({ phase: { chatting: 'away' } })).toBe(true)
  page.does({ type: 'walkOn', next: true }).rests(undoMs)
  expect(page.isIn({ phase: 'waiting' })).toBe(true)
  expect(page.frames()).toEqual([{ type: 'leave_chat' }, { type: 'find_match' }])
})

it('whoever walked on hears of a return meanwhile', () => {
  const { page, told } = listenedChat()
  page.hears(partnerIsAway).does({ type: 'walkOn', next: true }).hears(partnerIsBack)
  page.rests(backNewsMs).does({ type: 'undo' })
  expect(told).toEqual([
    'Bea lost the connection and may come back.',
    'You can undo it for 8 seconds. Somebody else is looked for in a moment.',
    'Bea is back.',
    'You stayed.',
  ])
})

const then = 'Somebody else is looked for in a moment.'

it('whoever walks on hears whether the next is sought, whenever that is decided', () => {
  const { page, told } = listenedChat()
  page.does({ type: 'walkOn', next: false }).rests(3_000).does({ type: 'walkOn', next: true })
  page.does({ type: 'walkOn', next: true }).hears({ type: 'chat_ended', reason: 'left' })
  expect(told).toEqual(['You can undo it for 8 seconds.', then, `Bea walked on. ${then}`])
  const other = listenedChat()
  other.page.does({ type: 'walkOn', next: false }).hears({ type: 'chat_ended', reason: 'left' })
  expect(other.told).toEqual(['You can undo it for 8 seconds.', 'Bea walked on.'])
})

it('whoever blocks or reports after walking on is not told that the other “has been told”', () => {
  for (const cut of ['block', 'report'] as const) {
    const { page, told } = listenedChat()
    page.does({ type: 'walkOn', next: false })
    page.does(cut === 'block' ? { type: 'block' } : { type: 'report', ...threat })
    page.hears({ type: 'chat_ended', reason: 'left' }, { type: 'blocked', room: 'r1' })
    page.hears({ type: 'reported', room: 'r1' })
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    expect(told.filter((sentence) => /told|knows/.test(sentence))).toEqual([])
  }
})
