// Opens whatever the user named as a log.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { databaseSource } from './databaseSource.ts'
import { jsonLinesSource } from './jsonLines.ts'
import type { NotALog, Source } from './source.ts'

/** How every SQLite database begins. */
const databaseSignature = 'SQLite format 3\0'

/** The log at a path: a data directory, a database, or JSON lines. */
export const openSource = (path: string): Result.Result<Source, NotALog> => {
  if (!existsSync(path)) {
    return Result.fail({ _tag: 'NotALog', message: `There is no file ${path}.` })
  }
  const file = statSync(path).isDirectory() ? join(path, 'passerby.db') : path
  if (!existsSync(file)) {
    const message = `The directory ${path} holds no log (passerby.db).`
    return Result.fail({ _tag: 'NotALog', message })
  }
  return beginningOf(file) === databaseSignature ? databaseSource(file) : jsonLinesSource(file)
}

const beginningOf = (file: string): string => {
  const bytes = Buffer.alloc(databaseSignature.length)
  const descriptor = openSync(file, 'r')
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(descriptor)
  }
}
