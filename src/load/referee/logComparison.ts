// Holds what was acknowledged against the server's event log.

import type { LogCoverage } from '../measures/loadResult.ts'
import { messageIdOf, parseMessageId } from '../scenario/messageText.ts'
import type { FoundFaults } from './faults.ts'
import { type KeptRoom, unseenSender } from './keptRoom.ts'
import type { LoggedMessage, ServerLog } from './serverLog.ts'

/** What has been read of a room so far. */
interface Reading {
  readonly kept: KeptRoom
  /** How many messages the log has had: the next one is the room's next seq. */
  messages: number
  /** The last number of each side, and under which session it speaks. */
  readonly last: number[]
  readonly sessions: (string | null)[]
}

/** Reads the log through once; faults are added, and those known already get their seq in it. */
export const compareWithLog = (
  rooms: readonly KeptRoom[],
  log: ServerLog,
  { run, faults }: { readonly run: string; readonly faults: FoundFaults },
): LogCoverage => {
  const comparison = new Comparison(rooms, run, faults)
  for (const message of log.messages()) comparison.take(message)
  comparison.finish()
  for (const fault of faults.examples) {
    if (fault.room !== null) fault.logSeq ??= log.seqOf(fault.room, fault.id)
  }
  return { rooms: rooms.length, messages: comparison.messages }
}

class Comparison {
  messages = 0
  #readings: Map<string, Reading>
  #run: string
  #faults: FoundFaults

  constructor(rooms: readonly KeptRoom[], run: string, faults: FoundFaults) {
    this.#run = run
    this.#faults = faults
    this.#readings = new Map(
      rooms.map((kept) => [
        kept.room,
        {
          kept,
          messages: 0,
          last: kept.sides.map(({ first }) => first - 1),
          sessions: kept.sides.map(() => null),
        },
      ]),
    )
  }

  take(message: LoggedMessage): void {
    const reading = this.#readings.get(message.room)
    // Rooms of others, and of earlier runs, are in the log too.
    if (reading === undefined) return
    this.messages += 1
    reading.messages += 1
    const wrong = this.#contradiction(reading, message)
    if (wrong === null) return
    const { room, id, seq } = message
    this.#faults.add('log_disagrees', `${id} ${wrong}`, { room, id, logSeq: seq })
  }

  finish(): void {
    for (const { kept, last } of this.#readings.values()) {
      kept.sides.forEach((side, index) => {
        this.#unlogged(kept, side, (last[index] ?? 0) + 1, side.ackedTo)
      })
    }
  }

  /** Takes a message of the room; gives what the wire said otherwise, null if nothing. */
  #contradiction(reading: Reading, { by, id, room }: LoggedMessage): string | null {
    const { kept, last, sessions, messages } = reading
    const read = parseMessageId(this.#run, id)
    const index = kept.sides.findIndex(({ user }) => user === read?.sender)
    const side = kept.sides[index]
    if (read === null || side === undefined) return `is of nobody who was in ${room}`
    const previous = last[index] ?? 0
    if (read.number <= previous) return 'is in the log twice, or after a later one'
    this.#unlogged(kept, side, previous + 1, Math.min(read.number - 1, side.ackedTo))
    last[index] = read.number
    if (read.number < side.first || read.number > side.last) return `was not sent in ${room}`
    if (side.refused.includes(read.number)) return 'was refused, and is in the log'
    sessions[index] ??= by
    if (sessions[index] !== by || sessions[1 - index] === by) {
      return `is under session ${by}, which is not its sender's`
    }
    const told = kept.order[messages - 1]
    if (told !== undefined && told !== unseenSender && told !== index) {
      return `is message ${messages} of ${room}; on the wire that was the other member's`
    }
    return null
  }

  #unlogged(kept: KeptRoom, side: KeptRoom['sides'][number], from: number, to: number): void {
    for (let number = from; number <= to; number += 1) {
      if (side.refused.includes(number)) continue
      const id = messageIdOf(this.#run, side.user, number)
      const text = `${id} was acknowledged and is not in the log`
      this.#faults.add('unlogged', text, { room: kept.room, id })
    }
  }
}
