// What operators are told of a world: whether it leads, and how it does.
import { Schema } from 'effect'
import { type Answer, json } from '../http/exchange/answer.ts'
import { gauge } from '../http/operators/metricsText.ts'
import { worldMetrics } from '../http/operators/worldMetrics.ts'
import type { Leader } from './leader.ts'
import type { World } from './world.ts'

/** What is asked of it. */
type Asked = Pick<World, 'leader' | 'standsBy' | 'isReady' | 'epoch' | 'lag'>

/** `unavailable`: it can take nothing in, nor could it take over, or it hears of nobody who leads. */
const Health = Schema.Literals(['leads', 'stands_by', 'unavailable'])

const statusOf = ({ leader, standsBy, isReady }: Asked): typeof Health.Type => {
  if (leader?.isOpen && leader.engine.available()) return 'leads'
  return standsBy && isReady ? 'stands_by' : 'unavailable'
}

/** 503: it is unavailable. */
export const healthOf = (world: Asked): Answer => {
  const status = statusOf(world)
  return json(status === 'unavailable' ? 503 : 200, { status })
}

/** As long as it leads also what a server alone measures. */
export const measuredOf = ({ leader, epoch, lag }: Asked): readonly string[] => [
  gauge('leads', 'Whether this world leads.', leader === null ? 0 : 1),
  gauge('epoch', 'The newest epoch of which it has heard.', epoch),
  gauge('standby_lag_turns', 'How many turns it is behind whoever leads.', lag),
  gauge('turns_under_way', 'Turns appended and not committed.', leader?.underWay ?? 0),
  gauge('edges', 'Edges that are here.', leader?.edges ?? 0),
  ...(leader === null ? [] : worldMetrics(leader.engine)),
]

const Leading = Schema.Struct({
  /** Since when it leads, in ISO 8601. */
  since: Schema.String,
  /** The last event that is committed, and when it was, in ms of Unix time. */
  seq: Schema.Finite,
  at: Schema.Finite,
  here: Schema.Finite,
  online: Schema.Finite,
  waiting: Schema.Finite,
  chatting: Schema.Finite,
  rooms: Schema.Finite,
  openReports: Schema.Finite,
  /** Persons in a cool-down, or suspended by a moderator. */
  suspended: Schema.Finite,
  edges: Schema.Array(Schema.Struct({ edge: Schema.String, sockets: Schema.Finite })),
})
export type Leading = typeof Leading.Type

/** How a world stands, as it answers whoever asks all of them: numbers and names of processes. */
export const WorldStanding = Schema.Struct({
  world: Schema.String,
  status: Health,
  /** The newest epoch of which it has heard. */
  epoch: Schema.Finite,
  /** The last turn that it knows to be committed, and how many it is behind whoever leads. */
  turn: Schema.Finite,
  lag: Schema.Finite,
  /** Null: it does not lead. */
  leading: Schema.NullOr(Leading),
})
export type WorldStanding = typeof WorldStanding.Type

/** `since` and `at`: when it began to lead, null where it does not, and when it is asked; ms of Unix time. */
export const standingOf = (
  asked: Asked & Pick<World, 'turn' | 'actorSystem'>,
  { world, since, at }: { world: string; since: number | null; at: number },
): WorldStanding => {
  const { leader, epoch, turn, lag, actorSystem } = asked
  const leading =
    leader === null || since === null ? null : leadingOf(leader, { since, at, actorSystem })
  return { world, status: statusOf(asked), epoch, turn, lag, leading }
}

/** Also those who are away meanwhile, and cannot be matched. */
const waitingIn = (actorSystem: World['actorSystem']): number =>
  actorSystem.sessionIds().filter((id) => actorSystem.placeOf(id) === 'waiting').length

const leadingOf = (
  leader: Leader,
  { since, at, actorSystem }: { since: number; at: number } & Pick<World, 'actorSystem'>,
): Leading => {
  const { sessions, chatting, rooms } = leader.engine.counts()
  const { head, online, sockets } = leader
  return {
    ...{ since: new Date(since).toISOString(), seq: head.seq, at: head.at },
    ...{ here: sessions, online, waiting: waitingIn(actorSystem), chatting, rooms },
    openReports: leader.engine.safety.openReports(),
    suspended: leader.engine.safety.suspendedAt(at),
    edges: [...sockets].map(([edge, count]) => ({ edge, sockets: count })),
  }
}
