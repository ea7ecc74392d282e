// The messages of rooms as a node of the simulation remembers them, in place of its projections.
import { Result } from 'effect'
import type { LogEvent } from '../../src/events/event.ts'
import type { RoomId } from '../../src/events/fields.ts'
import type { Transcript, TranscriptMessage } from '../../src/projections/transcript.ts'

/** So few that a welcome often needs several. */
const pageMessagesMax = 10

export class Transcripts {
  readonly #rooms = new Map<RoomId, TranscriptMessage[]>()

  follow(events: readonly LogEvent[]): void {
    for (const { type, actor, data, at } of events) {
      if (type !== 'room.send_message') continue
      const { by, id, text, number = 0 } = data
      const said = { seq: number, by, id, text, at }
      this.#rooms.set(actor, [...(this.#rooms.get(actor) ?? []), said])
    }
  }

  readonly transcript: Transcript = (room, after) => {
    let last = after
    return {
      next: async () => {
        const rest = (this.#rooms.get(room) ?? []).filter(({ seq }) => seq > last)
        const rows = rest.slice(0, pageMessagesMax)
        last = rows.at(-1)?.seq ?? last
        return Result.succeed({ rows, isLast: rest.length <= pageMessagesMax })
      },
      drop: () => {},
    }
  }
}
