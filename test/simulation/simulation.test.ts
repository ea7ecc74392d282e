// Lives of worlds, edges and visitors under faults: what must hold does, and what is planted is found.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Result } from 'effect'
import { afterAll, expect, it } from 'vitest'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { type Lived, live } from './life.ts'
import { type Planted, planOf, plantedFaults } from './plan.ts'
import type { CheckName } from './referee/checks.ts'
import { writeFailure } from './report.ts'
import { shrunk } from './shrink.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

const size = { worlds: 3, edges: 3, minutes: 1 }

const lifeOf = (seed: number, planted: Planted | null = null, minutes = 1): Promise<Lived> =>
  live(planOf(seed, { ...size, minutes, planted }))

/** What one of our programs says. */
const said = (words: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
  return stdout + stderr
}

/** In lots, so that a busy machine has the time for each. */
const lotLives = 50

it.each([1, 51, 101, 151, 201])(
  'keeps all that must hold, whatever fails, from seed %i on',
  async (first) => {
    const failures: string[] = []
    let epochs = 0
    let events = 0
    for (let seed = first; seed < first + lotLives; seed++) {
      const { failure, ...lived } = await lifeOf(seed)
      if (failure !== null) failures.push(`seed ${seed}, ${failure.check}: ${failure.what}`)
      epochs += lived.epochs
      events += lived.events.length
    }
    expect(failures).toEqual([])
    // Worlds took over, and visitors talked, or nothing was tried.
    expect(epochs).toBeGreaterThan(1.5 * lotLives)
    expect(events).toBeGreaterThan(50 * lotLives)
  },
)

it('misses no words that were erased in the batch in which they were told again', async () => {
  expect((await lifeOf(8_000_027, null, 3)).failure).toBe(null)
})

it('lives the same life for the same seed, to the byte', async () => {
  const [one, other] = [await lifeOf(7), await lifeOf(7)]
  expect(JSON.stringify(one)).toBe(JSON.stringify(other))
  expect(one.trace.length).toBeGreaterThan(0)
})

/**
 * By which check each is found, and by which seed first as things are: where they change, another may
 * find it, but one of 2,000 must.
 */
const found: Readonly<Record<Planted, { first: number; checks: readonly CheckName[] }>> = {
  acceptAnyNumber: { first: 213, checks: ['told', 'once'] },
  twoUnderWay: { first: 9, checks: ['told', 'heard'] },
  keysWithoutEpoch: { first: 14, checks: ['words', 'digest'] },
  acceptGaps: { first: 3, checks: ['once'] },
  tellBeforeAppend: { first: 1, checks: ['told'] },
  skipTurn: { first: 1, checks: ['digest', 'M8'] },
}

const seedsMax = 2_000

/** The first life from a seed on that fails with the fault planted, and does not without. */
const finding = async (planted: Planted, first: number): Promise<Lived | null> => {
  for (let tried = 0; tried < seedsMax; tried++) {
    const seed = ((first + tried - 1) % seedsMax) + 1
    const lived = await lifeOf(seed, planted, 2)
    if (lived.failure !== null && (await lifeOf(seed, null, 2)).failure === null) return lived
  }
  return null
}

it.each(plantedFaults)('finds the planted fault %s', async (planted) => {
  const { first, checks } = found[planted]
  expect(checks).toContain((await finding(planted, first))?.failure?.check)
})

it('makes a life that fails small, and writes it down for the debugger', async () => {
  const failed = await lifeOf(found.acceptGaps.first, 'acceptGaps', 2)
  const smallest = await shrunk(failed)
  expect(smallest.failure?.check).toBe(failed.failure?.check)
  expect(smallest.plan.faults.length).toBeLessThan(failed.plan.faults.length)
  expect(smallest.plan.minutes).toBeLessThan(failed.plan.minutes)
  if (smallest.failure === null) return
  const { log, note } = succeeded(writeFailure(folder, smallest, smallest.failure))
  const isFile = writeFailure(note, smallest, smallest.failure)
  expect(Result.isFailure(isFile) && isFile.failure.message).toContain(
    'cannot be written: something',
  )
  const words = readFileSync(note, 'utf8')
  expect(words).toContain(smallest.failure.what)
  const plan = JSON.parse(words.trimEnd().split('\n').at(-1) ?? '')
  expect((await live(plan)).failure).toEqual(smallest.failure)
  const { seq } = smallest.failure
  expect(said(['dist/replay.js', log])).toContain(`: ${smallest.events.length} events in `)
  expect(words).toContain(`${log} --state ${seq}\n`)
  expect(said(['dist/replay.js', log, '--state', `${seq}`])).toContain(`\nEvent ${seq} is `)
})
