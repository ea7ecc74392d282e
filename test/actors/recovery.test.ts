// How life goes on after a fold: nobody has a socket, whatever the log says.
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type Alarm, commandOf } from '../../src/actors/effect.ts'
import type { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import { Alarms } from '../../src/actors/engine/alarms.ts'
import { alarmsOf, fold } from '../../src/actors/engine/recovery.ts'
import type { SessionId } from '../../src/events/fields.ts'
import { Life, step } from '../kit/life.ts'
import { graceMs, relaxMs, Stage } from '../kit/stage.ts'
import { succeeded } from '../kit/succeeded.ts'
import { chatting, personOf, Visitor } from '../kit/visitors.ts'

/** By then whoever was online and is not back is away: of a long grace no more than this. */
const awaitedMs = 10_000

const hourMs = 3_600_000

it('appends nothing, whatever everybody was doing', async () => {
  const stage = new Stage()
  chatting(stage)
  Visitor.online(stage).disconnect()
  Visitor.online(stage).findMatch()
  const { length } = stage.played
  await stage.crash()
  stage.pass(relaxMs - 1)
  expect(stage.played).toHaveLength(length)
})

for (const stepMs of [0, -hourMs, hourMs]) {
  it(`gives everybody a whole grace, the wall clock set by ${stepMs} ms`, async () => {
    const stage = new Stage()
    const [ann, bea] = [Visitor.online(stage), Visitor.online(stage)]
    ann.disconnect()
    stage.pass(graceMs - 1_000)
    stage.clock.step(stepMs)
    await stage.crash()
    stage.pass(graceMs - 1)
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
    stage.pass(graceMs / 50)
    expect([ann.state, bea.state]).toEqual(['gone', 'gone'])
  })
}

it('gives everybody a whole grace where the wall clock is set a day ahead afterwards', async () => {
  const stage = new Stage()
  const ann = Visitor.online(stage)
  await stage.crash()
  stage.clock.step(24 * hourMs)
  stage.pass(graceMs - 1)
  expect(ann.state).toBe('idle')
  stage.pass(graceMs / 50)
  expect(ann.state).toBe('gone')
})

describe('who was online', () => {
  it('is away for whoever asks, until somebody comes back to it', async () => {
    const stage = new Stage()
    const [ann, bea] = [Visitor.online(stage), Visitor.online(stage)]
    bea.disconnect()
    stage.pass(1_000)
    await stage.crash()
    const until = stage.clock.now() + graceMs
    const views = () => [ann, bea].map(({ id }) => stage.engine.session(id))
    expect(views()).toMatchObject([
      { online: false, until },
      { online: false, until },
    ])
    ann.connect()
    stage.engine.returned(bea.id)
    expect(views()).toMatchObject([
      { online: true, until: null },
      { online: false, until: until - 1_000 },
    ])
  })

  it('is told whole milliseconds, whatever the clock counts in', async () => {
    const stage = new Stage()
    const ann = Visitor.online(stage)
    await stage.crash()
    stage.pass(0.25)
    const { until = null } = stage.engine.session(ann.id) ?? {}
    expect(Number.isInteger(until)).toBe(true)
  })

  it('goes on as if nothing had been, where it comes back soon', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    await stage.crash()
    for (const visitor of [ann, bea]) visitor.connect()
    for (const visitor of [ann, bea]) visitor.hears({ type: 'welcome', state: 'chatting' })
    stage.pass(2 * graceMs)
    ann.hears()
    expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
  })

  it('and does not come back soon is away then: its partner is told, until when', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    await stage.crash()
    const until = stage.clock.now() + graceMs
    ann.connect()
    ann.hears({ type: 'welcome', state: 'chatting' })
    stage.pass(awaitedMs)
    ann.hears({ type: 'partner_away', until })
    bea.connect()
    ann.hears('partner_back')
    expect(bea.state).toBe('chatting')
  })

  it('and waits is not matched once it is taken to be away, and keeps its place', async () => {
    const stage = new Stage()
    const ann = Visitor.online(stage)
    ann.findMatch()
    await stage.crash()
    stage.pass(awaitedMs)
    const bea = Visitor.online(stage)
    bea.findMatch()
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
    ann.connect()
    expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
  })

  it('has a socket that outlived the process, where somebody says so', async () => {
    const stage = new Stage()
    const ann = Visitor.online(stage)
    await stage.crash()
    stage.engine.returned(ann.id)
    stage.pass(2 * graceMs)
    expect(stage.engine.session(ann.id)?.online).toBe(true)
  })

  it('is awaited for a third of the grace, and of a long one for no more than that', async () => {
    for (const [grace, ms] of [
      [3_000, 1_000],
      [10 * graceMs, awaitedMs],
    ] as const) {
      const stage = new Stage()
      const ann = Visitor.online(stage)
      await stage.crash(grace)
      const isAway = () => stage.actorSystem.session(ann.id)?.until !== null
      stage.pass(ms - 1)
      expect([grace, isAway()]).toEqual([grace, false])
      stage.pass(1)
      expect([grace, isAway()]).toEqual([grace, true])
    }
  })

  it('is told of a warning when it comes back, and not before', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage, {}, { person: personOf(stage, 'bea') })
    const until = stage.clock.now() + hourMs
    ann.report(ann.room ?? '', { kept: { report: 'x', until, sealed: 'sealed' } })
    await stage.crash()
    stage.settled(stage.engine.safety.decide({ report: 'x', decision: 'warn' }))
    stage.heard(bea.id)
    bea.connect()
    bea.hears('welcome', 'warned')
  })
})

it('[M6] leaves nobody online who is not, though the log is full for a while', async () => {
  const stage = new Stage()
  const visitors = [Visitor.online(stage), Visitor.online(stage)]
  await stage.crash()
  stage.log.fail('the disk is full')
  stage.pass(awaitedMs)
  const awayUntil = () => visitors.map(({ id }) => stage.actorSystem.session(id)?.until)
  expect(awayUntil()).toEqual([null, null])
  stage.log.recover()
  stage.pass(1_000)
  expect(awayUntil()).not.toContain(null)
  stage.pass(graceMs)
  expect(visitors.map(({ state }) => state)).toEqual(['gone', 'gone'])
})

it('disconnects many in lots, each after the one before is stored', async () => {
  const stage = new Stage()
  const visitors = Array.from({ length: 1_000 }, () => Visitor.online(stage))
  await stage.crash()
  stage.hold()
  stage.pass(awaitedMs)
  const sizes: number[] = []
  while (stage.engine.counts().pending > 0) {
    sizes.push(stage.engine.counts().pending)
    stage.log.flush()
  }
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThanOrEqual(visitors.length)
  expect(Math.max(...sizes)).toBeLessThan(300)
  stage.commit()
  stage.pass(graceMs)
  expect(stage.engine.counts().sessions).toBe(0)
})

const lives = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })

/** Whether it would be taken when it rings. */
const isTaken = (actorSystem: ActorSystem) => (alarm: Alarm) =>
  actorSystem.accepts(commandOf(alarm), alarm.at) !== null

const nameOf = ({ type, about }: { readonly type: string; readonly about: string }) =>
  `${type} ${about}`

it('arms what the states say, which is what was armed while they came to be', async () => {
  const arm = vi.spyOn(Alarms.prototype, 'arm')
  const disarm = vi.spyOn(Alarms.prototype, 'disarm')
  /** What the present engine has armed and not taken back; some of it may have rung since. */
  const armed = (): Alarm[] => {
    const known = new Map<string, Alarm>()
    const calls = [
      ...arm.mock.calls.map(([alarm], index) => ({
        order: arm.mock.invocationCallOrder[index] ?? 0,
        change: () => known.set(nameOf(alarm), alarm),
      })),
      ...disarm.mock.calls.map(([effect], index) => ({
        order: disarm.mock.invocationCallOrder[index] ?? 0,
        // Arming takes back what was armed before.
        change: () => known.get(nameOf(effect)) !== effect && known.delete(nameOf(effect)),
      })),
    ]
    for (const { change } of calls.sort((one, other) => one.order - other.order)) change()
    return [...known.values()]
  }
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(lives, async (steps) => {
      for (const spy of [arm, disarm]) spy.mockClear()
      const life = new Life()
      let graceUntil = 0
      for (const next of steps) {
        const isCrash = next.deed.does === 'crash'
        if (isCrash) for (const spy of [arm, disarm]) spy.mockClear()
        await life.take(next)
        if (isCrash) graceUntil = life.stage.clock.now() + graceMs
      }
      life.stage.commit()
      const folded = succeeded(await fold(life.stage.log))
      const due = [...alarmsOf(folded)]
      expect(due.filter((alarm) => !isTaken(folded)(alarm))).toEqual([])
      const later = due.map((alarm) =>
        alarm.type === 'session.expired' ? { ...alarm, at: Math.max(alarm.at, graceUntil) } : alarm,
      )
      for (const { type } of due) seen.add(type)
      expect(later.sort(byName)).toEqual(armed().filter(isTaken(folded)).sort(byName))
    }),
    { numRuns: 150, seed: 20_261_129 },
  )
  expect(seen.size).toBe(5)
  vi.restoreAllMocks()
}, 120_000)

const byName = (one: Alarm, other: Alarm): number => (nameOf(one) < nameOf(other) ? -1 : 1)

/** Who comes back when, in ms after the start; null: nobody does. */
const returns = fc.array(fc.option(fc.nat(graceMs - 1)), { minLength: 12, maxLength: 12 })

/** A life after which the process starts anew, and who comes back to it. */
class Aftermath {
  readonly life = new Life()
  readonly back = new Set<SessionId>()

  get stage(): Stage {
    return this.life.stage
  }

  async crash(): Promise<void> {
    await this.life.take({ who: 0, deed: { does: 'crash' } })
  }

  visitor(id: SessionId): Visitor {
    return new Visitor(this.stage, {}, id)
  }

  /** Each comes back in its time; nobody is gone before a whole grace. */
  comeBack(dues: readonly { readonly id: SessionId; readonly ms: number }[]): void {
    let passed = 0
    const all = this.stage.actorSystem.sessionIds()
    for (const { id, ms } of dues.toSorted((one, other) => one.ms - other.ms)) {
      this.stage.pass(ms - passed)
      passed = ms
      expect(all.filter((known) => this.visitor(known).state === 'gone')).toEqual([])
      expect(this.visitor(id).connect()).toBeNull()
      this.back.add(id)
      expect(this.life.invariants.broken()).toEqual([])
    }
    this.stage.pass(graceMs - 1 - passed)
    expect(all.filter((known) => this.visitor(known).state === 'gone')).toEqual([])
  }

  /** Whoever was matched since that event while it was away, or taken to be. */
  matchedWhileAway(from: number): SessionId[] {
    const away = new Set<SessionId>()
    const found: SessionId[] = []
    for (const { seq, type, actor, data } of this.stage.played) {
      if (type === 'session.disconnect' || type === 'session.join') away.add(actor)
      if (type === 'session.connect') away.delete(actor)
      if (type !== 'matchmaker.matched' || seq <= from) continue
      found.push(...data.members.filter((member) => away.has(member)))
    }
    return found
  }
}

it('[M4] [M6] takes back whoever comes within a grace, and nobody else is waited for', async () => {
  let back = 0
  let lost = 0
  let told = 0
  await fc.assert(
    fc.asyncProperty(lives, returns, async (steps, due) => {
      const aftermath = new Aftermath()
      const { life, stage } = aftermath
      for (const next of steps) await life.take(next)
      await aftermath.crash()
      const from = stage.log.head().seq
      const before = stage.actorSystem.sessionIds().map((id) => {
        const { place, room, partner } = standing(stage, id)
        return { id, place, room, partner }
      })
      const dues = before.flatMap(({ id }, index) => {
        const ms = due[index % due.length] ?? null
        return ms === null ? [] : [{ id, ms }]
      })
      for (const { id } of before) stage.heard(id)
      aftermath.comeBack(dues)
      for (const { id, place, room } of before) {
        const now = standing(stage, id)
        if (place === 'waiting' && now.place === 'chatting') continue
        expect({ id, place: now.place, room: now.room }).toEqual({ id, place, room })
      }
      expect(aftermath.matchedWhileAway(from)).toEqual([])
      stage.pass(graceMs / 50)
      stage.commit()
      for (const { id, partner } of before) {
        const isBack = aftermath.back.has(id)
        expect([id, standing(stage, id).place === null]).toEqual([id, !isBack])
        if (isBack) back += 1
        else lost += 1
        if (!isBack || partner === null || aftermath.back.has(partner)) continue
        told += 1
        const heard = stage.heard(id).map(({ type }) => type)
        expect(heard).toEqual(['welcome', 'partner_away', 'chat_ended'])
      }
      expect(life.invariants.broken()).toEqual([])
    }),
    { numRuns: 300, seed: 20_261_130 },
  )
  for (const count of [back, lost, told]) expect(count).toBeGreaterThan(20)
}, 120_000)

const standing = ({ actorSystem }: Stage, id: SessionId) => ({
  place: actorSystem.placeOf(id),
  room: actorSystem.session(id)?.room ?? null,
  partner: actorSystem.session(id)?.partner ?? null,
})
