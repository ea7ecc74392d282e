// One row per visitor, from joining to leaving for good.
import type { Seeks, SessionId } from '../events/fields.ts'
import { db, type UsersTable } from './database.ts'
import { projection, strictly } from './projection.ts'

const change = (id: SessionId, row: Partial<Pick<UsersTable, 'state' | 'online'>>) =>
  db.updateTable('users').set(row).where('id', '=', id)

const remove = (id: SessionId) => db.deleteFrom('users').where('id', '=', id)

export const users = projection({
  name: 'users',
  table: strictly(
    db.schema
      .createTable('users')
      .temporary()
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('online', 'integer', (column) => column.notNull())
      .addColumn('gender', 'text', (column) => column.notNull())
      .addColumn('seeks', 'text', (column) => column.notNull())
      .addColumn('joined_at', 'integer', (column) => column.notNull())
      .addColumn('event_seq', 'integer', (column) => column.notNull()),
  ),
  on: {
    'session.join': ({ seq, at, actor, data: { gender, seeks } }) =>
      db.insertInto('users').values({
        id: actor,
        state: 'idle',
        online: 0,
        gender,
        seeks,
        joined_at: at,
        event_seq: seq,
      }),
    'session.connect': ({ actor }) => change(actor, { online: 1 }),
    'session.disconnect': ({ actor }) => change(actor, { online: 0 }),
    'session.restart': ({ actor }) => change(actor, { online: 0 }),
    'session.find_match': ({ actor, data }) =>
      db
        .updateTable('users')
        .set(({ fn, val }) => ({
          state: 'waiting',
          seeks: fn.coalesce(val(data.seeks as Seeks), 'seeks'),
        }))
        .where('id', '=', actor),
    'session.matched': ({ actor }) => change(actor, { state: 'chatting' }),
    'session.leave_chat': ({ actor }) => change(actor, { state: 'idle' }),
    'session.chat_ended': ({ actor }) => change(actor, { state: 'idle' }),
    'session.expired': ({ actor }) => remove(actor),
    'session.left': ({ actor }) => remove(actor),
    'matchmaker.faulted': ({ data }) => remove(data.actor),
  },
})
