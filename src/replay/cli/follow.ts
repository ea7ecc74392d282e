// The events of a log that a server is writing, as they come.
import { Result } from 'effect'
import { eventLine, headLine } from '../queries/eventLine.ts'
import { type EventCriteria, filterFor } from '../queries/events.ts'
import type { Replay } from '../timeline/replay.ts'
import { exitCodes, type Terminal, tellFailure, tellLines } from './terminal.ts'

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
  function* linesIn(from: number, to: number): Iterable<string> {
    for (let index = from; index < to; index++) {
      if (!isWanted(index)) continue
      yield json ? JSON.stringify(history.event(index)) : eventLine(history, index, style)
    }
  }
  for (let seen = 0; ; ) {
    const from = seen
    seen = history.length
    await tellLines(terminal, linesIn(from, seen))
    if (replay.fault !== null || !(await terminal.pause())) return exitCodes.success
    for (const _ of replay.more());
  }
}
