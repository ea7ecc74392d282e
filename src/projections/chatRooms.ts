// One row per conversation, while it lasts.
import { projection } from './projection.ts'

export const chatRooms = projection('chat_rooms', {
  of: 'room',
  columns: { id: 'text', member_a: 'text', member_b: 'text', opened_at: 'integer' },
  key: 'id',
  rowsOf: 'actor',
  rows: {
    'room.opened': ({ actor, at, data: { members } }) => {
      const [member_a, member_b] = members
      return { id: actor, member_a, member_b, opened_at: at }
    },
  },
})
