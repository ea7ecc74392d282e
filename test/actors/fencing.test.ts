// Once another process writes the log, nobody hears anything more from this one.
import { Result } from 'effect'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Engine } from '../../src/actors/engine/engine.ts'
import type { Armed } from '../../src/events/ports.ts'
import { Life, step } from '../kit/life.ts'
import { dayMs, graceMs, SimulatedClock, Stage } from '../kit/stage.ts'
import { chatting, Visitor } from '../kit/visitors.ts'

/** Notes whatever leaves an engine from now on: effects, and whoever waits for a commit. */
const tellings = (engine: Engine) => {
  const told: string[] = []
  let tell = (what: string) => told.push(what)
  engine.onSocketEffect(({ kind, to }) => tell(`${kind} ${to}`))
  return {
    told,
    await: (name: string) =>
      engine.afterCommit(
        () => tell(name),
        () => tell(`${name} in vain`),
      ),
    /** Does so once that much was told. */
    after: (count: number, then: () => void) => {
      tell = (what) => {
        if (told.push(what) === count) then()
        return told.length
      }
    },
  }
}

/** A stage, and how many alarms are set in it. */
const watched = (): { readonly stage: Stage; readonly set: () => number } => {
  const clock = new SimulatedClock()
  const alarms: Armed[] = []
  const noted = (armed: Armed): Armed => {
    alarms.push(armed)
    return armed
  }
  const { at, after } = clock
  clock.at = (...asked) => noted(at(...asked))
  clock.after = (...asked) => noted(after(...asked))
  const set = () => alarms.filter(({ wake }) => wake !== null).length
  return { stage: new Stage(undefined, undefined, clock), set }
}

it('what was committed is told, and of the rest nothing: no frame, no waiter, no alarm', () => {
  const { stage, set } = watched()
  const [ann, bea] = chatting(stage)
  const cat = Visitor.online(stage)
  const dan = Visitor.online(stage)
  cat.disconnect()
  expect(set()).toBe(1)
  const { engine, log } = stage
  const { told, await: wait } = tellings(engine)
  stage.hold()
  ann.say('hello')
  wait('first')
  bea.say('hello you')
  dan.disconnect()
  wait('second')
  log.flush(1)
  const ends: string[] = []
  engine.onLogEnd((end) => ends.push(end))
  log.fence('the other leads')
  const played = stage.played.length
  expect(set()).toBe(0)
  wait('third')
  log.flush()
  log.fail('the disk is full')
  log.recover()
  stage.pass(2 * graceMs)
  expect(ann.say('is anybody there?')).toMatchObject({ code: 'unavailable' })
  engine.onLogEnd((end) => ends.push(end))
  expect(told).toEqual([`frame ${bea.id}`, `frame ${ann.id}`, 'first'])
  expect(ends).toEqual(['fenced', 'fenced'])
  expect([engine.available(), engine.hasFailed]).toEqual([false, false])
  expect(stage.played.length).toBe(played)
  expect(set()).toBe(0)
})

it('no alarm is set again, though it comes with the one before which the log was fenced', () => {
  const { stage, set } = watched()
  for (const visitor of [Visitor.online(stage), Visitor.online(stage)]) visitor.disconnect()
  expect(set()).toBe(2)
  stage.afterTurn = () => stage.log.fence('the other leads')
  stage.pass(graceMs)
  expect(stage.played.at(-1)?.type).toBe('session.expired')
  expect(set()).toBe(0)
})

it('nobody is awaited any more', async () => {
  const { stage, set } = watched()
  chatting(stage)
  await stage.crash()
  expect(set()).toBe(1)
  const played = stage.played.length
  stage.log.fence('the other leads')
  expect(set()).toBe(0)
  stage.pass(2 * graceMs)
  expect([stage.played.length, set()]).toEqual([played, 0])
})

it('nothing is told, taken or rung after any life, wherever in a commit it ends', async () => {
  const ending = fc.record({ flushed: fc.nat(6), told: fc.nat(8), ms: fc.nat(2 * dayMs) })
  let [inMidst, waiting] = [0, 0]
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
      fc.array(step, { maxLength: 10 }),
      ending,
      async (life, heldBack, { flushed, told: count, ms }) => {
        const lived = new Life()
        for (const next of life) await lived.take(next)
        const { stage } = lived
        stage.hold()
        for (const next of heldBack) if (next.deed.does !== 'crash') await lived.take(next)
        stage.hold()
        const { engine, log } = stage
        const { told, await: wait, after } = tellings(engine)
        for (const session of stage.actorSystem.sessionIds()) {
          engine.take({ actor: session, type: 'session.disconnect', data: { until: 0 } })
          wait(session)
        }
        let [isFenced, toldBefore] = [false, 0]
        const fence = () => {
          isFenced = true
          toldBefore = told.length
          log.fence('the other leads')
        }
        after(count, fence)
        log.flush(flushed)
        if (isFenced) inMidst += 1
        else fence()
        if (engine.counts().pending > 0) waiting += 1
        const [head, played] = [log.head(), stage.played.length]
        log.hold(false)
        stage.clock.pass(ms)
        for (const session of stage.actorSystem.sessionIds()) {
          const taken = engine.take({ actor: session, type: 'session.connect', data: {} })
          expect(Result.getOrNull(Result.flip(taken))).toMatchObject({ code: 'unavailable' })
          wait(session)
        }
        log.flush()
        expect([told.length, log.head(), stage.played.length]).toEqual([toldBefore, head, played])
      },
    ),
    { numRuns: 150, seed: 12 },
  )
  // Lives that end at rest would prove little.
  expect(inMidst).toBeGreaterThan(20)
  expect(waiting).toBeGreaterThan(50)
})
