// Every form of log is read, and every bad one said to be so.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import type { LogEvent, Turn } from '../../src/events/event.ts'
import type { LogUnreadable } from '../../src/events/log.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import type { Source } from '../../src/replay/source/source.ts'
import { redactedEvent } from '../../src/store/shredding/redaction.ts'
import { formatVersion } from '../../src/store/sqlite/databaseFile.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere, openThread } from '../store/stores.ts'
import { watching } from '../store/watching.ts'
import { fileOf, fileWith, freshPath, smallWorld } from './recording.ts'

const { played } = smallWorld()
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

const stored = (): string => {
  const directory = freshDirectory()
  const store = openHere(directory)
  store.commit(played)
  store.close()
  return directory
}

/** A database with one of its records changed. */
const spoilt = (sql: string): string => {
  const directory = stored()
  const database = new Sqlite(join(directory, 'passerby.db'))
  database.exec(sql)
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
      expect(source.events).toBe(played.length)
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
      'a record out of order',
      () => changed(41, (line) => line.replace('"seq":41', '"seq":7')),
      'Event 41 of the log is out of order.',
    ],
    [
      'a record that is torn in a database',
      () => spoilt(`update events set data = '{"ses' where seq = 41`),
      'Event 41 of the log is torn: its data are not those of matchmaker.relax.',
    ],
    [
      'a record of an unknown type in a newer database',
      () => spoilt(`update events set type = 'room.sing' where seq = 41; pragma user_version = 99`),
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

  it('is read whole where a newer version wrote only what is known', () => {
    expect(read(opened(spoilt('pragma user_version = 99')))).toEqual({
      events: wordless,
      fault: null,
    })
  })
})
