// What a server can do wrong, counted, with examples.

/** Every kind of fault, with what it means. */
export const faultKinds = {
  lost: 'acknowledged, and never delivered to a partner who was there',
  doubled: 'delivered more than once',
  out_of_order: 'seq numbers of a room not 1, 2, 3… as its members saw them',
  misdelivered: 'delivered to somebody, or in a room, that it was not for',
  altered: 'delivered with another text than was sent',
  misacknowledged: 'acknowledged under another number, twice, or without having been sent',
  unanswered: 'a message, or a wish for a partner, on a line that was there, never answered',
  untold: 'a conversation that ended, or a partner who went or came back, and nobody was told',
  wrong_grace:
    'told that a partner who is away has longer, or less long, to come back than a grace',
  wrong_absence: 'told that a partner was away who was there all the time',
  wrong_end: 'told another reason than there was for the end of a conversation',
  wrong_time: 'told a time that is over 5 minutes off',
  mismatched: 'paired against their wishes, or told wrong of each other',
  kept_apart: 'M4: two who accept each other, and waited on beside each other',
  overtaken: 'M5: waits on, where somebody who had waited less was taken',
  matched_early: 'without a shared interest, or with the last partner, before relaxing',
  two_rooms: 'matched while still in a conversation',
  blocked_met: 'M9: matched with somebody whom one of the two had blocked or reported',
  suspended_matched: 'M10: matched, or let wait, in a cool-down or suspended',
  block_betrayed: 'told of a block, or at a block what nobody is told at a leaving',
  wrong_receipt: 'a receipt that does not stand for all that was said, in its order',
  untruth_believed: 'M11: a report taken of which the words or the receipt were not true',
  truth_refused: 'a report refused that was true',
  unheard: 'a block, a report or a wish that was never answered',
  unlogged: 'acknowledged, and not in the server’s log',
  log_disagrees: 'in the server’s log otherwise than on the wire',
} as const

export type FaultKind = keyof typeof faultKinds

/** One case of a fault. */
export interface FoundFault {
  readonly kind: FaultKind
  /** A sentence that names who, what and where. */
  readonly text: string
  readonly room: string | null
  /** The client id of the message concerned. */
  readonly id: string | null
  /** The seq in the server's log to open in the debugger, where the log was compared. */
  logSeq: number | null
}

export interface FaultLocation {
  readonly room?: string | null
  readonly id?: string | null
  readonly logSeq?: number | null
  /** What the same fault is known by on the wire and in the log, where it concerns no message. */
  readonly matter?: string
}

/** Collects faults: all are counted, some of each kind are kept. */
export class FoundFaults {
  readonly counts: Partial<Record<FaultKind, number>> = {}
  readonly examples: FoundFault[] = []
  readonly #examplesMax: number
  /** How often what each matter is was seen on the wire, and not in the log so far. */
  readonly #seen = new Map<string, number>()
  /** The examples of those matters. */
  readonly #shown = new Map<string, FoundFault>()

  /** Keeps `examplesMax` examples of each kind. */
  constructor(examplesMax: number) {
    this.#examplesMax = examplesMax
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0)
  }

  /** A fault on the wire. */
  add(kind: FaultKind, text: string, location: FaultLocation = {}): void {
    const matter = matterOf(location)
    const example = this.#count(kind, text, location)
    if (matter === null) return
    this.#seen.set(matter, (this.#seen.get(matter) ?? 0) + 1)
    if (example !== null) this.#shown.set(matter, example)
  }

  /** A fault in the log: one that was seen on the wire too is counted already. */
  addLogged(kind: FaultKind, text: string, location: FaultLocation): void {
    const matter = matterOf(location) ?? ''
    const times = this.#seen.get(matter) ?? 0
    if (times === 0) {
      this.#count(kind, text, location)
      return
    }
    this.#seen.set(matter, times - 1)
    const example = this.#shown.get(matter)
    if (example !== undefined) example.logSeq ??= location.logSeq ?? null
  }

  #count(
    kind: FaultKind,
    text: string,
    { room = null, id = null, logSeq = null }: FaultLocation,
  ): FoundFault | null {
    const count = (this.counts[kind] ?? 0) + 1
    this.counts[kind] = count
    if (count > this.#examplesMax) return null
    const example = { kind, text, room, id, logSeq }
    this.examples.push(example)
    return example
  }
}

/** The matter of a complaint of the other of a room. */
export const complaintIn = (room: string): string => `complaint ${room}`

/** The matter of two who wait beside each other, in either order. */
export const apartOf = (...names: readonly [string, string]): string =>
  `apart ${names.toSorted().join(' ')}`

/** The matter of somebody who is passed over where somebody else looks. */
export const passedOver = (looker: string, passed: string): string =>
  `passed over ${looker} ${passed}`

const matterOf = ({ id, matter }: FaultLocation): string | null => matter ?? id ?? null

/** A time that the server told: nothing is taken for granted. */
export const namedTime = (at: number): string =>
  Math.abs(at) < 8e15 ? new Date(at).toISOString() : String(at)
