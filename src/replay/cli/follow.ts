// The events of a log that a server is writing, as they come.
import { Result } from 'effect'
import { eventLine, headLine } from '../queries/eventLine.ts'
import { type EventCriteria, filterFor } from '../queries/events.ts'
import type { Replay } from '../timeline/replay.ts'
import { exitCodes, type Terminal, tellFailure } from './terminal.ts'

/** Prints what is wanted of the log, and then of what it gains, until the user wants an end. */
export const follow = async (
  replay: Replay,
  criteria: EventCriteria,
  terminal: Terminal,
): Promise<number> => {
  const { history, source } = replay
  if (source.live === null) {
    const message = `--follow needs the database of a server: nobody adds to ${source.name}.`
    return tellFailure(terminal, { message })
  }
  const filter = filterFor(history, criteria)
  if (Result.isFailure(filter)) return tellFailure(terminal, filter.failure)
  const isWanted = filter.success
  const { style, json } = terminal
  if (!json) terminal.out(`${headLine(style)}\n`)
  for (let seen = 0; ; ) {
    for (; seen < history.length; seen++) {
      if (!isWanted(seen)) continue
      const line = json ? JSON.stringify(history.event(seen)) : eventLine(history, seen, style)
      terminal.out(`${line}\n`)
    }
    if (replay.fault !== null || !(await terminal.pause())) return exitCodes.success
    for (const _ of replay.more());
  }
}
