// The result of `--stop`: the first event at which a condition holds.
import type { SessionId } from '../../../events/fields.ts'
import { shortId } from '../../../events/limits.ts'
import { formatDuration, formatOffset } from '../../text/format.ts'
import type { Replay } from '../../timeline/replay.ts'
import { eventLine, headLine } from '../eventLine.ts'
import type { QueryResult } from '../queryResult.ts'
import type { Found } from './search.ts'

export const queryStop = (replay: Replay, found: Found | null): QueryResult => {
  if (found === null) return { lines: () => ['It holds at no event of this log.'], records: [] }
  const { history } = replay
  const { index, session } = found
  const began = history.at(0)
  const where = `event ${history.seq(index)} (${formatOffset(history.at(index), began)})`
  return {
    *lines(style) {
      const of = session === null ? '' : `, of ${shortId(session)}${placeWords(replay, found)}`
      yield style.bold(`It holds first at ${where}${of}.`)
      yield headLine(style)
      yield eventLine(history, index, style)
    },
    records: [{ event: history.event(index), session }],
  }
}

/** Where the session is then, and for how long. */
const placeWords = (replay: Replay, { index, session }: Found): string => {
  const actors = replay.actorsAt(index)
  const id: SessionId = session ?? ''
  const since = actors.session(id)?.since ?? null
  const place = actors.placeOf(id) ?? 'gone'
  return since === null
    ? `, which is ${place}`
    : `, which has waited for ${formatDuration(replay.history.at(index) - since)}`
}
