// What every log promises of days and reports, which have keys as those who live do.
import { expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import type { Log } from '../../src/events/log.ts'
import { readAll, readLiving, type Subject } from './logContract.ts'
import {
  blocks,
  connects,
  coolsDown,
  dawns,
  dismisses,
  displaces,
  isOver,
  joins,
  leaves,
  opens,
  person,
  reports,
  suspends,
  Tale,
} from './tale.ts'
import { watching } from './watching.ts'

const [monday, tuesday] = ['2026-11-30', '2026-12-01']
const [ann, bea] = [person('ann', monday), person('bea', tuesday)]

/** A report as large as any, in base64. */
const large = 'QUJD'.repeat(22_000)

/** What each report of the log still says. */
const sealedIn = async (log: Log): Promise<readonly (string | undefined)[]> =>
  (await readAll(log)).filter(isReport).map(({ data }) => data.sealed)

const isReport = (event: LogEvent): event is LogEvent & { type: 'matchmaker.reported' } =>
  event.type === 'matchmaker.reported'

const neededOf = async (log: Log): Promise<readonly number[]> =>
  (await readLiving(log)).map(({ seq }) => seq)

export const ownersContract = (open: () => Promise<Subject>): void => {
  it('gives the key of a day while it lasts, the same after a restart', async () => {
    const subject = await open()
    const { commit } = watching(subject.log)
    const tale = new Tale()
    expect(await subject.log.keyOf(monday)).toBeNull()
    await commit(tale.turn(dawns(monday)), tale.turn(dawns(tuesday)))
    const keys = await Promise.all([monday, tuesday].map((day) => subject.log.keyOf(day)))
    expect(keys.map((key) => key?.length)).toEqual([32, 32])
    expect(keys[0]).not.toEqual(keys[1])
    await commit(tale.turn(dawns(monday), isOver('2026-11-29')))
    const { log } = await subject.reopened()
    expect(await subject.log.keyOf(monday)).toBeNull()
    expect(await log.keyOf(monday)).toEqual(keys[0])
    await watching(log).commit(new Tale(log.head()).turn(isOver(monday)))
    expect(await log.keyOf(monday)).toBeNull()
    expect(await log.keyOf(tuesday)).toEqual(keys[1])
    await log.close()
  })

  it('gives nobody else’s key', async () => {
    const { log } = await open()
    const tale = new Tale()
    await watching(log).commit(
      tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), dawns(monday)),
      tale.turn(reports(ann, bea, { report: 'x1', sealed: large })),
    )
    const keys = await Promise.all(['ann', 'r1', 'x1', '', 'matchmaker'].map((id) => log.keyOf(id)))
    expect(keys).toEqual([null, null, null, null, null])
    await log.close()
  })

  it('keeps what a report says until it is decided, or closed, and whoever ends meanwhile', async () => {
    const subject = await open()
    const { commit } = watching(subject.log)
    const tale = new Tale()
    await commit(tale.turn(joins('ann'), dawns(monday), dawns(tuesday)))
    for (const report of ['x1', 'x2', 'x3']) {
      await commit(tale.turn(reports(ann, bea, { report, sealed: `${report} ${large}` })))
    }
    await commit(tale.turn(reports(ann, bea)))
    await commit(tale.turn(leaves('ann'), isOver(monday), isOver(tuesday)))
    const all = ['x1', 'x2', 'x3'].map((report) => `${report} ${large}`)
    expect(await sealedIn(subject.log)).toEqual([...all, undefined])
    await commit(tale.turn(dismisses('x1', bea)), tale.turn(displaces('x2')))
    const erased = `[erased, ${large.length + 3} chars]`
    expect(await sealedIn(subject.log)).toEqual([erased, erased, all[2], undefined])
    const { log } = await subject.reopened()
    expect(await sealedIn(log)).toEqual([erased, erased, all[2], undefined])
    const marks = (await readAll(log)).filter(isReport).map(({ redacted }) => redacted)
    expect(marks).toEqual([true, true, undefined, undefined])
    await log.close()
  })

  it('keeps nothing of a report that is over as soon as it is there', async () => {
    const { log } = await open()
    const tale = new Tale()
    await watching(log).commit(
      tale.turn(reports(ann, bea, { report: 'x1', sealed: large })),
      tale.turn(displaces('x1')),
    )
    expect(await sealedIn(log)).toEqual([`[erased, ${large.length} chars]`])
    expect(await readLiving(log)).toEqual([])
    await log.close()
  })

  it('gives the living all of a report but what is sealed', async () => {
    const { log } = await open()
    const tale = new Tale()
    const [turn] = [tale.turn(reports(ann, bea, { report: 'x1', sealed: large }))]
    await watching(log).commit(turn)
    const [reported] = turn
    const sealed = `[erased, ${large.length} chars]`
    expect(await readLiving(log)).toEqual([
      { ...reported, data: { ...reported?.data, sealed }, redacted: true },
    ])
    await log.close()
  })

  it('gives what is known of persons while the days that name them last', async () => {
    const { log } = await open()
    const { commit } = watching(log)
    const tale = new Tale()
    const [cat, passless] = [person('cat', tuesday), person('old', '')]
    await commit(
      tale.turn(dawns(monday), dawns(tuesday)), // 1, 2
      tale.turn(blocks(ann, bea), blocks(bea, ann), blocks(bea, cat), blocks(passless, cat)), // 3 to 6
      tale.turn(coolsDown(ann), suspends(bea), suspends(passless)), // 7, 8, 9
      tale.turn(reports(ann, bea), reports(bea, cat), reports(ann, ann)), // 10, 11, 12
    )
    expect(await neededOf(log)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12])
    await commit(tale.turn(isOver(monday))) // 13
    // What names two persons is needed while the day of either lasts.
    expect(await neededOf(log)).toEqual([2, 3, 4, 5, 6, 8, 10, 11])
    await commit(tale.turn(isOver(tuesday))) // 14
    expect(await neededOf(log)).toEqual([])
    await log.close()
  })

  it('gives a report while it is open, and how it was closed while its days last', async () => {
    const { log } = await open()
    const { commit } = watching(log)
    const tale = new Tale()
    await commit(
      tale.turn(dawns(monday), dawns(tuesday)), // 1, 2
      tale.turn(reports(ann, ann, { report: 'x1', sealed: large })), // 3
      tale.turn(reports(ann, bea, { report: 'x2', sealed: large })), // 4
      tale.turn(reports(ann, ann, { report: 'x3', sealed: large })), // 5
      tale.turn(isOver(monday)), // 6
    )
    expect(await neededOf(log)).toEqual([2, 3, 4, 5])
    await commit(tale.turn(dismisses('x1', ann)), tale.turn(displaces('x2'))) // 7, 8
    expect(await neededOf(log)).toEqual([2, 4, 5, 8])
    await commit(tale.turn(isOver(tuesday))) // 9
    expect(await neededOf(log)).toEqual([5])
    await commit(tale.turn(connects('ann'), dismisses('x3', ann))) // 10, 11
    expect(await neededOf(log)).toEqual([])
    await log.close()
  })
}
