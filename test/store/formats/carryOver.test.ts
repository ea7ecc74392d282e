// A log of format 2 is carried over when it is opened, and nothing of it is lost.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fold } from '../../../src/actors/engine/recovery.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import { transcriptOf } from '../../../src/projections/transcript.ts'
import { checkChain } from '../../../src/store/batches/batchRows.ts'
import { openDatabase, openForReading } from '../../../src/store/connection.ts'
import { carryingOver } from '../../../src/store/format2/carryOver.ts'
import { redactedEvent } from '../../../src/store/shredding/redaction.ts'
import { prepare } from '../../../src/store/sqlite/databaseFile.ts'
import { openSqlite } from '../../../src/store/sqlite/open.ts'
import { publicStates } from '../../kit/invariants.ts'
import { eventsOf } from '../../kit/slice.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { readAll } from '../logContract.ts'
import {
  allOf,
  bytesIn,
  openBoth,
  openHere,
  openThread,
  refusalOf,
  settingsFor,
  parts as storeParts,
} from '../stores.ts'
import { connects, joins, leaves, says, Tale } from '../tale.ts'
import { watching } from '../watching.ts'
import {
  asOfNow,
  directoryOfFormatTwo,
  formatTwo,
  sealedOfFormatTwo,
  withoutNumber,
} from './formats.ts'

const { gave, events } = formatTwo

/** Fails unless the log in the directory gives all that it gave as format 2; closes it. */
const givesWhatItGave = async (directory: string): Promise<void> => {
  const store = openHere(directory)
  expect(succeeded(checkChain(store.database))).toBeUndefined()
  const { log, ask } = await openBoth(store)
  expect(log.head()).toEqual(gave.head)
  expect(publicStates(succeeded(await fold(log)))).toEqual(asOfNow(gave.states))
  for (const [room, transcript] of Object.entries(gave.transcripts)) {
    expect(await allOf(transcriptOf(ask)(room, 0))).toEqual(transcript)
  }
  const read = (await readAll(log)).map(withoutNumber)
  expect(read.map(redactedEvent)).toEqual(events)
  const legible = read.filter(({ seq }) => seq in gave.words)
  expect(Object.fromEntries(legible.map(({ seq, data }) => [seq, data]))).toEqual(gave.words)
  await log.close()
}

describe('a log of format 2', () => {
  it('gives what it gave: states, transcripts, events, and the words of the living', async () => {
    const directory = directoryOfFormatTwo()
    await givesWhatItGave(directory)
    await givesWhatItGave(directory)
  })

  it('has its messages numbered where the opening of their room is in the log', () => {
    const directory = directoryOfFormatTwo()
    openHere(directory).close()
    const openings = new Set(events.filter(({ type }) => type === 'room.opened').map(actorOf))
    const carried = eventsOf(join(directory, 'passerby.db'))
    const said = new Map<string, (number | undefined)[]>()
    for (const event of carried) {
      if (event.type !== 'room.send_message') continue
      said.set(event.actor, [...(said.get(event.actor) ?? []), event.data.number])
    }
    expect(said.size).toBeGreaterThan(openings.size)
    for (const [room, numbers] of said) {
      const due = numbers.map((_, index) => (openings.has(room) ? index + 1 : undefined))
      expect([room, numbers]).toEqual([room, due])
    }
  })

  it('keeps no words of whoever is over, not even sealed', () => {
    const directory = directoryOfFormatTwo()
    const over = sealedOfFormatTwo(gave.leftovers)
    const living = sealedOfFormatTwo(Object.keys(gave.words).map(Number))
    const missing = (sealed: readonly Buffer[]) =>
      sealed.filter((words) => !bytesIn(directory).includes(words)).length
    expect([over.length, missing(over), missing(living)]).toEqual([21, 0, 0])
    const store = openHere(directory)
    expect([missing(over), missing(living)]).toEqual([over.length, 0])
    store.close()
  })

  it('goes on', async () => {
    const directory = directoryOfFormatTwo()
    const { log, ask } = await openThread(directory)
    const { seq, turn } = log.head()
    const tale = new Tale({ seq, turn })
    const [ending] = events.filter(({ type }) => type === 'session.join')
    await watching(log).commit(
      tale.turn(joins('new')),
      tale.turn(leaves((ending as LogEvent).actor), connects('new')),
    )
    expect((await readAll(log, seq + 1)).map((event) => event.actor)).toEqual([
      'new',
      (ending as LogEvent).actor,
      'new',
    ])
    expect((await allOf(transcriptOf(ask)('r4', 30))).map((message) => message.seq)).toEqual([
      31, 32, 33,
    ])
    await log.close()
    expect(eventsOf(join(directory, 'passerby.db'))).toHaveLength(events.length + 3)
  })

  it('of which nothing is left but where it ended goes on from there', async () => {
    const directory = directoryOfFormatTwo(
      `delete from events; update keys set began = '0000000000000000', key = zeroblob(32)`,
    )
    const store = openHere(directory)
    expect(succeeded(checkChain(store.database))).toBeUndefined()
    const { log } = await openBoth(store)
    expect(log.head()).toEqual({ seq: 353, turn: 249, at: 0 })
    const tale = new Tale({ seq: 353, turn: 249 })
    await watching(log).commit(tale.turn(joins('ann')))
    expect((await readAll(log)).map(({ seq }) => seq)).toEqual([354])
    await log.close()
  })

  it('that is empty is carried over too', async () => {
    const directory = directoryOfFormatTwo(
      'delete from events; delete from keys; update head set seq = 0, turn = 0',
    )
    const { log } = await openBoth(openHere(directory))
    await watching(log).commit(new Tale().turn(joins('ann'), says('r1', 'ann', 'hello')))
    expect(await readAll(log)).toHaveLength(2)
    await log.close()
  })
})

const actorOf = ({ actor }: LogEvent): string => actor

describe('the operator', () => {
  it('is told once', async () => {
    const directory = directoryOfFormatTwo()
    const told: string[] = []
    for (let start = 0; start < 2; start++) {
      const { log } = await openThread(directory, (message) => told.push(message))
      await log.close()
    }
    expect(told).toEqual([`The log of format 2 was carried over: ${events.length} events.`])
  })
})

describe('the operator of a long log', () => {
  /** What is told of a log with so many events more, the first of which is torn: it goes no further. */
  const toldOf = (more: number): string[] => {
    const directory = directoryOfFormatTwo(`
      insert into events
        with recursive n (seq) as (select 354 union all select seq + 1 from n where seq < ${353 + more})
        select seq, seq, null, 0, 'matchmaker', 'matchmaker.attested', '{"digest":"x"}', null from n;
      update head set seq = ${353 + more}, turn = ${353 + more};
      update events set data = '' where seq = (select min(seq) from events)`)
    const told: string[] = []
    const opened = openSqlite(settingsFor(directory), storeParts, (message) => told.push(message))
    expect(opened).toMatchObject({ failure: { _tag: 'StoreUnusable' } })
    return told
  }

  it('is told when it begins, and of how many events', () => {
    expect(toldOf(100_000 - events.length)).toEqual([])
    expect(toldOf(100_001 - events.length)).toEqual([
      'The log of format 2 is checked and carried over within its file: 100001 events; this takes up to a minute for each million.',
    ])
  })
})

describe('a stop in between', () => {
  /** The last turn that is carried over, and the first that is not. */
  const turnsAround = (file: string): [last: number, next: number] => {
    const database = openForReading(file)
    const turn = (sql: string) => database.prepare(sql).pluck().get() as number
    const turns = [turn('select turn from head'), turn('select min(turn) from events')] as const
    database.close()
    return [...turns]
  }

  /** Carries over so many stretches of the log there, and is killed within the next. */
  const killedAfter = (directory: string, stretches: number): string | null => {
    const source = (path: string) => new URL(`../../../src/${path}`, import.meta.url).href
    const program = `
      import { openDatabase } from '${source('store/connection.ts')}'
      import { carryingOver } from '${source('store/format2/carryOver.ts')}'
      import { prepare } from '${source('store/sqlite/databaseFile.ts')}'
      const database = openDatabase('${join(directory, 'passerby.db')}', 0)
      prepare(database, 'process')
      const carrying = carryingOver(database, 80)
      for (let stretch = 0; stretch < ${stretches}; stretch++) carrying.next()
      database.function('die', () => process.kill(process.pid, 'SIGKILL'))
      database.exec('create temp trigger t after insert on batches begin select die(); end')
      carrying.next()`
    return spawnSync(process.execPath, ['--input-type=module', '-e', program]).signal
  }

  it('loses nothing, wherever it comes, and what is half carried over is read as well', async () => {
    const directory = directoryOfFormatTwo()
    const file = join(directory, 'passerby.db')
    let kills = 0
    for (; killedAfter(directory, Math.min(1, kills)) === 'SIGKILL'; kills++) {
      expect(eventsOf(file).map(withoutNumber)).toEqual(events)
      const [last, next] = turnsAround(file)
      expect(next).toBeGreaterThan(last)
    }
    expect(kills).toBe(4)
    await givesWhatItGave(directory)
  })

  it('comes between turns, also where one has more events than a stretch', async () => {
    const directory = directoryOfFormatTwo()
    const file = join(directory, 'passerby.db')
    const database = openDatabase(file, 0)
    succeeded(prepare(database, 'process'))
    for (const _ of carryingOver(database, 1)) {
      const [last, next] = turnsAround(file)
      expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThan(last)
    }
    database.close()
    await givesWhatItGave(directory)
  })
})

describe('a damaged log of format 2', () => {
  it.each([
    'drop table keys',
    'drop table head',
    'delete from head',
    'drop table events',
    'alter table events drop column sealed',
  ])('is refused in a sentence, and as it is, after %s', (sql) => {
    const directory = directoryOfFormatTwo(sql)
    const file = join(directory, 'passerby.db')
    const before = readFileSync(file)
    expect(refusalOf(directory)).toMatch(
      /passerby\.db is damaged: its tables are not those of format 2\. Move .* shows what of it is sound\.$/,
    )
    expect(readFileSync(file)).toEqual(before)
  })

  it.each(['drop table former_head', 'delete from former_head', 'delete from head'])(
    'and half carried over is refused in a sentence after %s',
    (sql) => {
      const directory = directoryOfFormatTwo()
      const database = openDatabase(join(directory, 'passerby.db'), 0)
      succeeded(prepare(database, 'process'))
      carryingOver(database, 80).next()
      database.exec(sql)
      database.close()
      expect(refusalOf(directory)).toMatch(/passerby\.db is damaged: .*\. Move .* is sound\.$/)
    },
  )

  it('is refused as it is where an event of a room that is over is torn', () => {
    const over = events.find(({ type }) => type === 'room.leave_chat') as LogEvent
    const { seq } = events.find(({ actor }) => actor === over.actor) as LogEvent
    const directory = directoryOfFormatTwo(`update events set data = '{"by":' where seq = ${seq}`)
    const before = readFileSync(join(directory, 'passerby.db'))
    expect(refusalOf(directory)).toContain(`Event ${seq} of the log is torn: its data are not`)
    expect(readFileSync(join(directory, 'passerby.db'))).toEqual(before)
    expect(readdirSync(directory).sort()).toEqual(['passerby.db', 'passerby.lock'])
  })

  it.each([
    ['torn', `data = '['`, 'is torn: its data are not those of room.send_message'],
    ['of an unknown type', `type = 'room.sing'`, 'is of an unknown type, room.sing'],
    ['after the end', 'seq = 400', 'is after its end'],
  ])(
    'is refused where an event is %s, and carried over once that is mended',
    async (_, change, why) => {
      const [last] = events.filter(({ type }) => type === 'room.send_message').slice(-1)
      const { seq, data } = last as LogEvent
      const directory = directoryOfFormatTwo(`update events set ${change} where seq = ${seq}`)
      const at = change.startsWith('seq') ? 400 : seq
      const file = join(directory, 'passerby.db')
      const before = readFileSync(file)
      expect(refusalOf(directory)).toBe(
        `Event ${at} of the log ${why}. Nothing was changed: the version before still opens it as it did. Move ${file} away to begin anew; npm run replay -- FILE shows what of it is sound.`,
      )
      expect(readFileSync(file)).toEqual(before)
      const database = openDatabase(join(directory, 'passerby.db'), 0)
      database
        .prepare('update events set seq = ?, type = ?, data = ? where seq = ?')
        .run(seq, 'room.send_message', JSON.stringify(data), at)
      database.close()
      await givesWhatItGave(directory)
    },
  )

  it('is refused where keys belong to nobody', () => {
    const [first] = events
    const directory = directoryOfFormatTwo(`delete from events where seq = ${first?.seq}`)
    const before = readFileSync(join(directory, 'passerby.db'))
    expect(refusalOf(directory)).toContain(
      ' is damaged: it has keys without owners. Nothing was changed: the version before still opens',
    )
    expect(readFileSync(join(directory, 'passerby.db'))).toEqual(before)
  })
})
