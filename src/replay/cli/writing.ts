// What a command line is told to write, and where: what cannot be is a sentence.
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
    catch: (error) => notWritten(`${named(path)} cannot be written: ${whyUnwritten(path, error)}.`),
  })

/** Why nothing can be written at that path, and what to do, in words that may stand in a sentence. */
export const whyUnwritten = (path: string, error: unknown): string => {
  // Of a folder that is made it may be one above it that could not be.
  const { code, message, path: at = path } = error as NodeJS.ErrnoException
  if (path === '') return 'it has no name: name a file'
  const folder = dirname(at)
  // What the system makes of itself, as /proc, takes nothing.
  if (code === 'ENOENT' && !existsSync(folder)) {
    return `there is no folder ${folder}: make it, or name another`
  }
  if (code === 'ENOTDIR') return `${folder} is no folder: name another`
  return reasons[code ?? ''] ?? `${message}: name a file in a folder of yours`
}

/** What the codes of the system say, in words. */
const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder: name a file in it',
  EEXIST: 'something else is there: name another',
  EACCES: 'it is not yours to write: name a folder of yours',
  EPERM: 'it is not yours to write: name a folder of yours',
  ENOENT: 'nothing can be made there: name a folder of yours',
  EROFS: 'its disk can only be read: name another',
  ENOSPC: 'its disk is full: make room, or name another',
  EDQUOT: 'you may take no more of its disk: make room, or name another',
}

/** An empty name would not be seen. */
const named = (path: string): string => path || "''"

const notWritten = (message: string): NotWritten => ({ _tag: 'NotWritten', message })

/** Writes a file that is not there yet: one that is stays as it is. */
export const writeNew = (file: string, text: string): Result.Result<void, NotWritten> =>
  statSync(file, { throwIfNoEntry: false }) === undefined
    ? written(file, () => writeFileSync(file, text, { flag: 'wx' }))
    : Result.fail(notWritten(`${file} is there already, and is left as it is: name another file.`))

/** Whether `writeNew` can write there: what is to be written may take long to find out. */
export const tryNew = (file: string): Result.Result<void, NotWritten> =>
  Result.map(writeNew(file, ''), () => rmSync(file))

/** Makes the folder, for its owner alone, where it is not there. */
export const makeFolder = (folder: string): Result.Result<void, NotWritten> =>
  written(folder, () => make(resolve(folder)))

/** As `recursive` would, which never returns where the system makes nothing, as in `/proc`. */
const make = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  make(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
