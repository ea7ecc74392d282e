// What reports lead to: cool-downs by themselves, and what moderators decide.
import { describe, expect, it } from 'vitest'
import { type OpenReport, reportsMax } from '../../src/actors/matchmaking/reports.ts'
import type { Command } from '../../src/events/event.ts'
import { Stage } from '../kit/stage.ts'
import { chatting, personOf, Visitor } from '../kit/visitors.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

let strangers = 0

/** Somebody new meets the visitor, who may look by then, and reports it from that place. */
const reportedBy = (of: Visitor, place: string, more: Parameters<Visitor['report']>[1] = {}) => {
  const { stage } = of
  strangers += 1
  const by = Visitor.online(stage, { person: personOf(stage, `stranger ${strangers}`) })
  for (const one of [of, by]) one.findMatch()
  expect(of.room).toBe(by.room)
  const room = by.room ?? ''
  expect(by.report(room, { place, ...more })).toBeNull()
  return { by, room }
}

/** Ann, who has a pass, and was reported from so many places. */
const reported = (...places: string[]) => {
  const stage = new Stage()
  const ann = Visitor.online(stage, { person: personOf(stage, 'ann') })
  for (const place of places) reportedBy(ann, place)
  stage.heard(ann.id)
  return { stage, ann }
}

const inCoolDown = () => reported('school', 'café', 'home')

const suspensionOf = ({ stage, person }: Visitor) => stage.engine.safety.suspensionOf(person.id)

/** A report of Ann whose content is kept for that long. */
const kept = (report = 'x1', ms = 72 * hourMs) => {
  const { stage, ann } = reported()
  const until = stage.clock.now() + ms
  reportedBy(ann, 'school', { kept: { report, until, sealed: 'sealed' } })
  stage.heard(ann.id)
  return { stage, ann, report }
}

describe('a cool-down', () => {
  it('[M10] comes of three places within an hour, is told with its time, and keeps from matching', () => {
    const { stage, ann } = reported('school', 'café')
    expect(suspensionOf(ann)).toBeNull()
    reportedBy(ann, 'home')
    const until = stage.clock.now() + 15 * minuteMs
    ann.hears('waiting', 'matched', 'chat_ended', {
      type: 'error',
      code: 'suspended',
      until,
      by: 'reports',
    })
    const suspension = { until, by: 'reports' }
    expect([until - 1, until].map((at) => stage.engine.safety.suspendedAt(at))).toEqual([1, 0])
    expect(ann.findMatch()).toMatchObject({ code: 'suspended', suspension })
    stage.pass(15 * minuteMs - 1)
    expect(ann.findMatch()).toMatchObject({ code: 'suspended' })
    stage.pass(1)
    expect(ann.findMatch()).toBeNull()
  })

  it('[M10] is not what twenty reports from one place, or unproven ones, lead to', () => {
    const { ann } = reported(...Array.from({ length: 20 }, () => 'school'), 'café')
    for (const place of ['home', 'tower']) reportedBy(ann, place, { proven: false })
    expect(suspensionOf(ann)).toBeNull()
    reportedBy(ann, 'home')
    expect(suspensionOf(ann)).not.toBeNull()
  })

  it('[M10] is not what three places in more than an hour lead to', () => {
    const { stage, ann } = reported('school', 'café')
    stage.pass(hourMs)
    reportedBy(ann, 'home')
    expect(suspensionOf(ann)).toBeNull()
  })

  it('[M10] is not what those lead to who cool down themselves', () => {
    const { stage, ann } = reported('school', 'café')
    const [bea, again] = chatting(stage, { person: personOf(stage, 'bea') }, { person: ann.person })
    const room = bea.room ?? ''
    for (const place of ['a', 'b', 'c']) {
      stage.take(reportOf(bea.person, place))
    }
    expect(suspensionOf(bea)).not.toBeNull()
    expect(bea.report(room, { place: 'home' })).toBeNull()
    expect([suspensionOf(ann), again.state]).toEqual([null, 'idle'])
  })

  it('[M10] is twice as long as the last one, up to four hours', () => {
    const { stage, ann } = reported()
    const lasted = Array.from({ length: 6 }, () => {
      for (const place of ['school', 'café', 'home']) stage.take(reportOf(ann.person, place))
      const ms = (suspensionOf(ann)?.until ?? 0) - stage.clock.now()
      stage.pass(ms)
      return ms / minuteMs
    })
    expect(lasted).toEqual([15, 30, 60, 120, 240, 240])
  })

  it('[M10] holds after a restart, and in every session of its person, who are told', async () => {
    const { stage, ann } = inCoolDown()
    await stage.crash()
    ann.connect()
    const told = { until: suspensionOf(ann)?.until, by: 'reports' }
    ann.hears({ type: 'welcome', suspended: told } as never)
    expect(ann.findMatch()).toMatchObject({ code: 'suspended' })
    ann.leave()
    const back = Visitor.online(stage, { person: ann.person })
    back.hears({ type: 'welcome', suspended: told } as never)
    expect(back.findMatch()).toMatchObject({ code: 'suspended' })
    const other = Visitor.online(stage, { person: personOf(stage, 'ann anew') })
    expect(other.findMatch()).toBeNull()
  })

  it('[M10] ends no conversation, but takes whoever waits or asks out of the queue', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage, { person: personOf(stage, 'ann') }, {})
    const waiting = Visitor.online(stage, { person: ann.person })
    waiting.findMatch()
    stage.heard(waiting.id)
    for (const place of ['a', 'b', 'c']) stage.take(reportOf(ann.person, place, ann.id))
    expect([ann.state, bea.state, waiting.state]).toEqual(['chatting', 'chatting', 'idle'])
    ann.hears({ type: 'error', code: 'suspended' })
    waiting.hears({ type: 'error', code: 'suspended' })
    bea.leaveChat()
    expect(ann.findMatch()).toMatchObject({ code: 'suspended' })
    expect(ann.again(bea.id)).toMatchObject({ code: 'suspended' })
  })

  it('[M10] turns a session away that knew nothing of it, and tells it', () => {
    const stage = new Stage()
    const ann = Visitor.online(stage, { person: personOf(stage, 'ann') })
    for (const place of ['a', 'b', 'c']) stage.take(reportOf(ann.person, place, 'another'))
    stage.heard(ann.id)
    Visitor.online(stage).findMatch()
    expect(ann.findMatch()).toBeNull()
    ann.hears('waiting', { type: 'error', code: 'suspended' })
    expect(ann.state).toBe('idle')
    expect(stage.engine.counts()).toMatchObject({ waiting: 1, rooms: 0 })
  })
})

describe('a report', () => {
  it('blocks and is told, ends what goes on, and is taken once', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage, { person: personOf(stage, 'ann') }, {})
    const room = ann.room ?? ''
    expect(ann.report(room)).toBeNull()
    ann.hears({ type: 'blocked', room }, 'chat_ended', { type: 'reported', room })
    bea.hears({ type: 'chat_ended', reason: 'left' })
    expect(ann.report(room)).toMatchObject({ code: 'duplicate' })
    expect(ann.block(room)).toMatchObject({ code: 'duplicate' })
    expect(stage.engine.safety.conversation(ann.id, room)).toMatchObject({
      ...{ isOpen: false, other: bea.person, partner: bea.id },
      ...{ member: 1, blocked: true, reported: true },
    })
  })

  it('[M11] that came without its words may come once more with them, and counts then', () => {
    const { stage, ann } = reported('school', 'café')
    const { by, room } = reportedBy(ann, 'home', { proven: false })
    expect(by.report(room, { place: 'home', proven: false })).toMatchObject({ code: 'duplicate' })
    expect(suspensionOf(ann)).toBeNull()
    stage.heard(by.id)
    expect(by.report(room, { place: 'home' })).toBeNull()
    by.hears({ type: 'reported', room })
    expect(suspensionOf(ann)).not.toBeNull()
    for (const proven of [true, false]) {
      expect(by.report(room, { place: 'tower', proven })).toMatchObject({ code: 'duplicate' })
    }
  })

  it('[M9] of a room that has ended blocks as well', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(
      stage,
      { person: personOf(stage, 'ann') },
      { person: personOf(stage, 'bea') },
    )
    const room = ann.room ?? ''
    bea.leaveChat()
    expect(ann.report(room)).toBeNull()
    for (const visitor of [ann, bea]) visitor.findMatch()
    stage.pass(hourMs)
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
  })

  it('may be made five times an hour by a person, in whatever sessions', () => {
    const stage = new Stage()
    const person = personOf(stage, 'ann')
    const made = Array.from({ length: 6 }, (_, index) => {
      const ann = Visitor.online(stage, { person })
      const bea = Visitor.online(stage)
      for (const one of [bea, ann]) one.findMatch()
      const refusal = ann.report(ann.room ?? '')
      if (index < 5) ann.leave()
      return refusal
    })
    expect(made.slice(0, 5)).toEqual([null, null, null, null, null])
    expect(made[5]).toMatchObject({ code: 'too_many_reports', retryAfter: 3_600 })
    stage.pass(hourMs)
    const ann = Visitor.online(stage, { person })
    expect(stage.engine.safety.reportWait(ann.id)).toBe(0)
  })

  it('of a room that is none of its own, or over for too long, is refused', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    const room = ann.room ?? ''
    expect(Visitor.online(stage).report(room)).toMatchObject({ code: 'too_late' })
    bea.leaveChat()
    stage.pass(10 * minuteMs)
    expect(ann.report(room)).toMatchObject({ code: 'too_late' })
  })
})

describe('what is kept of a report', () => {
  it('goes when its time is over, also after a restart', async () => {
    const { stage } = kept('x1', hourMs)
    await stage.crash()
    stage.pass(hourMs - 1)
    expect(stage.engine.safety.openReports()).toBe(1)
    stage.pass(minuteMs)
    expect(stage.engine.safety.openReports()).toBe(0)
    expect(stage.played.at(-1)).toMatchObject({ data: { report: 'x1', why: 'expired' } })
  })

  it(`makes place for newer ones beyond ${reportsMax}, the oldest first`, () => {
    const stage = new Stage()
    const person = personOf(stage, 'ann')
    const until = stage.clock.now() + hourMs
    for (let index = 0; index <= reportsMax; index += 1) {
      const report = { report: `x${index}`, until, sealed: '' }
      stage.take(reportOf(person, 'school', 'ann', report))
    }
    expect(stage.engine.safety.openReports()).toBe(reportsMax)
    const [oldest] = stage.actorSystem.matchmaker.reports.all() as [OpenReport]
    expect(oldest.report).toBe('x1')
    expect(stage.played.at(-1)).toMatchObject({ data: { report: 'x0', why: 'displaced' } })
    // What is unproven goes before what is proven, also where it is the newest.
    const later = (report: string, proven: boolean, place = 'school') => {
      const { actor, type, data } = reportOf(person, place, 'ann', { report, until, sealed: '' })
      stage.take({ actor, type, data: { ...(data as object), proven, counted: proven } } as Command)
      return stage.played.at(-1)
    }
    expect(later('made up', false)).toMatchObject({ data: { report: 'made up', why: 'displaced' } })
    expect(later('true', true)).toMatchObject({ data: { report: 'x1', why: 'displaced' } })
    // And the many that come from one place before the few from elsewhere, however old these are.
    expect(later('rare', true, 'home')).toMatchObject({ data: { report: 'x2' } })
    for (let index = 3; index < 20; index += 1) {
      expect(later(`y${index}`, true)).toMatchObject({ data: { report: `x${index}` } })
    }
  })

  it(`is not displaced by however many from one place, also after a restart`, async () => {
    const stage = new Stage()
    const person = personOf(stage, 'ann')
    const until = stage.clock.now() + hourMs
    const takeFrom = (place: string, report: string) =>
      stage.take(reportOf(person, place, 'ann', { report, until, sealed: '' }))
    takeFrom('home', 'true')
    for (let index = 0; index < reportsMax; index += 1) takeFrom('tower', `x${index}`)
    await stage.crash()
    takeFrom('tower', 'another')
    const left = stage.actorSystem.matchmaker.reports.all().map(({ report }) => report)
    expect([left.length, left[0], left[1]]).toEqual([reportsMax, 'true', 'x2'])
  })
})

describe('a moderator', () => {
  it('[M10] suspends a person: its conversation ends, of which the other hears `left`', () => {
    const { stage, ann, report } = kept()
    const bea = Visitor.online(stage)
    for (const one of [ann, bea]) one.findMatch()
    for (const { id } of [ann, bea]) stage.heard(id)
    const room = ann.room ?? ''
    const until = stage.clock.now() + hourMs
    expect(
      stage.settled(stage.engine.safety.decide({ report, decision: 'suspend', until })),
    ).toBeNull()
    ann.hears({ type: 'error', code: 'suspended', until, by: 'moderator' }, 'chat_ended')
    bea.hears({ type: 'chat_ended', reason: 'left' })
    expect([bea.again(room), ann.again(room)?.code]).toEqual([null, 'suspended'])
    expect(ann.findMatch()).toMatchObject({ suspension: { until, by: 'moderator' } })
    expect(stage.engine.safety.openReports()).toBe(0)
    stage.pass(hourMs)
    expect(ann.findMatch()).toBeNull()
  })

  it('[M10] shortens no cool-down, of which the person is told the time that holds', () => {
    const { stage, ann, report } = kept()
    for (const place of ['a', 'b', 'c']) stage.take(reportOf(ann.person, place, ann.id))
    const until = suspensionOf(ann)?.until ?? 0
    ann.hears({ type: 'error', code: 'suspended', until, by: 'reports' })
    const sooner = { report, decision: 'suspend', until: until - minuteMs } as const
    expect(stage.settled(stage.engine.safety.decide(sooner))).toBeNull()
    ann.hears({ type: 'error', code: 'suspended', until, by: 'reports' })
    expect(ann.findMatch()).toMatchObject({ suspension: { until, by: 'reports' } })
  })

  it('warns a person, also one that is away, when it comes back', () => {
    const { stage, ann, report } = kept()
    ann.disconnect()
    const other = Visitor.online(stage, { person: ann.person })
    stage.heard(other.id)
    expect(stage.settled(stage.engine.safety.decide({ report, decision: 'warn' }))).toBeNull()
    other.hears('warned')
    ann.connect()
    ann.hears('welcome', 'warned')
    ann.disconnect()
    ann.connect()
    ann.hears('welcome')
  })

  it('dismisses a report, of which nothing follows, and decides once', () => {
    const { stage, ann, report } = kept()
    expect(stage.settled(stage.engine.safety.decide({ report, decision: 'dismiss' }))).toBeNull()
    ann.hears()
    const again = stage.settled(stage.engine.safety.decide({ report, decision: 'dismiss' }))
    expect(again).toMatchObject({ code: 'too_late' })
  })
})

/** A report by somebody without a pass, which counts. */
const reportOf = (
  other: Visitor['person'],
  place: string,
  partner = 'gone',
  more: { readonly report?: string; readonly until?: number; readonly sealed?: string } = {},
): Command => ({
  actor: 'matchmaker',
  type: 'matchmaker.reported',
  data: {
    session: 'somebody',
    ...{ partner, room: 'r0', person: { id: 'somebody', day: '' }, other },
    ...{ reason: 'spam', proven: true, counted: true, place },
    ...more,
  },
})
