// Opens whatever the user named as a log.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { databaseSource } from './databaseSource.ts'
import { jsonLinesSource } from './jsonLines.ts'
import type { LogFault, Source } from './recorded.ts'

/** How every SQLite database begins. */
const databaseMark = 'SQLite format 3\0'

/** The log at a path: a data directory, a database, or JSON lines; or why there is none. */
export const openLog = (path: string): Source | LogFault => {
  if (!existsSync(path)) return { seq: null, message: `There is no file ${path}.` }
  const file = statSync(path).isDirectory() ? join(path, 'passerby.db') : path
  if (!existsSync(file)) {
    return { seq: null, message: `The directory ${path} holds no log (passerby.db).` }
  }
  return beginning(file) === databaseMark ? databaseSource(file) : jsonLinesSource(file)
}

const beginning = (file: string): string => {
  const bytes = Buffer.alloc(databaseMark.length)
  const opened = openSync(file, 'r')
  try {
    return bytes.toString('latin1', 0, readSync(opened, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(opened)
  }
}
