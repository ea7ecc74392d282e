// An exported slice as the beginning of a test: what happened before it.
import type { LogEvent } from '../../src/events/event.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import { Stage } from './stage.ts'
import { succeeded } from './succeeded.ts'

/** All events of a sound log file. */
export const eventsOf = (file: string): LogEvent[] => {
  const source = succeeded(openSource(file))
  const events: LogEvent[] = []
  const reading = source.read(0)
  for (;;) {
    const { done, value } = reading.next()
    if (!done) events.push(...value.map(({ event }) => event))
    else {
      source.close()
      succeeded(value)
      return events
    }
  }
}

/** The stage as it was once the slice's event `upTo` was taken, by default its last; it goes on. */
export const sliceOf = (file: string, upTo = Number.POSITIVE_INFINITY): Promise<Stage> =>
  Stage.after(eventsOf(file).filter(({ seq }) => seq <= upTo))
