// Sealing for moderators: only their key opens it, with the library or the standard tool.
import {
  Decrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption'
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import { keptBytesMax, newestOf, reportContent } from '../../../src/http/safety/reportContent.ts'
import { sealFor } from '../../../src/http/safety/sealing.ts'
import { succeeded } from '../../kit/succeeded.ts'

const opened = (identity: string, sealed: string): Promise<string> => {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return decrypter.decrypt(Buffer.from(sealed, 'base64'), 'text')
}

describe('what is sealed', () => {
  it.each([
    ['X25519', generateX25519Identity],
    ['post-quantum', generateHybridIdentity],
  ])('is opened by the identity of a recipient (%s), and by no other', async (_, generate) => {
    const [identity, other] = [await generate(), await generate()]
    const seal = succeeded(await sealFor(await identityToRecipient(identity)))
    const texts = ['first', 'second \u{1f600}', 'x'.repeat(60_000)]
    const sealed = await Promise.all(texts.map(seal))
    expect(await Promise.all(sealed.map((one) => opened(identity, one)))).toEqual(texts)
    expect(Buffer.from(sealed[0] ?? '', 'base64').toString('latin1')).toMatch(/^age-encryption.org/)
    expect(sealed.join()).not.toContain('second')
    await expect(opened(other, sealed[0] ?? '')).rejects.toThrow()
  })

  it('is sealed one after the other: whatever else comes in meanwhile has its turn', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity())
    const seal = succeeded(await sealFor(recipient))
    const together = 30
    let turns = 0
    let isOver = false
    const turn = () => {
      turns += 1
      if (!isOver) setImmediate(turn)
    }
    setImmediate(turn)
    await Promise.all(Array.from({ length: together }, () => seal('x'.repeat(10_000))))
    isOver = true
    expect(turns).toBeGreaterThanOrEqual(together)
  })

  it('cannot be sealed to what is no key, of which nothing is said', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity())
    const [last = ''] = recipient.slice(-1)
    const torn = recipient.slice(0, -1) + (last === 'q' ? 'p' : 'q')
    const { message } = Result.getOrThrow(Result.flip(await sealFor(torn)))
    expect(message).toMatch(/^MODERATION_RECIPIENT: expected a public key/)
    expect(message).not.toContain(torn.slice(4, 20))
  })
})

describe('the content of a report', () => {
  const facts = {
    room: 'r1',
    at: 7,
    reason: 'other' as const,
    note: 'n'.repeat(500),
    proven: true,
    other: 'p',
  }

  it.each([
    ['short ones', 'a', 5_000],
    ['long ones', '\u{1f600}'.repeat(2_000), 40],
    ['ones full of quotes', '"'.repeat(2_000), 60],
  ])('has the newest messages that fit, of %s', async (_, text, count) => {
    const transcript = Array.from({ length: count }, (_, at) => ({
      n: at + 1,
      from: 'reported' as const,
      text,
    }))
    const content = reportContent({ ...facts, messages: count, transcript })
    const read = JSON.parse(content)
    expect(read.transcript.at(-1).n).toBe(count)
    expect(read.left_out).toBe(read.transcript[0].n - 1)
    const { length: bytes } = Buffer.from(JSON.stringify(read.transcript))
    expect(bytes).toBeLessThanOrEqual(keptBytesMax + 2)
    expect(bytes).toBeGreaterThan(keptBytesMax - 8_100)
    const seal = succeeded(await sealFor(await identityToRecipient(await generateX25519Identity())))
    expect(Buffer.from(await seal(content), 'base64').length).toBeLessThan(64 * 1024)
  })

  it('is all of them where they fit', () => {
    const transcript = [{ n: 1, from: 'reporter' as const, text: 'hi' }]
    expect(newestOf(transcript)).toEqual(transcript)
    expect(newestOf([])).toEqual([])
  })
})
