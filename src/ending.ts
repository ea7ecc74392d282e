// How the process ends when its log does.
import type { Engine, LogEnd } from './actors/engine/engine.ts'
import type { Ending } from './cluster/world.ts'

/** Codes of `sysexits.h`, which no other end has: each of them says, start it again. */
const exitCodes: Readonly<Record<LogEnd, number>> = {
  /** A temporary failure. */
  failed: 75,
  /** It may not write any more. */
  fenced: 77,
}

/** How the run of a world in a cluster ended: with which code, and what is said of it. */
export const endings: Readonly<Record<Ending, { readonly code: number; readonly says: string }>> = {
  stopped: { code: 0, says: 'was stopped' },
  handed: { code: 0, says: 'has handed over' },
  fenced: { code: exitCodes.fenced, says: 'ends, as another world leads' },
  /** Its configuration is not right. */
  foreign: {
    code: 78,
    says: 'ends, as its SESSION_SECRET is not that of the world that leads: all worlds and edges have the same one',
  },
  unwritable: { code: exitCodes.failed, says: 'ends, as its file cannot be written' },
  /** Its next start says which file is too old. */
  behind: {
    code: exitCodes.failed,
    says: 'ends, as the stream has let go of what it did not read',
  },
  /** Data that are not right. */
  astray: { code: 65, says: 'ends, as its states are not those of the log' },
}

/** The code to exit with, once the log has ended and whoever may be told of it was. */
export const codeAtLogEnd = (engine: Pick<Engine, 'onLogEnd'>): Promise<number> =>
  new Promise((resolve) => {
    engine.onLogEnd((end) => resolve(exitCodes[end]))
  })
