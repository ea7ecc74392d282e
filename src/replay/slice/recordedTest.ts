// A test made of a slice: what was given, what was done, and what came of it, turn by turn.
import { isDeepStrictEqual } from 'node:util'
import { Result } from 'effect'
import type { Command, LogEvent } from '../../events/event.ts'
import { type QueryFailure, type QueryResult, queryFailure } from '../queries/queryResult.ts'
import type { History } from '../timeline/history.ts'
import { literal } from './literal.ts'
import { type Asked, rerun, type WordlessEvent, wordless } from './rerun.ts'
import { cutSlice } from './slice.ts'

/** So many of the last turns are tried; what came before them is given. */
const turnsMax = 40

/** A turn that the actors of today play as it was. */
interface PlayedTurn {
  readonly asked: Asked
  /** The seq of the last event before it. */
  readonly after: number
  readonly seq: number
  readonly ledTo: readonly WordlessEvent[]
}

/** The test of a room or a session, which imports its words from `kit`. */
export const queryRecordedTest = (
  history: History,
  given: string,
  kit: string,
): Result.Result<QueryResult, QueryFailure> =>
  Result.gen(function* () {
    const { events, lines } = yield* cutSlice(history, given)
    const turns = playedTurns(events)
    if (turns.length === 0) {
      const why = 'What it did hangs on others, who are in no slice of it.'
      yield* queryFailure('CutLog', `No test can be made of ${given}: ${why}`)
    }
    const last = turns.at(-1)?.seq ?? 0
    const kept = lines.slice(1, 1 + events.findIndex(({ seq }) => seq === last))
    const text = [...head(kit), ...kept.map(escaped), '`)', ...turns.flatMap(testOf)]
    return { lines: () => text, verbatim: true, records: turns }
  })

const head = (kit: string): string[] => [
  '// What happened in a log, recorded by the debugger under other names and without words.',
  "import { it } from 'vitest'",
  `import { recorded } from '${kit}'`,
  '',
  'const given = recorded(`',
]

const testOf = ({ asked, after, seq, ledTo }: PlayedTurn): string[] => {
  const { at, command, room } = asked
  const { actor, type, data } = command
  const when = { at, actor, type, data, ...(room === undefined ? {} : { room }) }
  const title = `event ${seq}: ${actor} ${type.slice(type.indexOf('.') + 1)}`
  return [
    '',
    `it('${title}', () => {`,
    `  given(${after})`,
    `    .when(${literal(when, 4)})`,
    `    .leadsTo(${argumentsOf(ledTo)})`,
    '})',
  ]
}

const argumentsOf = (ledTo: readonly WordlessEvent[]): string =>
  ledTo.length < 2
    ? ledTo.map((event) => literal(event, 4)).join()
    : `\n${ledTo.map((event) => `      ${literal(event, 6)},\n`).join('')}    `

/** The turns that come out as they were: of others what decided is not in a slice. */
const playedTurns = (events: readonly LogEvent[]): PlayedTurn[] => {
  const firsts = events.flatMap(({ turn }, index) =>
    events[index - 1]?.turn === turn ? [] : [index],
  )
  return firsts.slice(-turnsMax).flatMap((first) => {
    const { turn } = events[first] as LogEvent
    const before = events.slice(0, first)
    const [command, ...ledTo] = events.slice(first).filter((event) => event.turn === turn)
    const asked = askedBy(command as LogEvent, ledTo)
    const [taken, ...made] = rerun(before, asked)
    const isSame = isDeepStrictEqual(made.map(wordless), ledTo.map(wordless))
    // What is not taken leads to nothing, too.
    if (!isSame || taken === undefined) return []
    const after = before.at(-1)?.seq ?? 0
    return [{ asked, after, seq: (command as LogEvent).seq, ledTo: ledTo.map(wordless) }]
  })
}

const askedBy = ({ at, actor, type, data }: LogEvent, ledTo: readonly LogEvent[]): Asked => ({
  at,
  command: { actor, type, data } as Command,
  room: ledTo.find((event) => event.type === 'room.opened')?.actor,
})

/** Within a template. */
const escaped = (line: string): string => line.replaceAll(/[\\`]|\$\{/g, '\\$&')
