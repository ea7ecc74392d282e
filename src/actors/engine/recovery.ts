// The states that a log leads to, and how life goes on from them.
import { Result } from 'effect'
import type { Log, LogClosed, LogUnreadable } from '../../events/log.ts'
import { ActorSystem } from './actorSystem.ts'
import type { Engine } from './engine.ts'

/** Folds what the living need of the log into actors, effects muted. */
export const fold = async (
  log: Log,
): Promise<Result.Result<ActorSystem, LogUnreadable | LogClosed>> => {
  const actorSystem = new ActorSystem()
  for await (const events of log.living()) {
    if (Result.isFailure(events)) return Result.fail(events.failure)
    for (const event of events.success) actorSystem.fold(event)
  }
  actorSystem.checksum()
  return Result.succeed(actorSystem)
}

/** The log stored nothing, when it should have stored who is back after a restart. */
export interface NothingStored {
  readonly _tag: 'NothingStored'
  readonly message: string
}

/** What a restart does to the graces. */
export interface Interruption {
  /** When a grace that begins now is over, in ms since the epoch. */
  readonly until: number
  /** For how many milliseconds nobody could come back. */
  readonly downMs: number
}

/**
 * After a fold: nobody has a socket, so every session is away. Who was online has a whole grace,
 * who was away what remained of it. Gives how many sessions there are. They may be more than may
 * wait for the writer at once; a session left out would be online for ever.
 */
export const resume = async (
  engine: Engine,
  actorSystem: ActorSystem,
  { until: latest, downMs }: Interruption,
): Promise<Result.Result<number, NothingStored>> => {
  engine.rearm()
  const sessions = actorSystem.sessionIds()
  for (const actor of sessions) {
    const awayUntil = actorSystem.session(actor)?.until ?? latest
    const until = Math.min(latest, awayUntil + downMs)
    const restart = { actor, type: 'session.restart', data: { until } } as const
    while (isUnavailable(engine.take(restart))) {
      if (engine.counts().pending === 0) {
        return Result.fail({
          _tag: 'NothingStored',
          message: 'The log cannot store who is back.',
        })
      }
      await new Promise<void>((resolve) => engine.afterCommit(resolve))
    }
  }
  return Result.succeed(sessions.length)
}

const isUnavailable = (taken: ReturnType<Engine['take']>): boolean =>
  Result.isFailure(taken) && taken.failure.code === 'unavailable'
