// The moderators' key: the file that holds it, a new pair, and what it opens.
import { chmodSync, closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { Result } from 'effect'
import { whyUnwritten } from '../replay/cli/writing.ts'
import { contentOf, type ReportContent } from './content.ts'

/** A file of keys has a few hundred bytes; what is much longer is another file. */
const keyFileBytesMax = 64 * 1024

/** Nothing can be opened with that file; `message` says why not, and what to do. */
export interface KeyUnusable {
  readonly _tag: 'KeyUnusable'
  readonly message: string
}

/** `SealedToOthers`: to another key. `Damaged`: it is not what was sealed. */
export interface NotOpened {
  readonly _tag: 'SealedToOthers' | 'Damaged'
  readonly message: string
}

/** What the moderators hold. */
export interface ModeratorKey {
  readonly file: string
  /** Whether others on this machine may read the file too. */
  readonly isOpenToOthers: boolean
  readonly open: (sealed: Uint8Array) => Promise<Result.Result<ReportContent, NotOpened>>
}

const unusable = (message: string): Result.Result<never, KeyUnusable> =>
  Result.fail({ _tag: 'KeyUnusable', message })

/** Reads a file as `age-keygen` makes it: lines of `AGE-SECRET-KEY-1…`, and comments. */
export const readKey = (file: string): Result.Result<ModeratorKey, KeyUnusable> => {
  const text = keyText(file)
  if (Result.isFailure(text)) return Result.fail(text.failure)
  const lines = text.success
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const fault = faultOf(lines, file)
  if (fault !== null) return unusable(fault)
  const decrypter = new Decrypter()
  try {
    for (const line of lines) decrypter.addIdentity(line)
  } catch {
    return unusable(`In ${file} a key is damaged: take the copy that you kept.`)
  }
  return Result.succeed({
    file,
    isOpenToOthers: (statSync(file).mode & 0o077) !== 0,
    open: (sealed) => opened(decrypter, sealed, file),
  })
}

const keyText = (file: string): Result.Result<string, KeyUnusable> => {
  try {
    const found = statSync(file)
    if (found.isDirectory()) return unusable(`${file} is a folder: name the key file in it.`)
    if (found.size > keyFileBytesMax) return unusable(noKeyIn(file))
    return Result.succeed(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? unusable(`There is no ${file}: name the file that npm run moderate -- keygen made.`)
      : unusable(`${file} may not be read (${code}): ask as the user that it belongs to.`)
  }
}

const noKeyIn = (file: string): string =>
  `${file} holds no key: name the file with the line that begins with AGE-SECRET-KEY-1.`

const faultOf = (lines: readonly string[], file: string): string | null => {
  const [first = ''] = lines
  if (/^(age-encryption\.org|-----BEGIN AGE)/.test(first)) {
    return `${file} is sealed itself: open it with age -d ${file}, and name what comes out.`
  }
  if (lines.some((line) => line.startsWith('AGE-SECRET-KEY-'))) return null
  return lines.some((line) => line.startsWith('age1'))
    ? `${file} holds the public half, which only seals: name the file with AGE-SECRET-KEY-1.`
    : noKeyIn(file)
}

/** As the library says it where another key is needed; everything else is damage. */
const noneMatched = /no identity matched/

const opened = async (
  decrypter: Decrypter,
  sealed: Uint8Array,
  file: string,
): Promise<Result.Result<ReportContent, NotOpened>> => {
  try {
    const content = contentOf(await decrypter.decrypt(sealed, 'text'))
    return Result.mapError(content, () => unknownContent)
  } catch (error) {
    return Result.fail(noneMatched.test(String(error)) ? sealedToOthers(file) : damaged)
  }
}

const sealedToOthers = (file: string): NotOpened => ({
  _tag: 'SealedToOthers',
  message: `${file} is not the key it was sealed to: take the one of that MODERATION_RECIPIENT.`,
})

const damaged: NotOpened = {
  _tag: 'Damaged',
  message: 'What was sealed is damaged, and nobody can open it. It can still be dismissed.',
}

const unknownContent: NotOpened = {
  _tag: 'Damaged',
  message: 'It opens, but is no report that this version reads. Try a newer version.',
}

/** A new pair. */
export interface MadePair {
  readonly file: string
  /** The half that the server is given. */
  readonly recipient: string
}

/** Makes a pair and writes it, for its owner alone; a file that is there stays as it is. */
export const makePair = async (
  file: string,
  madeAt: string,
): Promise<Result.Result<MadePair, KeyUnusable>> => {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  try {
    const made = openSync(file, 'wx', 0o600)
    try {
      writeSync(made, `# created: ${madeAt}\n# public key: ${recipient}\n${identity}\n`)
    } finally {
      closeSync(made)
    }
    chmodSync(file, 0o600)
  } catch (error) {
    return unusable(whyNotMade(file, error as NodeJS.ErrnoException))
  }
  return Result.succeed({ file, recipient })
}

const whyNotMade = (file: string, error: NodeJS.ErrnoException): string => {
  const { code } = error
  if (code === 'EEXIST' || code === 'EISDIR') {
    return `${file} is there already and is never written over: reports may need it. Name another.`
  }
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return `There is no folder for ${file}: make it first.`
  return `${file} cannot be written: ${whyUnwritten(file, error)}.`
}
