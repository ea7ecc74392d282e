// One row per visitor, from joining to leaving for good.
import type { Seeks, SessionId } from '../events/fields.ts'
import { db, type UsersTable } from './database.ts'
import { type Change, projection } from './projection.ts'
import { statement } from './statement.ts'

const presence = statement<Pick<UsersTable, 'id' | 'online'>>(({ id, online }) =>
  db.updateTable('users').set({ online }).where('id', '=', id),
)

const is = (id: SessionId, online: UsersTable['online']): Change => ({
  query: presence,
  named: { id, online },
})

/** Whoever waits may change its wishes, and has waited no less for it. */
const place = statement<Pick<UsersTable, 'id' | 'state'> & { at: number; seeks: Seeks | null }>(
  ({ id, state, at, seeks }) =>
    db
      .updateTable('users')
      .set(({ eb, fn, ref, val }) => ({
        state,
        state_since: eb.case().when('state', '=', state).then(ref('state_since')).else(at).end(),
        seeks: fn.coalesce(val(seeks), ref('seeks')),
      }))
      .where('id', '=', id),
)

interface Moved {
  readonly actor: SessionId
  readonly at: number
}

const moves = (
  { actor, at }: Moved,
  state: UsersTable['state'],
  seeks: Seeks | null = null,
): Change => ({ query: place, named: { id: actor, state, at, seeks } })

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
    'session.connect': ({ actor }) => is(actor, 1),
    'session.disconnect': ({ actor }) => is(actor, 0),
    'session.restart': ({ actor }) => is(actor, 0),
    'session.find_match': (event) => moves(event, 'waiting', event.data.seeks),
    'session.matched': (event) => moves(event, 'chatting'),
    'session.leave_chat': (event) => moves(event, 'idle'),
    'session.chat_ended': (event) => moves(event, 'idle'),
  },
})
