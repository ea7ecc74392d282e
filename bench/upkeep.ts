// What does a restart cost beside a visitor who idles since long ago, or the key of a day that began
// as long ago; and what does giving space back?
// Usage: node bench/upkeep.ts [EVENTS]. Ratios of one run: to folding all that is left, to a commit.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ActorSystem } from '../src/actors/engine/actorSystem.ts'
import type { LogEvent } from '../src/events/event.ts'
import { chatRooms } from '../src/projections/chatRooms.ts'
import { messages } from '../src/projections/messages.ts'
import { users } from '../src/projections/users.ts'
import type { LivingPage } from '../src/store/batches/livingEvents.ts'
import { erase } from '../src/store/shredding/erasure.ts'
import { type OpenStore, openSqlite } from '../src/store/sqlite/open.ts'
import { pruning } from '../src/store/sqlite/retention.ts'
import { succeeded } from '../test/kit/succeeded.ts'
import { livedEvents } from './lives.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const root = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
const parts = { projections: [users, chatRooms, messages], questions: {}, random: randomBytes }

const open = (name: string): OpenStore =>
  succeeded(
    openSqlite(
      { directory: join(root, name), durability: 'power', retentionMs: 0, logBytesMax: 1e12 },
      parts,
    ),
  )

const timed = <A>(what: () => A): [result: A, ms: number] => {
  const before = performance.now()
  const result = what()
  return [result, performance.now() - before]
}

const store = (to: OpenStore, events: readonly LogEvent[]): void => {
  for (let at = 0; at < events.length; at += 4_096)
    succeeded(to.commit(events.slice(at, at + 4_096)))
}

const idler = {
  seq: 1,
  turn: 1,
  cause: null,
  at: 0,
  actor: 'idle',
  type: 'session.join',
  data: { username: '', bio: '', gender: 'other', seeks: 'anyone', interests: [], until: 1e15 },
} as const satisfies LogEvent

const day = {
  seq: 1,
  turn: 1,
  cause: null,
  at: 0,
  actor: 'matchmaker',
  type: 'matchmaker.day_began',
  data: { day: '2026-01-01', until: 1e15 },
} as const satisfies LogEvent

/** Generated lives, then everybody's end: only what came first stays. */
const longAgo = (first: LogEvent): LogEvent[] => {
  const lived = livedEvents(count).map(
    (event) =>
      ({
        ...event,
        seq: event.seq + 1,
        turn: event.turn + 1,
        cause: event.cause === null ? null : event.cause + 1,
      }) as LogEvent,
  )
  const actorSystem = new ActorSystem()
  for (const event of lived) actorSystem.fold(event)
  const { seq, turn, at } = lived.at(-1) as LogEvent
  const endings = [...actorSystem.all()]
    .filter(([id]) => id !== 'matchmaker')
    .map(([actor], index) => ({
      ...{ seq: seq + index + 1, turn: turn + index + 1, cause: null, at },
      ...{ actor: 'matchmaker', type: 'matchmaker.faulted', data: { actor } },
    }))
  return [first, ...lived, ...endings] as LogEvent[]
}

const folded = (from: OpenStore): ActorSystem => {
  const actorSystem = new ActorSystem()
  for (let next: number | null = null; ; ) {
    const page: LivingPage = succeeded(from.living(next))
    for (const event of page.events) actorSystem.fold(event)
    next = page.next
    if (next === null) return actorSystem
  }
}

const foldedWhole = (from: OpenStore): ActorSystem => {
  const actorSystem = new ActorSystem()
  for (let next = 1; ; ) {
    const events = succeeded(from.read(next, Number.MAX_SAFE_INTEGER))
    for (const event of events) actorSystem.fold(event)
    const last = events.at(-1)
    if (last === undefined) return actorSystem
    next = last.seq + 1
  }
}

const restart = (beside: string, first: LogEvent): void => {
  const written = open(beside)
  store(written, longAgo(first))
  written.close()
  const [again, openMs] = timed(() => open(beside))
  const [living, foldMs] = timed(() => folded(again))
  const [, wholeMs] = timed(() => foldedWhole(again))
  console.log(`a restart on ${count} events beside ${beside} (${living.size - 1} actors alive)`)
  console.log(
    `  open and fold        ${(openMs + foldMs).toFixed(0)} ms, ${((openMs + foldMs) / wholeMs).toFixed(2)} of folding all (${wholeMs.toFixed(0)} ms)`,
  )
  const step = pruning(again)
  const [, pruneMs] = timed(() => {
    while (succeeded(step(Number.MAX_SAFE_INTEGER)));
  })
  const left = again.database.prepare('select count(*) from batches').pluck().get()
  const [, afterMs] = timed(() => folded(again))
  console.log(`  after the retention  ${left} rows left, folded in ${afterMs.toFixed(1)} ms`)
  console.log(`  pruning              ${((pruneMs * 1_000) / count).toFixed(1)} µs an event`)
  again.close()
}

const usedMegabytes = ({ database }: OpenStore): number => {
  const number = (pragma: string) => database.pragma(pragma, { simple: true }) as number
  return ((number('page_count') - number('freelist_count')) * number('page_size')) / 1e6
}

/** 250 rooms in which 80 texts are said; then all of them end. */
const talk = (name: string, text: string): void => {
  const to = open(name)
  const rooms = Array.from({ length: 250 }, () => randomBytes(12).toString('base64url'))
  let seq = 0
  const event = (actor: string, type: string, data: object) => {
    seq += 1
    return { seq, turn: seq, cause: null, at: seq, actor, type, data } as LogEvent
  }
  store(
    to,
    rooms.map((room) => event(room, 'room.opened', { members: ['a', 'b'] })),
  )
  const commits: number[] = []
  for (let round = 0; round < 80; round++) {
    const id = () => randomBytes(18).toString('hex')
    const said = rooms.map((room) =>
      event(room, 'room.send_message', { by: 'a', id: id(), number: round + 1, text }),
    )
    commits.push(timed(() => store(to, said))[1])
  }
  store(
    to,
    rooms.map((room) => event(room, 'room.leave_chat', { by: 'a', reason: 'left' })),
  )
  const before = usedMegabytes(to)
  const steps: number[] = []
  to.ciphertext.gather()
  for (let goesOn = true; goesOn; ) {
    const [emptied, ms] = timed(() => to.ciphertext.empty())
    steps.push(ms)
    goesOn = succeeded(emptied)
  }
  const at = (values: number[], q: number) =>
    values.sort((a, b) => a - b)[Math.floor(values.length * q)] as number
  console.log(`emptying 20,000 texts of ${[...text].length} characters`)
  console.log(
    `  a step               p50 ${at(steps, 0.5).toFixed(2)} ms, p99 ${at(steps, 0.99).toFixed(2)} ms; ${(at(steps, 0.5) / at(commits, 0.5)).toFixed(2)} of a commit of 250 such texts`,
  )
  const [, moveMs] = timed(() => erase(to.database))
  const emptyMs = steps.reduce((sum, ms) => sum + ms, 0)
  console.log(
    `  all of it            ${emptyMs.toFixed(0)} ms, then out of the files in ${moveMs.toFixed(0)} ms`,
  )
  console.log(`  space                ${before.toFixed(1)} MB → ${usedMegabytes(to).toFixed(1)} MB`)
  to.close()
}

restart('one idle visitor', idler)
restart('the key of a day', day)
talk('short', 'hello there, how are you doing today? fine I hope')
talk('long', '😀'.repeat(2_000))
rmSync(root, { recursive: true })
