// What a command line is told to write, and where: what cannot be is a sentence.
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Result } from 'effect'

/** Something could not be written; `message` says what, and what to do. */
export interface NotWritten {
  readonly _tag: 'NotWritten'
  readonly message: string
}

/** Writes by `write` what belongs at that path. */
export const written = <A>(path: string, write: () => A): Result.Result<A, NotWritten> =>
  Result.try({
    try: write,
    catch: (error) => ({
      _tag: 'NotWritten',
      message: `${path} cannot be written (${(error as NodeJS.ErrnoException).code}): name a folder of yours.`,
    }),
  })

/** Writes a file that is not there yet: one that is stays as it is. */
export const writeNew = (file: string, text: string): Result.Result<void, NotWritten> =>
  statSync(file, { throwIfNoEntry: false }) === undefined
    ? written(file, () => writeFileSync(file, text, { flag: 'wx' }))
    : Result.fail({
        _tag: 'NotWritten',
        message: `${file} is there already, and is left as it is: name another file.`,
      })

/** Makes the folder, for its owner alone, where it is not there. */
export const makeFolder = (folder: string): Result.Result<void, NotWritten> =>
  written(folder, () => make(resolve(folder)))

/** As `recursive` would, which never returns where the system makes nothing, as in `/proc`. */
const make = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  make(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
