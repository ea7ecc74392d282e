// Takes reports out, as they were sealed: files that the standard `age` opens.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import type { SealedReport } from '../docket.ts'

/** A file that could not be written; `message` says which, and what to do. */
export interface NotWritten {
  readonly _tag: 'NotWritten'
  readonly message: string
}

/** Makes the folder, for its owner alone, where it is not there. */
export const makeFolder = (folder: string): Result.Result<void, NotWritten> =>
  tried(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  })

/** Writes one; false: it is there already, and stays as it is. */
export const writeSealed = (
  folder: string,
  { number, bytes }: SealedReport,
): Result.Result<boolean, NotWritten> => {
  const file = join(folder, `report-${number}.age`)
  return tried(file, () => {
    try {
      const made = openSync(file, 'wx', 0o600)
      try {
        writeSync(made, bytes)
      } finally {
        closeSync(made)
      }
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  })
}

const tried = <A>(path: string, write: () => A): Result.Result<A, NotWritten> =>
  Result.try({
    try: write,
    catch: (error) => ({
      _tag: 'NotWritten',
      message: `${path} cannot be written (${(error as NodeJS.ErrnoException).code}): name a folder of yours.`,
    }),
  })
