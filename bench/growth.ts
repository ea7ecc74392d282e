// Does a connect, a match or a message cost more with more sessions alive?
// The engine and the log with its projections, without sockets: CPU per operation with few and with
// many sessions, and the ratio, of one run.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ActorSystem } from '../src/actors/engine/actorSystem.ts'
import { Engine } from '../src/actors/engine/engine.ts'
import type { LogEvent } from '../src/events/event.ts'
import type { Log } from '../src/events/log.ts'
import type { Ids } from '../src/events/ports.ts'
import { chatRooms } from '../src/projections/chatRooms.ts'
import { messages } from '../src/projections/messages.ts'
import { users } from '../src/projections/users.ts'
import { openSqlite } from '../src/store/sqlite/open.ts'
import { succeeded } from '../test/kit/succeeded.ts'
import { passingLog } from './lives.ts'

const few = Number(process.argv[2] ?? 100)
const many = Number(process.argv[3] ?? 100_000)
const rounds = 3
const operations = 2_000

/** As many events as go into one commit under load. */
const batchEvents = 64

const root = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
const projections = [users, chatRooms, messages]

/** The real store in a directory of its own, in this thread, so that its cost is counted too. */
const storedLog = (name: string): Log => {
  const settings = {
    directory: join(root, name),
    durability: 'process',
    retentionMs: 1e9,
    logBytesMax: 1e12,
  } as const
  const store = succeeded(openSqlite(settings, { projections, questions: {}, random: randomBytes }))
  let batch: LogEvent[] = []
  return passingLog((turn) => {
    batch.push(...turn)
    if (batch.length < batchEvents) return
    succeeded(store.commit(batch))
    batch = []
  })
}

/** A town of `size` sessions: half of them in rooms, a quarter waiting in vain, the rest idle. */
class Town {
  #engine: Engine
  #count = 0
  #now = 1
  #fresh: string[] = []
  /** One of every room. */
  #speakers: string[] = []

  constructor(size: number, name: string) {
    const clock = {
      now: () => this.#now,
      monotonic: () => this.#now,
      at: () => ({ wake: null }),
      after: () => ({ wake: null }),
      disarm: () => {},
    }
    const ids: Ids = { session: () => this.#next('s'), room: () => this.#next('r') }
    const actorSystem = new ActorSystem()
    const parts = { actorSystem, log: storedLog(name), clock, ids, report: () => {} }
    this.#engine = new Engine(parts)
    for (let index = 0; index < size / 4; index += 1) {
      this.#find(this.connect('male', 'female'))
      this.connect('other', 'anyone')
      this.chat()
    }
    this.#fresh = []
  }

  #next(kind: string): string {
    this.#count += 1
    return `${kind}${this.#count}`
  }

  /** A visitor joins and connects. */
  connect(gender: 'male' | 'other', seeks: 'female' | 'anyone'): string {
    const actor = this.#next('s')
    const words = { username: 'Ann', bio: 'I row.', interests: [] }
    const data = { ...words, gender, seeks, until: this.#now + 30_000 }
    this.#engine.take({ actor, type: 'session.join', data })
    this.#engine.take({ actor, type: 'session.connect', data: {} })
    return actor
  }

  arrive(): void {
    this.#fresh.push(this.connect('other', 'anyone'))
  }

  /** Two of those who arrived are matched. */
  match(): void {
    const [one, other] = [this.#fresh.pop(), this.#fresh.pop()]
    if (one === undefined || other === undefined) throw new Error('nobody has arrived')
    this.#find(one)
    this.#find(other)
    if (this.#engine.session(one)?.state !== 'chatting') throw new Error('no match')
    this.#speakers.push(one)
  }

  chat(): void {
    this.arrive()
    this.arrive()
    this.match()
  }

  say(): void {
    const by = this.#speakers[this.#count % this.#speakers.length] as string
    const said = { id: this.#next('m'), text: 'A message of usual length, not too long.' }
    succeeded(this.#engine.say(by, said))
  }

  #find(actor: string): void {
    this.#now += 1
    const data = { relaxAt: this.#now + 6_000 }
    this.#engine.take({ actor, type: 'session.find_match', data })
  }
}

/** Microseconds of CPU an operation, over one round. */
const cost = (operation: () => void, times: number): number => {
  const before = process.cpuUsage()
  for (let index = 0; index < times; index += 1) operation()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

const median = (values: number[]): number =>
  values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

const towns = [new Town(few, 'few'), new Town(many, 'many')] as const
const measures: [string, (town: Town) => number][] = [
  ['connect', (town) => cost(() => town.arrive(), operations)],
  ['match', (town) => cost(() => town.match(), operations / 2)],
  ['message', (town) => cost(() => town.say(), operations * 4)],
]

console.log(`µs of CPU, median of ${rounds} rounds, ${few} and ${many} sessions alive in turn`)
const figures = new Map<string, [number[], number[]]>()
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, measure] of measures) {
    const costs = towns.map((town) => {
      globalThis.gc?.()
      return measure(town)
    })
    // The first round only warms the compiler up.
    const [small = 0, large = 0] = costs
    const [smalls, larges] = figures.get(name) ?? [[], []]
    if (round > 0)
      figures.set(name, [
        [...smalls, small],
        [...larges, large],
      ])
  }
}
for (const [name, [small, large]] of figures) {
  const ratio = median(small.map((value, index) => (large[index] ?? 0) / value))
  const row = [median(small).toFixed(1), median(large).toFixed(1), ratio.toFixed(2)]
  console.log(`${name.padEnd(8)} ${row.map((cell) => cell.padStart(8)).join(' ')} ×`)
}
rmSync(root, { recursive: true, force: true })
