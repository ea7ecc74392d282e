// Every form of log is read, and every bad one said to be so.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import type { LogEvent, Turn } from '../../src/events/event.ts'
import type { LogUnreadable } from '../../src/events/log.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import type { RecordedEvent, Source } from '../../src/replay/source/source.ts'
import {
  type BatchRow,
  batchColumns,
  chainStart,
  rehashed,
} from '../../src/store/batches/batchRow.ts'
import { redactedEvent } from '../../src/store/shredding/redaction.ts'
import { formatVersion } from '../../src/store/sqlite/databaseFile.ts'
import { pruning } from '../../src/store/sqlite/retention.ts'
import { succeeded } from '../kit/succeeded.ts'
import { directoryOfFormatTwo, formatTwo, withoutNumber } from '../store/formats/formats.ts'
import { freshDirectory, openHere, openThread } from '../store/stores.ts'
import { joins, leaves, Tale } from '../store/tale.ts'
import { watching } from '../store/watching.ts'
import { fileOf, fileWith, freshPath, smallStage } from './recording.ts'

const { played } = smallStage()
const wordless = played.map(redactedEvent)

const turnsOf = (events: readonly LogEvent[]): Turn[] =>
  [...new Set(events.map(({ turn }) => turn))].map((turn) =>
    events.filter((event) => event.turn === turn),
  )

const opened = (path: string): Source => succeeded(openSource(path))

const read = (source: Source, after = 0): { events: LogEvent[]; fault: LogUnreadable | null } => {
  const events: LogEvent[] = []
  const reading = source.read(after)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return { events, fault: Result.isFailure(value) ? value.failure : null }
    events.push(...value.map(({ event }) => event))
  }
}

/** A data directory with the log, as so many commits. */
const stored = (commits: readonly Turn[] = [played]): string => {
  const directory = freshDirectory()
  const store = openHere(directory)
  for (const events of commits) store.commit(events)
  store.close()
  return directory
}

const fileIn = (directory: string): string => join(directory, 'passerby.db')

/** A database that SQL was run on behind the back of the store. */
const spoilt = (sql: string, commits: readonly Turn[] = [played]): string => {
  const directory = stored(commits)
  const database = new Sqlite(fileIn(directory))
  database.exec(sql)
  database.close()
  return directory
}

/** A database that was written by somebody who writes other events; of so high a version. */
const foreign = (from: string, to: string, version = formatVersion): string => {
  const directory = spoilt(`pragma user_version = ${version}`)
  const database = new Sqlite(fileIn(directory))
  const row = database.prepare(`select ${batchColumns} from batches`).get() as BatchRow
  const at = row.events.lastIndexOf(from)
  const events = row.events.slice(0, at) + row.events.slice(at).replace(from, to)
  const { hash } = rehashed({ ...row, events }, chainStart)
  database.prepare('update batches set events = ?, hash = ?').run(events, hash)
  database.close()
  return directory
}

/** JSON lines with the line of that seq changed. */
const changed = (seq: number, change: (line: string) => string): string => {
  const lines = [
    `{"passerby":"log","version":${formatVersion}}`,
    ...wordless.map((e) => JSON.stringify(e)),
  ]
  return fileOf(lines.map((line, index) => (index === seq ? change(line) : line)).join('\n'))
}

describe('a sound log', () => {
  it('is read from a directory, a database and JSON lines, without words', () => {
    const directory = stored()
    for (const path of [directory, join(directory, 'passerby.db'), fileWith(played)]) {
      const source = opened(path)
      // How many lines a file has is known once it is read.
      expect([0, played.length]).toContain(source.events)
      expect(read(source)).toEqual({ events: wordless, fault: null })
      expect(read(source, 17).events).toEqual(wordless.slice(17))
      source.close()
    }
  })

  it('gives no word that somebody wrote into JSON lines', () => {
    const line = wordless.map((event) =>
      JSON.stringify(event).replace('[erased, 5 chars]', 'hello'),
    )
    const file = fileOf([`{"passerby":"log","version":${formatVersion}}`, ...line].join('\n'))
    expect(read(opened(file)).events).toEqual(wordless)
  })

  it('takes for redacted what is marked so, and nothing because it reads so', () => {
    const typed = played.map((event) =>
      event.type === 'room.send_message'
        ? ({ ...event, data: { ...event.data, text: '[erased, 99 chars]' } } as LogEvent)
        : event,
    )
    const texts = (path: string) =>
      read(opened(path)).events.flatMap((event) =>
        event.type === 'room.send_message' ? [event.data.text] : [],
      )
    const expected = ['[erased, 18 chars]', '[erased, 18 chars]']
    const file = fileWith(typed)
    expect(texts(file)).toEqual(expected)
    const again = fileWith(read(opened(file)).events)
    expect(texts(again)).toEqual(expected)
    const unmarked = typed.map((event) => JSON.stringify(event))
    const head = `{"passerby":"log","version":${formatVersion}}`
    expect(texts(fileOf([head, ...unmarked].join('\n')))).toEqual(expected)
  })

  it('may have before it what `npm run` says', () => {
    const file = fileOf(
      `\n> passerby@0.1.0 replay\n> node src/replay/main.ts\n\n{"passerby":"log","version":1}\n`,
    )
    expect(read(opened(file))).toEqual({ events: [], fault: null })
  })

  it('is read while a server writes it, and gives what came since', async () => {
    const directory = freshDirectory()
    const { log } = await openThread(directory)
    const { commit } = watching(log)
    const source = opened(directory)
    const events: LogEvent[] = []
    for (const turn of turnsOf(played)) {
      await commit(turn)
      const more = read(source, events.length)
      expect(more.fault).toBeNull()
      events.push(...more.events)
      expect(events).toHaveLength(turn.at(-1)?.seq ?? 0)
    }
    expect(events).toEqual(wordless)
    await log.close()
    source.close()
  })
})

describe('a log of format 2', () => {
  it('is read as it is, and stays so', () => {
    const directory = directoryOfFormatTwo()
    const before = readFileSync(fileIn(directory))
    const source = opened(directory)
    expect(source.events).toBe(formatTwo.events.length)
    expect(read(source)).toEqual({ events: formatTwo.events, fault: null })
    expect(read(source, 200).events).toEqual(formatTwo.events.filter(({ seq }) => seq > 200))
    source.close()
    expect(readFileSync(fileIn(directory))).toEqual(before)
  })

  it('is read on while a server carries it over', () => {
    const directory = directoryOfFormatTwo()
    const source = opened(directory)
    expect(read(source).fault).toBeNull()
    openHere(directory).close()
    const { events, fault } = read(source, 200)
    expect(fault).toBeNull()
    expect(events.map(withoutNumber)).toEqual(formatTwo.events.filter(({ seq }) => seq > 200))
    source.close()
  })

  it('is read up to a record that is torn, which is named', () => {
    const { events, fault } = read(
      opened(directoryOfFormatTwo(`update events set data = '{"by' where seq = 200`)),
    )
    const why = 'is torn: its data are not those of session.connect'
    expect(fault?.message).toBe(`Event 200 of the log ${why}.`)
    expect(events).toEqual(formatTwo.events.filter(({ seq }) => seq < 200))
  })

  it('is read for ever as JSON lines', () => {
    const text = readFileSync(formatTwo.lines, 'utf8')
    expect(text.slice(0, text.indexOf('\n'))).toBe('{"passerby":"log","version":2}')
    expect(read(opened(formatTwo.lines))).toEqual({ events: formatTwo.events, fault: null })
  })
})

describe('a log that its server makes less', () => {
  it('is no damaged one, though what was seen of it is gone when more is looked for', () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    for (let one = 0; one < 300; one++) {
      const comers = Array.from({ length: 20 }, (_, index) => `s${one}-${index}`)
      store.commit(tale.turn(...comers.map((comer) => joins(comer))))
      store.commit(tale.turn(...comers.map(leaves)))
    }
    const source = opened(directory)
    const reading = source.read(0)
    const first = reading.next().value as readonly RecordedEvent[]
    const seen = first.at(-1)?.event.seq as number
    expect(seen).toBeLessThan(6_000)
    const step = pruning(store)
    while (succeeded(step(Number.POSITIVE_INFINITY)));
    store.ciphertext.gather()
    while (succeeded(store.ciphertext.empty()));
    store.commit(tale.turn(joins('last')))
    // The row that was seen last is within another one now.
    const holding = store.database.prepare('select first from batches where last >= ? limit 1')
    expect((holding.get(seen) as { first: number }).first).toBeLessThan(seen - 100)
    const rest: LogEvent[] = []
    for (let next = reading.next(); ; next = reading.next()) {
      if (next.done) {
        expect(Result.isSuccess(next.value)).toBe(true)
        break
      }
      rest.push(...next.value.map(({ event }) => event))
    }
    expect(rest.every(({ seq }) => seq > seen)).toBe(true)
    expect(rest.at(-1)?.actor).toBe('last')
    store.close()
    source.close()
  })
})

describe('no log at all', () => {
  it('is named in a sentence', () => {
    const empty = freshPath()
    mkdirSync(empty)
    const alien = join(empty, 'alien.db')
    const database = new Sqlite(alien)
    database.exec('create table t (x)')
    database.close()
    const torn = join(empty, 'torn.db')
    writeFileSync(torn, `SQLite format 3\0${'x'.repeat(2_000)}`)
    const fault = (path: string) =>
      Result.getOrThrow(Result.flip(openSource(path))).message.replaceAll(empty, '')
    expect(fault(join(empty, 'nothing'))).toBe('There is no file /nothing.')
    expect(fault(empty)).toBe('The directory  holds no log (passerby.db).')
    expect(fault(alien)).toBe('/alien.db is no log of Passerby: it belongs to another program.')
    expect(fault(torn)).toMatch(/^\/torn\.db cannot be read as a log: .*\.$/)
    expect(fault(fileOf('hello'))).toMatch(/is no log of Passerby: its first line is not/)
    writeFileSync(join(empty, 'passerby.db'), 'hello')
    const noDatabase =
      '/passerby.db is no log of Passerby: it is no database, as its name says it is.'
    expect(fault(empty)).toBe(noDatabase)
    expect(fault(join(empty, 'passerby.db'))).toBe(noDatabase)
    writeFileSync(join(empty, 'passerby.db'), '')
    expect(fault(empty)).toBe('/passerby.db is empty: no server has run with it yet.')
    expect(fault('http://127.0.0.1:4222')).toMatch(/ is no log: NATS servers are named by nats:/)
  })
})

describe('a log that is not sound to its end', () => {
  const cases: readonly (readonly [name: string, path: () => string, message: string])[] = [
    [
      'a torn last record',
      () => changed(41, (line) => line.slice(0, 60)),
      'Event 41 of the log is torn: its line is no whole JSON.',
    ],
    [
      'a record of an unknown type',
      () => changed(41, (line) => line.replace('matchmaker.relax', 'matchmaker.shuffle')),
      'Event 41 of the log is of an unknown type, matchmaker.shuffle.',
    ],
    [
      'a record with the data of another',
      () => changed(41, (line) => line.replace('"session":"s4"', '"seat":"s4"')),
      'Event 41 of the log is torn: its data are not those of matchmaker.relax.',
    ],
    [
      'a record without its actor',
      () => changed(41, (line) => line.replace('"actor":"matchmaker",', '')),
      'Event 41 of the log is torn: it lacks its turn, its time or its actor.',
    ],
    [
      'a record at no time that a date has',
      () => changed(41, (line) => line.replace(/"at":\d+/, '"at":1e300')),
      'Event 41 of the log is torn: it lacks its turn, its time or its actor.',
    ],
    [
      'a record out of order',
      () => changed(41, (line) => line.replace('"seq":41', '"seq":7')),
      'Event 41 of the log is out of order.',
    ],
    [
      'a record with the data of another in a database',
      () => foreign('"session":"s4"', '"seat":"s4"'),
      'Event 41 of the log is torn: its data are not those of matchmaker.relax.',
    ],
    [
      'a record of an unknown type in a newer database',
      () => foreign('matchmaker.relax', 'room.sing', 99),
      `Event 41 of the log is of an unknown type, room.sing; the file was written by a newer version of Passerby (format 99, not ${formatVersion}).`,
    ],
  ]

  for (const [name, path, message] of cases) {
    it(`is read up to ${name}, which is named`, () => {
      const { events, fault } = read(opened(path()))
      expect(fault).toMatchObject({ _tag: 'LogUnreadable', seq: 41, message })
      expect(events).toEqual(wordless.slice(0, 40))
    })
  }

  /** By turns, so that each is a row. */
  const turns = turnsOf(played)
  const notAsWritten = 'or one soon after it is not as it was written'
  // The row of turn 13 has events 18 and 19, and words.
  it.each<[what: string, sql: string, seq: number, why: string]>([
    ['an event changed', `events = replace(events, 's4', 's1')`, 18, notAsWritten],
    ['a sealed word changed', `words = zeroblob(length(words))`, 18, notAsWritten],
    ['words taken out', `words = x''`, 18, notAsWritten],
    ['the time changed', 'at = at + 1', 18, notAsWritten],
    ['the turn changed', 'turn = turn + 1', 18, notAsWritten],
    ['the link changed', 'link = zeroblob(32)', 18, notAsWritten],
    ['the hash changed', 'hash = zeroblob(32)', 18, notAsWritten],
    ['its end moved', 'last = 20', 18, notAsWritten],
    ['another place', 'first = 50, last = 51', 18, 'is missing'],
  ])('is read up to a row with %s, which is named', (_, change, seq, why) => {
    const directory = spoilt(`update batches set ${change} where first = 18`, turns)
    const { events, fault } = read(opened(directory))
    expect(fault?.message).toBe(`Event ${seq} of the log ${why}.`)
    expect(events).toEqual(wordless.slice(0, 17))
  })

  it.each<[what: string, sql: string, seq: number]>([
    ['that is missing', 'delete from batches where first = 18', 18],
    ['that is missing at the beginning', 'delete from batches where first = 1', 1],
    ['that is missing at the end', 'delete from batches where first = 41', 41],
    ['without which nothing is left', 'delete from batches', 1],
  ])('is read up to a row %s', (_, sql, seq) => {
    const { events, fault } = read(opened(spoilt(sql, turns)))
    expect(fault?.message).toBe(`Event ${seq} of the log is missing.`)
    expect(events).toEqual(wordless.slice(0, seq - 1))
  })

  it('is read up to rows that changed places', () => {
    const directory = spoilt(
      `update batches set first = -first, last = -last where first in (1, 2);
       update batches set first = 3 + first, last = 3 + last where first < 0`,
      turns,
    )
    const { events, fault } = read(opened(directory))
    expect([fault?.seq, events]).toEqual([1, []])
  })

  it('is read whole where a newer version wrote only what is known', () => {
    expect(read(opened(spoilt('pragma user_version = 99')))).toEqual({
      events: wordless,
      fault: null,
    })
  })
})
