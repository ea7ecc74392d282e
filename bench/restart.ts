// How soon is a server ready that was killed with many sessions, and what does it write by itself?
// Usage: node bench/restart.ts [SESSIONS]. In one run: an empty start, and what reading alone takes.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ActorSystem } from '../src/actors/engine/actorSystem.ts'
import { Engine } from '../src/actors/engine/engine.ts'
import type { LogEvent } from '../src/events/event.ts'
import type { SessionId } from '../src/events/fields.ts'
import { openForReading } from '../src/store/connection.ts'
import { type OpenStore, openSqlite } from '../src/store/sqlite/open.ts'
import { type Running, startServer } from '../test/kit/process.ts'
import { succeeded } from '../test/kit/succeeded.ts'
import { passingLog } from './lives.ts'
import { cpuOf, servers } from './process.ts'

const count = Number(process.argv[process.argv[2] === '--write' ? 4 : 2] ?? 100_000)

const noProjections = { projections: [], questions: {}, random: randomBytes }

/** As it is where nobody sets it. */
const graceMs = 30_000

/** The log of `count` sessions: a quarter each waits, talks, idles, is away. */
const crowd = (): LogEvent[] => {
  const events: LogEvent[] = []
  let made = 0
  const next = (kind: string) => () => `${kind}_${(made++).toString(36).padStart(16, '0')}`
  const ids = { session: next('s'), room: next('r') }
  const nothing = () => ({ wake: null })
  const [now, monotonic, disarm] = [Date.now, () => 0, () => {}]
  const clock = { now, monotonic, at: nothing, after: nothing, disarm }
  const log = passingLog((turn) => events.push(...turn))
  const engine = new Engine({ actorSystem: new ActorSystem(), log, clock, ids, report: () => {} })
  const until = Date.now() + 600_000
  const came = (gender: 'male' | 'other', seeks: 'female' | 'anyone'): SessionId => {
    const actor = ids.session()
    const words = { username: 'Ann', bio: 'I row.', interests: [] }
    engine.take({ actor, type: 'session.join', data: { ...words, gender, seeks, until } })
    engine.take({ actor, type: 'session.connect', data: {} })
    return actor
  }
  const looks = (actor: SessionId) =>
    engine.take({ actor, type: 'session.find_match', data: { relaxAt: 0 } })
  const midnight = (Math.floor(Date.now() / 86_400_000) + 2) * 86_400_000
  engine.safety.beginDay(new Date().toISOString().slice(0, 10), midnight)
  for (let sessions = 0; sessions < count; sessions += 8) {
    for (let pair = 0; pair < 2; pair++) looks(came('male', 'female'))
    for (let talking = 0; talking < 2; talking++) looks(came('other', 'anyone'))
    for (let idle = 0; idle < 2; idle++) came('other', 'anyone')
    for (let away = 0; away < 2; away++) {
      const actor = came('other', 'anyone')
      engine.take({ actor, type: 'session.disconnect', data: { until } })
    }
  }
  return events
}

const openedStore = (directory: string): OpenStore => {
  const settings = { directory, durability: 'power', retentionMs: 1e12, logBytesMax: 1e12 } as const
  return succeeded(openSqlite(settings, noProjections))
}

/** Writes that log and is killed: what SQLite had not yet moved into the file stays beside it. */
const write = (directory: string): void => {
  const store = openedStore(directory)
  const events = crowd()
  for (let at = 0; at < events.length; at += 512)
    succeeded(store.commit(events.slice(at, at + 512)))
  process.kill(process.pid, 'SIGKILL')
}

const head = (directory: string): number => {
  const database = openForReading(join(directory, 'passerby.db'))
  const seq = database.prepare('select seq from head').pluck().get() as number
  database.close()
  return seq
}

const timed = async <A>(what: () => A | Promise<A>): Promise<[result: A, ms: number]> => {
  const before = performance.now()
  const result = await what()
  return [result, performance.now() - before]
}

/** How long it took to be ready, and how much CPU, in ms. */
const readiness = async (directory: string) => {
  const [server, readyMs] = await timed(() => started(directory))
  return { server, readyMs, cpuMs: cpuOf(server.child.pid as number).all }
}

/** What a start must read at the least: the events that the living need. */
const read = (directory: string): number => {
  const store = openedStore(directory)
  let events = 0
  for (let from: number | null = null; ; ) {
    const page: ReturnType<typeof store.living> = store.living(from)
    events += succeeded(page).events.length
    from = succeeded(page).next
    if (from === null) break
  }
  store.close()
  return events
}

const started = (directory: string): Promise<Running> =>
  startServer({ DATA_DIR: directory, LOG_LEVEL: 'info' }, servers.passerby)

/** Asks all the time how it is, for so long; gives the longest answer. */
const longestAnswer = async ({ address }: Running, forMs: number): Promise<number> => {
  const end = performance.now() + forMs
  let longestMs = 0
  while (performance.now() < end) {
    const [, ms] = await timed(() => fetch(`${address}/health`))
    longestMs = Math.max(longestMs, ms)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return longestMs
}

const measure = async (root: string): Promise<void> => {
  const [full, empty] = ['full', 'empty'].map((name) => join(root, name)) as [string, string]
  for (const directory of [full, empty]) mkdirSync(directory)
  spawnSync(process.execPath, [import.meta.filename, '--write', full, `${count}`], {
    stdio: 'inherit',
  })
  // The first start of all reads the program from the disk.
  await (await started(empty)).end('SIGKILL')
  const none = await readiness(empty)
  await none.server.end('SIGKILL')
  const copy = join(root, 'copy')
  cpSync(full, copy, { recursive: true })
  const spent = process.cpuUsage()
  const [events, readMs] = await timed(() => read(copy))
  const { user, system } = process.cpuUsage(spent)
  const readCpuMs = (user + system) / 1_000
  const before = head(full)
  const { server, readyMs, cpuMs } = await readiness(full)
  const appended = head(full) - before
  const sessions = /"sessions":(\d+)/.exec(server.said())?.[1]
  const ms = (value: number) => `${value.toFixed(0)} ms`
  console.log(`${sessions} sessions, ${before} events, of which ${events} are needed`)
  console.log(`  ready after       ${ms(readyMs)}, with ${ms(cpuMs)} of CPU in two threads`)
  console.log(`  an empty start    ${ms(none.readyMs)}, with ${ms(none.cpuMs)}`)
  console.log(`  reading alone     ${ms(readMs)}, with ${ms(readCpuMs)}`)
  console.log(`  beyond both       ${ratio(readyMs - none.readyMs, readMs)} of the time of reading`)
  console.log(`  appended by then  ${appended} events`)
  for (const [what, forMs] of [
    ['disconnected', graceMs - 5_000],
    ['gone', 20_000],
  ] as const) {
    const longestMs = await longestAnswer(server, forMs)
    console.log(
      `  then ${what.padEnd(13)}${head(full) - before} events, an answer ${ms(longestMs)} at most`,
    )
  }
  await server.end('SIGKILL')
}

const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)} ×`

if (process.argv[2] === '--write') write(process.argv[3] as string)
else {
  const root = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
  try {
    await measure(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
