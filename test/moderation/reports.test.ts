// Whoever moderates finds the open reports in the files, beside a store that goes on writing.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import { openReports, sealedOf } from '../../src/moderation/reports.ts'
import { openDatabase } from '../../src/store/connection.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere, openThread } from '../store/stores.ts'
import {
  connects,
  dawns,
  dismisses,
  displaces,
  isOver,
  joins,
  leaves,
  person,
  reports,
  Tale,
  timeOf,
} from '../store/tale.ts'
import { watching } from '../store/watching.ts'

const today = '2026-11-29'
const [ann, bea, cat, dan] = ['ann', 'bea', 'cat', 'dan'].map((id) => person(id, today)) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
]

/** What a report says, sealed to the moderators; here any bytes. */
const content = (bytes: number) => Buffer.alloc(bytes, 'age-encryption.org/v1 ')

const kept = (report: string, bytes = 65_536) => ({
  report,
  sealed: content(bytes).toString('base64'),
})

const namesIn = (directory: string) =>
  succeeded(openReports(directory)).reports.map(({ report }) => report)

describe('the open reports', () => {
  it('are those that nobody decided, closed, or let expire, each with what is known of it', () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    store.commit(tale.turn(dawns(today), joins('ann')))
    store.commit(tale.turn(reports(ann, bea, kept('x1'))))
    store.commit(tale.turn(reports(cat, bea), reports(dan, ann)))
    store.commit(tale.turn(reports(cat, bea, kept('x2', 100)), reports(bea, cat, kept('x3'))))
    store.commit(tale.turn(reports(dan, bea, kept('x4')), reports(cat, bea, kept('x5'))))
    store.commit(tale.turn(dismisses('x3', cat), displaces('x4'), leaves('ann'), isOver(today)))
    const found = succeeded(openReports(directory))
    expect(found).toMatchObject({ file: join(directory, 'passerby.db'), isRunning: true })
    expect(found.reports).toEqual([
      {
        ...{ report: 'x1', seq: 3, at: timeOf(2), until: expect.any(Number), room: 'r1' },
        ...{ person: ann, other: bea, reason: 'threat', proven: true, places: 3 },
      },
      expect.objectContaining({ report: 'x2', places: 3, person: cat, other: bea }),
      expect.objectContaining({ report: 'x5', places: 3, person: cat, other: bea }),
    ])
    store.close()
    expect(succeeded(openReports(directory))).toEqual({ ...found, isRunning: false })
  })

  it('count places once, of whatever report, and none of what was not proven', () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    const unproven = reports(dan, bea)
    if (unproven.type !== 'matchmaker.reported') throw new Error('It is a report')
    store.commit(
      tale.turn({ ...unproven, data: { ...unproven.data, proven: false, counted: false } }),
    )
    for (let turn = 0; turn < 20; turn++) store.commit(tale.turn(reports(ann, bea)))
    store.commit(tale.turn(reports(ann, bea, kept('x1'))))
    expect(succeeded(openReports(directory)).reports).toMatchObject([{ report: 'x1', places: 1 }])
    store.close()
  })

  it('are found in a log that is many times as long', () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    const crowd = () =>
      tale.turn(joins('ann'), ...Array.from({ length: 999 }, () => connects('ann')))
    store.commit(tale.turn(reports(ann, bea, kept('x1'))))
    for (let turn = 0; turn < 60; turn++) store.commit(crowd())
    store.commit(tale.turn(reports(cat, bea, kept('x2'))))
    for (let turn = 0; turn < 60; turn++) store.commit(crowd())
    expect(namesIn(directory)).toEqual(['x1', 'x2'])
    store.close()
  })
})

describe('what a report says', () => {
  it('opens to the bytes that were sealed, also those of the largest, while a server writes', async () => {
    const directory = freshDirectory()
    const { log } = await openThread(directory)
    const { commit } = watching(log)
    const tale = new Tale()
    await commit(tale.turn(dawns(today), joins('ann')), tale.turn(reports(ann, bea, kept('x1'))))
    await commit(tale.turn(reports(cat, bea, kept('x2', 5)), reports(ann, cat)))
    const [first, second] = succeeded(openReports(directory)).reports
    if (first === undefined || second === undefined) throw new Error('There are two')
    expect(succeeded(sealedOf(directory, first))).toEqual(content(65_536))
    expect(succeeded(sealedOf(directory, second))).toEqual(content(5))
    await commit(tale.turn(dismisses('x1', bea)))
    expect(sealedOf(directory, first)).toMatchObject({
      failure: {
        _tag: 'ReportGone',
        message: 'Report x1 is not kept any more: it was decided, or its time is over.',
      },
    })
    expect(succeeded(sealedOf(directory, second))).toEqual(content(5))
    await log.close()
    expect(succeeded(sealedOf(directory, second))).toEqual(content(5))
  })

  it('is not what another report says that has its key’s place now', () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    store.commit(tale.turn(reports(ann, bea, kept('x1'))))
    const [first] = succeeded(openReports(directory)).reports
    if (first === undefined) throw new Error('There is one')
    store.commit(tale.turn(dismisses('x1', bea)))
    store.commit(tale.turn(reports(ann, bea, kept('x2'))))
    expect(sealedOf(directory, first)).toMatchObject({ failure: { _tag: 'ReportGone' } })
    expect(namesIn(directory)).toEqual(['x2'])
    store.close()
  })
})

describe('where nothing can be told', () => {
  it('says why in a sentence', () => {
    const directory = freshDirectory()
    expect(openReports(directory)).toMatchObject({
      failure: {
        _tag: 'NothingTold',
        message: `There is no ${directory}: name the data directory, as DATA_DIR of the server does.`,
      },
    })
    const store = openHere(directory)
    store.commit(new Tale().turn(reports(ann, bea, kept('x1'))))
    store.close()
    const file = join(directory, 'passerby.db')
    const database = openDatabase(file, 0)
    database.exec(`update batches set events = replace(events, '"proven":true', '"proven":7')`)
    database.close()
    expect(openReports(directory)).toEqual(
      Result.fail({
        _tag: 'NothingTold',
        message: `Event 1 of the log is torn: its data are not those of matchmaker.reported. See npm run replay -- ${file} --verify.`,
      }),
    )
    rmSync(file)
    expect(sealedOf(directory, { seq: 1, report: 'x1' })).toMatchObject({
      failure: { _tag: 'NothingTold' },
    })
  })

  it('finds no report in a log that is new', () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    expect(namesIn(directory)).toEqual([])
    store.close()
  })
})
