// src/projections/chatRooms.ts — one row per conversation, while it lasts.
import type { RoomId, SessionId } from '../events/fields.ts'
import { db } from './database.ts'
import { projection, strictly } from './projection.ts'

export interface ChatRoomsTable {
  readonly id: RoomId
  readonly member_a: SessionId
  readonly member_b: SessionId
  /** Milliseconds since the epoch, as `last_message_at`. */
  readonly opened_at: number
  /** How many messages it holds. */
  readonly messages: number
  readonly last_message_at: number | null
}

const remove = (id: RoomId) => db.deleteFrom('chat_rooms').where('id', '=', id)

export const chatRooms = projection({
  name: 'chat_rooms',
  table: strictly(
    db.schema
      .createTable('chat_rooms')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('member_a', 'text', (column) => column.notNull())
      .addColumn('member_b', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'integer', (column) => column.notNull())
      .addColumn('messages', 'integer', (column) => column.notNull())
      .addColumn('last_message_at', 'integer'),
  ),
  on: {
    'room.opened': ({ actor, at, data: { members } }) => {
      const [member_a, member_b] = members
      return db.insertInto('chat_rooms').values({
        id: actor,
        member_a,
        member_b,
        opened_at: at,
        messages: 0,
        last_message_at: null,
      })
    },
    'room.send_message': ({ actor, at }) =>
      db
        .updateTable('chat_rooms')
        .set((row) => ({ messages: row('messages', '+', 1), last_message_at: at }))
        .where('id', '=', actor),
    'room.leave_chat': ({ actor }) => remove(actor),
    'matchmaker.faulted': ({ data }) => remove(data.actor),
  },
})
