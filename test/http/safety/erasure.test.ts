// What is on the disk of a running server of a conversation, once it is over: what a report sealed.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, expect, it } from 'vitest'
import { openReports, sealedOf } from '../../../src/moderation/reports.ts'
import { openForReading } from '../../../src/store/connection.ts'
import {
  filesIn,
  type Running,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../../kit/process.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { post } from '../client.ts'
import { Browser, meeting } from './browser.ts'

const folder = temporaryFolder()
const running: Running[] = []

afterAll(async () => {
  for (const server of running) await server.end('SIGKILL')
  removeFolder(folder)
})

/** Words that nobody else writes: each must be found nowhere in the files. */
const canary = {
  username: 'Kingfisher of Ely',
  bio: 'I ring ospreys by the loch.',
  interest: 'ptarmigan tracks',
  message: 'The nightjar churrs at midnight.',
  answer: 'And the bittern booms at dawn.',
  note: 'He frightened me with a shrike.',
}

const start = async (directory: string, environment = {}): Promise<Running> => {
  const server = await startServer({ DATA_DIR: directory, ...environment })
  running.push(server)
  return server
}

/** All bytes that the server has written, its write-ahead log and its secret included. */
const bytesIn = (directory: string): Buffer =>
  Buffer.concat(filesIn(directory).map((name) => readFileSync(join(directory, name))))

/** What can be found of some bytes: any of their pieces, of which each alone is beyond chance. */
const piecesFound = (directory: string, bytes: Buffer): number => {
  const files = bytesIn(directory)
  const pieces = Array.from({ length: Math.floor(bytes.length / 16) }, (_, at) =>
    bytes.subarray(at * 16, at * 16 + 16),
  )
  return pieces.filter((piece) => files.includes(piece)).length
}

/** As they are, as JSON and as base64 would have them. */
const canariesFound = (directory: string): readonly string[] => {
  const files = bytesIn(directory)
  const middle = (text: string, shift: number) =>
    Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .slice(4, -4)
  return Object.values(canary).filter((text) =>
    [text, ...[0, 1, 2].map((shift) => middle(text, shift))].some((form) => files.includes(form)),
  )
}

/** The keys of those who live, as another process finds them. */
const keysIn = (directory: string): readonly Buffer[] => {
  const database = openForReading(join(directory, 'passerby.db'))
  const keys = database.prepare('select key from keys').pluck().all() as Buffer[]
  database.close()
  return keys.filter((key) => key.some((byte) => byte !== 0))
}

/** The sealed words that stand there, row by row. */
const ciphertextIn = (directory: string): readonly Buffer[] => {
  const database = openForReading(join(directory, 'passerby.db'))
  const words = database.prepare('select words from batches where length(words) > 0').pluck().all()
  database.close()
  return words as Buffer[]
}

/** Two meet, talk, one reports the other, and both leave; gives the keys that were there meanwhile. */
const encounter = async (server: Running, directory: string): Promise<readonly Buffer[]> => {
  const at = { origin: server.address }
  const [one, other] = [new Browser(canary.username), new Browser('Ann')]
  const ann = await other.online(at)
  const dan = await one.online(at, { bio: canary.bio, interests: [canary.interest] })
  const room = await meeting(ann, dan)
  dan.say(canary.message, 'm1')
  await ann.upTo('message')
  ann.say(canary.answer, 'm2')
  await dan.upTo('message')
  const keys = keysIn(directory)
  expect(canariesFound(directory)).toEqual([])
  ann.send({ type: 'report', room, reason: 'threat', note: canary.note })
  await ann.upTo('reported')
  for (const { cookie } of [one, other]) await post(at, '/leave', {}, { Cookie: cookie })
  return keys
}

const decide = (directory: string, report: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(join(directory, 'moderation.sock'))
    socket.once('data', (line) => {
      resolve(`${line}`)
      socket.end()
    })
    socket.once('error', reject)
    socket.write(`${JSON.stringify({ decide: report, decision: 'dismiss' })}\n`)
  })

it('has nothing of a conversation but what a report sealed, and not that once it is decided', async () => {
  const directory = join(folder, 'sealing')
  const identity = await generateIdentity()
  const recipient = await identityToRecipient(identity)
  const server = await start(directory, { MODERATION_RECIPIENT: recipient })
  const lived = await encounter(server, directory)
  const [dayKey] = lived as [Buffer]
  expect(lived.length).toBe(4)
  const [report, ...others] = succeeded(openReports(directory)).reports
  if (report === undefined) throw new Error('There is a report')
  expect(others).toEqual([])
  const gone = lived.filter((key) => key !== dayKey)
  await expect.poll(() => gone.map((key) => piecesFound(directory, key))).toEqual([0, 0, 0])
  expect(canariesFound(directory)).toEqual([])

  const sealed = succeeded(sealedOf(directory, report))
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const opened = await decrypter.decrypt(sealed, 'text')
  expect(opened).toContain(canary.message)
  expect(opened).toContain(canary.note)
  expect(piecesFound(directory, Buffer.from(sealed))).toBe(0)

  const keys = keysIn(directory)
  const reportKey = keys.find((key) => !lived.some((known) => known.equals(key))) as Buffer
  expect(keys.length).toBe(2)
  const ciphertext = Buffer.concat(ciphertextIn(directory))
  expect(await decide(directory, report.report)).toMatch(/^\{"done":true/)
  await expect.poll(() => piecesFound(directory, reportKey)).toBe(0)
  // What a crash left to be emptied is emptied at the next start, and not half a minute later.
  await server.end('SIGKILL')
  await start(directory, { MODERATION_RECIPIENT: recipient })
  await expect.poll(() => ciphertextIn(directory)).toEqual([])
  await expect.poll(() => piecesFound(directory, ciphertext)).toBe(0)
  expect(canariesFound(directory)).toEqual([])
})

it('has nothing of a conversation that was reported where nobody can open reports', async () => {
  const directory = join(folder, 'unsealing')
  const server = await start(directory)
  const lived = await encounter(server, directory)
  const [dayKey, ...gone] = lived as [Buffer, ...Buffer[]]
  await expect.poll(() => gone.map((key) => piecesFound(directory, key))).toEqual([0, 0, 0])
  expect(keysIn(directory)).toEqual([dayKey])
  expect(succeeded(openReports(directory)).reports).toEqual([])
  expect(canariesFound(directory)).toEqual([])
})
