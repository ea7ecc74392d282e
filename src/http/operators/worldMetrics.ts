// What operators are told of the world: how many are here, and whether events can be stored.
import type { Engine } from '../../actors/engine/engine.ts'
import type { LogSpace } from '../../events/log.ts'
import { gauge, total } from './metricsText.ts'

type Measured = Pick<Engine, 'counts' | 'space' | 'available' | 'safety'>

export const worldMetrics = (engine: Measured): readonly string[] => {
  const { safety } = engine
  const { sessions, waiting, chatting, rooms, pending, ...since } = engine.counts()
  return [
    gauge('sessions', 'Sessions alive, online or away.', sessions),
    gauge('waiting', 'Sessions that wait for a partner.', waiting),
    gauge('chatting', 'Sessions in a conversation.', chatting),
    gauge('rooms', 'Conversations open.', rooms),
    gauge('events_pending', 'Events taken and not committed yet.', pending),
    gauge('available', 'Whether events can be stored.', engine.available() ? 1 : 0),
    ...spaceGauges(engine.space()),
    gauge('reports_open', 'Reports kept that no moderator has decided on.', safety.openReports()),
    total('matches', 'Conversations started.', since.matches),
    total('messages', 'Messages accepted.', since.messages),
    total(
      'cool_downs',
      'Persons not matched for a while, as several places reported them.',
      since.coolDowns,
    ),
  ]
}

const spaceGauges = ({ bytes, bytesMax, bytesFree, fullness }: LogSpace): readonly string[] => [
  gauge('log_bytes', 'What the log takes of its disk.', bytes),
  gauge('log_bytes_max', 'What it may take before nobody new is let in.', bytesMax),
  gauge('disk_free_bytes', 'What is left on its disk.', bytesFree),
  gauge(
    'log_fullness',
    'How near the log is to letting nobody new in, which it does from 1 on; a warning comes at 0.8.',
    Number(fullness.toFixed(4)),
  ),
]
