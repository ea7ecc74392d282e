// What the homepage says of a visit that is there already, and when it asks first.
import { describe, expect, it } from 'vitest'
import {
  askAgainIn,
  mayStillArrive,
  type Notice,
  noticeAfter,
  type VisitAnswer,
  visitIn,
  wouldEnd,
} from '../../../web/home/ownVisit.ts'

const dawn = 1_790_000_000_000
const away = (state: 'idle' | 'waiting' | 'chatting', leftMs: number): VisitAnswer =>
  visitIn({ state, until: dawn + leftMs, now: dawn })
const held = (state: 'idle' | 'waiting' | 'chatting') => visitIn({ state })
const gone = visitIn({ error: 'no_session', detail: 'left' })
const expired = visitIn({ error: 'no_session', detail: 'expired' })
const unreached = visitIn({ error: 'starting' })

describe('the notice', () => {
  it('counts from the server’s clock, whatever the time is here', () => {
    expect(noticeAfter(null, away('chatting', 24_000), 500)).toEqual({
      kind: 'away',
      state: 'chatting',
      endsAt: 24_500,
    })
    expect(visitIn({ state: 'chatting', until: dawn, now: dawn + 5 })).toMatchObject({
      visit: { leftMs: 0 },
    })
  })

  it.each<[string, readonly VisitAnswer[], object | null]>([
    ['nobody has a visit', [gone], null],
    ['a visit is idle and held by nobody: nothing is lost with it', [away('idle', 9)], null],
    ['somebody waits', [away('waiting', 9)], { kind: 'away', state: 'waiting' }],
    ['another tab is said to talk, once', [held('chatting')], { believed: false }],
    [
      'another tab is said to talk, twice',
      [held('chatting'), held('chatting')],
      { believed: true },
    ],
    ['this tab was left just now', [held('chatting'), away('chatting', 9)], { kind: 'away' }],
    ['it ran out', [away('chatting', 9), expired], { kind: 'over', isExpired: true }],
    ['it was left elsewhere', [away('chatting', 9), gone], { kind: 'over', isExpired: false }],
    ['the stranger left', [away('chatting', 9), away('idle', 9)], { kind: 'over' }],
    ['it stays over', [away('chatting', 9), expired, gone], { kind: 'over', isExpired: true }],
    ['the search ended', [away('waiting', 9), gone], { kind: 'lastVisit', detail: 'left' }],
    ['the search ran out', [away('waiting', 9), expired], { detail: 'expired' }],
    ['the server is not there', [away('chatting', 9), unreached], { kind: 'away' }],
    ['it never was there', [unreached], null],
  ])('when %s', (_, answers, expected) => {
    const notice = answers.reduce<Notice | null>((before, it) => noticeAfter(before, it, 0), null)
    if (expected === null) expect(notice).toBeNull()
    else expect(notice).toMatchObject(expected)
  })

  it.each<[string, VisitAnswer]>([
    ['its time ran out', expired],
    ['the server knows nothing of before', visitIn({ error: 'no_session', detail: 'unknown' })],
    ['its cookie is gone', visitIn({ error: 'no_session', detail: 'no_cookie' })],
  ])('says to a tab that had a visit, and to no other, that %s', (_, answer) => {
    const detail = answer._tag === 'Gone' ? answer.detail : ''
    const notice = noticeAfter(null, answer, 0, 'v1')
    expect(notice).toEqual({ kind: 'lastVisit', detail })
    expect(noticeAfter(notice, gone, 0, 'v1')).toEqual(notice)
    expect(noticeAfter(notice, unreached, 0, 'v1')).toEqual(notice)
    expect(noticeAfter(null, answer, 0, null)).toBeNull()
    expect(askAgainIn(notice, 0)).toBeNull()
  })

  it('is asked after while there is something to say, and soon after its time', () => {
    const notice = (answer: VisitAnswer) => noticeAfter(null, answer, 0)
    expect(askAgainIn(null, 0)).toBeNull()
    expect(askAgainIn({ kind: 'over', isExpired: true }, 0)).toBeNull()
    expect(askAgainIn(notice(away('chatting', 30_000)), 0)).toBe(5_000)
    expect(askAgainIn(notice(away('chatting', 3_000)), 0)).toBe(3_500)
    expect(askAgainIn(notice(away('chatting', 3_000)), 9_000)).toBe(1_000)
    expect(askAgainIn(notice(held('chatting')), 0)).toBe(1_000)
  })
})

it.each<[string, VisitAnswer, boolean | null]>([
  ['the conversation may go on', away('chatting', 9), true],
  ['one is sought', held('waiting'), true],
  ['the conversation is over', away('idle', 9), false],
  ['the visit is over', expired, false],
  ['another visit goes on', visitIn({ error: 'other_visit', state: 'chatting' }), false],
  ['nobody knows', unreached, null],
])('what the tab had written may still be sent where %s: %s → %s', (_, answer, expected) => {
  expect(mayStillArrive(answer)).toBe(expected)
})

it.each<[string, VisitAnswer, boolean]>([
  ['a conversation, wherever it is', away('chatting', 9), true],
  ['a conversation in another tab', held('chatting'), true],
  ['what another tab shows', held('idle'), true],
  ['a search that nobody looks at', away('waiting', 9), false],
  ['a visit that nobody looks at', away('idle', 9), false],
  ['nothing', gone, false],
])('joining anew would end %s: %s', (_, answer, expected) => {
  expect(wouldEnd(answer)).toBe(expected)
})
