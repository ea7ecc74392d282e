// Takes reports out, as they were sealed: files that the standard `age` opens.
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from 'effect'
import { type NotWritten, written } from '../../replay/cli/writing.ts'
import type { SealedReport } from '../docket.ts'

/** Writes one; false: it is there already, and stays as it is. */
export const writeSealed = (
  folder: string,
  { number, bytes }: SealedReport,
): Result.Result<boolean, NotWritten> => {
  const file = join(folder, `report-${number}.age`)
  return written(file, () => {
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
