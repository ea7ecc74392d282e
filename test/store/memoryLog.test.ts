// The log in memory keeps the promises of logs, and its own.
import { describe, expect, it } from 'vitest'
import { type MemoryLog, memoryLog } from '../kit/memoryLog.ts'
import { logContract, readAll, type Subject } from './logContract.ts'
import { ownersContract } from './ownersContract.ts'
import { connects, joins, Tale } from './tale.ts'
import { watching } from './watching.ts'

const subject = (log: MemoryLog): Subject => ({
  log,
  reopened: async () => {
    await log.close()
    return subject(log.crash())
  },
  fence: () => log.fence('told to'),
  hindrance: { hinder: () => log.fail('told to'), mend: log.recover },
})

describe('the log in memory', () => {
  logContract(async () => subject(memoryLog()))
  ownersContract(async () => subject(memoryLog()))

  it('holds turns back until it is flushed, as many as asked for', async () => {
    const log = memoryLog({ held: true })
    const watched = watching(log)
    const tale = new Tale()
    for (let turn = 0; turn < 3; turn++) log.append(tale.turn(connects('ann')))
    await Promise.resolve()
    expect(watched.said).toEqual([])
    log.flush(2)
    expect(watched.said).toEqual(['committed 2'])
    log.flush()
    expect(watched.said).toEqual(['committed 2', 'committed 3'])
  })

  it('commits nothing that waited when it was fenced', async () => {
    const log = memoryLog({ held: true })
    const watched = watching(log)
    const tale = new Tale()
    for (let turn = 0; turn < 3; turn++) log.append(tale.turn(connects('ann')))
    log.flush(1)
    log.fail('the disk is full')
    log.fence('the other leads')
    log.recover()
    log.flush()
    log.hold(false)
    log.break('the disk is gone')
    expect(watched.said).toEqual(['committed 1', 'unavailable', 'fenced'])
    expect(watched.messages).toEqual(['the disk is full', 'the other leads'])
    expect(log.head().turn).toBe(1)
  })

  it('loses what was not committed in a crash, and the dead log says nothing more', async () => {
    const log = memoryLog({ held: true })
    const watched = watching(log)
    const tale = new Tale()
    log.append(tale.turn(joins('ann')))
    log.flush()
    log.append(tale.turn(connects('ann')))
    const found = log.crash()
    log.flush()
    log.append(tale.turn(connects('ann')))
    expect(watched.said).toEqual(['committed 1'])
    expect(found.head()).toMatchObject({ seq: 1, turn: 1 })
    expect((await readAll(found)).length).toBe(1)
  })
})
