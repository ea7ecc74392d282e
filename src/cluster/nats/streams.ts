// The streams that the servers keep: made on the first start, on three servers where there are so many.
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream'
import { nanos, TimeoutError } from '@nats-io/transport-node'
import { Result } from 'effect'
import type { Report } from '../../events/ports.ts'
import type { Unanswered } from '../stream.ts'
import { unanswered } from './asking.ts'
import { sentence } from './connection.ts'
import { type NatsFailed, natsFailed } from './servers.ts'

/** One of them may be lost, and nothing is. */
const replicas = 3

/** So often a stream is asked for that is to stand on so many: servers elect who leads it, and one may be away. */
const triesMax = 5

/** What is particular to one of the streams. */
export interface StreamKind {
  readonly name: string
  readonly subject: string
  readonly storage: StorageType
  /** How many messages of each subject are kept; -1: all. */
  readonly perSubject: number
  /** For how long a message is kept, in ms; null: as the stream has it, for ever where it has nothing. */
  readonly keptMs: number | null
  /** Whether a message may say for how long it is kept, where the servers know of such (2.11 does). */
  readonly letsGo: boolean
}

/** Of the names of all that a cluster keeps and says. */
export const natsPrefix = 'passerby'

/** The streams of that prefix; `keptMs` as the log's is to have it. */
export const kindsOf = (
  prefix: string,
  keptMs: number | null = null,
): Readonly<Record<'log' | 'keys', StreamKind>> => ({
  log: {
    ...{ name: `${prefix}-log`, subject: `${prefix}.log` },
    ...{ storage: StorageType.File, perSubject: -1, keptMs, letsGo: false },
  },
  keys: {
    ...{ name: `${prefix}-keys`, subject: `${prefix}.key.*.*` },
    ...{ storage: StorageType.Memory, perSubject: 1, keptMs: null, letsGo: true },
  },
})

/**
 * Makes the streams where they are not there yet; one that stands on fewer servers is put on three. Says
 * so once where there are fewer.
 */
export const openStreams = async (
  manager: JetStreamManager,
  kinds: readonly StreamKind[],
  report: Report,
): Promise<Result.Result<void, NatsFailed>> => {
  const few: unknown[] = []
  for (const kind of kinds) {
    const wanted = await madeInTime(manager, kind)
    if (Result.isSuccess(wanted)) continue
    const alone = await made(manager, kind, 1)
    if (Result.isFailure(alone)) {
      return natsFailed(`NATS has no stream ${kind.name}${whyNone(alone.failure)}`)
    }
    if (alone.success < replicas) few.push(wanted.failure)
  }
  if (few.length > 0) {
    report('warn', 'NATS keeps the log on one server: what that loses is lost', {
      why: sentence(few[0]),
    })
  }
  return Result.succeed(undefined)
}

const whyNone = (error: unknown): string =>
  error instanceof TimeoutError || (error instanceof JetStreamApiError && error.code === noLeader)
    ? ` to give at the moment: ${sentence(error)}; it takes a majority of its servers`
    : `: ${sentence(error)}`

/** How servers say that too few of them are there to agree on anything. */
const noLeader = 10_008

/** What goes wrong by then is wrong: of several who ask at a time servers answer some only once asked again. */
const madeInTime = async (
  manager: JetStreamManager,
  kind: StreamKind,
): Promise<Result.Result<number, unknown>> => {
  for (let tries = triesMax; ; tries -= 1) {
    const tried = await made(manager, kind, replicas)
    const isUnanswered = Result.isFailure(tried) && tried.failure instanceof TimeoutError
    if (!isUnanswered || tries === 1) return tried
  }
}

/** It is there, on how many servers: so many at least. */
const made = async (
  manager: JetStreamManager,
  kind: StreamKind,
  count: number,
): Promise<Result.Result<number, unknown>> => {
  const config = configOf(kind, count)
  try {
    await manager.streams.add(config)
    return Result.succeed(count)
  } catch (error) {
    if (!isThere(error)) return Result.fail(error)
  }
  try {
    const { config: found } = await manager.streams.info(kind.name)
    const max_age = kind.keptMs === null ? found.max_age : config.max_age
    const { allow_msg_ttl } = config
    const isLettingGo = (found.allow_msg_ttl === true) === allow_msg_ttl
    const isAsItShould = found.num_replicas >= count && found.max_age === max_age && isLettingGo
    const num_replicas = Math.max(found.num_replicas, count)
    if (!isAsItShould) {
      await manager.streams.update(kind.name, { num_replicas, max_age, allow_msg_ttl })
    }
    return Result.succeed(num_replicas)
  } catch (error) {
    return Result.fail(error)
  }
}

/** The stream exists and is otherwise than it was to be: as with one server less, or as its operator has it. */
const isThere = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === nameInUse

const nameInUse = 10_058

const configOf = (
  { name, subject, storage, perSubject, keptMs, letsGo }: StreamKind,
  count: number,
) =>
  ({
    ...{ name, storage, subjects: [subject], num_replicas: count },
    max_msgs_per_subject: perSubject,
    // What is lost by any other bound is missed by whoever folds the stream.
    ...{ max_age: nanos(keptMs ?? 0), max_msgs: -1, max_bytes: -1, max_msg_size: -1 },
    ...{ retention: RetentionPolicy.Limits, discard: DiscardPolicy.Old },
    ...{ deny_delete: true, deny_purge: true, allow_msg_ttl: letsGo },
  }) satisfies Partial<StreamConfig>

/** The messages of a stream: the first that is kept, the last that there is, and how many are kept. */
export interface Kept {
  readonly first: number
  readonly last: number
  readonly kept: number
}

/** How the servers say that there is no such stream. */
const noStream = 10_059

/** Null: there is no such stream. */
export const keptIn = async (
  manager: JetStreamManager,
  name: string,
): Promise<Result.Result<Kept | null, Unanswered>> => {
  try {
    const { state } = await manager.streams.info(name)
    const { first_seq: first, last_seq: last, messages: kept } = state
    return Result.succeed({ first, last, kept })
  } catch (error) {
    const isNone = error instanceof JetStreamApiError && error.code === noStream
    return isNone ? Result.succeed(null) : unanswered(error)
  }
}
