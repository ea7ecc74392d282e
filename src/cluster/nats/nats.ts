// Stream, cabinet and bus on NATS, by one connection.
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { Result } from 'effect'
import type { After, Clock, Report } from '../../events/ports.ts'
import type { EdgeName } from '../../http/line/line.ts'
import type { EdgeBus, WorldBus } from '../bus.ts'
import { askAgainMs, type KeyCabinet, type Stream } from '../stream.ts'
import type { WorldStanding } from '../worldHealth.ts'
import { answerMs } from './asking.ts'
import { connectNats, sentence, tellOfLine } from './connection.ts'
import { natsEdgeBus, natsWorldBus } from './natsBus.ts'
import { NatsCabinet } from './natsCabinet.ts'
import { answerStanding } from './natsStanding.ts'
import { NatsStream } from './natsStream.ts'
import { Publisher } from './publisher.ts'
import { Saying } from './saying.ts'
import { type NatsFailed, type NatsServers, natsFailed } from './servers.ts'
import { keptIn, kindsOf, openStreams, type StreamKind } from './streams.ts'

export interface NatsParts extends NatsServers {
  /** Of the names of all that is kept and said there: another for each world on the same servers. */
  readonly prefix: string
  readonly clock: Pick<Clock, 'after' | 'disarm' | 'monotonic'>
  /** Waits for a few ms, where the clock's delays may come late. */
  readonly shortly?: After
  readonly report: Report
  /** For how long the log is kept there, in ms; where nobody says, as others said. */
  readonly keptMs?: number | undefined
}

export interface Nats {
  readonly stream: Stream
  readonly cabinet: KeyCabinet
  /**
   * Whether a file that knows the log up to a message goes on from where that ends. Where messages are kept it
   * shows when they are read; where none is, nothing would come, and no claim of that world would count.
   */
  readonly goesOn: (last: number) => Promise<Result.Result<void, NatsFailed>>
  readonly worldBus: () => WorldBus
  readonly edgeBus: (edge: EdgeName) => EdgeBus
  /** Has this world answer whoever asks how all of them stand. */
  readonly answerStanding: (standing: () => WorldStanding) => void
  readonly close: () => Promise<void>
}

export const openNats = async (parts: NatsParts): Promise<Result.Result<Nats, NatsFailed>> => {
  const { prefix, report } = parts
  if (!/^[\w-]+$/.test(prefix)) return natsFailed('A prefix in NATS has letters, digits, _ and -')
  const connected = await connectNats(parts)
  if (Result.isFailure(connected)) return Result.fail(connected.failure)
  const connection = connected.success
  const { log, keys } = kindsOf(prefix, parts.keptMs)
  const opened = takesAll(connection)
    ? await opening(connection, [log, keys], report)
    : natsFailed(`NATS takes too little at a time: set max_payload to 1MB or more on its servers`)
  if (Result.isFailure(opened)) {
    await connection.close()
    return Result.fail(opened.failure)
  }
  tellOfLine(connection, report)
  const { monotonic } = parts.clock
  const both = `${log.name} and ${keys.name}`
  const publisher = new Publisher(connection, parts.clock)
  const shared = { connection, publisher, manager: opened.success, clock: parts.clock }
  const saying = new Saying(connection, { monotonic, after: parts.shortly ?? parts.clock.after })
  const bus = { connection, saying, prefix }
  return Result.succeed({
    stream: new NatsStream({ ...shared, ...{ name: log.name, subject: log.subject } }),
    cabinet: new NatsCabinet({ ...shared, ...{ name: keys.name, prefix: `${prefix}.key` } }),
    goesOn: (last) =>
      goingOn({ ask: () => keptIn(opened.success, log.name), clock: parts.clock, both }, last),
    worldBus: () => natsWorldBus(bus),
    edgeBus: (edge) => natsEdgeBus(bus, edge),
    answerStanding: (standing) => answerStanding(connection, prefix, standing),
    close: () => {
      saying.flush()
      return connection.close()
    },
  })
}

interface GoingOn {
  readonly ask: () => ReturnType<typeof keptIn>
  readonly clock: NatsParts['clock']
  /** The names of the streams. */
  readonly both: string
}

const goingOn = async (
  { ask, clock, both }: GoingOn,
  last: number,
): Promise<Result.Result<void, NatsFailed>> => {
  let found = await ask()
  while (Result.isFailure(found)) {
    await new Promise<void>((resolve) => clock.after(askAgainMs, resolve))
    found = await ask()
  }
  const { last: end, kept } = found.success ?? { last: 0, kept: 0 }
  if (end === last || kept > 0) return Result.void
  const anew = `begin anew by deleting the streams ${both}`
  return natsFailed(
    end > last
      ? `NATS keeps nothing of the log, which ended with message ${end}, and passerby.db knows it up to ${last}: copy a newer one from another world; if there is none, ${anew}`
      : `NATS has another log, without a message, and passerby.db knows one up to message ${last}: move it away, and ${anew}`,
  )
}

/** What a server takes at once if nobody says otherwise: a batch of the log has half of it, and headers. */
const messageBytesMin = 1024 * 1024

const takesAll = ({ info }: NatsConnection): boolean =>
  info !== undefined && info.max_payload >= messageBytesMin

const opening = async (
  connection: NatsConnection,
  kinds: readonly StreamKind[],
  report: Report,
): Promise<Result.Result<JetStreamManager, NatsFailed>> => {
  try {
    const manager = await jetstreamManager(connection, { timeout: answerMs, checkAPI: false })
    return Result.map(await openStreams(manager, kinds, report), () => manager)
  } catch (error) {
    return natsFailed(`NATS has no JetStream to use: ${sentence(error)}`)
  }
}
