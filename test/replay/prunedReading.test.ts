// A log whose server deletes the ends of those whose beginnings were read already.
import { Result } from 'effect'
import { afterEach, expect, it } from 'vitest'
import { load, whole } from '../../src/replay/cli/loading.ts'
import type { Terminal } from '../../src/replay/cli/terminal.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import type { Source } from '../../src/replay/source/source.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import type { Replay } from '../../src/replay/timeline/replay.ts'
import { pruning } from '../../src/store/sqlite/retention.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere } from '../store/stores.ts'
import { joins, leaves, Tale } from '../store/tale.ts'

const terminal: Terminal = {
  out: () => {},
  note: () => {},
  style: plainStyle,
  isTerminal: false,
  json: false,
  pause: async () => false,
}

const comers = Array.from({ length: 6_000 }, (_, index) => `s${index}`)

const opened: (() => void)[] = []

afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** A log that after the first look of so many readings loses some who were seen in it. */
const losing = (times: number): Source => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  for (let from = 0; from < comers.length; from += 500) {
    store.commit(tale.turn(...comers.slice(from, from + 500).map((comer) => joins(comer))))
  }
  const source = succeeded(openSource(directory))
  opened.push(store.close, source.close)
  let lost = 0
  return {
    ...source,
    *read(after) {
      const reading = source.read(after)
      const { done, value } = reading.next()
      if (done) return value
      yield value
      if (lost < times) {
        const goers = comers.slice(lost * 100, lost * 100 + 100)
        store.commit(tale.turn(...goers.map(leaves)))
        const step = pruning(store)
        while (succeeded(step(Number.POSITIVE_INFINITY)));
        lost += 1
      }
      return yield* reading
    },
  }
}

const lives = (replay: Replay, actor: string): boolean =>
  replay.actorsAt(replay.history.length - 1).find(actor) !== null

it('is read anew, so that nobody lives who is over', () => {
  const once = succeeded(load(losing(1), terminal))
  expect([once.fault, lives(once, 's7')]).toEqual([null, true])
  const replay = succeeded(whole(losing(2), terminal))
  expect([lives(replay, 's7'), lives(replay, 's107'), lives(replay, 's207')]).toEqual([
    ...[false, false, true],
  ])
})

it('is given up where that goes on, and it is said why and what to do', () => {
  const loaded = whole(losing(Number.POSITIVE_INFINITY), terminal)
  expect(Result.isFailure(loaded) && loaded.failure.message).toMatch(
    /passerby\.db: old events were deleted while it was read, 5 times\. Verify it when fewer come and go, or once its server has stopped\.$/,
  )
})
