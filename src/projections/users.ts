// One row per visitor, from joining to leaving for good.
import type { UsersTable } from './database.ts'
import { projection } from './projection.ts'

/** Whoever waits may change its wishes, and has waited no less for it. */
const placed = (row: UsersTable, state: UsersTable['state'], at: number): UsersTable =>
  row.state === state ? row : { ...row, state, state_since: at }

export const users = projection('users', {
  of: 'session',
  columns: {
    id: 'text',
    state: 'text',
    state_since: 'integer',
    online: 'integer',
    gender: 'text',
    seeks: 'text',
  },
  key: 'id',
  rowsOf: 'actor',
  rows: {
    'session.join': ({ actor, at, data: { gender, seeks } }) => ({
      id: actor,
      state: 'idle',
      state_since: at,
      online: 0,
      gender,
      seeks,
    }),
  },
  changes: {
    'session.connect': (_, row) => ({ ...row, online: 1 }),
    'session.disconnect': (_, row) => ({ ...row, online: 0 }),
    'session.restart': (_, row) => ({ ...row, online: 0 }),
    'session.find_match': ({ at, data }, row) => ({
      ...placed(row, 'waiting', at),
      seeks: data.seeks ?? row.seeks,
    }),
    'session.matched': ({ at }, row) => placed(row, 'chatting', at),
    'session.leave_chat': ({ at }, row) => placed(row, 'idle', at),
    'session.chat_ended': ({ at }, row) => placed(row, 'idle', at),
  },
})
