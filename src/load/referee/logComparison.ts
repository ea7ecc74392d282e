// Holds what was acknowledged against the server's event log.

import { shortId } from '../../events/limits.ts'
import { messageIdOf, parseMessageId } from '../scenario/messageText.ts'
import type { FoundFaults } from './rooms/faults.ts'
import { type KeptRoom, unseenSender } from './rooms/keptRoom.ts'
import type { LoggedMessage, ServerLog } from './serverLog.ts'
import type { LogCoverage } from './verdict.ts'

/** What has been read of a room so far. */
interface RoomReading {
  readonly kept: KeptRoom
  /** How many messages the log has had: the next one is the room's next seq. */
  messages: number
  /** The last number of each direction, and under which session it speaks. */
  readonly last: number[]
  readonly sessions: (string | null)[]
}

/** Reads the log through once; faults are added, and those known already get their seq in it. */
export const compareWithLog = (
  rooms: readonly KeptRoom[],
  log: Pick<ServerLog, 'messages' | 'seqOf'>,
  { run, faults }: { readonly run: string; readonly faults: FoundFaults },
): Omit<LogCoverage, 'complaints' | 'matches'> => {
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
  #readings: Map<string, RoomReading>
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
          last: kept.directions.map(({ first }) => first - 1),
          sessions: kept.directions.map(() => null),
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
    this.#faults.addLogged('log_disagrees', `${id} ${wrong}`, { room, id, logSeq: seq })
  }

  finish(): void {
    for (const reading of this.#readings.values()) {
      reading.kept.directions.forEach(({ ackedTo }, index) => {
        this.#missBefore(reading, index, ackedTo + 1)
      })
    }
  }

  /** Takes a message of the room; gives what the wire said otherwise, null if nothing. */
  #contradiction(reading: RoomReading, { by, id, room }: LoggedMessage): string | null {
    const { kept, last, sessions, messages } = reading
    const read = parseMessageId(this.#run, id)
    const index = kept.directions.findIndex(({ sender }) => sender === read?.sender)
    const direction = kept.directions[index]
    if (read === null || direction === undefined) return `is of nobody who was in ${shortId(room)}`
    const previous = last[index] ?? 0
    if (read.number <= previous) return 'is in the log twice, or after a later one'
    this.#missBefore(reading, index, Math.min(read.number, direction.ackedTo + 1))
    last[index] = read.number
    if (read.number < direction.first || read.number > direction.last)
      return `was not sent in ${shortId(room)}`
    if (direction.refused.includes(read.number)) return 'was refused, and is in the log'
    sessions[index] ??= by
    if (sessions[index] !== by || sessions[1 - index] === by) {
      return `is under session ${shortId(by)}, which is not its sender's`
    }
    const told = kept.order[messages - 1]
    if (told !== undefined && told !== unseenSender && told !== index) {
      return `is message ${messages} of ${shortId(room)}; on the wire that was the other member's`
    }
    return null
  }

  /** Those of a direction that come after its last one and before `end`: they are not in the log. */
  #missBefore({ kept, last }: RoomReading, index: number, end: number): void {
    const direction = kept.directions[index]
    if (direction === undefined) return
    for (let number = (last[index] ?? 0) + 1; number < end; number += 1) {
      if (direction.refused.includes(number) || direction.inDoubt.includes(number)) continue
      const id = messageIdOf(this.#run, direction.sender, number)
      const text = `${id} was acknowledged and is not in the log`
      this.#faults.addLogged('unlogged', text, { room: kept.room, id })
    }
  }
}
