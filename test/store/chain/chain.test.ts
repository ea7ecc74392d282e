// What was taken out, moved or changed in the rows of the log is found, and named by its seq.
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Command, ends, type LogEvent } from '../../../src/events/event.ts'
import { type BatchRow, batchColumns, rehashed } from '../../../src/store/batches/batchRow.ts'
import { checkChain, standingBefore } from '../../../src/store/batches/batchRows.ts'
import { type Database, openDatabase } from '../../../src/store/connection.ts'
import { redactedEvent, sealerOf } from '../../../src/store/shredding/redaction.ts'
import { readEventsMax } from '../../../src/store/sqlite/eventStore.ts'
import { pruning } from '../../../src/store/sqlite/retention.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { freshDirectory, openHere, refusalOf } from '../stores.ts'
import { connects, joins, leaves, opens, parts, says, Tale, timeOf } from '../tale.ts'

/** A log of ten rows of two events, changed by whoever has it open; and what a start says of it. */
const refusedAfter = (change: (database: Database) => void): string => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea')))
  for (let row = 2; row <= 10; row++) {
    succeeded(store.commit(tale.turn(says('r1', 'ann', `hello ${row}`), connects('ann'))))
  }
  store.close()
  const database = openDatabase(join(directory, 'passerby.db'), 0)
  change(database)
  database.close()
  return refusalOf(directory).replace(/ Move .*/, '')
}

const rowAt = (database: Database, first: number): BatchRow =>
  database.prepare(`select ${batchColumns} from batches where first = ?`).get(first) as BatchRow

const move = (database: Database, from: number, to: number): void => {
  const { last } = rowAt(database, from)
  database
    .prepare('update batches set first = ?, last = ? where first = ?')
    .run(to, last - from + to, from)
}

describe('a row', () => {
  it.each<[what: string, change: (database: Database) => void, refusal: string]>([
    [
      'taken out',
      (database) => database.exec('delete from batches where first = 7'),
      'Event 7 of the log is missing.',
    ],
    [
      'taken out at the beginning',
      (database) => database.exec('delete from batches where first = 1'),
      'Event 1 of the log is missing.',
    ],
    [
      'taken out at the end',
      (database) => database.exec('delete from batches where first = 19'),
      'Event 19 of the log is missing.',
    ],
    [
      'taken out, with those after it moved',
      (database) => {
        database.exec('delete from batches where first = 7')
        for (let first = 9; first <= 19; first += 2) move(database, first, first - 2)
      },
      'Event 7 of the log or one soon after it is not as it was written.',
    ],
    [
      'swapped with its neighbour',
      (database) => {
        move(database, 7, 77)
        move(database, 9, 7)
        move(database, 77, 9)
      },
      'Event 7 of the log or one soon after it is not as it was written.',
    ],
    ['moved to the end', (database) => move(database, 7, 21), 'Event 7 of the log is missing.'],
    [
      'put in twice',
      (database) =>
        database.exec(`insert into batches
          select 21, 22, turn, at, events, words, link, hash from batches where first = 7`),
      'Event 21 of the log or one soon after it is not as it was written.',
    ],
    [
      'that overlaps the one before',
      (database) => move(database, 9, 8),
      'Event 9 of the log is there twice.',
    ],
    ...(['turn', 'at', 'last'] as const).map(
      (column): [string, (database: Database) => void, string] => [
        `with another ${column}`,
        (database) => database.exec(`update batches set ${column} = ${column} + 1 where first = 7`),
        'Event 7 of the log or one soon after it is not as it was written.',
      ],
    ),
    [
      'with another text',
      (database) =>
        database.exec(
          `update batches set events = replace(events, '"ann"', '"bea"') where first = 7`,
        ),
      'Event 7 of the log or one soon after it is not as it was written.',
    ],
    [
      'without its words',
      (database) => database.exec(`update batches set words = x'' where first = 7`),
      'Event 7 of the log or one soon after it is not as it was written.',
    ],
    [
      'with another link, and a hash that fits it',
      (database) => {
        const row = rowAt(database, 7)
        const { link, hash } = rehashed(
          { ...row, link: new Uint8Array(32) },
          standingBefore(database)(7),
        )
        database.prepare('update batches set link = ?, hash = ? where first = 7').run(link, hash)
      },
      'Event 9 of the log or one soon after it is not as it was written.',
    ],
    [
      'of another log at the end',
      (database) => database.exec("update head set link = x'00'"),
      'Event 20 of the log is not the one that the log ends with.',
    ],
    ...['turn = turn - 5', 'turn = turn + 1', 'at = at + 100000000', 'at = at - 1'].map(
      (change): [string, (database: Database) => void, string] => [
        `that the log does not end with: ${change}`,
        (database) => database.exec(`update head set ${change}`),
        'Event 20 of the log is not the one that the log ends with.',
      ],
    ),
  ])('%s is found at the start, and named', (_, change, refusal) => {
    expect(refusedAfter(change)).toBe(refusal)
  })

  it.each([
    ['given to another', "update keys set began = '0000000000000002' where slot = 1"],
    ['changed', 'update keys set key = zeroblob(32) where slot = 1'],
    ['missing', 'delete from keys where slot = 1'],
  ])('whose key was %s is found as well', (_, sql) => {
    expect(refusedAfter((database) => database.exec(sql))).toMatch(/passerby\.db is damaged: .*key/)
  })
})

it('says that more may be missing where the log does not say where it ends', () => {
  const store = openHere(freshDirectory())
  succeeded(store.commit(new Tale().turn(joins('ann'), connects('ann'))))
  store.database.exec('delete from head')
  expect(checkChain(store.database)).toMatchObject({
    failure: {
      message: 'Event 3 of the log may be missing: the log does not say where it ends.',
    },
  })
  store.close()
})

describe('keys', () => {
  /** Of six slots the third is free, and the others are of somebody who lives. */
  const refusedWithout = (keys: string): string => {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    const names = ['ann', 'bea', 'cat', 'dan', 'eve', 'fay']
    succeeded(store.commit(tale.turn(...names.map((name) => joins(name)))))
    succeeded(store.commit(tale.turn(leaves('cat'))))
    store.database.exec(`delete from keys where ${keys}`)
    store.close()
    return refusalOf(directory)
  }

  const slots = [1, 2, 3, 4, 5, 6].map((slot) => `slot = ${slot}`)
  it.each([...slots, 'slot >= 5', 'slot >= 3', 'slot <> 3', 'true'])(
    'that were taken out are missed at the start: %s',
    (taken) => {
      expect(refusedWithout(taken)).toMatch(
        /passerby\.db is damaged: (a key is missing|it has the keys of \d who live, and 5 lived when it ended)\. Move .*/,
      )
    },
  )
})

/** What a log is to give: all that was not pruned, words while their owner lives. */
class Model {
  #events: LogEvent[] = []
  #over = new Set<string>()
  #living = new Set<string>()

  commit(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.#events.push(event)
      if (event.type === 'session.join' || event.type === 'room.opened') {
        this.#living.add(event.actor)
      }
      const over = ends(event)
      if (over !== null) this.#over.add(over)
    }
  }

  prune(before: number): void {
    this.#events = this.#events.filter(({ at, actor }) => at >= before || !this.#over.has(actor))
  }

  read(from: number): readonly LogEvent[] {
    return this.#events
      .filter(({ seq }) => seq >= from)
      .map((event) => {
        const owner = sealerOf(event)
        const isLegible = owner !== null && this.#living.has(owner) && !this.#over.has(owner)
        return owner === null || isLegible ? event : redactedEvent(event)
      })
  }
}

const room = fc.nat(5)
const does = <D extends string>(name: D) => fc.constant(name)
const deed = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ does: does('say'), room, times: fc.integer({ min: 1, max: 300 }) }),
  },
  { weight: 4, arbitrary: fc.record({ does: does('begin'), room }) },
  { weight: 4, arbitrary: fc.record({ does: does('end'), room }) },
  { weight: 3, arbitrary: fc.record({ does: does('empty'), steps: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ does: does('prune'), age: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ does: does('reopen') }) },
)
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never

/** A store, and beside it the model of what it is to give. */
class Modelled {
  readonly #directory = freshDirectory()
  readonly model = new Model()
  store = openHere(this.#directory)
  readonly #tale = new Tale()
  readonly #open = new Map<number, string>()
  #turn = 0
  #names = 0

  take(next: Deed): void {
    if ('room' in next) this.#talk(next)
    else if (next.does === 'empty') this.empty(next.steps)
    else if (next.does === 'prune') this.prune(next.age)
    else this.reopen()
  }

  empty(steps: number): void {
    const { ciphertext } = this.store
    ciphertext.gather()
    for (let step = 0; step < steps && succeeded(ciphertext.empty()); step++);
  }

  prune(age: number): void {
    const before = timeOf(this.#turn - age)
    const step = pruning(this.store)
    while (succeeded(step(before)));
    this.model.prune(before)
  }

  reopen(): void {
    this.store.close()
    this.store = openHere(this.#directory)
  }

  #talk(next: Deed & { readonly room: number }): void {
    const name = this.#open.get(next.room)
    if (next.does === 'begin' && name === undefined) {
      this.#names += 1
      const begun = `r${this.#names}`
      this.#open.set(next.room, begun)
      this.#commit(joins(`s ${begun}`), opens(begun, `s ${begun}`, 'bea'))
    } else if (next.does === 'say' && name !== undefined) {
      const texts = Array.from({ length: next.times }, (_, n) => `hello ${n} ${this.#turn}`)
      while (texts.length > 0) {
        this.#commit(...texts.splice(0, 50).map((text) => says(name, `s ${name}`, text)))
      }
    } else if (next.does === 'end' && name !== undefined) {
      this.#open.delete(next.room)
      const by = `s ${name}`
      this.#commit(says(name, by, 'hello again'), parts(name, by), leaves(by))
    }
  }

  #commit(...commands: readonly Command[]): void {
    const events = this.#tale.turn(...commands)
    this.#turn += 1
    succeeded(this.store.commit(events))
    this.model.commit(events)
  }
}

it('is whole and gives what a model gives, whatever is stored, ended, emptied, pruned, reopened', () => {
  let [rows, pruned] = [0, 0]
  const lives = fc.array(deed, { minLength: 10, maxLength: 60, size: 'max' })
  fc.assert(
    fc.property(lives, (deeds) => {
      const modelled = new Modelled()
      const { model } = modelled
      for (const next of deeds) {
        modelled.take(next)
        succeeded(checkChain(modelled.store.database))
      }
      const { seq } = modelled.store.head()
      for (const from of [1, Math.ceil(seq / 2), seq]) {
        const read = succeeded(modelled.store.read(from, seq))
        expect(read).toEqual(model.read(from).slice(0, read.length))
        expect(read.length).toBe(Math.min(readEventsMax, model.read(from).length))
      }
      modelled.empty(1_000)
      modelled.prune(-1)
      modelled.reopen()
      const { database } = modelled.store
      rows += database.prepare('select count(*) from batches').pluck().get() as number
      pruned += seq - model.read(1).length
      modelled.store.close()
    }),
    { numRuns: 15, seed: 3 },
  )
  // Logs of which nothing is packed or goes would prove nothing.
  expect(rows).toBeGreaterThan(50)
  expect(pruned).toBeGreaterThan(500)
}, 120_000)
