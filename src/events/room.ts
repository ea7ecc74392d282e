// What can happen in a room.
import { Schema } from 'effect'
import { AgainUntil, EndReason, Milliseconds, personal, SessionId, Words } from './fields.ts'

export const roomEvents = {
  /** Two sessions were matched. The first event of every room. */
  opened: Schema.Struct({ members: Schema.Tuple([SessionId, SessionId]) }),
  /**
   * A member said something. Accepted once per `id` of that member. `number` counts the messages of
   * the room: 1, 2, 3…, the `seq` that clients see; logs of format 2 lack it.
   */
  send_message: Schema.Struct({
    by: SessionId,
    id: Schema.String,
    number: Schema.optionalKey(Schema.Int),
    text: personal(Words),
  }),
  /** A member lost its socket and may come back before `until`. */
  away: Schema.Struct({ by: SessionId, until: Milliseconds }),
  /** A member came back in time. */
  back: Schema.Struct({ by: SessionId }),
  /**
   * A member is gone, and why. The room ends. Where it `blocks` the other, or was `suspended` by a
   * moderator, it may not ask to talk again, of which the other is told nothing.
   */
  leave_chat: Schema.Struct({
    by: SessionId,
    reason: EndReason,
    againUntil: AgainUntil,
    blocks: Schema.optionalKey(Schema.Literal(true)),
    suspended: Schema.optionalKey(Schema.Literal(true)),
  }),
} as const
