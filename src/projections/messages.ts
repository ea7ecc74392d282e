// What was said in the rooms that are open, numbered room by room.
import type { RoomId } from '../events/fields.ts'
import { db } from './database.ts'
import { projection } from './projection.ts'
import { question } from './statement.ts'

export const messages = projection('messages', {
  of: 'room',
  columns: {
    room: 'text',
    seq: 'integer',
    by: 'text',
    id: 'text',
    at: 'integer',
    event_seq: 'integer',
  },
  key: ['room', 'seq'],
  rows: {
    'room.send_message': ({ seq, at, actor, data: { by, id, number } }) => ({
      room: actor,
      // Of rooms that live every message is numbered.
      seq: number as number,
      by,
      id,
      at,
      event_seq: seq,
    }),
  },
})

/** The question behind `Transcript`. */
export const transcriptQuestion = question<{ room: RoomId; after: number }>(
  ({ room, after }) =>
    db
      .selectFrom('messages')
      .select(['room as actor', 'seq', 'by', 'id', 'at', 'event_seq'])
      .where('room', '=', room)
      .where('seq', '>', after)
      .orderBy('seq'),
  'room.send_message',
)
