// Opens the local file of a world's node.
import { join } from 'node:path'
import { Result } from 'effect'
import { openFollowed } from '../../store/following/open.ts'
import type { StoreSettings } from '../../store/sqlite/open.ts'
import type { WriterLoading } from '../../store/writerThread.ts'
import { type BeginningParts, beginFrom } from './beginFrom.ts'
import type { LocalFile } from './localFile.ts'

export interface LocalFileParts extends BeginningParts {
  readonly writer: WriterLoading
  /** Something for the operator to know. */
  readonly warn: (message: string) => void
}

/** Why a node cannot begin with its file, in one sentence for an operator. */
export interface FileUnusable {
  readonly _tag: 'StoreUnusable' | 'NotOfStream' | 'LogUnreadable' | 'LogClosed'
  readonly message: string
}

/** A file that is open, and what closes it. */
export type OpenLocalFile = LocalFile & { readonly close: () => Promise<void> }

export const openLocalFile = async (
  settings: Omit<StoreSettings, 'follows'>,
  parts: LocalFileParts,
): Promise<Result.Result<OpenLocalFile, FileUnusable>> => {
  const opened = await openFollowed(settings, parts)
  if (Result.isFailure(opened)) return Result.fail(opened.failure)
  const log = opened.success
  const begun = await beginFrom(log, parts)
  if (Result.isFailure(begun)) {
    await log.close()
    const { _tag, message } = begun.failure
    const name = _tag === 'NotOfStream' ? `${join(settings.directory, 'passerby.db')} ` : ''
    return Result.fail({ _tag, message: `${name}${message}` })
  }
  return Result.succeed({
    beginning: begun.success,
    take: (lot) => log.follow(lot),
    room: () => log.room(),
    isWritable: () => log.isWritable,
    space: () => log.space(),
    ask: (...asked) => log.ask(...asked),
    close: () => log.close(),
  })
}
