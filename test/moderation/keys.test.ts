// The moderators' key: made once, read as the standard tool writes it, and what it opens.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Encrypter } from 'age-encryption'
import { afterAll, describe, expect, it } from 'vitest'
import { sealFor } from '../../src/http/safety/sealing.ts'
import { makePair, readKey } from '../../src/moderation/keys.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'

const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

let files = 0
const fileOf = (text: string): string => {
  files += 1
  const file = join(folder, `file-${files}`)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

const pair = async () => {
  files += 1
  return succeeded(await makePair(join(folder, `pair-${files}`), '2026-11-29T09:00:00Z'))
}

const report = {
  ...{ version: 1, room: 'r1', at: 1, reason: 'threat', note: 'Help', proven: true, other: 'bea' },
  ...{ messages: 2, left_out: 1, transcript: [{ n: 2, from: 'reported', text: '\u001b[2J' }] },
}

/** As the server seals it. */
const sealedTo = async (recipient: string, content: unknown = report): Promise<Buffer> => {
  const seal = succeeded(await sealFor(recipient))
  return Buffer.from(await seal(JSON.stringify(content)), 'base64')
}

/** Without the standard tool there is nothing to hold it against. */
const hasAge = spawnSync('age', ['--version']).status === 0

describe('a new pair', () => {
  it('is for its owner alone, in the form of the standard tool, and never written over', async () => {
    const { file, recipient } = await pair()
    const text = readFileSync(file, 'utf8')
    expect(recipient).toMatch(/^age1[a-z0-9]{58}$/)
    expect(text).toMatch(
      /^# created: 2026-11-29T09:00:00Z\n# public key: age1\w{58}\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n$/,
    )
    expect(text).toContain(recipient)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await makePair(file, 'later')).toMatchObject({
      failure: { message: expect.stringContaining('is there already and is never written over') },
    })
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(await makePair(join(folder, 'no', 'key'), 'now')).toMatchObject({
      failure: { message: expect.stringMatching(/^There is no folder for .*: make it first\.$/) },
    })
  })

  it('opens what the server sealed to its public half', async () => {
    const { file, recipient } = await pair()
    const key = succeeded(readKey(file))
    expect(key.isOpenToOthers).toBe(false)
    expect(await key.open(await sealedTo(recipient))).toMatchObject({ success: report })
  })

  it.runIf(hasAge)(
    'opens it with the standard tool too, as age-keygen’s opens it here',
    async () => {
      const { file, recipient } = await pair()
      const sealed = join(folder, 'report.age')
      writeFileSync(sealed, await sealedTo(recipient))
      expect(JSON.parse(String(execFileSync('age', ['-d', '-i', file, sealed])))).toEqual(report)
      const theirs = fileOf(
        String(execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'] })),
      )
      const [, public_ = ''] = /public key: (\S+)/.exec(readFileSync(theirs, 'utf8')) ?? []
      const opened = await succeeded(readKey(theirs)).open(await sealedTo(public_))
      expect(opened).toMatchObject({ success: report })
    },
  )
})

describe('a file of keys', () => {
  it('may have comments, blank lines and several keys', async () => {
    const [former, latter] = [await pair(), await pair()]
    const lines = [former, latter].map(({ file }) => readFileSync(file, 'utf8'))
    const key = succeeded(readKey(fileOf(`# ours\r\n\r\n  ${lines.join('\n\n# next\n')}`)))
    for (const { recipient } of [former, latter])
      expect(await key.open(await sealedTo(recipient))).toMatchObject({ success: report })
  })

  it('that others can read is told of', async () => {
    const { file } = await pair()
    chmodSync(file, 0o644)
    expect(succeeded(readKey(file)).isOpenToOthers).toBe(true)
  })

  it.each([
    [() => join(folder, 'none'), /^There is no .*: name the file that npm run moderate -- keygen/],
    [() => fileOf('age1xyz\n'), /holds the public half, which only seals: name the file with/],
    [() => fileOf('hello'), /holds no key: name the file with the line that begins with/],
    [() => fileOf(''), /holds no key/],
    [() => fileOf('x'.repeat(70_000)), /holds no key/],
    [
      () => fileOf('AGE-SECRET-KEY-1QQQ'),
      /^In .* a key is damaged: take the copy that you kept\.$/,
    ],
    [() => fileOf('age-encryption.org/v1\n-> scrypt'), /is sealed itself: open it with age -d/],
    [() => mkdirSync(join(folder, 'sub'), { recursive: true }) ?? '', /is a folder: name the key/],
  ])('that cannot be used is told in a sentence', (made, sentence) => {
    const given = made() || join(folder, 'sub')
    expect(readKey(given)).toMatchObject({ failure: { message: expect.stringMatching(sentence) } })
  })
})

describe('what cannot be opened', () => {
  it('was sealed to others, is damaged, or is no report', async () => {
    const [ours, theirs] = [await pair(), await pair()]
    const key = succeeded(readKey(ours.file))
    expect(await key.open(await sealedTo(theirs.recipient))).toMatchObject({
      failure: { _tag: 'SealedToOthers', message: expect.stringContaining(ours.file) },
    })
    const sealed = await sealedTo(ours.recipient)
    const broken = Buffer.from(sealed)
    broken[broken.length - 3] = (broken.at(-3) ?? 0) ^ 1
    for (const bytes of [broken, sealed.subarray(0, -40), Buffer.from('hello'), Buffer.alloc(0)])
      expect(await key.open(bytes)).toMatchObject({ failure: { _tag: 'Damaged' } })
    for (const content of [{ ...report, version: 2 }, 'hello', { ...report, transcript: 7 }])
      expect(await key.open(await sealedTo(ours.recipient, content))).toMatchObject({
        failure: { _tag: 'Damaged', message: expect.stringContaining('a newer version') },
      })
    const encrypter = new Encrypter()
    encrypter.addRecipient(ours.recipient)
    expect(await key.open(await encrypter.encrypt(new Uint8Array([0xff, 0])))).toMatchObject({
      failure: { _tag: 'Damaged' },
    })
  })
})
