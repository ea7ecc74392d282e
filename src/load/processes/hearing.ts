// The referee of several processes: hears all of them in the order in which things happened.

import type { Introduction } from '../referee/match.ts'
import type { Referee } from '../referee/referee.ts'
import type { Complaint } from '../referee/safety/safety.ts'
import type { Told } from '../referee/told.ts'
import { numbersOf, type Share } from '../visitors/runContext.ts'
import { type Call, type CallName, Playback, type ProcessRecord } from './record.ts'

export interface HearingOptions {
  /** The run's name. */
  readonly run: string
  readonly processes: number
  readonly users: number
  /** Whether anybody complains: only then it is kept who met whom. */
  readonly hasComplaints: boolean
  /** Makes the referee, for which the time is that of what it is told. */
  readonly refereeOf: (now: () => number) => Referee
}

export class Hearing {
  readonly referee: Referee
  readonly #options: HearingOptions
  readonly #playbacks: readonly Playback[]
  /** Those of whom nothing more will come, until what did come is heard. */
  readonly #dying = new Set<number>()
  #now = 0
  /** Who the other of each room is, for each visitor: as it was when they met. */
  readonly #met = new Map<number, Map<string, number | null>>()
  readonly #complaints = new Map<string, Complaint>()

  constructor(options: HearingOptions) {
    this.#options = options
    this.#playbacks = Array.from({ length: options.processes }, () => new Playback(options.run))
    this.referee = options.refereeOf(() => this.#now)
  }

  /** What a process tells. All have one clock, so that a message is sent before it arrives. */
  take(process: number, record: ProcessRecord): void {
    this.#playbacks[process]?.add(record)
    this.#hear()
  }

  /** Nothing more comes from that process. */
  died(process: number): void {
    const playback = this.#playbacks[process]
    if (playback === undefined || playback.until === Number.POSITIVE_INFINITY) return
    playback.until = Number.POSITIVE_INFINITY
    this.#dying.add(process)
    this.#hear()
  }

  /** Tells the referee what no process can still say anything before. */
  #hear(): void {
    const until = Math.min(...this.#playbacks.map((playback) => playback.until))
    for (;;) {
      for (const process of this.#dying) this.#bury(process)
      let first: number | null = null
      const timeOf = (process: number | null) =>
        this.#playbacks[process ?? -1]?.at ?? Number.POSITIVE_INFINITY
      for (const process of this.#playbacks.keys()) {
        if (timeOf(process) < timeOf(first)) first = process
      }
      if (first === null || timeOf(first) > until) return
      this.#now = timeOf(first)
      this.#tell((this.#playbacks[first] as Playback).next(), first)
    }
  }

  #bury(index: number): void {
    if (this.#playbacks[index]?.at !== Number.POSITIVE_INFINITY) return
    this.#dying.delete(index)
    const share: Share = { index, of: this.#options.processes }
    for (const user of numbersOf(share, this.#options.users)) {
      this.referee.dropped(user)
      this.referee.safety.gone(user)
    }
    this.referee.lost((user) => user % share.of === index)
  }

  #tell(call: Call, process: number): void {
    const [name, ...args] = call
    const { referee } = this
    if (name === 'passes') {
      referee.passes(args[0] as number, process, this.#options.processes)
    } else if (name === 'told') referee.clock.told(args[0] as number)
    else if (isOfSafety(name))
      Reflect.apply(referee.safety[name], referee.safety, this.#known(args))
    else Reflect.apply(referee[name as 'matched'], referee, args)
    if (this.#options.hasComplaints) this.#note(call)
  }

  #note([name, ...args]: Call): void {
    const user = args[0] as number
    if (name === 'matched') this.#meet(user, (args[1] as Introduction).room)
    if (name === 'joinedAnew') this.#met.delete(user)
  }

  #meet(user: number, room: string): void {
    const known = this.#met.get(user)
    const other = this.referee.partnerOf(user)
    if (known === undefined) this.#met.set(user, new Map([[room, other]]))
    else known.set(room, other)
  }

  /** The same complaint is the same one each time, and about a person. */
  #known(args: readonly unknown[]): readonly unknown[] {
    const [user, told, ...rest] = args as [number, unknown]
    if (typeof told !== 'object' || told === null) return args
    const complaint = told as Complaint
    const name = `${user} ${complaint.room}`
    const other = this.#met.get(user)?.get(complaint.room) ?? null
    const known = this.#complaints.get(name) ?? { ...complaint, other }
    this.#complaints.set(name, known)
    return [user, known, ...rest]
  }
}

const ofSafety = {
  ...{ asks: true, waits: true, suspended: true, turnedDown: true, complains: true },
  ...{ gone: true, blocked: true, answered: true, unasked: true },
} as const satisfies Record<keyof Told['safety'], true>

const isOfSafety = (name: CallName): name is keyof typeof ofSafety => Object.hasOwn(ofSafety, name)
