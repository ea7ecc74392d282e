// What a fold of the log says to sockets is what was said when it was made.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import type { LogEvent } from '../../src/events/event.ts'
import { Life, step } from '../kit/life.ts'

const runs = Number(process.env.SOAK_RUNS ?? 100)
const seed = process.env.SOAK_RUNS === undefined ? 20_261_129 : Date.now()

it(`says in a fold what was said live, in ${runs} lives`, async () => {
  const kinds = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 200, size: 'max' }),
      async (life) => {
        const lived = new Life()
        for (const next of life) await lived.take(next)
        await lived.end()
        const committed = lived.stage.committed()
        const said = sameAsSilent(committed)
        expect(said).toEqual(lived.stage.released)
        // What was taken is taken again, also where what came before it is not kept any more.
        sameAsSilent(committed.filter(({ type, seq }) => type !== 'room.send_message' || seq % 3))
        for (const { effect } of said) {
          kinds.add(effect.kind === 'frame' ? effect.frame.type : effect.kind)
        }
      },
    ),
    { numRuns: runs, seed },
  )
  // Lives in which little is said would prove little.
  for (const kind of ['welcome', 'matched', 'message', 'sent', 'chat_ended', 'again', 'dismiss']) {
    expect(kinds).toContain(kind)
  }
}, 120_000)

/** What a fold says, which leads to the states that a silent one does. */
const sameAsSilent = (events: readonly LogEvent[]) => {
  const aloud = new ActorSystem()
  const silent = new ActorSystem()
  const said = events.flatMap((event) => {
    silent.fold(event)
    return aloud.foldAloud(event).map((effect) => ({ turn: event.turn, effect }))
  })
  expect(aloud.checksum()).toBe(silent.checksum())
  return said
}
