// Opens whatever the user named as a log.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { openBytes } from './bytes.ts'
import { databaseSource } from './databaseSource.ts'
import { jsonLinesSource } from './jsonLines.ts'
import type { NotALog, Source } from './source.ts'

/** How every SQLite database begins. */
const databaseSignature = 'SQLite format 3\0'

/** The log at a path: a data directory, a database, or JSON lines, which may be packed; `-` is standard input. */
export const openSource = (path: string): Result.Result<Source, NotALog> => {
  const found = Result.try({ try: () => openHere(path), catch: unopened(path) })
  return Result.flatMap(found, (opened) => opened)
}

const openHere = (path: string): Result.Result<Source, NotALog> => {
  if (path !== '-' && !existsSync(path)) {
    return notALog(
      path.includes('://')
        ? `${path} is no log: NATS servers are named by nats:// or tls://.`
        : `There is no file ${path}.`,
    )
  }
  const isDirectory = path !== '-' && statSync(path).isDirectory()
  const file = isDirectory ? join(path, 'passerby.db') : path
  if (isDirectory && !existsSync(file)) {
    return notALog(`The directory ${path} holds no log (passerby.db).`)
  }
  if (isDirectory && statSync(file).isDirectory()) {
    return notALog(`${file} is a directory, and should be the database of a log.`)
  }
  const name = path === '-' ? 'standard input' : file
  return Result.flatMap(openBytes(file), (bytes) => {
    const isDatabase =
      bytes.beginning.toString('latin1', 0, databaseSignature.length) === databaseSignature
    if (file.endsWith('.db') && bytes.beginning.length === 0) {
      return notALog(`${name} is empty: no server has run with it yet.`)
    }
    if (!isDatabase && file.endsWith('.db')) {
      return notALog(`${name} is no log of Passerby: it is no database, as its name says it is.`)
    }
    if (!isDatabase) return jsonLinesSource({ name, bytes })
    return bytes.isPassing || bytes.isUnpacked
      ? notALog(`${name} is a database, which is read from a file of its own: name that, unpacked.`)
      : databaseSource(file)
  })
}

const unopened =
  (path: string) =>
  (error: unknown): NotALog => {
    const { code, message } = error as NodeJS.ErrnoException
    const why = reasons[code ?? ''] ?? message
    return { _tag: 'NotALog', message: `${path} cannot be read: ${why}.` }
  }

/** What the codes of the system say, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it is not yours to read',
  EPERM: 'it is not yours to read',
  EISDIR: 'it is a directory',
  ENXIO: 'it is no file, and nobody writes into it',
}

const notALog = (message: string) => Result.fail({ _tag: 'NotALog' as const, message })
