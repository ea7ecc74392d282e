// What a referee elsewhere is told, in the order of time: as numbers where it is told often.

import type { Introduction } from '../referee/match.ts'
import type { ReceivedMessage } from '../referee/rooms/arrivals.ts'
import type { Told } from '../referee/told.ts'
import { type MessageStamp, messageIdOf, messageTextOf } from '../scenario/messageText.ts'

/** What it is told by a name of its own, by one of its safety's, or by its clock. */
export type CallName = keyof Told | keyof Told['safety'] | keyof Told['clock']

/** A telling, with the arguments that it comes with. */
export type Call = readonly [name: CallName, ...args: readonly unknown[]]

/** A while of a process, as it goes from it to the referee's. */
export interface ProcessRecord {
  /** One telling after the other: when, which kind, and what belongs to that kind. */
  readonly numbers: Float64Array
  /** Those that are no numbers, in their order. */
  readonly others: readonly Call[]
  /** Everything up to then is told with this. */
  readonly until: number
}

/** Kinds of tellings, each with how many numbers follow it. */
const kinds = { other: 0, sending: 1, acknowledged: 2, arrived: 3 } as const

const widths = [0, 3, 4, 7] as const

/** Every telling begins with when it was, and its kind. */
const headWidth = 2

/** A while of more numbers than this is told before its time. */
const numbersMax = 2 ** 16

const widest = headWidth + Math.max(...widths)

export class Recorder {
  readonly #now: () => number
  readonly #send: (record: ProcessRecord) => void
  readonly #numbers = new Float64Array(numbersMax)
  #length = 0
  #others: Call[] = []
  /** The room that each visitor was told of last, which whoever reads this knows by then. */
  readonly #rooms: string[] = []
  #isClosed = false

  constructor(now: () => number, send: (record: ProcessRecord) => void) {
    this.#now = now
    this.#send = send
  }

  sending(user: number, dueMicros: number, characters: number): void {
    this.#begin(kinds.sending)
    this.#add(user)
    this.#add(dueMicros)
    this.#add(characters)
  }

  acknowledged(user: number, number: number, seq: number, at = Number.NaN): void {
    this.#begin(kinds.acknowledged)
    this.#add(user)
    this.#add(number)
    this.#add(seq)
    this.#add(at)
  }

  /** `stamp` is what its text says; null where that is no text of the run's. */
  arrived(user: number, message: ReceivedMessage, stamp: MessageStamp | null): void {
    if (stamp === null || this.#rooms[user] !== message.room) {
      this.other('arrived', user, message)
      return
    }
    this.#begin(kinds.arrived)
    this.#add(user)
    this.#add(message.seq)
    this.#add(stamp.sender)
    this.#add(stamp.number)
    this.#add(stamp.dueMicros)
    this.#add(stamp.characters)
    this.#add(message.at ?? Number.NaN)
  }

  other(...call: Call): void {
    this.#begin(kinds.other)
    this.#others.push(call)
    noteRoom(this.#rooms, call)
  }

  /** Tells what there is, and that there is no more so far. */
  flush(until = this.#now()): void {
    if (this.#isClosed) return
    this.#send({ numbers: this.#numbers.slice(0, this.#length), others: this.#others, until })
    this.#length = 0
    this.#others = []
  }

  /** Nothing is told after this. */
  close(): void {
    this.flush(Number.POSITIVE_INFINITY)
    this.#isClosed = true
  }

  #begin(kind: number): void {
    if (this.#length + widest > numbersMax) this.flush()
    this.#add(this.#now())
    this.#add(kind)
  }

  #add(number: number): void {
    this.#numbers[this.#length] = number
    this.#length += 1
  }
}

const noteRoom = (rooms: string[], [name, user, introduction]: Call): void => {
  if (name === 'matched') rooms[user as number] = (introduction as Introduction).room
}

/** Gives the tellings of one process again, one by one. */
export class Playback {
  /** Everything up to then is here. */
  until = Number.NEGATIVE_INFINITY
  readonly #run: string
  readonly #records: ProcessRecord[] = []
  #position = 0
  #others = 0
  readonly #rooms: string[] = []

  /** `run` is the run's name. */
  constructor(run: string) {
    this.#run = run
  }

  add(record: ProcessRecord): void {
    this.until = record.until
    if (record.numbers.length > 0) this.#records.push(record)
  }

  /** When the next one was; infinity where none is here. */
  get at(): number {
    return this.#records[0]?.numbers[this.#position] ?? Number.POSITIVE_INFINITY
  }

  /** The next one, of which there must be one. */
  next(): Call {
    const { numbers, others } = this.#records[0] as ProcessRecord
    const kind = numbers[this.#position + 1] as keyof typeof widths & number
    const from = this.#position + headWidth
    const call =
      kind === kinds.other ? (others[this.#others] as Call) : this.#callOf(kind, numbers, from)
    if (kind === kinds.other) this.#others += 1
    noteRoom(this.#rooms, call)
    this.#position = from + (widths[kind] ?? 0)
    if (this.#position === numbers.length) {
      this.#records.shift()
      this.#position = 0
      this.#others = 0
    }
    return call
  }

  #callOf(kind: number, numbers: Float64Array, from: number): Call {
    const at = (index: number) => numbers[from + index] as number
    const user = at(0)
    if (kind === kinds.sending) {
      return ['sending', user, { dueMicros: at(1), characters: at(2) }]
    }
    if (kind === kinds.acknowledged) {
      return ['acknowledged', user, messageIdOf(this.#run, user, at(1)), at(2), ...timeOf(at(3))]
    }
    const stamp = { sender: at(2), number: at(3), dueMicros: at(4), characters: at(5) }
    const text = messageTextOf(this.#run, stamp)
    const [time] = timeOf(at(6))
    const told = time === undefined ? {} : { at: time }
    return ['arrived', user, { room: this.#rooms[user], seq: at(1), text, ...told }]
  }
}

/** The time that a frame named; nothing where it named none. */
const timeOf = (at: number): readonly number[] => (Number.isNaN(at) ? [] : [at])
