// Walking on: the partner is told after a while, and until then all of it can be undone.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ServerFrame } from '../../../../src/events/frames.ts'
import { closeCodes } from '../../../../web/closeCodes.ts'
import { tabStateOf } from '../../../../web/session/clientMachine.ts'
import { farewellOf } from '../../../../web/session/context.ts'
import type { SocketEvent, VisitorEvent } from '../../../../web/session/events.ts'
import { lastWordsMs, undoMs } from '../../../../web/session/parting/leaving.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  idle,
  matchedIn,
  openTestChat,
  openTestClient,
} from '../testClient.ts'

const walkOn = { type: 'walkOn', next: false } as const
const next = { type: 'walkOn', next: true } as const
const undo = { type: 'undo' } as const
const leaveChat = { type: 'leave_chat' }
const findMatch = { type: 'find_match' }
const partnerLeft = { type: 'chat_ended', reason: 'left' } as const
const lost = { type: 'disconnected', code: 1006 } as const

/** A millisecond before the partner is told. */
const justBefore = undoMs - 1

type Step = VisitorEvent | ServerFrame | SocketEvent | number

const visitorTypes = ['find', 'depart', 'walkOn', 'undo', 'pagehide', 'say', 'keystroke', 'leave']

const isVisitors = (step: VisitorEvent | ServerFrame | SocketEvent): step is VisitorEvent =>
  visitorTypes.includes(step.type)

/** A chat in which all this happened: things done or heard, and milliseconds that went by. */
const chatWith = (...steps: readonly Step[]) => {
  const page = openTestChat()
  for (const step of steps) {
    if (typeof step === 'number') page.rests(step)
    else if (isVisitors(step)) page.does(step)
    else page.hears(step)
  }
  return page
}

const ended = { phase: 'ended' } as const
const searching = { phase: 'waiting' } as const
const talking = { phase: 'chatting' } as const

it.each([
  ['tells nobody before the time is over', [walkOn, justBefore], talking, []],
  ['tells the partner then', [walkOn, undoMs], ended, [leaveChat]],
  ['and looks for the next, if that was meant', [next, undoMs], searching, [leaveChat, findMatch]],
  ['can mean the next by and by', [walkOn, 5_000, next, 3_000], searching, [leaveChat, findMatch]],
  ['is undone', [walkOn, justBefore, undo, undoMs], talking, []],
  ['has its whole time again after that', [walkOn, 5_000, undo, walkOn, justBefore], talking, []],
  ['finds another at once', [walkOn, { type: 'find' }], searching, [leaveChat, findMatch]],
  ['tells the partner as the page goes', [next, { type: 'pagehide' }], ended, [leaveChat]],
  ['is all that the page tells as it goes', [{ type: 'pagehide' }], talking, []],
  ['is over with the conversation', [walkOn, partnerLeft, undoMs], ended, []],
  [
    'outlives a lost connection',
    [walkOn, lost, 1_000, chattingIn('r1'), 7_000],
    ended,
    [leaveChat],
  ],
  [
    'goes no further where the visit goes on in another tab',
    [walkOn, { type: 'disconnected', code: closeCodes.replaced }, undoMs],
    talking,
    [],
  ],
  [
    'goes no further where another visit goes on',
    [walkOn, { type: 'disconnected', code: closeCodes.other_visit }, undoMs],
    talking,
    [],
  ],
  ['says nothing more', [walkOn, { type: 'say', text: 'and another thing' }], talking, []],
] as const)('whoever walks on %s', (_, steps, state, frames) => {
  const page = chatWith(...steps)
  expect(page.isIn(state)).toBe(true)
  expect(page.frames()).toEqual(frames)
})

it('whoever walks on stops typing', () => {
  const page = chatWith({ type: 'keystroke', empty: false }, walkOn)
  expect(page.frames()).toEqual([
    { type: 'typing', on: true },
    { type: 'typing', on: false },
  ])
})

it('what was said before is sent though its writer walked on', () => {
  const page = openTestChat().hears(lost).says('one more thing').does(walkOn).rests(1_000)
  page.commands()
  const message = { type: 'send_message', id: 'm1', text: 'one more thing' }
  expect(page.hears(chattingIn('r1')).frames()).toEqual([message])
  expect(page.hears({ type: 'sent', id: 'm1', seq: 1, at: dawn }).reads()).toEqual([
    '1 you: one more thing',
  ])
})

it('whoever comes back finds what was said meanwhile', () => {
  const page = chatWith(walkOn, fromPartner(1, 'wait!'), undo)
  expect(page.reads()).toEqual(['1 partner: wait!'])
  expect(page.context().leaving).toBe(null)
  expect(page.says('yes?').frames()).toHaveLength(1)
})

it('whoever goes for good meanwhile is asked nothing more', () => {
  const page = chatWith(walkOn, { type: 'depart' }, undoMs)
  expect(page.frames()).toEqual([])
  expect(page.context().leaving).toBe(null)
})

const find = { type: 'find' } as const
const sent = (id: string, seq: number): ServerFrame => ({ type: 'sent', id, seq, at: dawn })

it.each([
  ['the next is sought', [next, find], searching, [leaveChat, findMatch]],
  ['impatience is no haste is sought', [next, find, find], searching, [leaveChat, findMatch]],
  ['the time is over', [walkOn, undoMs], ended, [leaveChat]],
  ['the time is over, and the next meant', [next, undoMs, next], searching, [leaveChat, findMatch]],
] as const)('what was said arrives before the partner is told: %s', (_, steps, state, frames) => {
  const page = openTestChat().says('one', 'two').hears(sent('m1', 1))
  page.commands()
  for (const step of steps) typeof step === 'number' ? page.rests(step) : page.does(step)
  expect(page.isIn(talking)).toBe(true)
  expect(page.frames()).toEqual([])
  expect(page.hears(sent('m2', 2)).isIn(state)).toBe(true)
  expect(page.frames()).toEqual(frames)
})

it('a leaving that waits for words can be undone, and waits no longer than it must', () => {
  const waits = () =>
    openTestChat()
      .hears(lost)
      .says('one')
      .does(next, { type: 'find' })
      .rests(lastWordsMs - 50)
  expect(waits().isIn(talking)).toBe(true)
  expect(waits().does(undo).rests(lastWordsMs).isIn(talking)).toBe(true)
  const page = waits().rests(50)
  expect(page.isIn(ended)).toBe(true)
  expect(page.reads()).toEqual(['unsent: one'])
  expect(page.rests(lastWordsMs).isIn(ended)).toBe(true)
})

const toldEnd = { type: 'chat_ended', reason: 'left' } as const
const refreshed = (page: ReturnType<typeof openTestChat>) =>
  openTestClient({ tabState: tabStateOf(page.actor.getSnapshot()) })
const farewell = (page: ReturnType<typeof openTestChat>) => farewellOf(page.context())

it.each([
  ['only once the server says so', [walkOn, undoMs], 'telling'],
  ['when it does', [walkOn, undoMs, toldEnd], 'told'],
  ['when the line is back', [lost, walkOn, undoMs], 'later'],
  ['when the line is back, if it was lost before an answer', [walkOn, undoMs, lost], 'later'],
  ['once a line that was lost was heard on', [walkOn, lost, undoMs, chattingIn('r1')], 'telling'],
  ['and learns so over a new line', [walkOn, lost, undoMs, chattingIn('r1'), toldEnd], 'told'],
  ['though the answer was lost with the line', [walkOn, undoMs, lost, 1_000, idle], 'told'],
] as const)('the partner is said to be told %s', (_, steps, known) => {
  const page = chatWith(...steps)
  expect(page.isIn(ended)).toBe(true)
  expect(farewell(page)).toBe(known)
})

it('what the server cannot take in now it is told later', () => {
  const page = chatWith(walkOn, undoMs)
  page.commands()
  page.hears({ type: 'error', code: 'unavailable', message: 'No.', retry_after: 3 })
  expect(page.rests(2_900).frames()).toEqual([])
  expect(farewell(page)).toBe('telling')
  expect(page.rests(100).frames()).toEqual([leaveChat])
})

const tooFast = {
  type: 'error',
  code: 'rate_limited',
  message: 'Slowly.',
  retry_after: 2,
} as const

it('what is refused for haste is told until it is heard, also after a refresh', () => {
  const page = refreshed(openTestChat().says('one', 'two').does(walkOn, { type: 'pagehide' }))
  expect(page.hears(chattingIn('r1')).frames()).toEqual([leaveChat])
  for (const _ of [1, 2]) {
    expect(page.hears(tooFast).rests(1_900).frames()).toEqual([])
    expect(page.rests(100).frames()).toEqual([leaveChat])
    expect(page.isIn(ended)).toBe(true)
  }
  expect(farewell(page.hears(toldEnd))).toBe('told')
  expect(page.hears(tooFast).rests(2_000).frames()).toEqual([])
})

it('what is refused together is told anew in its order', () => {
  const page = chatWith(next, undoMs)
  page.commands()
  expect(page.hears(tooFast, tooFast).rests(2_000).frames()).toEqual([leaveChat, findMatch])
})

const cancel = { type: 'cancel' } as const
const queued = { type: 'waiting', since: dawn } as const

it('a search that is cancelled is cancelled though the server would not hear of it', () => {
  const page = openTestClient().hears(idle, queued).does(cancel)
  page.commands()
  page.hears(tooFast, queued, matchedIn('r1'))
  expect(page.isIn({ phase: 'idle' })).toBe(true)
  expect(page.rests(2_000).frames()).toEqual([leaveChat])
  page.hears(tooFast).does({ type: 'find' })
  expect(page.frames()).toEqual([findMatch])
  expect(page.rests(2_000).frames()).toEqual([])
})

it('a search that was cancelled ends no conversation that begins later', () => {
  const page = openTestClient().hears(idle, queued).does(cancel)
  page.hears({ ...matchedIn('r2'), again: true } as ServerFrame)
  page.commands()
  expect(page.hears(tooFast).rests(2_000).frames()).toEqual([])
  expect(page.isIn(talking)).toBe(true)
})

it.each([
  ['is over', [lost, walkOn, undoMs], ended, [leaveChat]],
  ['is over, with the next being sought', [lost, next, undoMs], searching, [leaveChat, findMatch]],
] as const)('a conversation left without a line %s, also after a refresh', (_, steps, at, told) => {
  const page = refreshed(chatWith(...steps))
  expect(page.hears(chattingIn('r1')).isIn(at)).toBe(true)
  expect(page.frames()).toEqual(told)
  expect(page.context().lastTalk?.name).toBe('Bea')
  expect(
    refreshed(chatWith(...steps))
      .hears(chattingIn('r2'))
      .isIn(talking),
  ).toBe(true)
})

it('a conversation is left for good, though the page is opened anew before that is heard', () => {
  const page = refreshed(chatWith({ type: 'depart' }))
  expect(page.hears(chattingIn('r1')).isIn({ phase: 'idle' })).toBe(true)
  expect(page.frames()).toEqual([leaveChat])
})

it.each([
  ['was left as the page went', [walkOn, { type: 'pagehide' }], 'you'],
  ['was left, and somebody else sought', [next, { type: 'pagehide' }], 'you'],
  ['was left before', [walkOn, undoMs, toldEnd], 'you'],
  ['was left by the partner', [partnerLeft], 'left'],
] as const)('a refresh still says that the conversation %s', (_, steps, ending) => {
  const page = refreshed(chatWith(...steps)).hears(idle)
  expect(page.isIn(ended)).toBe(true)
  expect(page.context().ending).toBe(ending)
  expect(farewell(page)).toBe('told')
  expect(page.frames()).toEqual([])
  expect(
    refreshed(page.does({ type: 'find' }))
      .hears(idle)
      .isIn(searching),
  ).toBe(true)
})

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step[]>(walkOn, next, undo, walkOn, undo, { type: 'say', text: 'so' }),
  fc.constantFrom<Step[]>(partnerLeft, lost, chattingIn('r1'), idle, fromPartner(1, 'hi')),
  fc.constantFrom<Step[]>(
    { type: 'keystroke', empty: false },
    { type: 'partner_away', until: dawn + 30_000 },
    { type: 'partner_back' },
  ),
  fc.integer({ min: 1, max: undoMs }),
)

it('the partner is told only of a leaving that stood for its whole time', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
      const page = openTestChat()
      let leavingSince: number | null = null
      let time = 0
      for (const step of steps) {
        const wasLeaving = page.context().leaving !== null
        if (typeof step === 'number') {
          page.rests(step)
          time += step
        } else if (isVisitors(step)) page.does(step)
        else page.hears(step)
        const told = page.frames().some(({ type }) => type === 'leave_chat')
        const isLate = leavingSince !== null && time - leavingSince >= undoMs
        if (told && wasLeaving) expect(isLate).toBe(true)
        const isLeaving = page.context().leaving !== null
        const isWaitingForWords = page.context().conversation?.pending.length !== 0
        expect(isLeaving && isLate && !isWaitingForWords).toBe(false)
        if (isLeaving) expect(page.isIn(talking)).toBe(true)
        if (!isLeaving) leavingSince = null
        else leavingSince ??= time
      }
    }),
    { seed: 9, numRuns: 500 },
  )
})
