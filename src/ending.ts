// How the process ends when its log does.
import type { Engine, LogEnd } from './actors/engine/engine.ts'

/** Codes of `sysexits.h`, which no other end has: each of them says, start it again. */
const exitCodes: Readonly<Record<LogEnd, number>> = {
  /** A temporary failure. */
  failed: 75,
  /** It may not write any more. */
  fenced: 77,
}

/** The code to exit with, once the log has ended and whoever may be told of it was. */
export const codeAtLogEnd = (engine: Pick<Engine, 'onLogEnd'>): Promise<number> =>
  new Promise((resolve) => {
    engine.onLogEnd((end) => resolve(exitCodes[end]))
  })
