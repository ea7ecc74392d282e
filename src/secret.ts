// The secret that signs cookies: given, or made once and kept.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'

const secretBytes = 32

/** Shorter ones could be guessed. */
export const secretCharactersMin = 16

/** The file of the secret cannot be read or written; `message` is a sentence. */
export interface SecretUnusable {
  readonly _tag: 'SecretUnusable'
  readonly message: string
}

/** The secret kept in `directory`; made at the first start. */
export const keptSecret = (directory: string): Result.Result<string, SecretUnusable> => {
  const path = join(directory, 'secret')
  try {
    const kept = readFileSync(path, 'utf8').trim()
    if (kept.length >= secretCharactersMin) return Result.succeed(kept)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return unusable(path, error)
  }
  const made = randomBytes(secretBytes).toString('base64url')
  try {
    writeFileSync(path, `${made}\n`, { mode: 0o600 })
  } catch (error) {
    return unusable(path, error)
  }
  return Result.succeed(made)
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

const unusable = (path: string, error: unknown): Result.Result<never, SecretUnusable> =>
  Result.fail({
    _tag: 'SecretUnusable',
    message: `The file ${path} cannot be read or written (${codeOf(error)}).`,
  })
