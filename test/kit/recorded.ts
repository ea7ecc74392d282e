// What happened in a log as given, when and then: of tests that the debugger writes.
import { expect } from 'vitest'
import type { Command, LogEvent } from '../../src/events/event.ts'
import { rerun, type WordlessEvent, wordless } from '../../src/replay/slice/rerun.ts'

/** A command, when it came (ms as in the log), and what a room is called that it opens. */
type When = { readonly at: number; readonly room?: string } & WordlessEvent

/** Given the events up to a seq, when something is asked, it leads to events, without their words. */
export const recorded = (lines: string) => {
  const events = lines
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): LogEvent => JSON.parse(line))
  return (upTo: number) => ({
    when: ({ at, room, ...command }: When) => ({
      leadsTo: (...expected: readonly WordlessEvent[]): void => {
        const before = events.filter(({ seq }) => seq <= upTo)
        const [first, ...ledTo] = rerun(before, { at, room, command: command as Command })
        expect(first, 'it is taken').toBeDefined()
        expect(ledTo.map(wordless)).toEqual(expected)
      },
    }),
  })
}
