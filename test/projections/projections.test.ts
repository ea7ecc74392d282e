// The tables say what a fold of the log says.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ends, type LogEvent } from '../../src/events/event.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { projectionsOf } from '../../src/store/sqlite/projectionTables.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere, parts } from '../store/stores.ts'
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
  for (const { seq, at, actor, type, data } of events) {
    switch (type) {
      case 'session.join':
        users.set(actor, {
          id: actor,
          state: 'idle',
          online: 0,
          gender: data.gender,
          seeks: data.seeks,
          joined_at: at,
          event_seq: seq,
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
        change(actor, { state: 'waiting', ...(data.seeks && { seeks: data.seeks }) })
        break
      case 'session.matched':
        change(actor, { state: 'chatting' })
        break
      case 'session.leave_chat':
      case 'session.chat_ended':
        change(actor, { state: 'idle' })
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
    users: table('users', 'id, state, online, gender, seeks, joined_at, event_seq'),
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

const lives = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 4 })), {
  minLength: 20,
  maxLength: 250,
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
  expect(tables('sqlite_schema')).toEqual(['events', 'head', 'keys'])
  expect(tables('sqlite_temp_schema')).toEqual(['chat_rooms', 'messages', 'users'])
  again.close()
})

it('removes the rows of an actor with every event that ends it', () => {
  const store = openHere(freshDirectory())
  const handled = new Set(parts.projections.flatMap(({ on }) => Object.keys(on)))
  const ending = ['session.left', 'session.expired', 'room.leave_chat', 'matchmaker.faulted']
  expect(ending.filter((type) => !handled.has(type))).toEqual([])
  for (const type of handled) {
    const data = { actor: 'x', by: 'x', reason: 'left' }
    const over = ends({ actor: 'x', type, data } as never)
    expect(over !== null, type).toBe(ending.includes(type))
  }
  expect(() => projectionsOf(store.database, parts.projections)).not.toThrow()
  store.close()
})
