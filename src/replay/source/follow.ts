// The events of a log that a server is writing, as they come.

import { exits, type Terminal, tell } from '../cli/terminal.ts'
import { isUnanswerable } from '../queries/answer.ts'
import { filterOf, type Wanted } from '../queries/events.ts'
import { headLine, lineOf } from '../queries/lines.ts'
import type { Replay } from '../timeline/replay.ts'

/** Prints what is wanted of the log, and then of what it gains, until the user wants an end. */
export const follow = async (
  replay: Replay,
  wanted: Wanted,
  terminal: Terminal,
): Promise<number> => {
  const { history, source } = replay
  if (!source.isLive) {
    return tell(terminal, {
      why: `--follow needs the database of a server: nobody adds to ${source.name}.`,
    })
  }
  const isWanted = filterOf(history, wanted)
  if (isUnanswerable(isWanted)) return tell(terminal, isWanted)
  const { paint, json } = terminal
  if (!json) terminal.out(`${headLine(paint)}\n`)
  for (let seen = 0; ; ) {
    for (; seen < history.length; seen++) {
      if (!isWanted(seen)) continue
      const line = json ? JSON.stringify(history.event(seen)) : lineOf(history, seen, paint)
      terminal.out(`${line}\n`)
    }
    if (replay.fault !== null || !(await terminal.pause())) return exits.well
    for (const _ of replay.more());
  }
}
