// What does it cost to store a message, by how many are stored at once?
// Prints the writer's CPU and wall time per message, and ratios to the first line of one run.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEvent } from '../src/events/event.ts'
import { chatRooms } from '../src/projections/chatRooms.ts'
import { messages } from '../src/projections/messages.ts'
import { users } from '../src/projections/users.ts'
import type { Parts } from '../src/store/sqlite/eventStore.ts'
import { type OpenStore, openSqlite } from '../src/store/sqlite/open.ts'
import { succeeded } from '../test/kit/succeeded.ts'

const rooms = Number(process.argv[2] ?? 500)
const secondsEach = Number(process.argv[3] ?? 1)
const text = 'hello there, how are you doing today? fine I hope'

const root = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
let stores = 0

const open = (durability: 'power' | 'process', projections: Parts['projections']): OpenStore => {
  const directory = join(root, String(++stores))
  const settings = { directory, durability, retentionMs: 1e9, logBytesMax: 1e12 }
  const store = succeeded(openSqlite(settings, { projections, questions: {}, random: randomBytes }))
  return store
}

/** Talk in many rooms at once, as the JSON in which it reaches the writer. */
const talk = () => {
  const ids = Array.from({ length: rooms }, () => randomBytes(16).toString('base64url'))
  const numbers = new Map<string, number>()
  const numbered = (room: string) => {
    const number = (numbers.get(room) ?? 0) + 1
    numbers.set(room, number)
    return number
  }
  let seq = 0
  const event = (actor: string, type: string, data: object) => {
    seq += 1
    return { seq, turn: seq, cause: null, at: 1_795_000_000_000 + seq, actor, type, data }
  }
  return {
    opening: ids.map((id) => event(id, 'room.opened', { members: ['a', 'b'] })) as LogEvent[],
    batch: (size: number): string =>
      JSON.stringify(
        Array.from({ length: size }, () => {
          const room = ids[(seq * 7_919) % rooms] as string
          return event(room, 'room.send_message', {
            by: ids[0],
            id: randomBytes(18).toString('hex'),
            number: numbered(room),
            text,
          })
        }),
      ),
  }
}

/** Microseconds of CPU and of waiting per message, at this many messages a commit. */
const measure = (store: OpenStore, size: number): { cpu: number; wall: number } => {
  const { opening, batch } = talk()
  store.commit(opening)
  let [cpu, wall, count] = [0, 0, 0]
  for (const warm of [true, false]) {
    ;[cpu, wall, count] = [0, 0, 0]
    while (wall < secondsEach * (warm ? 3e5 : 1e6)) {
      const json = batch(size)
      const [used, from] = [process.cpuUsage(), performance.now()]
      const stored = store.commit(JSON.parse(json) as LogEvent[])
      const { user, system } = process.cpuUsage(used)
      succeeded(stored)
      cpu += user + system
      wall += (performance.now() - from) * 1_000
      count += size
    }
  }
  store.close()
  return { cpu: cpu / count, wall: wall / count }
}

const all = [users, chatRooms, messages]
const variants = [
  ['log alone, process', 'process', []],
  ['log and tables, process', 'process', all],
  ['log and tables, power', 'power', all],
] as const

let first: { cpu: number; wall: number } | null = null
console.log(`messages of ${text.length} characters in ${rooms} rooms`)
for (const [name, durability, projections] of variants) {
  for (const size of [1, 16, 64, 256, 1_024]) {
    const cost = measure(open(durability, projections), size)
    first ??= cost
    const ratio = (one: number, other: number) => (one / other).toFixed(2).padStart(5)
    console.log(
      name.padEnd(24),
      `${String(size).padStart(5)} a commit:`,
      `${cost.cpu.toFixed(1).padStart(6)} µs CPU ×${ratio(cost.cpu, first.cpu)},`,
      `${cost.wall.toFixed(1).padStart(6)} µs wall ×${ratio(cost.wall, first.wall)},`,
      `${Math.round(1e6 / cost.wall)} messages/s`,
    )
  }
}
rmSync(root, { recursive: true, force: true })
