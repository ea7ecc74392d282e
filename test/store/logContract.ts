// What every log promises, whatever it is made of.

import { expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import type { Log } from '../../src/events/log.ts'
import { succeeded } from '../kit/succeeded.ts'
import {
  closes,
  connects,
  dawns,
  faults,
  joins,
  leaves,
  looks,
  meets,
  opens,
  pairs,
  parts,
  says,
  Tale,
  takesTicket,
} from './tale.ts'
import { watching } from './watching.ts'

/** A log under test, and how it is stopped and found again. */
export interface Subject {
  readonly log: Log
  /** Closes the log and opens what it left. */
  readonly reopened: () => Promise<Subject>
  /** Makes it unable to store, and able again; absent where a test cannot. */
  readonly hindrance?: { readonly hinder: () => void; readonly mend: () => void }
  /** Has somebody else lead, who alone writes it from then on; absent where nobody can. */
  readonly fence?: () => void
}

export const readAll = async (log: Log, from?: number): Promise<LogEvent[]> => {
  const events: LogEvent[] = []
  for await (const batch of log.read(from)) events.push(...succeeded(batch))
  return events
}

export const readLiving = async (log: Log): Promise<LogEvent[]> => {
  const events: LogEvent[] = []
  for await (const page of log.living()) events.push(...succeeded(page))
  return events
}

/** The words that a log still has, of everything that people in these tests write. */
const wordsIn = async (log: Log): Promise<readonly string[]> => {
  const words = JSON.stringify(await readAll(log)).match(
    /(name|bio|tea) (of \w+|for two)|hello \w+/g,
  )
  return [...new Set(words)].sort()
}

export const logContract = (open: () => Promise<Subject>): void => {
  it('begins empty', async () => {
    const { log } = await open()
    expect(log.head()).toEqual({ seq: 0, turn: 0, at: 0 })
    expect(await readAll(log)).toEqual([])
    expect(await readLiving(log)).toEqual([])
    await log.close()
  })

  it('gives back what was committed, as it was and in order, from any event on', async () => {
    const { log } = await open()
    const tale = new Tale()
    const turns = [
      tale.turn(joins('ann', { username: 'Ann 😀 "x"', bio: '', interests: [] })),
      tale.turn(connects('ann'), looks('ann'), takesTicket('ann')),
      tale.turn(opens('r1', 'ann', 'bea'), meets('ann', 'bea', 'r1')),
      tale.turn(says('r1', 'ann', 'hello\n\u0000world 𝒳')),
    ]
    await watching(log).commit(...turns)
    expect(await readAll(log)).toEqual(turns.flat())
    expect(await readAll(log, 3)).toEqual(turns.flat().slice(2))
    expect(await readAll(log, 8)).toEqual([])
    await log.close()
  })

  it('reports commits in order, never before the turns before are stored', async () => {
    const { log } = await open()
    const tale = new Tale()
    const reports: number[] = []
    const done = new Promise<void>((resolve) => {
      log.watch({
        committed: (turn) => {
          reports.push(turn)
          expect(log.head().turn).toBeGreaterThanOrEqual(turn)
          if (turn < 40) log.append(tale.turn(connects('ann'), connects('ann')))
          if (turn >= 44) resolve()
        },
        unavailable: () => {},
        available: () => {},
        fenced: () => {},
      })
    })
    log.append(tale.turn(joins('ann')))
    for (let turn = 2; turn <= 6; turn++) log.append(tale.turn(connects('ann')))
    const chain = setInterval(() => {
      if (log.head().turn < 44) log.append(tale.turn(connects('ann')))
    })
    await done
    clearInterval(chain)
    expect(reports).toEqual([...new Set(reports)].sort((a, b) => a - b))
    await log.close()
  })

  it('[M8] shows a turn wholly or not at all', async () => {
    const { log } = await open()
    const tale = new Tale()
    const watched = watching(log)
    for (let turn = 1; turn <= 200; turn++) {
      log.append(tale.turn(connects('a'), connects('b'), connects('c')))
      if (turn % 50 === 0) {
        const events = await readAll(log)
        expect(events.length % 3).toBe(0)
      }
    }
    await watched.hear('committed 200')
    expect((await readAll(log)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 600 }, (_, index) => index + 1),
    )
    await log.close()
  })

  it('erases the words of a session with its end, wherever they were', async () => {
    const { log } = await open()
    const tale = new Tale()
    const { commit } = watching(log)
    await commit(tale.turn(joins('ann'), looks('ann'), takesTicket('ann')), tale.turn(joins('bea')))
    await commit(tale.turn(leaves('ann')))
    expect(await wordsIn(log)).toEqual(['bio of bea', 'name of bea', 'tea of bea'])
    const [join] = await readAll(log)
    expect(join?.data).toEqual({
      ...joins('ann').data,
      username: '[erased, 11 chars]',
      bio: '[erased, 10 chars]',
      interests: ['[erased, 10 chars]'],
    })
    await log.close()
  })

  it('erases the words of a room with its end, and those only', async () => {
    const { log } = await open()
    const tale = new Tale()
    const { commit } = watching(log)
    await commit(
      tale.turn(joins('ann')),
      tale.turn(opens('r1', 'ann', 'bea'), meets('ann', 'bea', 'r1')),
      tale.turn(opens('r2', 'cat', 'dan')),
      tale.turn(says('r1', 'ann', 'hello bea')),
      tale.turn(says('r2', 'cat', 'hello dan')),
    )
    await commit(tale.turn(parts('r1', 'bea')))
    expect(await wordsIn(log)).toEqual(['bio of ann', 'hello dan', 'name of ann', 'tea of ann'])
    const met = (await readAll(log)).find(({ type }) => type === 'session.matched')
    expect(met?.data).toMatchObject({
      profile: { username: '[erased, 11 chars]', bio: '[erased, 10 chars]', gender: 'female' },
      shared: ['[erased, 11 chars]'],
    })
    await log.close()
  })

  it('erases the words of whoever was stopped for a fault', async () => {
    const { log } = await open()
    const tale = new Tale()
    const { commit } = watching(log)
    await commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hello bea')))
    await commit(tale.turn(faults('r1')))
    expect(await wordsIn(log)).toEqual(['bio of ann', 'name of ann', 'tea of ann'])
    await commit(tale.turn(faults('ann')))
    expect(await wordsIn(log)).toEqual([])
    await log.close()
  })

  it('keeps no words of whoever comes and goes between two commits', async () => {
    const { log } = await open()
    const tale = new Tale()
    const { commit } = watching(log)
    await commit(
      tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hello bea')),
      tale.turn(parts('r1', 'ann'), leaves('ann')),
    )
    expect(await wordsIn(log)).toEqual([])
    expect(await readLiving(log)).toEqual([])
    await log.close()
  })

  it('gives what the living need of it, and nothing else', async () => {
    const { log } = await open()
    const tale = new Tale()
    const { commit } = watching(log)
    const needed = async () => (await readLiving(log)).map(({ seq }) => seq)
    await commit(
      tale.turn(joins('ann'), joins('bea')), // 1, 2
      tale.turn(takesTicket('ann'), takesTicket('bea'), pairs('r1', 'ann', 'bea')), // 3 to 5
      tale.turn(opens('r1', 'ann', 'bea'), meets('ann', 'bea', 'r1')), // 6, 7
      tale.turn(says('r1', 'ann', 'hello bea')), // 8
    )
    expect(await needed()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    await commit(tale.turn(parts('r1', 'bea'), closes('r1'))) // 9, 10
    expect(await needed()).toEqual([1, 2, 3, 4, 5, 7, 10])
    await commit(tale.turn(leaves('bea')), tale.turn(joins('cat'))) // 11, 12
    expect(await needed()).toEqual([1, 3, 5, 7, 10, 12])
    expect((await readLiving(log))[0]).toEqual((await readAll(log))[0])
    await commit(tale.turn(faults('ann')), tale.turn(faults('r1'))) // 13, 14
    expect(await needed()).toEqual([12])
    await log.close()
  })

  it('gives what the living need of a long log', async () => {
    const { log } = await open()
    const tale = new Tale()
    const comers = Array.from({ length: 6_000 }, (_, index) => `s${index}`)
    await watching(log).commit(
      tale.turn(joins('ann'), takesTicket('ann')),
      ...comers.map((one) => tale.turn(joins(one), pairs(`r ${one}`, one, 'bea'), leaves(one))),
      tale.turn(connects('ann')),
    )
    expect((await readLiving(log)).map(({ seq }) => seq)).toEqual([1, 2, 18_003])
    await log.close()
  })

  it('is the same after it was closed and opened again, and goes on from there', async () => {
    const subject = await open()
    const tale = new Tale()
    await watching(subject.log).commit(
      tale.turn(joins('ann'), joins('bea')),
      tale.turn(opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hello bea')),
      tale.turn(leaves('ann')),
    )
    const before = await readAll(subject.log)
    const { log } = await subject.reopened()
    expect(log.head()).toMatchObject({ seq: 5, turn: 3 })
    expect(await readAll(log)).toEqual(before)
    const living = await readLiving(log)
    expect(living.map(({ seq }) => seq)).toEqual([2, 3, 4])
    await watching(log).commit(tale.turn(parts('r1', 'bea')))
    expect(log.head()).toMatchObject({ seq: 6, turn: 4 })
    expect(await wordsIn(log)).toEqual(['bio of bea', 'name of bea', 'tea of bea'])
    await log.close()
  })

  it('commits what was appended when it is closed', async () => {
    const subject = await open()
    const tale = new Tale()
    watching(subject.log)
    for (let turn = 1; turn <= 5_000; turn++) subject.log.append(tale.turn(connects('ann')))
    const { log } = await subject.reopened()
    expect(log.head()).toMatchObject({ seq: 5_000, turn: 5_000 })
    expect((await readAll(log, 4_999)).map(({ seq }) => seq)).toEqual([4_999, 5_000])
    await log.close()
  })

  it('refuses a turn that does not follow', async () => {
    const { log } = await open()
    watching(log)
    const tale = new Tale()
    const [first, second] = [tale.turn(connects('ann')), tale.turn(connects('ann'))]
    expect(() => log.append(second)).toThrow('where 1 of 1 is due')
    log.append(first)
    expect(() => log.append(first)).toThrow('where 2 of 2 is due')
    expect(() => log.append([])).toThrow('empty')
    await log.close()
  })

  it('says once that it cannot store, stores it when it can, and only then says so', async () => {
    const { log, hindrance } = await open()
    if (hindrance === undefined) {
      await log.close()
      return
    }
    const tale = new Tale()
    const watched = watching(log)
    await watched.commit(tale.turn(joins('ann')))
    hindrance.hinder()
    const texts = Array.from({ length: 300 }, (_, index) => `hello ${'x'.repeat(900)}${index}`)
    const turns = [
      tale.turn(opens('r1', 'ann', 'bea')),
      tale.turn(...texts.map((text) => says('r1', 'ann', text))),
    ]
    for (const turn of turns) log.append(turn)
    await watched.hear('unavailable')
    log.append(tale.turn(connects('ann')))
    hindrance.mend()
    await watched.hear('available')
    await watched.hear('committed 4')
    expect(watched.said.filter((words) => !words.startsWith('committed'))).toEqual([
      'unavailable',
      'available',
    ])
    const before = watched.said.slice(0, watched.said.indexOf('available'))
    expect(before.at(-1)).toMatch(/^committed [34]$/)
    expect((await readAll(log)).length).toBe(303)
    await log.close()
  })

  it('commits nothing more once it is fenced, says so once, and then nothing', async () => {
    const subject = await open()
    const { log, fence } = subject
    if (fence === undefined) {
      await log.close()
      return
    }
    const tale = new Tale()
    const watched = watching(log)
    await watched.commit(tale.turn(joins('ann'), dawns('2026-11-30')))
    fence()
    log.append(tale.turn(opens('r1', 'ann', 'bea')))
    await watched.hear('fenced')
    log.append(tale.turn(says('r1', 'ann', 'hello bea')))
    subject.hindrance?.hinder()
    subject.hindrance?.mend()
    fence()
    expect(await log.keyOf('2026-11-30')).toBeNull()
    const reopened = await subject.reopened()
    expect(watched.said).toEqual(['committed 1', 'fenced'])
    for (const one of [log, reopened.log]) expect(one.head()).toMatchObject({ seq: 2, turn: 1 })
    await reopened.log.close()
  })
}
