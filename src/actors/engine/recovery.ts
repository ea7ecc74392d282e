// The states that a log leads to, and how life goes on from them.
import type { Log } from '../../events/log.ts'
import { ActorSystem } from './actorSystem.ts'
import type { Engine } from './engine.ts'

/**
 * Folds the log into living actors, effects muted: from the seq before which nothing began that
 * is alive. Fails as `log.read` does.
 */
export const fold = async (log: Log): Promise<ActorSystem> => {
  const actorSystem = new ActorSystem()
  for await (const events of log.read(await log.oldestLive())) {
    for (const event of events) actorSystem.fold(event)
  }
  actorSystem.checksum()
  return actorSystem
}

/**
 * After a fold: nobody has a socket, so every session is away and may come back before `until`
 * (ms since the epoch). Gives how many sessions there are. They may be more than may wait for the
 * writer at once; a session left out would be online for ever.
 */
export const resume = async (
  engine: Engine,
  actorSystem: ActorSystem,
  until: number,
): Promise<number> => {
  const sessions = actorSystem.sessionIds()
  for (const actor of sessions) {
    const restart = { actor, type: 'session.restart', data: { until } } as const
    while (engine.take(restart)?.code === 'unavailable') {
      if (engine.counts().pending === 0) throw new Error('The log cannot store who is back.')
      await new Promise<void>((resolve) => engine.afterCommit(resolve))
    }
  }
  return sessions.length
}
