// The tables say what a fold of the log says.

import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ends, type LogEvent } from '../../src/events/event.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { projectionsOf } from '../../src/store/sqlite/projectionTables.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere, parts } from '../store/stores.ts'
import { faults, Tale } from '../store/tale.ts'
import { Lives } from './lives.ts'

const soak = process.env.SOAK_RUNS
const runs = soak === undefined ? { numRuns: 150, seed: 20_261 } : { numRuns: Number(soak) }

type Row = Readonly<Record<string, unknown>>

/** The smallest fold that could be right. */
const folded = (events: readonly LogEvent[]) => {
  const users = new Map<string, Row>()
  const rooms = new Map<string, Row>()
  const messages = new Map<string, Row[]>()
  const change = (id: string, row: Row) => users.set(id, { ...(users.get(id) as object), ...row })
  const place = (id: string, state: string, at: number) => {
    if (users.get(id)?.state !== state) change(id, { state, state_since: at })
  }
  for (const { at, actor, type, data } of events) {
    switch (type) {
      case 'session.join':
        users.set(actor, {
          id: actor,
          state: 'idle',
          state_since: at,
          online: 0,
          gender: data.gender,
          seeks: data.seeks,
        })
        break
      case 'session.connect':
        change(actor, { online: 1 })
        break
      case 'session.disconnect':
      case 'session.restart':
        change(actor, { online: 0 })
        break
      case 'session.find_match':
        place(actor, 'waiting', at)
        if (data.seeks !== undefined) change(actor, { seeks: data.seeks })
        break
      case 'session.matched':
        place(actor, 'chatting', at)
        break
      case 'session.leave_chat':
      case 'session.chat_ended':
        place(actor, 'idle', at)
        break
      case 'room.opened': {
        const [member_a, member_b] = data.members
        rooms.set(actor, { id: actor, member_a, member_b, opened_at: at })
        messages.set(actor, [])
        break
      }
      case 'room.send_message': {
        const said = messages.get(actor) as Row[]
        said.push({ seq: said.length + 1, by: data.by, id: data.id, at, text: data.text })
      }
    }
    const over = ends({ actor, type, data } as LogEvent)
    if (over !== null) for (const table of [users, rooms, messages]) table.delete(over)
  }
  return {
    users: [...users.values()],
    chat_rooms: [...rooms.values()],
    messages: Object.fromEntries(messages),
  }
}

/** The same, as the tables and the question behind transcripts have it. */
const projected = (store: OpenStore, rooms: readonly string[]) => {
  const table = (name: string, columns = '*') =>
    store.database.prepare(`select ${columns} from ${name}`).all()
  const counted = table('messages', 'count(*) as n') as [{ n: number }]
  const said = rooms.map(
    (room) => [room, succeeded(store.ask('transcript', { room, after: 0 }).next()).rows] as const,
  )
  expect(said.reduce((sum, [, messages]) => sum + messages.length, 0)).toBe(counted[0].n)
  return {
    users: table('users'),
    chat_rooms: table('chat_rooms'),
    messages: Object.fromEntries(said),
  }
}

const sorted = (state: ReturnType<typeof folded>) => {
  const byId = (one: Row, other: Row) => (String(one.id) < String(other.id) ? -1 : 1)
  return {
    ...state,
    users: state.users.toSorted(byId),
    chat_rooms: state.chat_rooms.toSorted(byId),
  }
}

/** What happens in each turn, to whom, and how many turns the next batch has. */
const lives = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 4 })), {
  minLength: 20,
  maxLength: 250,
})

/** The tables after these events, cut after as many as `sizes` say, again and again. */
const tablesAfter = (events: readonly LogEvent[], sizes: readonly number[]) => {
  const database = new Sqlite(':memory:')
  for (const { table } of parts.projections) database.exec(table)
  const said = new Map<string, number[]>()
  const fold = projectionsOf(database, parts.projections, (actor) => said.get(actor) ?? [])
  let from = 0
  for (let cut = 0; from < events.length; cut++) {
    const upTo = from + (sizes[cut % sizes.length] as number)
    fold(events.slice(from, upTo))
    for (const { type, actor, seq } of events.slice(from, upTo)) {
      if (type === 'room.send_message') said.set(actor, [...(said.get(actor) ?? []), seq])
    }
    from = upTo
  }
  const rows = parts.projections.map(({ name }) => database.prepare(`select * from ${name}`).all())
  database.close()
  return rows
}

it('comes out the same however the events are cut, as one at a time', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(lives, sizes, (dice, cuts) => {
      const told = new Lives()
      for (const [what, who] of dice) told.next(what, who)
      expect(tablesAfter(told.events, cuts)).toEqual(tablesAfter(told.events, [1]))
    }),
    runs,
  )
})

it('equals a fold from scratch, however the events came in batches', () => {
  fc.assert(
    fc.property(lives, (dice) => {
      const told = new Lives()
      const store = openHere(freshDirectory())
      let batch: LogEvent[] = []
      let left = 1
      for (const [what, who, size] of dice) {
        batch.push(...told.next(what, who))
        left -= 1
        if (left > 0) continue
        expect(succeeded(store.commit(batch))).toHaveProperty('head')
        batch = []
        left = size
      }
      if (batch.length > 0) store.commit(batch)
      const expected = sorted(folded(told.events))
      const rooms = Object.keys(expected.messages)
      expect(sorted(projected(store, rooms) as never)).toEqual(expected)
      store.close()
    }),
    runs,
  )
})

it('is folded anew from the log at every start, and is never in the file', () => {
  const told = new Lives().live(400)
  const directory = freshDirectory()
  const store = openHere(directory)
  store.commit(told.events)
  const expected = sorted(folded(told.events))
  const rooms = Object.keys(expected.messages)
  expect(expected.users.length).toBeGreaterThan(5)
  expect(Object.values(expected.messages).flat().length).toBeGreaterThan(5)
  store.database.exec("update users set state = 'lost'; delete from messages")
  store.close()

  const again = openHere(directory)
  expect(sorted(projected(again, rooms) as never)).toEqual(expected)
  const tables = (schema: string) =>
    again.database.prepare(`select name from ${schema} order by 1`).pluck().all()
  expect(tables('sqlite_schema')).toEqual(['batches', 'head', 'keys'])
  expect(tables('sqlite_temp_schema')).toEqual(['chat_rooms', 'messages', 'users'])
  again.close()
})

it('removes the rows of an actor with every event that ends it, whatever else it folds', () => {
  const told = new Lives().live(400)
  const [users, rooms] = tablesAfter(told.events, [1]) as { id: string }[][]
  const tale = new Tale({ seq: told.events.length, turn: told.events.length })
  const over = [...(users ?? []), ...(rooms ?? [])].map(({ id }) => faults(id))
  const ended = [...told.events, ...tale.turn(...over)]
  expect(over.length).toBeGreaterThan(10)
  for (const cut of [1, 7, ended.length]) expect(tablesAfter(ended, [cut])).toEqual([[], [], []])
})
