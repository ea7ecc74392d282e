// How a cluster stands, made of what its worlds answer: which of them leads, and who only says so.
import { Result } from 'effect'
import type { NatsStandings } from '../cluster/nats/natsStanding.ts'
import type { Leading, WorldStanding } from '../cluster/worldHealth.ts'
import { type NothingTold, nothingTold } from '../store/sqlite/dataDirectory.ts'

export interface LeadingWorld extends WorldStanding {
  readonly leading: Leading
}

/** What the worlds of a cluster tell; one of them at least. */
export interface ClusterTold {
  /** Where they were asked. */
  readonly url: string
  /** All that answered, by name. */
  readonly worlds: readonly WorldStanding[]
  /** How many answers were of another version. */
  readonly unknown: number
  /** The one that leads: of several that say so the one of the newest epoch. Null: none does. */
  readonly leader: LeadingWorld | null
  /** Those that say so of an older epoch: nothing that they take counts. */
  readonly overtaken: readonly LeadingWorld[]
}

/** What all worlds answer. */
export const clusterTold = async (
  url: string,
  { ask }: Pick<NatsStandings, 'ask'>,
): Promise<Result.Result<ClusterTold, NothingTold>> => {
  const answered = await ask()
  if (Result.isFailure(answered)) return nothingTold(`${answered.failure.message}.`)
  const { worlds, unknown } = answered.success
  if (worlds.length > 0) return Result.succeed({ url, worlds, unknown, ...leadersOf(worlds) })
  return nothingTold(
    unknown === 0
      ? `No world answers at ${url}: start one with ROLE=world and NATS_URL=${url}, or name the servers that yours meet by.`
      : `Worlds of another version answer at ${url}: ask with that version.`,
  )
}

const leadersOf = (worlds: readonly WorldStanding[]): Pick<ClusterTold, 'leader' | 'overtaken'> => {
  const [leader = null, ...overtaken] = worlds
    .filter((world): world is LeadingWorld => world.leading !== null)
    .sort((one, other) => other.epoch - one.epoch)
  return { leader, overtaken }
}

/** Whether one world leads, takes things in, and no other says that it leads. */
export const isHealthy = ({ leader, overtaken }: ClusterTold): boolean =>
  leader?.status === 'leads' && overtaken.length === 0

/** For a program; times in ms of Unix time. */
export const clusterRecord = (told: ClusterTold): object => {
  const { url, worlds, unknown, leader, overtaken } = told
  const { leading } = leader ?? {}
  const { since, seq, at, edges, openReports, suspended, ...counts } = leading ?? {}
  return {
    ...{ servers: url, running: leader?.status === 'leads', healthy: isHealthy(told) },
    ...(leading === undefined ? {} : { seq, at, ...counts, open_reports: openReports, suspended }),
    ...{ leader: leader?.world ?? null, epoch: leader?.epoch ?? null },
    since: since === undefined ? null : Date.parse(since),
    overtaken: overtaken.map(({ world }) => world),
    worlds: worlds.map(({ leading: _, ...world }) => world),
    unknown_worlds: unknown,
    edges: edges ?? [],
  }
}
