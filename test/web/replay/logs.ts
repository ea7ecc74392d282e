// Logs to debug: one that tells a whole story, one as long as one likes.

import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Result } from 'effect'
import { livedEvents, passingLog } from '../../../bench/lives.ts'
import { ActorSystem } from '../../../src/actors/engine/actorSystem.ts'
import { Engine } from '../../../src/actors/engine/engine.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import type { Ids } from '../../../src/events/ports.ts'
import type { OpenPage } from '../../../src/replay/api/localPage.ts'
import { openPage } from '../../../src/replay/api/page.ts'
import { jsonLinesOf } from '../../../src/replay/source/jsonLines.ts'
import { openSource } from '../../../src/replay/source/openSource.ts'
import type { Source } from '../../../src/replay/source/source.ts'
import { Replay } from '../../../src/replay/timeline/replay.ts'
import { redactedDataOf } from '../../../src/store/shredding/redaction.ts'
import { type OpenStore, openSqlite } from '../../../src/store/sqlite/open.ts'
import { SimulatedClock } from '../../kit/stage.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { reportedStage } from '../../replay/recording.ts'

/** What people wrote in the story: none of it may ever be seen. */
export const secrets = ['Marisol', 'Heron', 'violins', 'sourdough', 'nighttrains', 'umbrella']

const dawn = new Date(2026, 10, 25, 11, 29, 0).getTime()

/**
 * Ann and Bea meet, talk, drop, come back and part; the server restarts; Cleo, who seeks somebody
 * else, waits for good. Seqs are the same each time.
 */
export const story = (): LogEvent[] => {
  const events: LogEvent[] = []
  let now = dawn
  let made = 0
  const next = (kind: string) => () => `${kind}_${String(++made).padStart(6, '0')}`
  const ids: Ids = { session: next('s'), room: next('r') }
  const clock = {
    now: () => now,
    monotonic: () => now,
    at: () => ({ wake: null }),
    after: () => ({ wake: null }),
    disarm: () => {},
  }
  const log = passingLog((turn) => events.push(...turn))
  const engine = new Engine({ actorSystem: new ActorSystem(), log, clock, ids, report: () => {} })
  const take = (...command: Parameters<typeof engine.take>) => {
    now += 1_700
    succeeded(engine.take(...command))
  }
  const joins = (username: string, bio: string, seeks: 'anyone' | 'male'): string => {
    const actor = ids.session()
    const data = { username, bio, gender: 'female', interests: ['nighttrains'], seeks } as const
    take({ actor, type: 'session.join', data: { ...data, until: now + 30_000 } })
    take({ actor, type: 'session.connect', data: {} })
    take({ actor, type: 'session.find_match', data: { relaxAt: now + 6_000 } })
    return actor
  }
  const ann = joins('Marisol', 'I fix violins.', 'anyone')
  const bea = joins('Heron', 'All about sourdough.', 'anyone')
  const says = (by: string, id: string) => {
    now += 1_700
    succeeded(engine.say(by, { id, text: 'my umbrella' }))
  }
  says(ann, 'm1')
  says(bea, 'm2')
  take({ actor: bea, type: 'session.disconnect', data: { until: now + 30_000 } })
  says(ann, 'm3')
  take({ actor: bea, type: 'session.connect', data: {} })
  for (let number = 4; number < 40; number += 1) says(number % 3 === 0 ? bea : ann, `m${number}`)
  for (const actor of [ann, bea]) {
    take({ actor, type: 'session.restart', data: { until: now + 30_000 } })
    take({ actor, type: 'session.connect', data: {} })
  }
  take({ actor: ann, type: 'session.leave_chat', data: {} })
  take({ actor: ann, type: 'session.left', data: {} })
  take({ actor: bea, type: 'session.left', data: {} })
  joins('Cleo', '', 'male')
  return events
}

/** Somebody blocks, somebody is reported, cools down and is suspended; it begins at that dawn. */
export const reportedStory = (): readonly LogEvent[] =>
  reportedStage(new SimulatedClock(dawn)).stage.played

/** An event after those, which only says that an actor threw. */
export const faultAfter = (events: readonly LogEvent[]): LogEvent => {
  const last = events.at(-1) as LogEvent
  const cleo = events.findLast(({ type }) => type === 'session.join') as LogEvent
  return {
    seq: last.seq + 1,
    turn: last.turn + 1,
    cause: null,
    at: last.at + 1_000,
    actor: 'matchmaker',
    type: 'matchmaker.faulted',
    data: { actor: cleo.actor },
  }
}

/** A log in memory of generated lives. */
export const longLog = (count: number, lives = livedEvents): Source => {
  const recorded = lives(count)
    .slice(0, count)
    .map((event) => ({ event, json: JSON.stringify(redactedDataOf(event)) }))
  return {
    name: 'lives',
    live: null,
    events: count,
    read: function* (after) {
      const batch = 5_000
      for (let from = after; from < count; from += batch) yield recorded.slice(from, from + batch)
      return Result.void
    },
    close: () => {},
  }
}

/** A store in a directory, as a server has it. */
export const storeIn = (directory: string): OpenStore => {
  return succeeded(
    openSqlite(
      { directory, durability: 'process', retentionMs: 86_400_000, logBytesMax: 1e12 },
      { projections: [], questions: {}, random: randomBytes },
    ),
  )
}

/** A file of JSON lines in the directory; `tail` is written after them as it is. */
export const linesIn = (directory: string, events: readonly LogEvent[], tail = ''): string => {
  const file = join(directory, 'log.jsonl')
  writeFileSync(file, jsonLinesOf(events) + tail)
  return file
}

const clock = { after: (ms: number, wake: () => void) => setTimeout(wake, ms) }

const webDirectory = resolve(import.meta.dirname, '../../../web/dist')

export interface Debugged extends OpenPage {
  readonly replay: Replay
}

/** Opens the debugger on a log, named by its path or given. */
export const debug = async (log: string | Source, port = 0): Promise<Debugged> => {
  const source = typeof log === 'string' ? succeeded(openSource(log)) : log
  const replay = Replay.of(source)
  const page = succeeded(await openPage(replay, { port, webDirectory, clock }))
  return {
    ...page,
    replay,
    close: () => {
      page.close()
      source.close()
    },
  }
}
