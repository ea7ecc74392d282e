// Reports as long as any pass through rows, batches and pages a few at a time.
import { expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { batchColumns } from '../../src/store/batches/batchRow.ts'
import type { LivingPage } from '../../src/store/batches/livingEvents.ts'
import { readBytesMax } from '../../src/store/sqlite/eventStore.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { pruning } from '../../src/store/sqlite/retention.ts'
import { succeeded } from '../kit/succeeded.ts'
import { readAll, readLiving } from './logContract.ts'
import { freshDirectory, openHere, openThread } from './stores.ts'
import { connects, displaces, joins, leaves, person, reports, Tale, timeOf } from './tale.ts'
import { watching } from './watching.ts'

const [ann, bea] = [person('ann', '2026-11-29'), person('bea', '2026-11-29')]

/** As much as age makes of 64 kB, in base64. */
const sealed = 'QUJD'.repeat(22_000)

const count = 120

const reported = (tale: Tale) =>
  tale.turn(
    ...Array.from({ length: count }, (_, index) =>
      reports(ann, bea, { report: `x${index}`, sealed }),
    ),
  )

const livingPagesOf = (store: OpenStore): readonly LivingPage[] => {
  const pages: LivingPage[] = []
  for (let from: number | null = null; ; ) {
    const page: LivingPage = succeeded(store.living(from))
    pages.push(page)
    from = page.next
    if (from === null) return pages
  }
}

it('come back as they were, all in one batch, and erased for those who live', async () => {
  const { log } = await openThread(freshDirectory())
  const turn = reported(new Tale())
  await watching(log).commit(turn)
  expect(await readAll(log)).toEqual(turn)
  const living = await readLiving(log)
  expect(living).toHaveLength(count)
  expect(JSON.stringify(living).length).toBeLessThan(count * 1_000)
  await log.close()
})

it('have rows of their own, and are read by pages that end soon after a megabyte', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  succeeded(store.commit(tale.turn(joins('ann'), connects('ann'))))
  const turn = reported(tale)
  succeeded(store.commit(turn))
  const rows = store.database.prepare(`select ${batchColumns} from batches`).all() as {
    readonly words: Uint8Array
  }[]
  expect(Math.max(...rows.map(({ words }) => words.length))).toBeLessThan(sealed.length + 100)
  let pages = 0
  for (let from = 3; ; ) {
    const page: readonly LogEvent[] = succeeded(store.read(from, Number.MAX_SAFE_INTEGER))
    const last = page.at(-1)
    if (last === undefined) break
    expect(page.length * sealed.length).toBeLessThan(readBytesMax + 2 * sealed.length)
    pages += 1
    from = last.seq + 1
  }
  expect(pages).toBeGreaterThan(9)
  expect(livingPagesOf(store).length).toBeGreaterThan(1)
  store.close()
})

it('are pruned around by short steps, and stay while they are open', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  succeeded(store.commit(reported(tale)))
  succeeded(store.commit(tale.turn(joins('cat'), leaves('cat'))))
  succeeded(store.commit(tale.turn(displaces('x0'))))
  const step = pruning(store)
  let steps = 1
  while (succeeded(step(timeOf(99)))) steps += 1
  expect(steps).toBeGreaterThan(3)
  const kept = livingPagesOf(store).flatMap(({ events }) => events.map(({ seq }) => seq))
  expect(kept).toEqual(Array.from({ length: count - 1 }, (_, index) => index + 2))
  store.close()
})
