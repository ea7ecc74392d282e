// What one member of a room sent to the other, and how that arrived.

/** A message's number among its sender's, and its seq in the room, waiting to be compared. */
export type NumberAndSeq = readonly [number: number, seq: number]

/** A person of the run: whoever holds one pass, in whatever sessions. */
export type PersonNumber = number

/** How somebody ends a conversation, as far as it says so itself. */
export type Going = 'leave' | 'block'

/** When a message was due and how long it is: all that its text depends on beside its number. */
export interface Written {
  readonly dueMicros: number
  readonly characters: number
}

/** Of a longer conversation the words are not kept: its receipt is taken as it comes. */
export const wordsKeptMax = 10_000

/** One of the two directions of a room: from the member `sender` to the other. */
export class Direction {
  /** The number of the visitor that sends in this direction. */
  readonly sender: number
  /** Who that is in this room. */
  readonly person: PersonNumber
  /** Its first message here has this number, its last one that. */
  readonly first: number
  last: number
  /** Of each message from `first` on, as numbers that follow each other: what it was written from. */
  readonly written: number[] = []
  /** Of each that was delivered, in that order: its number and its seq. */
  readonly arrivals: number[] = []
  /** What the server refused. */
  readonly refused = new LazySet()
  /** Acknowledged up to this number, which got this seq. */
  ackedTo: number
  ackedSeq = 0
  /** Delivered to the other up to this number, and the highest seq of those. */
  deliveredTo: number
  deliveredSeq = 0
  delivered = 0
  /** Numbers below `deliveredTo` that did not come. */
  readonly skipped = new LazySet()
  /** Acknowledged and not delivered yet, or the reverse: the two must name the same seq. */
  acksAhead: NumberAndSeq[] | null = null
  deliveriesAhead: NumberAndSeq[] | null = null
  isSenderOnline = true
  hasSenderLeft = false
  /** Since when it is online, or was; and since when it is away by itself, null where it is not. */
  onlineSince: number
  wentAt: number | null = null
  /** Whether it ever was away. */
  hasDropped = false
  leftAt = Number.POSITIVE_INFINITY
  /** When the server first said to the sender that the room is over, by the clock and by what was attended. */
  overAt = Number.POSITIVE_INFINITY
  overAttended = Number.POSITIVE_INFINITY
  /** It was never told so, which was found. */
  isUntold = false
  /** How the sender is about to end the room, null while it is not; and when it said so. */
  going: Going | null = null
  goingAt = Number.POSITIVE_INFINITY
  /** When the server last answered it. */
  answeredAt = Number.NEGATIVE_INFINITY
  /** Whether all that it sent must be answered: not where a connection went with some of it. */
  isAnswerable = true
  /** Refused when they were sent again: an earlier copy may have been accepted. */
  readonly inDoubt = new LazySet()
  /** Accepted, sent again on purpose, and not answered once more. */
  readonly resent = new LazySet()
  /** What it was told of the other's absences. */
  readonly partner = new PartnerAsTold()
  /** The latest time of the server's that it was told here. */
  heardAt = Number.NEGATIVE_INFINITY
  /** The room ended, and the sender was not there to take what came last. */
  senderMissedEnd = false

  constructor(sender: number, person: PersonNumber, first: number, now = 0) {
    this.onlineSince = now
    this.sender = sender
    this.person = person
    this.first = first
    this.last = first - 1
    this.ackedTo = first - 1
    this.deliveredTo = first - 1
  }

  /** The next message is about to be sent. */
  send({ dueMicros, characters }: Written): void {
    this.last += 1
    if (this.keepsWords) this.written.push(dueMicros, characters)
  }

  /** What a message was written from. */
  writtenOf(number: number): Written {
    const at = 2 * (number - this.first)
    return { dueMicros: this.written[at] ?? 0, characters: this.written[at + 1] ?? 0 }
  }

  get keepsWords(): boolean {
    return this.last - this.first < wordsKeptMax
  }

  /** The numbers that were acknowledged and did not reach the other, but for those in doubt. */
  *undelivered(): Iterable<number> {
    for (const number of this.skipped) {
      if (number <= this.ackedTo && !this.inDoubt.has(number)) yield number
    }
    for (let number = this.deliveredTo + 1; number <= this.ackedTo; number += 1) {
      if (!this.refused.has(number) && !this.inDoubt.has(number)) yield number
    }
  }

  /** The numbers of which the server has said nothing. */
  *unanswered(): Iterable<number> {
    for (let number = this.ackedTo + 1; number <= this.last; number += 1) {
      if (!this.refused.has(number) && !this.inDoubt.has(number)) yield number
    }
  }

  /** The sender was told that time of the server's, if any. */
  hears(at: number | undefined): void {
    if (at !== undefined && at > this.heardAt) this.heardAt = at
  }

  /** The sender is away, by itself or not. */
  drop(now: number, isOwn: boolean): void {
    this.isSenderOnline = false
    this.hasDropped = true
    this.wentAt = isOwn ? now : null
    this.partner.forget()
    this.resent.clear()
  }

  /** How many may have been accepted without anybody having been told. */
  get unknown(): number {
    const from = Math.max(this.ackedTo, this.deliveredTo)
    let count = 0
    for (let number = from + 1; number <= this.last; number += 1) {
      if (!this.refused.has(number)) count += 1
    }
    for (const number of this.skipped) if (number > this.ackedTo) count += 1
    for (const number of this.inDoubt) if (number <= from) count += 1
    return count
  }
}

/** What a member was told of whether the other is there. */
export class PartnerAsTold {
  /** How often it had to be told that the other was away, and how often it was. */
  awaysOwed = 0
  awaysTold = 0
  /** It was told so last. */
  isAway = false
  /** The other is back since its own message of that number: what it sent after that is answered after it is told so. */
  backAfter: number | null = null
  /** Until when the other may come back, as it was told after its own message of that number. */
  claimed: { readonly until: number; readonly after: number } | null = null

  /** It is away itself: what it misses is not told again. */
  forget(): void {
    this.isAway = false
    this.backAfter = null
  }
}

/** A set that costs nothing while it is empty. */
export class LazySet {
  #set: Set<number> | null = null

  has(number: number): boolean {
    return this.#set?.has(number) ?? false
  }

  add(number: number): void {
    this.#set ??= new Set()
    this.#set.add(number)
  }

  delete(number: number): boolean {
    return this.#set?.delete(number) ?? false
  }

  clear(): void {
    this.#set = null
  }

  get size(): number {
    return this.#set?.size ?? 0
  }

  *[Symbol.iterator](): Iterator<number> {
    if (this.#set !== null) yield* this.#set
  }
}

/** Takes from the front everything up to `number`; gives the pair of `number` itself. */
export const takeUpTo = (
  waiting: NumberAndSeq[] | null,
  number: number,
): NumberAndSeq | undefined => {
  let found: NumberAndSeq | undefined
  while (waiting !== null && waiting.length > 0 && (waiting[0] as NumberAndSeq)[0] <= number) {
    const pair = waiting.shift() as NumberAndSeq
    if (pair[0] === number) found = pair
  }
  return found
}
