// The keys of the living keep their promises in memory and in the database.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Owner } from '../../src/events/event.ts'
import { FiledKeys, filedIn } from '../../src/store/shredding/filedKeys.ts'
import { keyBytes } from '../../src/store/shredding/keys.ts'
import { MemoryKeys } from '../../src/store/shredding/memoryKeys.ts'
import { keysOf } from '../../src/store/shredding/sqliteKeys.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import { succeeded } from '../kit/succeeded.ts'
import { type KeysSubject, keysContract } from './keysContract.ts'
import { freshDirectory, openHere, parts, settingsFor } from './stores.ts'

const inMemory = (): KeysSubject => {
  const keys = new MemoryKeys(randomBytes)
  return {
    keys,
    batch: (change, isStored = true) => {
      change()
      if (isStored) keys.settle()
      else keys.undo()
    },
  }
}

/** Each time with an empty table, of a database that is there for all. */
const inDatabase = (): (() => KeysSubject) => {
  const { database } = openHere(freshDirectory())
  const countLiving = database.prepare('update head set living = ?')
  return () => {
    database.exec('delete from keys')
    countLiving.run(0)
    const keys = succeeded(keysOf(database, randomBytes))
    return {
      keys,
      batch: (change, isStored = true) => {
        database.exec('begin')
        change()
        countLiving.run(keys.count)
        database.exec(isStored ? 'commit' : 'rollback')
        if (isStored) keys.settle()
        else keys.undo()
      },
      reopened: () => {
        const again = succeeded(keysOf(database, randomBytes))
        const owners = [...keys.owners()]
        for (const [index, seq] of [...keys.begun()].entries())
          again.meet(owners[index] as Owner, seq)
        succeeded(again.checkMet())
        return again
      },
    }
  }
}

describe('the keys in memory', () => keysContract(inMemory))

describe('the keys in the database', () => keysContract(inDatabase()))

it('the keys of a log that follows are in memory alone, and who lives is in its table', () => {
  const settings = { ...settingsFor(freshDirectory()), follows: true }
  const { database, close } = succeeded(openSqlite(settings, parts))
  const keys = new FiledKeys(database, randomBytes)
  const key = randomBytes(keyBytes)
  keys.file({ owner: 'ann', began: 1, epoch: 4, key })
  keys.file({ owner: 'bea', began: 2, epoch: 4, key: null })
  keys.settle()
  expect(keys.of('ann')).toEqual(new Uint8Array(key))
  expect([keys.has('bea'), keys.of('bea'), keys.count]).toEqual([true, undefined, 0])

  const again = new FiledKeys(database, randomBytes)
  expect([...again.begun()]).toEqual([...keys.begun()])
  expect(again.of('ann')).toBeUndefined()
  again.give('ann', key)
  again.give('nobody', key)
  expect([...again.owners()]).toEqual(['ann', 'bea'])
  expect(again.of('ann')).toEqual(new Uint8Array(key))
  for (const owner of ['ann', 'bea']) again.end(owner)
  again.settle()
  expect([...again.owners(), ...filedIn(database)]).toEqual([])
  expect(database.prepare('select count(*) from keys').pluck().get()).toBe(0)
  close()
})
