// A log small enough to be read whole, and logs as files.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import type { LogEvent } from '../../src/events/event.ts'
import type { QueryFailure, QueryResult } from '../../src/replay/queries/queryResult.ts'
import { jsonLinesOf } from '../../src/replay/source/jsonLines.ts'
import type { RecordedEvent, Source } from '../../src/replay/source/source.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { redactedDataOf } from '../../src/store/shredding/redaction.ts'
import { memoryLog } from '../kit/memoryLog.ts'
import { passingFolder } from '../kit/passingFolder.ts'
import { dayMs, relaxMs, SimulatedClock, Stage } from '../kit/stage.ts'
import { chatting, personOf, Visitor } from '../kit/visitors.ts'

/** A path where nothing is yet. */
export const freshPath = (): string => join(passingFolder(), 'log')

export const fileOf = (text: string): string => {
  const file = `${freshPath()}.jsonl`
  writeFileSync(file, text)
  return file
}

/** The events as a file of JSON lines. */
export const fileWith = (events: readonly LogEvent[]): string => fileOf(jsonLinesOf(events))

/** The events as a log that is read, without a file: wordless, as every log is. */
export const sourceOf = (events: readonly LogEvent[]): Source => ({
  name: 'a log',
  events: events.length,
  live: null,
  *read(after) {
    yield events.filter(({ seq }) => seq > after).map(recordedEventOf)
    return Result.void
  },
  close: () => {},
})

const recordedEventOf = (event: LogEvent): RecordedEvent => {
  const json = JSON.stringify(redactedDataOf(event))
  return { event: { ...event, data: JSON.parse(json) }, json }
}

export const replayOf = (events: readonly LogEvent[]): Replay => Replay.of(sourceOf(events))

type Answer = QueryResult | Result.Result<QueryResult, QueryFailure>

const resultOf = (answer: Answer): Result.Result<QueryResult, string> =>
  Result.isResult(answer)
    ? Result.mapError(answer, ({ message }) => message)
    : Result.succeed(answer)

/** What a person reads. */
export const textOf = (answer: Answer): string =>
  Result.merge(Result.map(resultOf(answer), ({ lines }) => [...lines(plainStyle)].join('\n')))

/** What a machine reads. */
export const recordsOf = (answer: Answer): unknown[] =>
  Result.match(resultOf(answer), {
    onSuccess: ({ records }) => [...records],
    onFailure: (message) => [message],
  })

/**
 * Ann (s1) and Bea (s2) share tea and meet in r3; Ann drops and returns; Bea leaves and looks
 * again. Cid (s4) waits for a woman who likes maps, Dan (s5) for a man; Eve (s6) looked for a woman
 * and is away.
 */
export const smallStage = (checksumTurns = 10): Stage => {
  const stage = new Stage(memoryLog({ held: true }), checksumTurns)
  const comes = (wishes: ConstructorParameters<typeof Visitor>[1]) => {
    const visitor = Visitor.online(stage, wishes)
    visitor.findMatch()
    stage.pass(1_000)
    return visitor
  }
  const ann = comes({ username: 'Ann', gender: 'female', seeks: 'anyone', interests: ['tea'] })
  const bea = comes({ username: 'Bea', gender: 'female', seeks: 'anyone', interests: ['Tea'] })
  ann.say('hello', 'm1')
  bea.say('well met', 'm2')
  comes({ username: 'Cid', gender: 'male', seeks: 'female', interests: ['maps'] })
  comes({ username: 'Dan', gender: 'male', seeks: 'male' })
  ann.disconnect()
  stage.pass(500)
  ann.connect()
  const eve = comes({ username: 'Eve', gender: 'other', seeks: 'female' })
  eve.disconnect()
  bea.leaveChat()
  bea.findMatch()
  stage.pass(relaxMs / 2)
  return stage
}

const hourMs = 3_600_000

/** Never to be seen. */
const sealed = 'what only moderators read'

/**
 * Ann blocks Bea, and both look again. Cid is reported by three others, the last time with what was
 * said; that brings a cool-down, and a moderator suspends him for longer.
 */
export const reportedStage = (clock = new SimulatedClock()) => {
  const stage = new Stage(memoryLog({ held: true }), 10, clock)
  const [one, other] = [personOf(stage, 'ann'), personOf(stage, 'bea')]
  const [ann, bea] = chatting(stage, { person: one }, { person: other })
  const room = ann.room ?? ''
  ann.say('hello')
  ann.block(room)
  for (const visitor of [ann, bea]) visitor.findMatch()
  const waiting = stage.played.length
  for (const visitor of [ann, bea]) visitor.leaveChat()
  const cid = Visitor.online(stage, { person: personOf(stage, 'cid') })
  for (const place of ['school', 'café', 'home']) {
    const by = Visitor.online(stage, { person: personOf(stage, place) })
    for (const visitor of [cid, by]) visitor.findMatch()
    const until = stage.clock.now() + dayMs
    const kept = place === 'home' ? { report: 'x1234567', until, sealed } : null
    by.report(by.room ?? '', { place, reason: 'harassment', kept })
  }
  const cooling = stage.played.length
  const until = stage.clock.now() + hourMs
  stage.settled(stage.engine.safety.decide({ report: 'x1234567', decision: 'suspend', until }))
  return { stage, ann, bea, cid, room, waiting, cooling }
}
