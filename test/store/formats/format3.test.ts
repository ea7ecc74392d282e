// A log of format 3 has the tables of now, and words that were sealed by another cipher.
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { LogEvent } from '../../../src/events/event.ts'
import { transcriptOf } from '../../../src/projections/transcript.ts'
import { openDatabase } from '../../../src/store/connection.ts'
import { redactedEvent } from '../../../src/store/shredding/redaction.ts'
import { eventsOf } from '../../kit/slice.ts'
import { readAll } from '../logContract.ts'
import { allOf, freshDirectory, openBoth, openHere, openThread, refusalOf } from '../stores.ts'
import { says, Tale } from '../tale.ts'
import { watching } from '../watching.ts'
import { formatThree } from './formats.ts'

const { gave, database } = formatThree

const directoryOfFormatThree = (): string => {
  const directory = freshDirectory()
  mkdirSync(directory, { recursive: true })
  copyFileSync(database, join(directory, 'passerby.db'))
  return directory
}

const versionOf = (directory: string): unknown => {
  const opened = openDatabase(join(directory, 'passerby.db'), 0)
  const version = opened.pragma('user_version', { simple: true })
  opened.close()
  return version
}

it('gives what it gave, with what was said since beside it', async () => {
  const directory = directoryOfFormatThree()
  expect(versionOf(directory)).toBe(3)
  const { log, ask } = await openBoth(openHere(directory))
  expect(log.head()).toEqual(gave.head)
  expect(await readAll(log)).toEqual(gave.events)
  const [said] = new Tale(gave.head).turn(says('r1', 'ben', 'hello 5'))
  await watching(log).commit([{ ...said, data: { ...said?.data, number: 5 } } as LogEvent])
  const transcript = await allOf(transcriptOf(ask)('r1', 0))
  expect(transcript.slice(0, 4)).toEqual(gave.transcript)
  expect(transcript.map(({ text }) => text).slice(3)).toEqual(['hello 4', 'hello 5'])
  await log.close()
  // So that the version before does not take the new words for damage.
  expect(versionOf(directory)).toBe(4)
})

it('is read by the debugger', () => {
  expect(eventsOf(database)).toEqual(gave.events.map(redactedEvent))
})

it('is as it was after a start that was refused, or stored nothing', async () => {
  const directory = directoryOfFormatThree()
  const file = join(directory, 'passerby.db')
  const told: string[] = []
  const { log } = await openThread(directory, (message) => told.push(message))
  await log.close()
  expect(told).toEqual([
    'The log is of format 3: with the first thing that is stored it becomes one of format 4, which the version before does not open.',
  ])
  expect(versionOf(directory)).toBe(3)
  const torn = openDatabase(file, 0)
  torn.exec('update batches set words = zeroblob(length(words))')
  torn.pragma('wal_checkpoint(TRUNCATE)')
  torn.close()
  expect(refusalOf(directory)).toMatch(/^Event 1 of the log or one soon after it is not as it was/)
  expect(versionOf(directory)).toBe(3)
})
