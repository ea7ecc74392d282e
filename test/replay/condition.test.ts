// Conditions: what they say, where they hold first, and what is said of those that cannot be read.
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import { livedEvents } from '../../bench/lives.ts'
import type { LogEvent } from '../../src/events/event.ts'
import { compares, type Term } from '../../src/replay/queries/condition/condition.ts'
import { parseCondition } from '../../src/replay/queries/condition/parse.ts'
import { type Found, searching } from '../../src/replay/queries/condition/search.ts'
import { queryStop } from '../../src/replay/queries/condition/stop.ts'
import type { Replay } from '../../src/replay/timeline/replay.ts'
import { succeeded } from '../kit/succeeded.ts'
import { recordsOf, replayOf, reportedStage, smallStage, textOf } from './recording.ts'

const replay = replayOf(smallStage().played)

const firstFrom = (log: Replay, condition: string, from = 0): Found | null => {
  const search = searching(log, succeeded(parseCondition(condition, log.history)), { from })
  for (;;) {
    const { done, value } = search.next()
    if (done) return value
  }
}

/** The seq of the first event, and of whom it holds. */
const stopIn = (log: Replay, condition: string) => {
  const found = firstFrom(log, condition)
  return found === null ? null : [log.history.seq(found.index), found.session]
}

describe('a condition holds first', () => {
  it.each<[condition: string, seq: number | null, session: string | null]>([
    ['type == matched', 9, null],
    ['type=session.matched', 11, null],
    ['type != join && actor == s5', 21, null],
    ['actor == matchmaker', 4, null],
    ['turn == 7', 13, null],
    ['turn > 5 events', 12, null],
    ['seq >= 17 || seq == 3', 3, null],
    ['cause == 8', 9, null],
    ['time >= +2s', 13, null],
    ['time > -0.5s', 41, null],
    ['time == 1970-01-01T00:16:48Z', 41, null],
    ['by == "s2"', 14, null],
    ['number > 1', 14, null],
    ['members = s2', 9, null],
    ['data.actor == s1', null, null],
    ['reason != left', null, null],
    ["reason == 'left' && actor == r3", 36, null],
    ['until >= +35s', 33, null],
    ['session.state == waiting', 3, 's1'],
    ['session.state == waiting && session.id == s2', 7, 's2'],
    ['session.state == waiting && session.presence == away', 33, 's6'],
    ['session.gender == male && session.seeks == male', 20, 's5'],
    ['wait > 1s', 24, 's4'],
    ['wait >= 1s && session.seeks == male && type == connect', 26, 's5'],
    ['matchmaker.waiting > 2', 32, null],
    ['matchmaker.rooms == 1 && type == session.join', 15, null],
    ['session.state == chatting && type == disconnect', 24, 's1'],
    ['wait > 1h || session.presence == away && type == away', 25, 's1'],
  ])('%s', (condition, seq, session) => {
    expect(stopIn(replay, condition)).toEqual(seq === null ? null : [seq, session])
  })

  it('for ids that begin so, with a mark or without', () => {
    const { stage, cid } = reportedStage()
    const log = replayOf(stage.played)
    const report = stage.played.find(({ type }) => type === 'matchmaker.decided')
    expect(stopIn(log, 'report == x123… && type == decided')).toEqual([report?.seq, null])
    const begun = cid.person.id.slice(0, 8)
    expect(stopIn(log, `type == cooled_down && person == ${begun}`)).not.toBeNull()
  })
})

/** Where it holds by asking of every session at every event. */
const naively = (log: Replay, alternatives: readonly (readonly Term[])[], from: number) => {
  const { history } = log
  const holdsAt = (terms: readonly Term[], index: number): boolean => {
    const actors = log.actorsAt(index)
    const ofAll = terms.filter(({ of }) => of === 'event' || of === 'matchmaker')
    const ofOne = terms.filter(({ of }) => of === 'session' || of === 'wait')
    const holds = (term: Term, id: string): boolean => {
      const session = actors.session(id)
      if (term.of === 'event') return term.holds(history, index)
      if (term.of === 'matchmaker') return term.holds(actors.matchmaker)
      if (session === null) return false
      if (term.of === 'session') return term.holds(session, actors.placeOf(id))
      const waited = session.since === null ? null : history.at(index) - session.since
      return waited !== null && compares(waited, term.operator, term.ms)
    }
    if (!ofAll.every((term) => holds(term, ''))) return false
    return (
      ofOne.length === 0 || actors.sessionIds().some((id) => ofOne.every((term) => holds(term, id)))
    )
  }
  for (let index = from; index < history.length; index++) {
    if (alternatives.some((terms) => holdsAt(terms, index))) return index
  }
  return null
}

it.each<[string, readonly LogEvent[]]>([
  ['a small log', smallStage().played],
  ['blocks and reports', reportedStage().stage.played],
  ['generated lives', livedEvents(700)],
])('where it holds is found as by asking of every session at every event: %s', (_, events) => {
  const log = replayOf(events)
  const conditions = [
    'session.state == waiting && wait > 700ms',
    'wait >= 1s && wait < 5s',
    'wait == 0s && type == session.find_match',
    'wait != 0s',
    'wait <= 1s && session.presence == away',
    'session.presence == away && session.state == chatting',
    'session.state == idle && type == relax',
    'matchmaker.waiting > 1 && session.state == chatting',
    'matchmaker.rooms >= 2 || wait >= 2s',
    'session.state != waiting && wait > 0s',
  ]
  for (const condition of conditions) {
    const parsed = succeeded(parseCondition(condition, log.history))
    const steps = [0, 5, 20, Math.floor(events.length / 2), events.length - 1]
    for (const from of steps) {
      const found = firstFrom(log, condition, from)?.index ?? null
      expect([condition, from, found]).toEqual([condition, from, naively(log, parsed, from)])
    }
  }
})

it('goes on from an event, and looks no further than it is to', () => {
  const condition = succeeded(parseCondition('type == find_match', replay.history))
  const until = (from: number, to: number) =>
    searching(replay, condition, { from, to }).next().value
  expect(firstFrom(replay, 'type == find_match', 4)).toEqual({ index: 6, session: null })
  expect(until(4, 7)).toEqual({ index: 6, session: null })
  expect(until(4, 6)).toBeNull()
})

describe('what cannot be read', () => {
  const whyNot = (condition: string): string[] => {
    const parsed = parseCondition(condition, replay.history)
    return Result.isFailure(parsed) ? parsed.failure.message.split('\n') : []
  }

  it.each<[condition: string, at: number, why: string]>([
    ['typ == matched', 0, 'typ is not known; the nearest is type.'],
    ['session.stat == idle', 0, 'session.stat is not known; the nearest is session.state.'],
    ['text == hello', 0, 'text is what people wrote, and that is in no log.'],
    ['seq == 1 && type == mached', 20, 'There is no type of event mached; the nearest is matched.'],
    ['type < matched', 5, 'type is no number: only == and != can be asked of it.'],
    ['reason > left', 9, 'reason > is asked of a number, not of left.'],
    ['turn == x', 8, 'turn is compared with a number, not x.'],
    ['wait > 60', 7, 'wait is compared with a span such as 500ms, 60s, 5m or 2h, not 60.'],
    ['session.state == gone', 17, 'session.state is idle, waiting, chatting, not gone.'],
    [
      'time > noon',
      7,
      'time is compared with an ISO date, milliseconds or a span such as +90s or -5m, not noon.',
    ],
    [
      'until > noon',
      8,
      'until is compared with an ISO date, milliseconds or a span such as +90s, not noon.',
    ],
    [
      'actor == s44',
      9,
      'There is no session or room or matchmaker s44 in this log; the nearest is s4.',
    ],
    ['session.id == r3', 14, 'There is no session r3 in this log; the nearest is s1.'],
    ['matchmaker.rooms > many', 19, 'matchmaker.rooms is compared with a number, not many.'],
    ['(type == matched)', 0, 'There are no parentheses: && goes before ||.'],
    ['type == matched & seq > 1', 16, '& is neither && nor ||.'],
    ['type == matched seq > 1', 16, 'Here && or || is missing, or the end.'],
    ["type == 'matched", 8, 'This quotation has no end.'],
    ['type', 4, 'Here ==, !=, <, <=, > or >= is missing, behind type.'],
    [
      'type ==',
      7,
      'Here what type is compared with is missing: a word, a number, a span such as 60s.',
    ],
    ['seq > 1 &&', 10, 'Here a name is missing.'],
    ['', 0, 'Here a name is missing.'],
  ])('%s', (condition, at, why) => {
    expect(whyNot(condition).slice(0, 3)).toEqual([why, `  ${condition}`, `  ${' '.repeat(at)}^`])
  })

  it('tells all names there are, where one is not known, as wide as a terminal', () => {
    const [, , , ...known] = whyNot('nothing == 1')
    expect(known.join(' ')).toMatch(
      /^Known are type, actor, seq.* matchmaker\.rooms; .*reason.*\.$/,
    )
    expect(known.join(' ')).not.toMatch(/\b(text|username|bio)\b/)
    expect(known.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('the answer', () => {
  const answer = (condition: string) => queryStop(replay, firstFrom(replay, condition))

  it('is the event, and whom it holds of', () => {
    expect(textOf(answer('wait > 1s')).split('\n')).toEqual([
      'It holds first at event 24 (+4.000s), of s4, which has waited for 2 s.',
      '    seq    cause        time  actor      event',
      '     24              +4.000s  s1         disconnect   may come back until +34.000s',
    ])
    expect(textOf(answer('session.state == chatting'))).toContain(', of s1, which is chatting.')
    expect(textOf(answer('type == matched'))).toContain('It holds first at event 9 (+1.000s).')
    expect(textOf(answer('type == expired'))).toBe('It holds at no event of this log.')
  })

  it('is the same for machines; nothing where there is none', () => {
    expect(recordsOf(answer('wait > 1s'))).toEqual([
      { event: replay.history.event(23), session: 's4' },
    ])
    expect(recordsOf(answer('type == expired'))).toEqual([])
  })
})
