// A cluster looked into from outside: its log is read, and nothing is made or changed.
import { jetstreamManager } from '@nats-io/jetstream'
import { Result } from 'effect'
import type { Clock, Report } from '../../events/ports.ts'
import type { Stream, Unanswered } from '../stream.ts'
import { answerMs } from './asking.ts'
import { connectNats, tellOfLine } from './connection.ts'
import { NatsStream } from './natsStream.ts'
import { Publisher } from './publisher.ts'
import { type NatsFailed, serversFrom } from './servers.ts'
import { type Kept, keptIn, kindsOf, natsPrefix } from './streams.ts'

export interface NatsLookParts {
  readonly url: string
  /** In which the other settings of the way there stand. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Pick<Clock, 'after' | 'disarm' | 'monotonic'>
  readonly report: Report
}

export interface NatsReading {
  /** Of the stream of the log; null: there is none. */
  readonly log: () => Promise<Result.Result<Kept | null, Unanswered>>
  readonly follow: Stream['follow']
  readonly close: () => Promise<void>
}

export const openNatsReading = async (
  parts: NatsLookParts,
): Promise<Result.Result<NatsReading, NatsFailed>> => {
  const { url, environment, clock, report } = parts
  const connected = await connectNats(serversFrom(url, environment))
  if (Result.isFailure(connected)) return Result.fail(connected.failure)
  const connection = connected.success
  tellOfLine(connection, report)
  const manager = await jetstreamManager(connection, { timeout: answerMs, checkAPI: false })
  const publisher = new Publisher(connection, clock)
  const { name, subject } = kindsOf(natsPrefix).log
  return Result.succeed({
    log: () => keptIn(manager, name),
    follow: new NatsStream({ connection, publisher, manager, clock, name, subject }).follow,
    close: () => connection.close(),
  })
}
