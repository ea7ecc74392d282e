// The states that a log leads to, and what is due by itself where actors stand so.
import { Result } from 'effect'
import type { Log, LogClosed, LogUnreadable } from '../../events/log.ts'
import type { Alarm } from '../effect.ts'
import { matchmakerAlarms } from '../matchmaker.ts'
import { sessionAlarms } from '../session.ts'
import { ActorSystem } from './actorSystem.ts'

/** Folds what the living need of the log into actors, effects muted. */
export const fold = async (
  log: Pick<Log, 'living'>,
): Promise<Result.Result<ActorSystem, LogUnreadable | LogClosed>> => {
  const actorSystem = new ActorSystem()
  for await (const events of log.living()) {
    if (Result.isFailure(events)) return Result.fail(events.failure)
    for (const event of events.success) actorSystem.fold(event)
    // Now, while more is read: the first one after the start would have to hash all of them at once.
    actorSystem.checksum()
  }
  return Result.succeed(actorSystem)
}

/** The alarms that are set where actors stand so, but for those that would only be refused. */
export function* alarmsOf(actorSystem: ActorSystem): Iterable<Alarm> {
  yield* matchmakerAlarms(actorSystem.matchmaker)
  for (const id of actorSystem.sessionIds()) {
    const context = actorSystem.session(id)
    if (context !== null) yield* sessionAlarms(context)
  }
}
