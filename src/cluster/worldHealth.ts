// What operators are told of a world: whether it leads, and how it does.
import { type Answer, json } from '../http/exchange/answer.ts'
import { gauge } from '../http/operators/metricsText.ts'
import { worldMetrics } from '../http/operators/worldMetrics.ts'
import type { World } from './world.ts'

/** What is asked of it. */
type Asked = Pick<World, 'leader' | 'standsBy' | 'isReady' | 'epoch' | 'lag'>

/** 503: it can take nothing in, nor could it take over, or it hears of nobody who leads. */
export const healthOf = ({ leader, standsBy, isReady }: Asked): Answer => {
  if (leader?.isOpen && leader.engine.available()) return json(200, { status: 'leads' })
  return standsBy && isReady
    ? json(200, { status: 'stands_by' })
    : json(503, { status: 'unavailable' })
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
