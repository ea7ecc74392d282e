// How life goes on after a fold.

import { expect, it } from 'vitest'
import { Engine } from '../../src/actors/engine/engine.ts'
import { fold, resume } from '../../src/actors/engine/recovery.ts'
import { memoryLog } from '../kit/memoryLog.ts'
import { graceMs, SimulatedClock, Stage } from '../kit/stage.ts'
import { succeeded } from '../kit/succeeded.ts'
import { Visitor } from '../kit/visitors.ts'

const profile = { username: '', bio: '', gender: 'other', seeks: 'anyone', interests: [] } as const

/** Three sessions that are online in the log, and the engine after a restart. */
const restarted = async () => {
  const log = memoryLog()
  const clock = new SimulatedClock()
  const start = async () => {
    const ids = { session: () => '', room: () => 'r1' }
    const actorSystem = succeeded(await fold(log))
    return { actorSystem, engine: new Engine({ actorSystem, log, clock, ids, report: () => {} }) }
  }
  const { engine } = await start()
  for (const actor of ['s1', 's2', 's3']) {
    engine.take({ actor, type: 'session.join', data: { ...profile, until: clock.now() } })
    engine.take({ actor, type: 'session.connect', data: {} })
  }
  await new Promise<void>((resolve) => engine.afterCommit(resolve))
  return { log, clock, ...(await start()) }
}

it('[M6] leaves nobody online who is not, though the log is full for a while', async () => {
  const { log, clock, actorSystem, engine } = await restarted()
  log.hold()
  engine.take({ actor: 's1', type: 'session.restart', data: { until: clock.now() } })
  log.fail('the disk is full')
  const resumed = resume(engine, actorSystem, { until: clock.now() + 1_000, downMs: 0 })
  log.recover()
  log.hold(false)
  expect(succeeded(await resumed)).toBe(3)
  expect(['s1', 's2', 's3'].map((id) => engine.session(id)?.online)).toEqual([false, false, false])
})

const hourMs = 3_600_000

for (const stepMs of [0, -hourMs, hourMs]) {
  it(`gives who was away what remained of its grace, the wall clock set by ${stepMs} ms`, async () => {
    const stage = new Stage()
    const [ann, bea] = [Visitor.online(stage), Visitor.online(stage)]
    ann.disconnect()
    stage.pass(graceMs - 1_000)
    const cat = Visitor.online(stage)
    stage.clock.step(stepMs)
    await stage.crash()
    stage.pass(980)
    expect([ann.state, bea.state, cat.state]).toEqual(['idle', 'idle', 'idle'])
    stage.pass(100)
    expect([ann.state, bea.state, cat.state]).toEqual(['gone', 'idle', 'idle'])
    stage.pass(graceMs)
    expect([ann.state, bea.state, cat.state]).toEqual(['gone', 'gone', 'gone'])
  })
}

it('does not begin where the log stores nothing', async () => {
  const { log, clock, actorSystem, engine } = await restarted()
  log.fail('the disk is full')
  const resumed = await resume(engine, actorSystem, { until: clock.now(), downMs: 0 })
  expect(resumed).toMatchObject({ failure: { _tag: 'NothingStored' } })
})
