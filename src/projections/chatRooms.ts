// One row per conversation, while it lasts.
import type { RoomId } from '../events/fields.ts'
import { db } from './database.ts'
import { projection, strictly } from './projection.ts'

const remove = (id: RoomId) => db.deleteFrom('chat_rooms').where('id', '=', id)

export const chatRooms = projection({
  name: 'chat_rooms',
  table: strictly(
    db.schema
      .createTable('chat_rooms')
      .temporary()
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('member_a', 'text', (column) => column.notNull())
      .addColumn('member_b', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'integer', (column) => column.notNull()),
  ),
  on: {
    'room.opened': ({ actor, at, data: { members } }) => {
      const [member_a, member_b] = members
      return db.insertInto('chat_rooms').values({
        id: actor,
        member_a,
        member_b,
        opened_at: at,
      })
    },
    'room.leave_chat': ({ actor }) => remove(actor),
    'matchmaker.faulted': ({ data }) => remove(data.actor),
  },
})
