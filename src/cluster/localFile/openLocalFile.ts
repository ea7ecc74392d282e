// Opens the local file of a world's node: what it knows, the keys from the cabinet, and whether the stream goes on from there.
import { join } from 'node:path'
import { Result } from 'effect'
import { fold } from '../../actors/engine/recovery.ts'
import type { After } from '../../events/ports.ts'
import type { FollowedLog } from '../../store/following/followedLog.ts'
import { openFollowed } from '../../store/following/open.ts'
import type { Filed, FiledBeginning } from '../../store/shredding/filedKeys.ts'
import type { StoreSettings } from '../../store/sqlite/open.ts'
import type { WriterLoading } from '../../store/writerThread.ts'
import { askAgainMs, type KeyCabinet, type Stream, type Unanswered } from '../stream.ts'
import type { LocalFile } from './localFile.ts'
import { type Position, positionOf } from './position.ts'

export interface LocalFileParts {
  readonly writer: WriterLoading
  readonly stream: Stream
  readonly cabinet: KeyCabinet
  readonly clock: { readonly after: After<unknown> }
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

/** So many keys are asked for at a time. */
const keysAtOnce = 64

export const openLocalFile = async (
  settings: Omit<StoreSettings, 'follows'>,
  parts: LocalFileParts,
): Promise<Result.Result<OpenLocalFile, FileUnusable>> => {
  const opened = await openFollowed(settings, parts)
  if (Result.isFailure(opened)) return Result.fail(opened.failure)
  const log = opened.success
  const local = await begun(log, join(settings.directory, 'passerby.db'), parts)
  if (Result.isFailure(local)) await log.close()
  return local
}

const begun = async (
  log: FollowedLog,
  name: string,
  parts: LocalFileParts,
): Promise<Result.Result<OpenLocalFile, FileUnusable>> => {
  const position = positionOf(log.followed.position)
  const misfit = await misfitOf(position, parts)
  if (misfit !== null) return Result.fail({ _tag: 'NotOfStream', message: `${name} ${misfit}` })
  const living = await withKeys(log.followed.living, parts)
  log.give(living.flatMap(({ owner, key }) => (key === null ? [] : [[owner, key] as const])))
  const folded = await fold(log)
  return Result.map(folded, (actorSystem) => ({
    beginning: { position, head: log.head, actorSystem, living },
    take: (lot) => log.follow(lot),
    room: () => log.room(),
    isWritable: () => log.isWritable,
    space: () => log.space(),
    ask: (...asked) => log.ask(...asked),
    close: () => log.close(),
  }))
}

/** Whoever has no key any more is over by the stream, or has lost its words. */
const withKeys = async (
  living: readonly Filed[],
  { cabinet, clock }: LocalFileParts,
): Promise<readonly FiledBeginning[]> => {
  const found: FiledBeginning[] = []
  for (let from = 0; from < living.length; from += keysAtOnce) {
    const lot = living.slice(from, from + keysAtOnce).map(async (filed) => {
      const key = await answered(() => cabinet.get(filed.epoch, filed.owner), clock)
      return { ...filed, key }
    })
    found.push(...(await Promise.all(lot)))
  }
  return found
}

/** Why the stream does not go on where the file is, to go on after its name; null: it does. */
const misfitOf = async (
  { last }: Position,
  { stream, clock }: LocalFileParts,
): Promise<string | null> => {
  const firstFrom = async (from: number): Promise<number | null> => {
    const read = await answered(() => stream.read(from), clock)
    return read[0]?.number ?? null
  }
  const first = await firstFrom(Math.max(1, last))
  if (first !== null && first > last + 1) {
    return `is too old for the stream, which begins after what would follow it (message ${first}, not ${last + 1}): copy a newer one from another world.`
  }
  if (first !== null || last === 0) return null
  // Where the stream has let go of all that it had, what comes follows.
  const isShorter = (await firstFrom(1)) !== null
  return isShorter ? 'is of another stream: this one has not come as far.' : null
}

/** Asks until it is answered. */
const answered = async <A>(
  ask: () => Promise<Result.Result<A, Unanswered>>,
  clock: LocalFileParts['clock'],
): Promise<A> => {
  for (;;) {
    const given = await ask()
    if (Result.isSuccess(given)) return given.success
    await new Promise<void>((resolve) => clock.after(askAgainMs, resolve))
  }
}
