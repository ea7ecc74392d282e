// Every question to a small log, and its answer in words.
import { describe, expect, it } from 'vitest'
import { eventLine } from '../../src/replay/queries/eventLine.ts'
import { queryEvents } from '../../src/replay/queries/events.ts'
import { actorNamed } from '../../src/replay/queries/ids.ts'
import { queryDiff, queryState } from '../../src/replay/queries/state.ts'
import { publicStateLines } from '../../src/replay/queries/stateLines.ts'
import { querySummary } from '../../src/replay/queries/summary.ts'
import { queryWhy } from '../../src/replay/queries/why.ts'
import { parseTime } from '../../src/replay/text/format.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import type { PublicState } from '../../src/replay/timeline/publicState.ts'
import { memoryLog } from '../kit/memoryLog.ts'
import { graceMs, relaxMs, Stage } from '../kit/stage.ts'
import { chatting, personOf, Visitor } from '../kit/visitors.ts'
import { recordsOf, replayOf, reportedStage, smallStage, textOf } from './recording.ts'

const replay = replayOf(smallStage().played)
const { history } = replay
const lines = (text: string): string[] => text.split('\n').map((line) => line.trimEnd())
const seqs = (wanted: Parameters<typeof queryEvents>[1]) =>
  recordsOf(queryEvents(history, wanted)).map((event) => (event as { seq: number }).seq)

describe('the summary', () => {
  it('tells the span, what happened, how long they waited, and who still waits and why', () => {
    const text = lines(textOf(querySummary(replay)))
    expect(text.slice(0, 8)).toEqual([
      'a log: 41 events in 25 turns',
      '1970-01-01T00:16:40.000Z to 1970-01-01T00:16:48.000Z (8 s)',
      '',
      'sessions  5 joined, 0 left, 0 expired, 5 alive',
      'rooms     1 opened, 0 open at the end',
      'matches   1',
      'waits     p50 0 s, p90 1 s, max 1 s',
      'in vain   0 stopped waiting, 0 went, 4 still wait',
    ])
    expect(text).toContain('         2  room.send_message')
    expect(text.slice(text.indexOf('Waiting at the end') + 1)).toEqual([
      's4        for 6 s: of 2 others, 1 not of the gender it seeks (female); 1 still insisting on interests of their own, none of which it has',
      's5        for 5 s: of 2 others, 1 not of the gender it seeks (male); 1 not seeking its gender (male)',
      's6        for 3.5 s: it is away, until +35.500s',
      's2        for 2.5 s: of 2 others, 1 not seeking its gender (female); 1 without any of its interests (1), on which it still insists',
    ])
  })

  it('is the same for machines', () => {
    expect(recordsOf(querySummary(replay))).toMatchObject([
      { events: 41, whole: true, matches: 1, waits: { matched: { p50: 0, max: 1_000 }, open: 4 } },
    ])
  })

  it('of an empty log says so', () => {
    expect(textOf(querySummary(replayOf([])))).toBe('a log: 0 events in 0 turns')
  })

  it('of a log whose beginning was deleted says so', () => {
    const text = textOf(querySummary(replayOf(smallStage().played.slice(16))))
    expect(text).toContain('Older events of this log were deleted')
  })
})

describe('events', () => {
  it('of a session: its own, its room’s, and the matchmaker’s that name either', () => {
    const expected = [15, 17, 18, 19, 41]
    expect(seqs({ session: 's4' })).toEqual(expected)
    expect(seqs({ session: 's1' })).toEqual([
      1, 2, 3, 4, 9, 10, 11, 13, 14, 24, 25, 26, 27, 36, 37, 38,
    ])
    expect(lines(textOf(queryEvents(history, { session: 's4' })))).toEqual([
      '    seq    cause        time  actor      event',
      '     15              +2.000s  s4         join         male seeks female, 1 interest',
      '     17              +2.000s  s4         connect',
      '     18              +2.000s  s4         find_match   relaxes +8.000s',
      '     19      ←18     +2.000s  matchmaker find_match   s4 male seeks female',
      '     41              +8.000s  matchmaker relax        s4',
    ])
  })

  it('of a room: the turns in which it moves or is named', () => {
    const turns = [7, 8, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 35, 36, 37, 38]
    expect(seqs({ room: 'r3' })).toEqual(turns)
  })

  it('of a type, of a time, up to a seq, and all of it together', () => {
    expect(seqs({ type: 'session.matched' })).toEqual([11, 12])
    expect(seqs({ type: 'leave_chat' })).toEqual([34, 35, 36])
    expect(seqs({ from: '+5.5s', to: '+5500ms' })).toEqual([33, 34, 35, 36, 37, 38, 39, 40])
    expect(seqs({ from: '1970-01-01T00:16:48Z' })).toEqual([41])
    expect(seqs({ from: '1008000' })).toEqual([41])
    expect(seqs({ until: 3 })).toEqual([1, 2, 3])
    expect(seqs({ session: 's1', room: 'r3', type: 'send_message', until: 13 })).toEqual([13])
    expect(textOf(queryEvents(history, { type: 'expired' }))).toBe(
      'No event of this log is like that.',
    )
  })

  it('of nobody and nothing known: the nearest is named', () => {
    const why = (wanted: Parameters<typeof queryEvents>[1]) => textOf(queryEvents(history, wanted))
    expect(why({ session: 's44' })).toBe('There is no session s44 in this log; the nearest is s4.')
    expect(why({ session: 'r3' })).toMatch(/^There is no session r3/)
    expect(why({ session: 's' })).toBe('5 sessions of this log begin with s: s1, s2, s4 …')
    expect(actorNamed(history, 's', ['session', 'room'])).toMatchObject({
      failure: { message: '5 sessions or rooms of this log begin with s: s1, s2, s4 …' },
    })
    expect(why({ room: 'r33' })).toBe('There is no room r33 in this log; the nearest is r3.')
    expect(why({ room: 'r' })).toContain('←8')
    expect(why({ type: 'mached' })).toBe(
      'There is no type of event mached; the nearest is matched.',
    )
    expect(why({ to: 'noon' })).toMatch(/^--to takes an ISO date, .*, not noon\.$/)
  })

  it('reads times as people write them', () => {
    const read = ['+1.5m', '+2h', '+1d', '2026-11-05', '17', 'soon', '+3'].map((t) =>
      parseTime(t, 1),
    )
    expect(read).toEqual([90_001, 7_200_001, 86_400_001, 1_793_836_800_000, 17, null, null])
  })
})

describe('states', () => {
  it('of the actors of a turn, once an event of it was taken', () => {
    const text = lines(textOf(queryState(replay, 37)))
    expect(text.slice(0, 7)).toEqual([
      '    seq    cause        time  actor      event',
      '     36      ←35     +5.500s  r3         leave_chat   s2: left',
      '     37      ←36     +5.500s  s1         chat_ended   r3: left',
      '',
      'Event 37 is 3 of 4 events of turn 23. Once it was taken:',
      '',
      's2',
    ])
    const s1 = text.slice(text.indexOf('s1') + 1, text.indexOf('matchmaker') - 1)
    expect(s1).toEqual([
      '    here.presence        online',
      '    here.place           idle  was chatting',
      '    person.id            s1',
      '    person.day',
      '    gender               female',
      '    seeks                anyone',
      '    relaxAt              +6.000s',
      '    avoid                s2  was (none)',
      '    parted.room          r3',
      '    parted.until         +125.500s',
      '    parted.asked         false',
      '    parted.partner       s2',
      '    recent               1: r3  was (none)',
      '    room                 (none)  was r3',
      '    partner              (none)  was s2',
      '    other                (none)  was {"id":"s2","day":""}',
      '    member               (none)  was 1',
    ])
    expect(text.slice(text.indexOf('r3') + 1)[0]).toBe('    (does not live)')
  })

  it('for machines: the event, its cause, what it caused, the states before and after', () => {
    expect(recordsOf(queryState(replay, 9))).toMatchObject([
      {
        event: { seq: 9 },
        cause: { seq: 8 },
        consequences: [{ seq: 10 }, { seq: 11 }, { seq: 12 }],
        before: { matchmaker: { tickets: { waiting: 2 } }, r3: null },
        states: { matchmaker: { tickets: { waiting: 0 }, rooms: { open: 1 } }, r3: null },
      },
    ])
  })

  it('tells a long list as a count and the last few of it', () => {
    const recent = Array.from({ length: 5 }, (_, number) => ({
      ...{ room: `r_room${number}AndMore`, member: 1, until: 0 },
      ...{ blocked: number === 4, reported: number > 2 },
    }))
    const shown = (state: PublicState) => [
      ...publicStateLines(state, { before: null, began: 0, style: plainStyle }),
    ]
    expect(shown({ value: 'here', recent, members: ['s1', 's2'] }).slice(1)).toEqual([
      '    recent               5, the last r_room2A, r_room3A reported, r_room4A blocked reported',
      '    members              ["s1","s2"]',
    ])
  })

  it('at two events: what differs', () => {
    expect(lines(textOf(queryDiff(replay, 23, 25)))).toEqual([
      'From event 23 to event 25: 2 actors changed.',
      '',
      's1',
      '    here.presence        online → away',
      '    until                (none) → +34.000s',
      '',
      'r3',
      '    open                 both → one',
      '    away.s1              (none) → +34.000s',
    ])
    expect(lines(textOf(queryDiff(replay, 35, 38)))).toContain('r3  is no more')
    expect(lines(textOf(queryDiff(replay, 8, 10)))).toContain('r3  is new')
    expect(textOf(queryDiff(replay, 4, 4))).toBe('From event 4 to event 4: 0 actors changed.')
  })

  it('at two events: who came to the matchmaker, who left it, and where they are now', () => {
    const matchmakers = (from: number, to: number) => {
      const said = lines(textOf(queryDiff(replay, from, to)))
      const first = said.indexOf('matchmaker')
      const end = said.indexOf('', first)
      return said.slice(first + 1, end < 0 ? undefined : end)
    }
    expect(matchmakers(8, 12)).toEqual([
      '    waiting              2 → 0',
      '      left      s1  in r3',
      '      left      s2  in r3',
      '    rooms                0 → 1',
      '      opened    r3  s1, s2',
    ])
    expect(matchmakers(12, 41)).toEqual([
      '    waiting              0 → 3',
      '      came      s4  male seeks female, since +2.000s, relaxed',
      '      came      s5  male seeks male, since +3.000s',
      '      came      s2  female seeks anyone, since +5.500s',
      '    rooms                1 → 0',
      '      closed    r3  s1, s2',
    ])
    expect(matchmakers(40, 41)).toEqual([
      '    waiting              3 → 3',
      '      now       s4  male seeks female, since +2.000s, relaxed',
    ])
    expect(matchmakers(8, 4)).toEqual([
      '    waiting              2 → 1',
      '      left      s2  gone',
    ])
    const away = { how: 'left', id: 's6', words: 'waiting, away' }
    expect(recordsOf(queryDiff(replay, 33, 34))).toContainEqual(
      expect.objectContaining({
        actor: 'matchmaker',
        tables: [{ table: 'waiting', before: 3, after: 2, changes: [away] }],
      }),
    )
  })

  it('at two events: who would talk again, and whose reports are kept', () => {
    const { stage } = reportedStage()
    const whole = replayOf(stage.played)
    const kept = stage.played.find(({ data }) => 'report' in data)?.seq ?? 0
    expect(lines(textOf(queryDiff(whole, kept - 1, kept)))).toEqual(
      expect.arrayContaining([
        '    reports              0 → 1',
        expect.stringMatching(/^ {6}came {6}x1234567 {2}until \+/),
        '    persons.reporters    2 → 3',
      ]),
    )
    const [ann, bea] = chatting(new Stage(memoryLog({ held: true })))
    const room = ann.room ?? ''
    bea.leaveChat()
    ann.again(room)
    const asked = replayOf(ann.stage.played)
    const last = ann.stage.played.length
    expect(lines(textOf(queryDiff(asked, last - 1, last)))).toEqual(
      expect.arrayContaining([
        '    asking               0 → 1',
        `      asks      ${ann.id}  for ${bea.id} of ${room}`,
      ]),
    )
  })

  it('of an event that is not there: the nearest is named', () => {
    const why = 'There is no event 99 in this log (1 to 41); the nearest is 41.'
    for (const answer of [
      queryState(replay, 99),
      queryDiff(replay, 1, 99),
      queryWhy(replay, 's1', 99),
    ]) {
      expect(textOf(answer)).toBe(why)
    }
  })
})

describe('why a session waits', () => {
  const why = (session: string, seq: number) => lines(textOf(queryWhy(replay, session, seq)))

  it('counts every ticket under the rule that excludes it, and says what time will do', () => {
    expect(why('s2', 40)).toEqual([
      's2 at event 40 (+5.500s): it has waited for 0 s, since +5.500s.',
      '2 others can be paired, of which',
      '    1  not seeking its gender (female)',
      '    1  without any of its interests (1), on which it still insists',
      '1 more waits but is away: not paired until it returns.',
      'It relaxes at +11.500s, in 6 s.',
      'The first who could do by waiting alone is s4, at +11.500s, in 6 s.',
      'Later: nothing; it waits to the end of the log.',
    ])
    expect(recordsOf(queryWhy(replay, 's2', 40))).toMatchObject([
      {
        place: 'waiting',
        company: {
          tickets: 2,
          away: 1,
          excluded: [
            { rule: 'sought', tickets: 1 },
            { rule: 'own interests', tickets: 1 },
          ],
          fitting: [],
        },
      },
    ])
  })

  it('says when it does not wait: not there yet, idle, chatting, away', () => {
    expect(why('s2', 4)).toEqual([
      's2 at event 4 (+0.000s): it has not joined yet: it does at event 5.',
    ])
    expect(why('s1', 2)).toEqual(['s1 at event 2 (+0.000s): it is idle: it looks for nobody.'])
    const match = [
      'Matched at event 9: s2 had just begun to look (event 8); s1 had waited for 1 s.',
      'Nobody else fitted.',
      'They share 1 interest.',
    ]
    expect(why('s1', 13)).toEqual(['s1 at event 13 (+2.000s): it chats with s2 in r3.', ...match])
    expect(why('s1', 24)).toEqual([
      's1 at event 25 (+4.000s): it chats with s2 in r3. It is away and may come back until +34.000s.',
      ...match,
      'Event 24 is within a turn: this is how it was when that was over, at event 25.',
    ])
    expect(why('s6', 34).slice(1)).toEqual([
      'It is away and may come back until +35.500s. It keeps its place, but is not paired until then.',
      'Later: nothing; it waits to the end of the log.',
    ])
  })

  it('[M12] says who asked to talk again, and that two met again as both did', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const [ann, bea] = chatting(stage)
    const room = ann.room ?? ''
    ann.leaveChat()
    ann.again(room)
    const asked = stage.played.length
    bea.again(room)
    const played = replayOf(stage.played)
    const of = (seq: number) => lines(textOf(queryWhy(played, 's1', seq)))
    expect(of(asked)).toEqual([
      `s1 at event ${asked} (+0.000s): it is idle: it looks for nobody.`,
      'Its last conversation, r3, ended at event 14 (+0.000s).',
      's1 ended it (event 13).',
      'It had lasted 0 s, with 0 messages.',
      'It asked to talk again with s2, as in r3: until +120.000s, if that one asks too.',
    ])
    expect(of(stage.played.length)).toEqual([
      expect.stringMatching(/it chats with s2 in r4, again, as both asked for it\.$/),
      `Matched at event ${asked + 3}: both had asked to talk again: s2 was the second to (event ${asked + 2}).`,
      'They share no interest.',
    ])
    const told = played.history
    const shown = Array.from({ length: told.length }, (_, index) =>
      eventLine(told, index, plainStyle),
    )
    const words = shown.map((line) => line.replace(/^.*\d\.\d{3}s +/, '').replace(/ +/g, ' '))
    expect(words).toEqual(
      expect.arrayContaining([
        's1 again as in r3',
        'matchmaker again s1 with s2, as in r3',
        'matchmaker matched r4: s1, s2 again',
        's1 matched with s2 again, shared 0',
      ]),
    )
  })

  it('[M12] says what keeps two apart of whom both asked', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const [ann, bea] = chatting(stage)
    const room = ann.room ?? ''
    ann.leaveChat()
    ann.again(room)
    bea.findMatch({ seeks: 'female' })
    bea.again(room)
    const now = stage.played.length
    bea.leave()
    const played = replayOf(stage.played)
    const asked = (seq: number) =>
      lines(textOf(queryWhy(played, ann.id, seq))).filter((line) => line.includes('asked to talk'))
    const wish = `It asked to talk again with ${bea.id}, as in ${room}: until +120.000s, `
    expect(asked(now)).toEqual([
      `${wish}and so did that one, but they do not accept each other any more.`,
    ])
    expect(asked(stage.played.length)).toEqual([`${wish}but that one is gone.`])
  })

  it('says since when one is gone, and what became of a wait', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const ann = Visitor.online(stage)
    ann.findMatch()
    ann.disconnect()
    stage.pass(graceMs)
    const replay = replayOf(stage.played)
    const { length } = replay.history
    expect(textOf(queryWhy(replay, ann.id, length))).toMatch(
      /it is gone since event 7 \(session.expired\)/,
    )
    expect(lines(textOf(queryWhy(replay, ann.id, 4)))).toEqual([
      's1 at event 4 (+0.000s): it has waited for 0 s, since +0.000s.',
      'Nobody else waits for a partner.',
      'It relaxes at +6.000s, in 6 s.',
      'Later: it went away at event 5, 0 s on.',
    ])
  })

  it('knows the last partner, and that relaxing ends avoiding', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const [ann, bea] = [Visitor.online(stage), Visitor.online(stage)]
    for (const visitor of [ann, bea]) visitor.findMatch()
    ann.leaveChat()
    for (const visitor of [ann, bea]) visitor.findMatch()
    const seq = stage.played.length
    stage.pass(relaxMs)
    const text = lines(textOf(queryWhy(replayOf(stage.played), bea.id, seq)))
    expect(text).toContain('    1  its last partner, or it theirs: avoided until both have relaxed')
    expect(text).toContain('The first who could do by waiting alone is s1, at +6.000s, in 6 s.')
    expect(text.at(-1)).toMatch(/^Later: it was matched at event \d+, 6 s on\.$/)
  })
})

describe('why two were matched', () => {
  const looked = { gender: 'female', seeks: 'anyone', interests: [] } as const
  const wordsOf = (stage: Stage, session: string) =>
    lines(textOf(queryWhy(replayOf(stage.played), session, stage.played.length))).slice(1)

  it('counts who did not fit, names who did as well, and says who had waited longest', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const waits = (wishes: ConstructorParameters<typeof Visitor>[1]) => {
      const visitor = Visitor.online(stage, wishes)
      visitor.findMatch()
      stage.pass(1_000)
      return visitor
    }
    const ann = waits({ gender: 'female', seeks: 'male' })
    waits({ gender: 'female', seeks: 'male' })
    waits({ gender: 'female', seeks: 'female' })
    waits({ gender: 'female', seeks: 'male', interests: ['maps'] })
    const eve = waits({ gender: 'male', seeks: 'female' })
    const match = stage.played.findLast(({ type }) => type === 'matchmaker.matched')
    expect(wordsOf(stage, eve.id)).toEqual([
      `Matched at event ${match?.seq}: ${eve.id} had just begun to look (event ${match?.cause}); ${ann.id} had waited for 4 s.`,
      `Of 3 others who waited, for ${eve.id}:`,
      '    1  not seeking its gender (male)',
      '    1  still insisting on interests of their own, none of which it has',
      '    1  fitting as well: s2',
      `${ann.id} was taken: of those who fitted it had waited longest.`,
      `They share no interest: ${ann.id} names none, ${eve.id} names none.`,
    ])
    expect(wordsOf(stage, ann.id)).toEqual(wordsOf(stage, eve.id))
    const [record] = recordsOf(queryWhy(replayOf(stage.played), ann.id, match?.seq ?? 0))
    expect(record).toMatchObject({
      place: 'chatting',
      match: {
        trigger: 'looked',
        seeker: { session: eve.id, waited: 0 },
        partner: { session: ann.id, waited: 4_000 },
        others: { tickets: 3, fitting: ['s2'], passedOver: [], perhaps: 0 },
        shared: 0,
      },
    })
  })

  it('says who relaxed, and whom only erased interests might have made fit', () => {
    const stage = new Stage(memoryLog({ held: true }))
    const [ann, bea] = [['tea'], ['maps']].map((interests) => {
      const visitor = Visitor.online(stage, { ...looked, interests })
      visitor.findMatch()
      return visitor
    })
    stage.pass(relaxMs)
    expect(wordsOf(stage, ann?.id ?? '')).toEqual([
      expect.stringMatching(
        /: s2 had just relaxed \(event \d+\), after 6 s; s1 had waited for 6 s\.$/,
      ),
      'Nobody else fitted.',
      'They share no interest: s1 has relaxed, s2 has relaxed.',
    ])
    bea?.leave()
    ann?.leave()
    const cid = Visitor.online(stage, { ...looked, interests: ['maps', 'tea'] })
    cid.findMatch()
    stage.pass(1_000)
    Visitor.online(stage, { ...looked, interests: ['rowing'] }).findMatch()
    Visitor.online(stage, { ...looked, interests: ['tea'] }).findMatch()
    expect(wordsOf(stage, cid.id)).toContain(
      '    1  fitting if they share an interest with it, which is erased',
    )
  })
})

describe('what ended a conversation', () => {
  const endOf = (act: (ann: Visitor, bea: Visitor, stage: Stage) => void) => {
    const stage = new Stage(memoryLog({ held: true }))
    const [ann, bea] = chatting(stage, { person: personOf(stage, 'ann') }, {})
    ann.say('hello')
    stage.pass(2_000)
    act(ann, bea, stage)
    const words = textOf(queryWhy(replayOf(stage.played), bea.id, stage.played.length))
    return lines(words).slice(1)
  }

  it.each<[string, Parameters<typeof endOf>[0], RegExp]>([
    ['one of them ended it', (ann) => ann.leaveChat(), /^s1 ended it \(event \d+\)\.$/],
    ['one left for good', (ann) => ann.leave(), /^s1 left for good \(event \d+\)\.$/],
    ['one blocked', (ann) => ann.block(ann.room ?? ''), /^s1 blocked the other \(event \d+\)\.$/],
    [
      'one did not come back',
      (ann, _, stage) => {
        ann.disconnect()
        stage.pass(graceMs)
      },
      /^s1 did not come back in time, away since \+2\.000s \(event \d+\); its grace ran out at event \d+\.$/,
    ],
  ])('%s', (_, act, who) => {
    const [last, by, lasted] = endOf(act)
    expect(last).toMatch(/^Its last conversation, r3, ended at event \d+ \(\+\d+\.000s\)\.$/)
    expect(by).toMatch(who)
    expect(lasted).toMatch(/^It had lasted \d+ s, with 1 message\.$/)
  })

  it('is told of one who is gone, with how it went', () => {
    const words = endOf((_, bea) => bea.leave())
    expect(words[0]).toBe('It left for good, of its own accord.')
    expect(words[2]).toMatch(/^s2 left for good/)
  })
})
