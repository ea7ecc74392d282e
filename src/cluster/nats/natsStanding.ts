// How the worlds of a cluster stand: each answers whoever asks all of them, and nothing is kept.
import { type NatsConnection, NoRespondersError, RequestError } from '@nats-io/transport-node'
import { Result, Schema } from 'effect'
import type { Report } from '../../events/ports.ts'
import { WorldStanding } from '../worldHealth.ts'
import { connectNats, sentence, tellOfLine } from './connection.ts'
import { type NatsFailed, natsFailed, serversFrom } from './servers.ts'
import { natsPrefix } from './streams.ts'

/** How long answers are waited for, in ms: who asks does not know how many there are. */
const answersMs = 1_000

const subjectOf = (prefix: string): string => `${prefix}.status`

/** Answers until the connection is closed. */
export const answerStanding = (
  connection: NatsConnection,
  prefix: string,
  standing: () => WorldStanding,
): void => {
  connection.subscribe(subjectOf(prefix), {
    callback: (error, message) => {
      if (error === null) message.respond(JSON.stringify(standing()))
    },
  })
}

/** What came of asking all worlds. */
export interface Standings {
  /** By name. */
  readonly worlds: readonly WorldStanding[]
  /** How many answers were none that this version knows. */
  readonly unknown: number
}

export interface NatsStandings {
  readonly ask: () => Promise<Result.Result<Standings, NatsFailed>>
  readonly close: () => Promise<void>
}

interface StandingsParts {
  readonly url: string
  /** In which the other settings of the way there stand. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly report: Report
}

export const openNatsStandings = async (
  parts: StandingsParts,
): Promise<Result.Result<NatsStandings, NatsFailed>> => {
  const { url, environment, report } = parts
  const connected = await connectNats(serversFrom(url, environment))
  if (Result.isFailure(connected)) return Result.fail(connected.failure)
  const connection = connected.success
  tellOfLine(connection, report)
  return Result.succeed({ ask: () => asked(connection), close: () => connection.close() })
}

const asked = async (connection: NatsConnection): Promise<Result.Result<Standings, NatsFailed>> => {
  const worlds: WorldStanding[] = []
  let unknown = 0
  try {
    const options = { strategy: 'timer', maxWait: answersMs } as const
    for await (const answer of await connection.requestMany(subjectOf(natsPrefix), '', options)) {
      const read = decoded(answer.string())
      if (Result.isSuccess(read)) worlds.push(read.success)
      else unknown += 1
    }
  } catch (error) {
    if (!isNobodyThere(error)) return natsFailed(`NATS does not answer: ${sentence(error)}`)
  }
  worlds.sort((one, other) => (one.world < other.world ? -1 : 1))
  return Result.succeed({ worlds, unknown })
}

const decoded = Schema.decodeUnknownResult(Schema.fromJsonString(WorldStanding))

const isNobodyThere = (error: unknown): boolean =>
  error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders())
