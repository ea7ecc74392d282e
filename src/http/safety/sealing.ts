// Seals what is reported, so that only whoever has the moderators' key can read it.
import { Result } from 'effect'

/** Seals a text for the moderators: an age file, in base64. */
export type Seal = (text: string) => Promise<string>

/** `MODERATION_RECIPIENT` cannot be sealed to; `message` is a sentence. */
export interface RecipientUnusable {
  readonly _tag: 'RecipientUnusable'
  readonly message: string
}

/** Compiled by then, sealing takes the main thread a millisecond and not forty. */
const rehearsals = 5

const rehearsed = 'x'.repeat(48 * 1024)

/** What seals to a public key of age; loads the library, and tries it. */
export const sealFor = async (
  recipient: string,
): Promise<Result.Result<Seal, RecipientUnusable>> => {
  // Loaded where it is needed: most start without it, and sooner.
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  try {
    encrypter.addRecipient(recipient)
  } catch {
    return Result.fail(unusable)
  }
  const seal: Seal = async (text) => Buffer.from(await encrypter.encrypt(text)).toString('base64')
  for (let rehearsal = 0; rehearsal < rehearsals; rehearsal += 1) await seal(rehearsed)
  return Result.succeed(oneAtATime(seal))
}

const unusable: RecipientUnusable = {
  _tag: 'RecipientUnusable',
  message: 'MODERATION_RECIPIENT: expected a public key of age, of which a character seems wrong',
}

/** Sealing holds the main thread up: whoever comes together waits for one another. */
const oneAtATime = (seal: Seal): Seal => {
  let last: Promise<unknown> = Promise.resolve()
  return (text) => {
    const sealed = last.then(() => seal(text))
    last = sealed.catch(() => {})
    return sealed
  }
}
