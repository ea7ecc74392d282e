// The secret that signs cookies: given, or made once and kept.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'

const secretBytes = 32

/** As many as a secret that was made here has. */
const madeCharacters = Math.ceil((secretBytes * 4) / 3)

/** Shorter ones could be guessed. */
export const secretCharactersMin = 16

/** The file of the secret cannot be used; `message` is a sentence. */
export interface SecretUnusable {
  readonly _tag: 'SecretUnusable'
  readonly message: string
}

/**
 * The secret kept in `directory`; made where there is none. One that is empty or torn is made anew
 * only if `isInUse` is false: else everybody in the log would be locked out without a word.
 */
export const keptSecret = (
  directory: string,
  { isInUse, warn }: { readonly isInUse: boolean; readonly warn: (message: string) => void },
): Result.Result<string, SecretUnusable> => {
  const path = join(directory, 'secret')
  const content = contentOf(path)
  if (Result.isFailure(content)) return Result.fail(content.failure)
  const kept = content.success
  if (kept !== null && isWhole(kept)) return Result.succeed(kept.trim())
  if (kept !== null && isInUse) {
    return Result.fail({
      _tag: 'SecretUnusable',
      message: `The file ${path} is empty or torn, and people are here whose cookies it signed: put back what was in it, or delete it, and they have to join anew.`,
    })
  }
  if (kept !== null) warn(`The file ${path} was empty or torn, and is made anew`)
  else if (isInUse) warn(`The file ${path} is gone, and everybody has to join anew`)
  return Result.try({
    try: () => made(directory, path),
    catch: (error) => refusedBySystem(path, error),
  })
}

const refusedBySystem = (path: string, error: unknown): SecretUnusable => {
  const { code } = error as NodeJS.ErrnoException
  return {
    _tag: 'SecretUnusable',
    message: `The file ${path} cannot be read or written (${code}).`,
  }
}

/** Null where there is no such file. */
const contentOf = (path: string): Result.Result<string | null, SecretUnusable> => {
  try {
    return Result.succeed(readFileSync(path, 'utf8'))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? Result.succeed(null)
      : Result.fail(refusedBySystem(path, error))
  }
}

/** Of one that was cut off the end of the line is missing, or zeros stand where nothing was written. */
const isWhole = (content: string): boolean => {
  const secret = content.trim()
  const hasEnd = content.endsWith('\n') || secret.length >= madeCharacters
  return hasEnd && secret.length >= secretCharactersMin && !secret.includes('\0')
}

/** Makes the file whole under another name first: at no time is there half of it under its own. */
const made = (directory: string, path: string): string => {
  const secret = randomBytes(secretBytes).toString('base64url')
  const draft = `${path}.new`
  rmSync(draft, { force: true })
  synced(openSync(draft, 'wx', 0o600), (file) => writeSync(file, `${secret}\n`))
  renameSync(draft, path)
  synced(openSync(directory, 'r'), () => {})
  return secret
}

const synced = (file: number, write: (file: number) => void): void => {
  try {
    write(file)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
