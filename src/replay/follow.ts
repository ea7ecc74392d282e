// src/replay/follow.ts — the events of a log that a server is writing, as they come.
import { isUnanswerable } from './answer.ts'
import { filterOf, type Wanted } from './events.ts'
import { headLine, lineOf } from './lines.ts'
import type { Replay } from './replay.ts'
import { exits, type Terminal, tell } from './terminal.ts'

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
