// A line that dies without a word, and a tab of another visit.
import { describe, expect, it } from 'vitest'
import { lastVisitSentence } from '../../../../web/home/lastVisit.ts'
import { tabStateOf } from '../../../../web/session/clientMachine.ts'
import { connectionLoss } from '../../../../web/session/context.ts'
import { answerMs, pingEveryMs, pingGapMs } from '../../../../web/session/delays.ts'
import type { LineAnswer } from '../../../../web/session/line/disconnectReason.ts'
import { emptyTabState } from '../../../../web/session/tabStorage.ts'
import {
  chattingIn,
  dawn,
  fromPartner,
  idle,
  openTestChat,
  openTestClient,
  waiting,
} from '../testClient.ts'

const lost = { type: 'disconnected', code: 1006 } as const

/** The page said so, and closed what was dead. */
const hasNoticed = (page: ReturnType<typeof openTestChat>): boolean =>
  connectionLoss(page.context()) === 'lost' && page.commands().some(({ type }) => type === 'close')

describe('a line that died without a word', () => {
  const cases = {
    waiting: () => openTestClient().hears(idle, { type: 'waiting', since: dawn }),
    reading: () => openTestChat().hears(fromPartner(1, 'hm')),
    idle: () => openTestClient({ tabState: { ...emptyTabState, searchStopped: true } }).hears(idle),
  }

  it.each(Object.keys(cases) as (keyof typeof cases)[])('is noticed within 30 s: %s', (what) => {
    const page = cases[what]()
    page.rests(3 * pingEveryMs + 1_234).cut()
    page.commands()
    page.rests(30_000)
    expect(hasNoticed(page)).toBe(true)
    expect(page.hears(waiting).opened()).toEqual([])
  })

  it.each(['wake', 'online'] as const)('is noticed soon after a reason to ask: %s', (type) => {
    const page = openTestChat().rests(pingGapMs).cut()
    page.commands()
    page.does({ type }).rests(answerMs)
    expect(hasNoticed(page)).toBe(true)
  })

  it('is tried again at once by whoever comes back to the page', () => {
    const page = openTestChat().hears({ type: 'disconnected', code: 1006 })
    page.commands()
    expect(page.does({ type: 'wake' }).opened()).toEqual(['r1 0'])
  })

  it('is not taken for one that is slow: what comes is a sign of life', () => {
    const page = openTestChat().rests(pingGapMs).cut().does({ type: 'wake' })
    page.commands()
    for (let seq = 1; seq <= 5; seq += 1)
      page.rests(answerMs - 1).hears(fromPartner(seq, 'a lot to read'))
    expect(page.commands()).toEqual([])
    page.rests(answerMs)
    expect(hasNoticed(page)).toBe(true)
  })

  it('is asked for rarely: while somebody looks, and once for many reasons in one breath', () => {
    const page = openTestChat()
    expect(page.pings()).toBe(1)
    page.does({ type: 'wake' }, { type: 'wake' }).rests(pingGapMs)
    page.does({ type: 'wake' }, { type: 'online' }, { type: 'wake' })
    expect(page.pings()).toBe(1)
    expect(page.rests(10 * pingEveryMs).pings()).toBe(10)
    page.looked(false).rests(10 * pingEveryMs)
    expect(page.pings()).toBe(0)
    page.looked(true).does({ type: 'wake' })
    expect(page.pings()).toBe(1)
  })

  it('is not dead because a ping was one too many', () => {
    const page = openTestChat().rests(pingGapMs).cut().does({ type: 'wake' })
    page.hears({ type: 'error', code: 'rate_limited', message: 'No.', retry_after: 0.2 })
    page.commands()
    expect(page.rests(answerMs).commands()).toEqual([])
  })
})

describe('a tab of a visit', () => {
  const opened = (page: ReturnType<typeof openTestChat>) =>
    page.commands().flatMap((command) => (command.type === 'open' ? [command.visit] : []))

  it('belongs to the one that it was welcomed to, also over a refresh', () => {
    const page = openTestClient()
    expect(opened(page)).toEqual([null])
    page.hears(chattingIn('r1'), { type: 'disconnected', code: 1006 }).rests(250)
    expect(opened(page)).toEqual(['v1'])
    for (const phase of [chattingIn('r1'), idle, waiting])
      expect(tabStateOf(openTestClient().hears(phase).actor.getSnapshot()).visit).toBe('v1')
    expect(opened(openTestClient({ tabState: { ...emptyTabState, visit: 'v0' } }))).toEqual(['v0'])
  })

  it.each([
    { code: 4005, reason: 'other_visit' },
    { code: 4001, reason: 'joined_anew' },
    { code: 1006, line: { error: 'other_visit' } },
  ])('says that another goes on, and does not take it: %j', (closed) => {
    const page = openTestChat().hears({ type: 'disconnected', ...closed })
    page.commands()
    expect(page.isIn({ connection: 'otherVisit' })).toBe(true)
    expect(page.does({ type: 'wake' }, { type: 'online' }).rests(60_000).opened()).toEqual([])
    page.does({ type: 'comeAlong' })
    expect(page.isIn({ connection: 'comingAlong' })).toBe(true)
  })

  it.each([
    [{ code: 1006, line: { error: 'no_session', detail: 'expired' } }, 'expired'],
    [{ code: 4001, reason: 'left' }, 'left'],
    [{ code: 4001, reason: 'fault' }, 'fault'],
    [{ code: 4001, reason: 'no_session' }, 'ended'],
    [{ code: 1006, line: { error: 'no_session', detail: 'unknown' } }, 'unknown'],
    [{ code: 1006, line: { error: 'no_session', detail: 'no_cookie' } }, 'no_cookie'],
    [{ code: 1006, line: { error: 'no_session', detail: 'ended' } }, 'ended'],
    [{ code: 1006, line: { error: 'no_session' } }, 'ended'],
  ] as const)('knows why that is over: %j', (closed, ending) => {
    const page = openTestChat().hears({ type: 'disconnected', ...closed })
    expect(page.isIn({ connection: 'sessionOver' })).toBe(true)
    expect(page.context().visitEnding).toBe(ending)
  })

  const expired = {
    type: 'disconnected',
    code: 1006,
    line: { error: 'no_session', detail: 'expired' },
  } as const
  const held = (line: LineAnswer) => ({ type: 'disconnected', code: 1006, line }) as const

  it.each([
    [[held({ error: 'rate_limited', detail: 'sockets' })], 'wait'],
    [[held({ error: 'full' }), lost], 'full'],
    [[held({ ok: true }), held({ ok: true })], 'blocked'],
    [[held({ error: 'bad_origin', detail: 'other_host' })], 'unknownAddress'],
    [[held({ error: 'starting' })], 'unready'],
    [[held({ error: 'repeated_header' })], 'ended'],
    [[lost], 'expired'],
    [[held({ error: 'full' }), chattingIn('r1'), lost], 'expired'],
  ] as const)('was not away who could not be let in: %j', (before, ending) => {
    const page = openTestChat()
    for (const event of before) page.hears(event).does({ type: 'reconnect' })
    page.hears(expired)
    expect(page.context().visitEnding).toBe(ending)
    if (ending !== 'expired')
      expect(lastVisitSentence(ending)).not.toBe(lastVisitSentence('expired'))
  })

  it('ends no other visit when it is left', async () => {
    const left: unknown[] = []
    const page = openTestClient({ endSession: async (visit) => void left.push(visit) }).hears(idle)
    page.does({ type: 'depart' })
    await expect.poll(() => page.isIn({ phase: 'departed' })).toBe(true)
    expect(left).toEqual(['v1'])
  })
})
