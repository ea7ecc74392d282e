// A file to which a line is added at a time, for whoever reads along.
import { openSync, writeSync } from 'node:fs'
import { Result } from 'effect'
import { whyUnwritten } from '../../replay/cli/writing.ts'

/** The file could not be written; `message` is one line that says why. */
export interface FileUnwritten {
  readonly _tag: 'FileUnwritten'
  readonly message: string
}

/** Adds a line; what fails is told once, and no more lines follow. */
export type AddLine = (line: string) => void

/** Begins the file anew; `flag` is the option that named it. */
export const openLineFile = (
  flag: string,
  file: string,
  failed: (failure: FileUnwritten) => void,
): Result.Result<AddLine, FileUnwritten> => {
  const unwritten = (error: unknown): FileUnwritten => ({
    _tag: 'FileUnwritten',
    message: `${flag} ${file}: ${whyUnwritten(file, error)}`,
  })
  return Result.try({
    try: () => {
      const opened = openSync(file, 'w')
      let hasFailed = false
      return (line: string) => {
        if (hasFailed) return
        try {
          writeSync(opened, `${line}\n`)
        } catch (error) {
          hasFailed = true
          failed(unwritten(error))
        }
      }
    },
    catch: unwritten,
  })
}
