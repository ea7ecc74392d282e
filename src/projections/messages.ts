// What was said in the rooms that are open, numbered room by room.
import type { RoomId } from '../events/fields.ts'
import { db } from './database.ts'
import { prefix, projection, question, strictly } from './projection.ts'

const numberOfNext = (room: RoomId) =>
  db
    .selectFrom('messages')
    .select(({ eb, fn, lit }) => eb(fn.coalesce(fn.max('seq'), lit(0)), '+', lit(1)).as('next'))
    .where('room', '=', prefix(room))

const remove = (room: RoomId) => db.deleteFrom('messages').where('room', '=', prefix(room))

export const messages = projection({
  name: 'messages',
  table: strictly(
    db.schema
      .createTable('messages')
      .temporary()
      .addColumn('room', 'text', (column) => column.notNull())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('by', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('event_seq', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('messages_in_order', ['room', 'seq']),
  ),
  on: {
    'room.send_message': ({ seq, at, actor, data: { by, id } }) =>
      db.insertInto('messages').values({
        room: actor,
        seq: numberOfNext(actor),
        by,
        id,
        at,
        event_seq: seq,
      }),
    'room.leave_chat': ({ actor }) => remove(actor),
    'matchmaker.faulted': ({ data }) => remove(data.actor),
  },
})

/** The question behind `Transcript`. */
export const transcriptQuestion = question<{ room: RoomId; after: number }>(
  ['room', 'after'],
  ({ room, after }) =>
    db
      .selectFrom('messages')
      .select(['room as actor', 'messages.seq', 'by', 'id', 'messages.at', 'event_seq'])
      .where('room', '=', room)
      .where('messages.seq', '>', after)
      .orderBy('messages.seq'),
  'room.send_message',
)
