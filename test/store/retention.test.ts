// Old events go, but never what the living are folded from.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import type { Command, LogEvent } from '../../src/events/event.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import type { LivingPage } from '../../src/store/batches/livingEvents.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { pruning } from '../../src/store/sqlite/retention.ts'
import { publicStates } from '../kit/invariants.ts'
import { Life, step } from '../kit/life.ts'
import { SimulatedClock } from '../kit/stage.ts'
import { succeeded } from '../kit/succeeded.ts'
import { replayOf } from '../replay/recording.ts'
import { readAll } from './logContract.ts'
import { freshDirectory, handClock, openBoth, openHere } from './stores.ts'
import {
  blocks,
  closes,
  connects,
  coolsDown,
  dawns,
  dismisses,
  displaces,
  faults,
  isOver,
  joins,
  leaves,
  opens,
  pairs,
  parts,
  person,
  reports,
  says,
  suspends,
  Tale,
  takesTicket,
  timeOf,
} from './tale.ts'
import { watching } from './watching.ts'

const seqs = (store: OpenStore): readonly number[] => {
  const found: number[] = []
  for (let from = 1; ; from = (found.at(-1) as number) + 1) {
    const events = succeeded(store.read(from, Number.MAX_SAFE_INTEGER))
    if (events.length === 0) return found
    found.push(...events.map(({ seq }) => seq))
  }
}

/** Steps through one whole pass. */
const prune = (store: OpenStore, before: number): number => {
  const step = pruning(store)
  let steps = 1
  while (succeeded(step(before))) steps += 1
  return steps
}

it('deletes what is older than the retention of those who are over', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), connects('ann'))) // 1, 2
  store.commit(tale.turn(joins('bea'), opens('r1', 'ann', 'bea'))) // 3, 4
  store.commit(tale.turn(says('r1', 'ann', 'hello'), leaves('ann'))) // 5, 6
  store.commit(tale.turn(parts('r1', 'bea'))) // 7
  store.commit(tale.turn(joins('cat'), leaves('cat'))) // 8, 9
  prune(store, timeOf(1))
  expect(seqs(store).length).toBe(9)
  prune(store, timeOf(4))
  expect(seqs(store)).toEqual([3, 7, 8, 9])
  store.close()
})

it('lets go of what the matchmaker took of those who are over, however long others live', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('idle'), joins('bea'))) // 1, 2
  store.commit(tale.turn(joins('ann'), takesTicket('ann'), takesTicket('bea'))) // 3, 4, 5
  store.commit(tale.turn(pairs('r1', 'ann', 'bea'), opens('r1', 'ann', 'bea'))) // 6, 7
  store.commit(tale.turn(leaves('ann'), parts('r1', 'ann'), closes('r1'))) // 8, 9, 10
  store.commit(tale.turn(joins('cat'), joins('dan'), pairs('r2', 'cat', 'dan'))) // 11, 12, 13
  store.commit(tale.turn(leaves('cat'), closes('r2'), faults('dan'))) // 14, 15, 16
  prune(store, timeOf(99))
  // Of bea, who lives, all that it did; of the others nothing.
  expect(seqs(store)).toEqual([1, 2, 5, 6, 10])
  store.commit(tale.turn(leaves('bea')))
  prune(store, timeOf(99))
  expect(seqs(store)).toEqual([1])
  store.close()
})

const [monday, tuesday] = ['2026-11-30', '2026-12-01']
const [ann, bea, cat] = [person('ann', monday), person('bea', monday), person('cat', tuesday)]

it('keeps what is known of persons while their day lasts, and not beside it', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(dawns(monday), dawns(tuesday))) // 1, 2
  store.commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hello'))) // 3, 4, 5
  store.commit(tale.turn(blocks(ann, bea), blocks(bea, cat), reports(ann, bea))) // 6, 7, 8
  store.commit(tale.turn(coolsDown(bea), suspends(cat), reports(cat, ann))) // 9, 10, 11
  store.commit(tale.turn(parts('r1', 'ann'), leaves('ann'))) // 12, 13
  prune(store, timeOf(99))
  expect(seqs(store)).toEqual([1, 2, 6, 7, 8, 9, 10, 11])
  store.commit(tale.turn(isOver(monday))) // 14
  prune(store, timeOf(99))
  expect(seqs(store)).toEqual([2, 7, 10, 11])
  store.commit(tale.turn(isOver(tuesday))) // 15
  prune(store, timeOf(99))
  expect(seqs(store)).toEqual([])
  store.close()
})

it('keeps what a report says until it is closed, and all else of it goes', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  const sealed = 'QUJD'.repeat(22_000)
  store.commit(tale.turn(dawns(monday), joins('ann'), opens('r1', 'ann', 'bea'))) // 1, 2, 3
  for (const report of ['x1', 'x2', 'x3']) {
    store.commit(tale.turn(says('r1', 'ann', 'hello'), reports(ann, bea, { report, sealed }))) // to 9
  }
  store.commit(tale.turn(parts('r1', 'ann'), leaves('ann'), isOver(monday))) // 10, 11, 12
  store.commit(tale.turn(displaces('x2'))) // 13
  prune(store, timeOf(99))
  expect(seqs(store)).toEqual([5, 9])
  store.close()
  const again = openHere(directory)
  const said = succeeded(again.read(1, Number.MAX_SAFE_INTEGER))
  expect(said.map(({ data }) => data)).toMatchObject([
    { report: 'x1', sealed },
    { report: 'x3', sealed },
  ])
  again.commit(tale.turn(dismisses('x1', bea), displaces('x3'))) // 14, 15
  prune(again, timeOf(99))
  expect(seqs(again)).toEqual([])
  again.close()
})

const foldOf = (pages: Iterable<readonly LogEvent[]>): ActorSystem => {
  const actorSystem = new ActorSystem()
  for (const events of pages) for (const event of events) actorSystem.fold(event)
  return actorSystem
}

function* livingOf(store: OpenStore): Iterable<readonly LogEvent[]> {
  let from: number | null = null
  do {
    const page: LivingPage = succeeded(store.living(from))
    yield page.events
    from = page.next
  } while (from !== null)
}

it('[M8] folds to the same states whatever is deleted of whom is over, and verifies', async () => {
  let [deleted, kept] = [0, 0]
  const batch = fc.record({ turns: fc.integer({ min: 1, max: 40 }), age: fc.nat(60_000) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 40, maxLength: 160, size: 'max' }),
      fc.array(batch, { minLength: 1, maxLength: 8 }),
      async (steps, batches) => {
        const life = new Life()
        for (const next of steps) await life.take(next)
        life.stage.commit()
        const store = openHere(freshDirectory())
        const events = life.stage.committed()
        let turn = 0
        for (const { turns, age } of [...batches, { turns: Number.POSITIVE_INFINITY, age: 0 }]) {
          const next = events.filter((event) => event.turn > turn && event.turn <= turn + turns)
          if (next.length > 0) succeeded(store.commit(next))
          turn += turns
          prune(store, (next.at(-1)?.at ?? 0) - age)
        }
        const left = succeeded(store.read(1, Number.MAX_SAFE_INTEGER))
        expect(publicStates(foldOf([left]))).toEqual(publicStates(life.stage.actorSystem))
        expect(publicStates(foldOf(livingOf(store)))).toEqual(publicStates(life.stage.actorSystem))
        expect(verify(replayOf(left).history).mismatch).toBeNull()
        kept += left.length
        deleted += events.length - left.length
        store.close()
      },
    ),
    { numRuns: 80, seed: 8 },
  )
  // Logs of which hardly anything goes, or stays, would prove nothing.
  expect(deleted).toBeGreaterThan(1_000)
  expect(kept).toBeGreaterThan(1_000)
}, 120_000)

it('never gives a seq again, even when all events are gone', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), leaves('ann')))
  prune(store, timeOf(99))
  expect(seqs(store)).toEqual([])
  store.close()
  const again = openHere(directory)
  expect(again.head()).toMatchObject({ seq: 2, turn: 1 })
  again.commit(tale.turn(joins('bea')))
  expect(seqs(again)).toEqual([3])
  again.close()
})

it('goes by steps, and beyond the living', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('ann')))
  for (let turn = 0; turn < 2_500; turn++) {
    store.commit(tale.turn(joins(`s${turn}`), leaves(`s${turn}`)))
  }
  store.commit(tale.turn(connects('ann')))
  expect(prune(store, timeOf(99_999))).toBe(5)
  expect(seqs(store)).toEqual([1, 5_002])
  expect([...livingOf(store)].flat().map(({ seq }) => seq)).toEqual([1, 5_002])
  expect(succeeded(store.read(5_003, Number.MAX_SAFE_INTEGER))).toEqual([])
  store.close()
})

it('lets those who live be read though all that came after them is gone', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('ann')))
  for (let turn = 0; turn < 2_500; turn++) {
    store.commit(tale.turn(joins(`s${turn}`), leaves(`s${turn}`)))
  }
  prune(store, timeOf(99_999))
  expect([...livingOf(store)].flat().map(({ seq }) => seq)).toEqual([1])
  store.close()
})

it('does not begin with the end of whoever ends while a pass is under way', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('ann')))
  store.commit(tale.turn(...Array.from({ length: 3_000 }, () => connects('ann'))))
  const step = pruning(store)
  expect(succeeded(step(timeOf(99)))).toBe(true)
  store.commit(tale.turn(leaves('ann')))
  expect(succeeded(step(timeOf(99)))).toBe(false)
  expect(seqs(store)).toContain(3_002)
  expect(succeeded(step(timeOf(99)))).toBe(true)
  expect(succeeded(step(timeOf(99)))).toBe(false)
  expect(seqs(store)).toEqual([])
  store.close()
})

const minute = 60_000
const year = 365 * 24 * 60 * minute

/** Short, since a writer looks at the disk every second of it. */
const retentionMs = 30 * minute

/** A store with its writer on a clock whose wall clock a test sets; what it takes happens now. */
const onSteadyClock = async (directory: string, clock = new SimulatedClock(timeOf(0))) => {
  const store = openHere(directory)
  clock.restart(store.head().at)
  const { log } = await openBoth(store, clock, retentionMs)
  const { commit } = watching(log)
  const tale = new Tale(log.head())
  return {
    clock,
    log,
    takes: (...commands: Command[]) =>
      commit(tale.turn(...commands).map((event) => ({ ...event, at: clock.now() }))),
    kept: async () => (await readAll(log)).map(({ seq }) => seq),
  }
}

it('deletes at its time, though the wall clock was ten years ahead for three seconds', async () => {
  const { clock, log, takes, kept } = await onSteadyClock(freshDirectory())
  await takes(joins('ann'), leaves('ann'))
  clock.step(10 * year)
  clock.pass(3_000)
  await takes(joins('bea'), leaves('bea'))
  clock.step(-10 * year)
  clock.pass(retentionMs - 2 * minute)
  expect(await kept()).toEqual([1, 2, 3, 4])
  clock.pass(4 * minute)
  expect(await kept()).toEqual([])
  await log.close()
})

it('deletes what has a time from the future, once it is as old as the rest would be', async () => {
  const directory = freshDirectory()
  const first = await onSteadyClock(directory, new SimulatedClock(timeOf(0) + 10 * year))
  await first.takes(joins('ann'), leaves('ann'))
  await first.log.close()
  const { clock, log, takes, kept } = await onSteadyClock(directory)
  await takes(joins('bea'), leaves('bea'))
  clock.pass(retentionMs - 2 * minute)
  expect(await kept()).toEqual([1, 2, 3, 4])
  clock.pass(4 * minute)
  expect(await kept()).toEqual([])
  await log.close()
})

it('goes on by itself in a running store, and the log stays readable', async () => {
  const clock = handClock()
  const { log } = await openBoth(openHere(freshDirectory()), clock, retentionMs)
  const { commit } = watching(log)
  const tale = new Tale()
  await commit(tale.turn(joins('ann')), tale.turn(joins('bea')))
  await commit(tale.turn(leaves('ann')))
  clock.pass(retentionMs + 2 * minute)
  expect((await readAll(log)).map(({ seq }) => seq)).toEqual([2])
  expect((await readAll(log, 2)).map(({ seq }) => seq)).toEqual([2])
  expect(log.head()).toMatchObject({ seq: 3, turn: 3 })
  await log.close()
})
