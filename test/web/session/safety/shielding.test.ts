// Blocking and reporting: said at once, said until it is heard, and never undone.
import { describe, expect, it } from 'vitest'
import type { Receipt, ServerFrame } from '../../../../src/events/frames.ts'
import { reportMs } from '../../../../src/events/limits.ts'
import { tabStateOf } from '../../../../web/session/clientMachine.ts'
import { lateNewsMs, unavailableMs } from '../../../../web/session/delays.ts'
import { lastWordsMs, undoMs } from '../../../../web/session/parting/leaving.ts'
import { readTab, type TabState, writeTab } from '../../../../web/session/tabStorage.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  fromYou,
  idle,
  matchedIn,
  openTestChat,
  openTestClient,
  serverAheadMs,
} from '../testClient.ts'

const block = { type: 'block' } as const
const report = { type: 'report', reason: 'threat', note: 'He knows.', isBare: false } as const
const blockFrame = { type: 'block', room: 'r1' }
const bareFrame = { type: 'report', room: 'r1', reason: 'threat', note: 'He knows.' }
const leaveFrame = { type: 'leave_chat' }
const blocked: ServerFrame = { type: 'blocked', room: 'r1' }
const reported: ServerFrame = { type: 'reported', room: 'r1' }
const lost = { type: 'disconnected', code: 1006 } as const

const receiptOf = (messages: number): Receipt => ({
  room: 'r1',
  messages,
  chain: 'c',
  at: dawn + serverAheadMs,
  proof: 'p',
  you: 1,
})

const endedWith = (messages: number): ServerFrame => ({
  type: 'chat_ended',
  reason: 'left',
  receipt: receiptOf(messages),
})

const refused = (code: 'not_proven' | 'too_many_reports' | 'too_late' | 'unavailable') =>
  ({ type: 'error', code, message: 'No.' }) as const

type Page = ReturnType<typeof openTestClient>

const isDone = (page: Page) => page.isIn({ shielding: 'done' })

/** Two messages, and the partner has left. */
const openTestEnd = () => {
  const page = openTestChat().hears(
    fromPartner(1, 'go away'),
    fromYou(2, 'why?', 'm0'),
    endedWith(2),
  )
  page.commands()
  return page
}

const whole = {
  ...bareFrame,
  transcript: [
    { from: 'partner', text: 'go away' },
    { from: 'you', text: 'why?' },
  ],
  receipt: receiptOf(2),
}

/** What the page says in the end; making a report takes a moment. */
const saysInTheEnd = async (page: Page, ...frames: readonly object[]) => {
  const said: object[] = []
  await expect
    .poll(() => {
      said.push(...page.frames())
      return said.length
    })
    .toBe(frames.length)
  expect(said).toEqual(frames)
}

/** A refresh: nothing but what the tab kept. */
const refreshed = (page: Page) => {
  let text = '{}'
  const storage = () =>
    ({ getItem: () => text, setItem: (_: string, kept: string) => (text = kept) }) as never
  writeTab(storage, tabStateOf(page.actor.getSnapshot()))
  expect(text).not.toContain('go away')
  const tabState: TabState = readTab(storage)
  return openTestClient({ tabState })
}

describe('a conversation under way', () => {
  it('is cut off at once by a block, which is not undone, and of which only the server hears', () => {
    const page = openTestChat().does(block)
    expect(page.frames()).toEqual([blockFrame])
    expect(page.isIn({ phase: 'ended' })).toBe(true)
    expect(page.context().ending).toBe('you')
    page.does({ type: 'undo' }).hears(endedWith(0), blocked)
    expect(isDone(page)).toBe(true)
    expect(page.context().shielding?.outcome).toBe('blocked')
    expect(page.rests(lastWordsMs).frames()).toEqual([])
  })

  it('is reported without a copy: the server reads it itself, and blocks as well', () => {
    const page = openTestChat().hears(fromPartner(1, 'go away')).does(report)
    expect(page.frames()).toEqual([bareFrame])
    page.hears(blocked, endedWith(1), reported)
    expect(page.context().shielding?.outcome).toBe('reported')
    expect(page.frames()).toEqual([])
  })

  it('is reported once more with the words, where the other had left before', async () => {
    const page = openTestChat().hears(fromPartner(1, 'go away'), fromYou(2, 'why?', 'm0'))
    page.commands()
    expect(page.does(report).frames()).toEqual([bareFrame])
    page.hears(endedWith(2))
    await saysInTheEnd(page, whole)
    page.hears(blocked, reported, reported)
    expect(page.context().shielding?.outcome).toBe('reported')
    expect(page.frames()).toEqual([])
  })

  it('is reported with the words where the server ended it, and could not read them', async () => {
    const page = openTestChat().hears(fromPartner(1, 'go away'), fromYou(2, 'why?', 'm0'))
    page.commands()
    expect(page.does(report).frames()).toEqual([bareFrame])
    page.hears(blocked, endedWith(2), refused('unavailable')).rests(unavailableMs)
    await saysInTheEnd(page, blockFrame, whole)
  })

  it('that is being left with time to undo is cut off at once, and nobody is sought', () => {
    const page = openTestChat().does({ type: 'walkOn', next: true }, block)
    expect(page.frames()).toEqual([blockFrame])
    expect(page.context().leaving).toBe(null)
    expect(page.rests(undoMs * 2).frames()).toEqual([])
    expect(page.isIn({ phase: 'ended' })).toBe(true)
  })

  it('is cut off whatever was on its way, and typing ends', () => {
    const page = openTestChat().does({ type: 'keystroke', empty: false }).says('wait')
    page.commands()
    expect(page.does(block).frames()).toEqual([blockFrame])
    expect(page.rests(10_000).frames()).toEqual([])
  })

  it('offers no talking again, whatever comes', () => {
    const again = dawn + serverAheadMs + 60_000
    const page = openTestChat().does(block)
    page.hears({ type: 'chat_ended', reason: 'left', again })
    expect(page.isIn({ again: 'none' })).toBe(true)
    const later = openTestChat().hears({ type: 'chat_ended', reason: 'left', again })
    expect(later.isIn({ again: 'offered' })).toBe(true)
    later.does(block).hears(lost).rests(1_000)
    later.hears({ ...idle, again: { room: 'r1', until: again, asked: false } })
    expect(later.isIn({ again: 'none' })).toBe(true)
  })
})

describe('a conversation that is over', () => {
  it('is blocked for ten minutes, and then it is too late, which is news for a moment', () => {
    const page = openTestEnd().rests(reportMs - 1_000)
    expect(page.isIn({ shielding: { free: 'open' } })).toBe(true)
    page.rests(1_000)
    expect(page.isIn({ shielding: { free: 'late' } })).toBe(true)
    expect(page.does(block, report).frames()).toEqual([])
    expect(page.rests(lateNewsMs).isIn({ shielding: { free: 'over' } })).toBe(true)
  })

  it('is counted from its end by the server’s clock, where it ended unseen', () => {
    const page = openTestChat().hears(lost).rests(1_000)
    const at = page.now() + serverAheadMs - 60_000
    page.hears({ ...idle, receipt: { ...receiptOf(0), at } })
    page.rests(reportMs - 61_000)
    expect(page.isIn({ shielding: { free: 'open' } })).toBe(true)
    expect(page.rests(1_100).isIn({ shielding: { free: 'late' } })).toBe(true)
  })

  it('is reported with the words that were said, and is blocked before', async () => {
    const page = openTestEnd().does(report)
    await saysInTheEnd(page, blockFrame, whole)
    page.hears(blocked, reported)
    expect(page.context().shielding?.outcome).toBe('reported')
  })

  it('left by the visitor is reported once its receipt has come', async () => {
    const page = openTestChat().hears(fromPartner(1, 'go away'), fromYou(2, 'why?', 'm0'))
    page.does({ type: 'leave' })
    page.commands()
    page.does(report)
    expect(page.frames()).toEqual([blockFrame])
    page.hears(endedWith(2))
    await saysInTheEnd(page, whole)
  })

  it('blocked already may be reported as well, once', async () => {
    const page = openTestChat().hears(fromPartner(1, 'go away'), fromYou(2, 'why?', 'm0'))
    page.does(block).hears(endedWith(2), blocked)
    page.commands()
    page.does(report)
    await saysInTheEnd(page, blockFrame, whole)
    page.hears(blocked, reported).does(report)
    expect(page.frames()).toEqual([])
  })

  it('can still be cut off while the next is sought, and the next is free again', () => {
    const page = openTestEnd().does(block, { type: 'find' })
    page.hears(blocked, { type: 'waiting', since: dawn }, matchedIn('r2'))
    expect(page.isIn({ shielding: { free: 'open' } })).toBe(true)
    page.commands()
    expect(page.does(block).frames()).toEqual([{ type: 'block', room: 'r2' }])
  })
})

describe('without a line', () => {
  it('a block is kept, and said before anybody else is asked for', () => {
    const page = openTestChat().hears(lost).does(block, { type: 'find' })
    expect(page.frames()).not.toContainEqual(blockFrame)
    expect(page.isIn({ shielding: { telling: 'kept' } })).toBe(true)
    page.rests(1_000)
    page.commands()
    page.hears(idle)
    expect(page.frames()).toEqual([blockFrame, { type: 'find_match' }])
  })

  it('a report is kept; still under way it is the server’s to read', () => {
    const page = openTestChat().hears(fromPartner(1, 'go away'), lost).does(report).rests(1_000)
    page.commands()
    page.hears(chattingIn('r1', [], 1))
    // Leaving it first would leave nothing to be read.
    expect(page.frames()).toEqual([bareFrame])
    page.hears(endedWith(1), reported)
    expect(isDone(page)).toBe(true)
  })

  it('a report of what ended meanwhile goes with the words, as the receipt comes', async () => {
    const page = openTestChat().hears(fromPartner(1, 'go away'), fromYou(2, 'why?', 'm0'), lost)
    page.does(report).rests(1_000)
    page.commands()
    page.hears({ ...idle, receipt: receiptOf(2) })
    await saysInTheEnd(page, blockFrame, whole)
  })

  it('is said again and again until it is heard, and no more', () => {
    const page = openTestChat().does(block)
    for (let time = 0; time < 3; time += 1) {
      page.hears(lost).rests(20_000)
      page.commands()
      page.hears(chattingIn('r1'))
      expect(page.frames()).toEqual([blockFrame])
    }
    page.hears(blocked, lost).rests(20_000)
    page.commands()
    expect(page.hears(idle).frames()).toEqual([])
  })

  it('is too late once the ten minutes are over', () => {
    const page = openTestEnd().hears(lost).does(block).rests(reportMs)
    expect(page.isIn({ shielding: { free: 'late' } })).toBe(true)
    page.commands()
    expect(page.hears(idle).frames()).toEqual([])
  })
})

describe('over a refresh', () => {
  it('what was not heard is said; the words are gone, and are not in the tab', async () => {
    const page = openTestEnd().hears(lost).does(report)
    const next = refreshed(page)
    expect(next.frames()).toEqual([])
    next.hears({ ...idle, receipt: receiptOf(2) })
    expect(next.isIn({ phase: 'ended' })).toBe(true)
    await saysInTheEnd(next, blockFrame, bareFrame)
  })

  it('of a conversation that the server still has, it is said instead of leaving', () => {
    const next = refreshed(openTestChat().hears(lost).does(report))
    next.commands()
    next.hears(chattingIn('r1', [fromPartner(1, 'go away')]))
    expect(next.frames()).toEqual([bareFrame])
    expect(next.isIn({ phase: 'ended' })).toBe(true)
    expect(next.frames()).not.toContainEqual(leaveFrame)
  })

  it('it can be done for what is left of the ten minutes', () => {
    const next = refreshed(openTestEnd().rests(60_000)).rests(60_000)
    next.hears(idle)
    next.commands()
    expect(next.context().lastTalk?.name).toBe('Bea')
    expect(next.does(block).frames()).toEqual([blockFrame])
    const late = refreshed(openTestEnd())
      .rests(reportMs + 1_000)
      .hears(idle)
      .rests(1_000)
    expect(late.isIn({ shielding: { free: 'late' } })).toBe(true)
  })

  it('what was done stays done', () => {
    const next = refreshed(openTestChat().does(block).hears(endedWith(0), blocked)).hears(idle)
    expect(isDone(next)).toBe(true)
    expect(next.frames()).toEqual([])
  })
})

describe('an answer', () => {
  it.each(['not_proven', 'too_many_reports'] as const)(
    'of %s blocks instead, and says why',
    async (code) => {
      const page = openTestEnd().does(report)
      await saysInTheEnd(page, blockFrame, whole)
      page.hears(blocked, refused(code))
      expect(page.frames()).toEqual([blockFrame])
      page.hears(blocked)
      expect(page.context().shielding).toMatchObject({ outcome: 'blocked', refusal: { why: code } })
      // The same without the words is another try.
      page.does({ ...report, isBare: true })
      await saysInTheEnd(page, blockFrame, bareFrame)
    },
  )

  it('that it is too late is an end', () => {
    const page = openTestEnd().does(block).hears(refused('too_late'))
    expect(page.isIn({ shielding: { free: 'late' } })).toBe(true)
    expect(page.context().shielding).toBe(null)
  })

  it('that it cannot be stored now leads to another try', () => {
    const page = openTestEnd().does(block).hears(refused('unavailable'))
    page.commands()
    expect(page.rests(unavailableMs).frames()).toEqual([blockFrame])
  })

  it('about another room is none', () => {
    const page = openTestEnd().does(block).hears({ type: 'blocked', room: 'r0' })
    expect(page.isIn({ shielding: 'telling' })).toBe(true)
  })
})
