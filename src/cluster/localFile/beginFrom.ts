// What a node begins from: what its file knows, the keys from the cabinet, and a stream that goes on from there.
import { Result } from 'effect'
import { fold } from '../../actors/engine/recovery.ts'
import type { Owner } from '../../events/event.ts'
import type { Head, Log, LogClosed, LogUnreadable } from '../../events/log.ts'
import type { After } from '../../events/ports.ts'
import type { Followed } from '../../store/batches/position.ts'
import type { Filed, FiledBeginning } from '../../store/shredding/filedKeys.ts'
import type { Key } from '../../store/shredding/keys.ts'
import { askAgainMs, type KeyCabinet, type Stream, type Unanswered } from '../stream.ts'
import type { Beginning } from './localFile.ts'
import { type Position, positionOf } from './position.ts'

/** A log that followed the stream, wherever it is kept. */
export interface KeptLog extends Pick<Log, 'living'> {
  readonly head: Head
  readonly followed: Followed
  /** Takes the keys of those who live, before anything is read. */
  readonly give: (keys: readonly (readonly [Owner, Key])[]) => void
}

export interface BeginningParts {
  readonly stream: Stream
  readonly cabinet: KeyCabinet
  readonly clock: { readonly after: After<unknown> }
}

/** The stream does not go on where the log is. */
export interface NotOfStream {
  readonly _tag: 'NotOfStream'
  /** What is said of the log, to go on after its name. */
  readonly message: string
}

/** So many keys are asked for at a time. */
const keysAtOnce = 64

export const beginFrom = async (
  log: KeptLog,
  parts: BeginningParts,
): Promise<Result.Result<Beginning, NotOfStream | LogUnreadable | LogClosed>> => {
  const position = positionOf(log.followed.position)
  const message = await misfitOf(position, parts)
  if (message !== null) return Result.fail({ _tag: 'NotOfStream', message })
  const living = await withKeys(log.followed.living, parts)
  log.give(living.flatMap(({ owner, key }) => (key === null ? [] : [[owner, key] as const])))
  return Result.map(await fold(log), (actorSystem) => ({
    ...{ position, head: log.head, actorSystem, living },
  }))
}

/** Whoever has no key any more is over by the stream, or has lost its words. */
const withKeys = async (
  living: readonly Filed[],
  { cabinet, clock }: BeginningParts,
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
  { stream, clock }: BeginningParts,
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
  clock: BeginningParts['clock'],
): Promise<A> => {
  for (;;) {
    const given = await ask()
    if (Result.isSuccess(given)) return given.success
    await new Promise<void>((resolve) => clock.after(askAgainMs, resolve))
  }
}
