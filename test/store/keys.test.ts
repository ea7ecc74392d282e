// The keys of the living keep their promises in memory and in the database.
import { randomBytes } from 'node:crypto'
import { describe } from 'vitest'
import { MemoryKeys } from '../../src/store/shredding/memoryKeys.ts'
import { keysOf } from '../../src/store/shredding/sqliteKeys.ts'
import { succeeded } from '../kit/succeeded.ts'
import { type KeysSubject, keysContract } from './keysContract.ts'
import { freshDirectory, openHere } from './stores.ts'

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
    const keys = succeeded(keysOf(database, () => null, randomBytes))
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
        const begun = new Map([...keys.begun()].map(([owner, seq]) => [seq, owner]))
        return succeeded(keysOf(database, (seq) => begun.get(seq) ?? null, randomBytes))
      },
    }
  }
}

describe('the keys in memory', () => keysContract(inMemory))

describe('the keys in the database', () => keysContract(inDatabase()))
