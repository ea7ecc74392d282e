// What does it cost to put rows of `messages`, by the way they are put and by how many there are?
// Prints microseconds per row: the least of several rounds, which take turns.

import { randomBytes } from 'node:crypto'
import type { LogEvent } from '../src/events/event.ts'
import type { Prepare } from '../src/events/projection.ts'
import { messages } from '../src/projections/messages.ts'
import { type Database, openDatabase } from '../src/store/connection.ts'

const rooms = Array.from({ length: 500 }, () => `r_${randomBytes(12).toString('base64url')}`)
const counts = [1, 4, 16, 64, 256]
const rowsEach = 16_000
const rounds = Number(process.argv[2] ?? 3)

/** The next messages of many rooms, as events. */
const talk = () => {
  const numbers = new Map<string, number>()
  let seq = 0
  return (count: number): LogEvent[] =>
    Array.from({ length: count }, () => {
      const actor = rooms[(++seq * 7_919) % rooms.length] as string
      const number = (numbers.get(actor) ?? 0) + 1
      numbers.set(actor, number)
      const data = {
        by: rooms[seq % 97],
        id: randomBytes(18).toString('hex'),
        number,
        text: 'hello',
      }
      const at = 1_795_000_000_000 + seq
      return { seq, turn: seq, cause: null, at, actor, type: 'room.send_message', data } as LogEvent
    })
}

type Put = (events: readonly LogEvent[]) => void

const valuesOf = ({ seq, at, actor, data }: LogEvent): unknown[] => {
  const { by, id, number } = data as { by: string; id: string; number: number }
  return [actor, number, by, id, at, seq]
}

/** By as many rows at once as there are, and the rest alone. */
const byMany =
  (rowsAtOnce: number) =>
  (prepare: Prepare): Put => {
    const insert = (count: number) =>
      prepare(`insert into messages values ${Array(count).fill('(?,?,?,?,?,?)').join()}`)
    const [one, many] = [insert(1), insert(rowsAtOnce)]
    return (events) => {
      let next = 0
      for (; events.length - next >= rowsAtOnce && rowsAtOnce > 1; next += rowsAtOnce) {
        many(...events.slice(next, next + rowsAtOnce).flatMap(valuesOf))
      }
      for (; next < events.length; next++) one(...valuesOf(events[next] as LogEvent))
    }
  }

const byJson = (prepare: Prepare): Put => {
  const run = prepare(
    `insert into messages select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
     from json_each(?)`,
  )
  return (events) => run(JSON.stringify(events.map(valuesOf)))
}

const ways: Readonly<Record<string, (prepare: Prepare) => Put>> = {
  'the projection': (prepare) => messages.on(prepare, () => []),
  'one by one': byMany(1),
  'by 8': byMany(8),
  'by 16': byMany(16),
  'by 64': byMany(64),
  json_each: byJson,
}

const preparing =
  (database: Database): Prepare =>
  (sql) => {
    const statement = database.prepare(sql)
    return (...values) => statement.run(...values)
  }

const microsecondsPerRow = (way: (prepare: Prepare) => Put, count: number): number => {
  const database = openDatabase(':memory:', 0)
  database.pragma('temp_store = MEMORY')
  database.exec(messages.table)
  const [put, next] = [way(preparing(database)), talk()]
  let spent = 0
  for (let row = 0; row < rowsEach; row += count) {
    const events = next(count)
    database.exec('begin')
    const from = performance.now()
    put(events)
    if (row > rowsEach / 2) spent += performance.now() - from
    database.exec('commit')
  }
  database.close()
  return (spent * 1_000) / (rowsEach / 2)
}

const least = new Map<string, number>()
for (let round = 0; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) {
    for (const count of counts) {
      const cost = microsecondsPerRow(way, count)
      least.set(`${name} ${count}`, Math.min(cost, least.get(`${name} ${count}`) ?? cost))
    }
  }
}
console.log(
  `µs a row`.padEnd(16),
  counts.map((count) => `${count} at a time`.padStart(15)).join(''),
)
for (const name of Object.keys(ways)) {
  const cells = counts.map((count) => (least.get(`${name} ${count}`) ?? 0).toFixed(2).padStart(15))
  console.log(name.padEnd(16), cells.join(''))
}
