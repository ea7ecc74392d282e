// The fold of a log gives the states that lived, at every turn.
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { dice, livedEvents } from '../../bench/lives.ts'
import { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import type { Turn } from '../../src/events/event.ts'
import type { ActorId } from '../../src/events/fields.ts'
import { publicStateAt } from '../../src/replay/timeline/publicState.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { publicStates } from '../kit/invariants.ts'
import { Life, step } from '../kit/life.ts'
import { replayOf } from './recording.ts'

const seed = 20_240_502

/** By turn: who moved in it, as it stood then. */
type StatesByTurn = Map<number, Map<ActorId, unknown>>

/** The life, with an eye on whoever moves. A crash undoes what was not committed. */
const watched = (life: Life): StatesByTurn => {
  const states: StatesByTurn = new Map()
  life.stage.afterTurn = (turn: Turn) => {
    const moved = turn.flatMap((event) =>
      event.type === 'matchmaker.faulted' ? [event.actor, event.data.actor] : [event.actor],
    )
    const { actorSystem } = life.stage
    states.set(
      turn[0]?.turn ?? 0,
      new Map(moved.map((actor) => [actor, publicStateAt(actorSystem, actor)])),
    )
  }
  return states
}

it('[M8] equals the live states after every turn, forward, backward and at random', async () => {
  let turns = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 120, size: 'max' }),
      fc.array(fc.nat(), { maxLength: 30 }),
      async (steps, jumps) => {
        const life = new Life()
        const states = watched(life)
        for (const next of steps) await life.take(next)
        await life.end()
        const replay = replayOf(life.stage.committed())
        const { history } = replay
        const ends = [...Array(history.length).keys()].filter(
          (index) => history.turnOf(index)[1] === index,
        )
        const check = (index: number) => {
          const actorSystem = replay.actorsAt(index)
          for (const [actor, lived] of states.get(history.turn(index)) ?? []) {
            expect([index, actor, publicStateAt(actorSystem, actor)]).toEqual([index, actor, lived])
          }
        }
        ends.forEach(check)
        ends.toReversed().forEach(check)
        for (const jump of ends.length === 0 ? [] : jumps) check(ends[jump % ends.length] as number)
        expect(publicStates(replay.actorsAt(history.length - 1))).toEqual(
          publicStates(life.stage.actorSystem),
        )
        // Nor is it accused of anything, of which nothing was left out.
        expect(verify(history)).toMatchObject({ mismatch: null, turns: ends.length })
        turns += ends.length
      },
    ),
    { numRuns: 300, seed },
  )
  expect(turns).toBeGreaterThan(5_000)
}, 300_000)

it('stands anywhere in a log of many checkpoints as a fold from the beginning does', () => {
  const events = livedEvents(35_000)
  const replay = replayOf(events)
  const random = dice(3)
  const actorSystem = new ActorSystem()
  const indices = new Set(Array.from({ length: 12 }, () => Math.floor(random() * events.length)))
  const folded = new Map<number, unknown>()
  events.forEach((event, index) => {
    actorSystem.fold(event)
    if (indices.has(index)) folded.set(index, publicStates(actorSystem))
  })
  for (const index of indices)
    expect(publicStates(replay.actorsAt(index))).toEqual(folded.get(index))
  for (const index of [...indices].toReversed()) {
    expect(publicStates(replay.actorsAt(index))).toEqual(folded.get(index))
  }
}, 120_000)

it('goes back where it was without folding far, also after a look at what was long before', () => {
  const replay = replayOf(livedEvents(35_000))
  const reads = vi.spyOn(replay.history, 'event')
  const readsTo = (index: number): number => {
    reads.mockClear()
    replay.actorsAt(index)
    return reads.mock.calls.length
  }
  expect(readsTo(29_000)).toBeGreaterThan(3_000)
  for (const elsewhere of [3_000, 12_000, 24_000]) {
    replay.actorsAt(elsewhere)
    expect(readsTo(28_000)).toBeLessThan(1_000)
  }
})
