// The secret that signs cookies: given, or made once and kept.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const secretBytes = 32

/** Shorter ones could be guessed. */
export const secretCharactersMin = 16

/** The secret kept in `directory`; made at the first start. Throws a sentence. */
export const keptSecret = (directory: string): string => {
  const path = join(directory, 'secret')
  try {
    const kept = readFileSync(path, 'utf8').trim()
    if (kept.length >= secretCharactersMin) return kept
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusable(path, error)
  }
  const made = randomBytes(secretBytes).toString('base64url')
  try {
    writeFileSync(path, `${made}\n`, { mode: 0o600 })
  } catch (error) {
    throw unusable(path, error)
  }
  return made
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

const unusable = (path: string, error: unknown) =>
  new Error(`The file ${path} cannot be read or written (${codeOf(error)}).`)
