// Whether a log keeps the rules, and folding it again gives what the running server did and said it was.
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import {
  begins,
  type DataOf,
  type EventType,
  ends,
  isTurningPoint,
  type LogEvent,
  type Owner,
  shapes,
} from '../../events/event.ts'
import type { ActorId, SessionId } from '../../events/fields.ts'
import { Consequences, mayNeedShared, withSharing } from '../judging/consequences.ts'
import { type Counted, MessageNumbers, misplaced } from '../judging/order.ts'
import { Rules } from '../judging/rules.ts'
import type { Source } from '../source/source.ts'
import type { History } from './history.ts'
import { compare, type Finding, type Mismatch, mismatchOf } from './mismatch.ts'
import { publicStateAt } from './publicState.ts'
import { foreseen } from './unforeseen.ts'

export interface Verification {
  /** How many turns were held against the rules, and what they led to against the actors. */
  readonly turns: number
  /** How many there are. */
  readonly allTurns: number
  /** How many events are missing between others, and the seq of the first after such a gap; null: none. */
  readonly missing: { readonly events: number; readonly before: number } | null
  /** How often only erased words would tell whether two who wait share an interest. */
  readonly undecided: number
  /** How often only erased words would tell which interests two who met share. */
  readonly undecidedShared: number
  /** How many digests the log holds. */
  readonly digests: number
  /** How many of these were compared only in part: for the actors whose events are all there. */
  readonly partial: number
  /** How many were not compared: they are of all actors, and events of some are gone. */
  readonly unjudged: number
  /** Null if nothing is wrong. */
  readonly mismatch: Mismatch | null
}

/** From one report of progress to the next: about 50 ms. */
const strideEvents = 10_000

/** What a log lacks: its beginning, whatever concerns others than those of a slice, or its end. */
export interface Lacking extends Pick<Source, 'isCut' | 'isPart'> {
  readonly isTorn?: boolean
}

/**
 * Judges a log. It must count as a server does; M1 to M6, M9, M10 and M12 must hold at every turn;
 * what each event led to must be what its actor sends; each must be taken by its actor's statechart;
 * and at every `matchmaker.attested` the states must be those that the server had. Where old events
 * were deleted an actor is judged if its first event is there, as of whoever is over the first go
 * first, and of whoever lives none; all of them together, and rules and consequences, from where no
 * other actor turns up any more. Of a log that `isCut`, whose living may have come before it, they
 * are never judged; one that `isPart` of another is judged by
 * what two who were matched are to each other (M1, M2, M3), and by its statecharts.
 */
export const verify = (history: History, lacking: Lacking = {}): Verification => {
  const steps = verifyInSteps(history, lacking)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same step by step; yields now and then how many events have been judged. */
export function* verifyInSteps(
  history: History,
  lacking: Lacking,
): Generator<number, Verification> {
  const judge = new Judge(history, lacking)
  for (let index = 0; index < history.length; index++) {
    const mismatch = foreseen(history.seq(index), () => judge.take(index))
    if (mismatch !== null) return { ...judge.counts, mismatch }
    if (index % strideEvents === strideEvents - 1) yield index + 1
  }
  const mismatch = lacking.isTorn ? null : judge.turnEnds(history.length)
  return { ...judge.counts, mismatch }
}

/** Takes a log event by event. */
class Judge {
  #history: History
  #actors = new ActorSystem()
  #rules: Rules
  #consequences: Consequences
  #known = new Set<ActorId>()
  #isPart: boolean
  #isCut: boolean
  #wholeFrom: number
  #digests = { digests: 0, partial: 0, unjudged: 0 }
  #turns = 0
  #allTurns = 0
  #missing: Verification['missing'] = null
  #agreedUpTo = 0
  #messageNumbers = new MessageNumbers()
  /** The end of a day of which only erased words tell whom it let meet. */
  #undecidedDay = 0

  constructor(history: History, { isCut = false, isPart = false }: Lacking) {
    this.#history = history
    this.#isPart = isPart
    this.#isCut = isCut
    this.#rules = new Rules(isPart)
    this.#consequences = new Consequences(this.#actors)
    this.#wholeFrom = isCut ? history.length : lastUnknown(history) + 1
  }

  get counts(): Omit<Verification, 'mismatch'> {
    const counts = { turns: this.#turns, allTurns: this.#allTurns, missing: this.#missing }
    const { undecided, undecidedShared } = this.#rules
    return { ...counts, undecided, undecidedShared, ...this.#digests }
  }

  /** What is wrong with the event at `index`, or with the turn before that it ends. */
  take(index: number): Mismatch | null {
    const history = this.#history
    const isFirst = index === 0 || history.turn(index) !== history.turn(index - 1)
    const ended = isFirst && index > 0 ? this.turnEnds(index) : null
    if (ended !== null) return ended
    const event = history.event(index)
    if (isBeginning(event.type)) this.#known.add(event.actor)
    const isWhole = index >= this.#wholeFrom
    const finding =
      this.#outOfOrder(event, index) ??
      this.#broken(event, isWhole) ??
      (event.type === 'matchmaker.attested'
        ? this.#attested(event, isWhole)
        : this.#moved(event, index, isWhole))
    return finding === null ? null : this.#mismatch(finding, index)
  }

  /** What is wrong with the turn that ends before `index`. */
  turnEnds(index: number): Mismatch | null {
    const last = index - 1
    if (last >= 0) this.#allTurns += 1
    const isWhole = last >= this.#wholeFrom && !this.#isPart
    const broken = this.#rules.turnEnds(isWhole)
    if (!isWhole) return null
    this.#turns += 1
    if (broken !== null) return this.#mismatch({ kind: 'rule', ...broken }, last)
    const history = this.#history
    const missing = this.#consequences.turnEnds(history.at(last))
    if (missing !== null) {
      const actor = history.actor(history.indexOf(missing.seq))
      return this.#mismatch({ kind: 'consequence', ...missing, actor }, last)
    }
    const late = this.#rules.overdue()
    if (late === null) return null
    const seq = history.seq(history.indexAt(late.since - 1) + 1)
    return this.#mismatch({ kind: 'rule', seq, why: late.why }, last)
  }

  #outOfOrder(event: LogEvent, index: number): Finding | null {
    const { seq } = event
    const before = index === 0 ? null : this.#counted(index - 1)
    const gap = seq - (before?.seq ?? 0) - 1
    if (gap > 0) {
      const { events = 0, before: first = seq } = this.#missing ?? {}
      this.#missing = { events: events + gap, before: first }
    }
    const isAllThere = this.#missing === null && !this.#isPart && !this.#isCut
    const why =
      misplaced(before, event, this.#isPart) ??
      (isAllThere ? (this.#unbegun(event) ?? this.#messageNumbers.misplaced(event)) : null)
    return why === null ? null : { kind: 'order', seq, why }
  }

  #counted(index: number): Counted {
    const history = this.#history
    const [seq, turn] = [history.seq(index), history.turn(index)]
    return { seq, turn, cause: history.cause(index), at: history.at(index) }
  }

  /** Of whom nothing was deleted, the first event is there. */
  #unbegun({ actor }: LogEvent): string | null {
    const isKnown = actor === 'matchmaker' || this.#known.has(actor)
    return isKnown ? null : `${actor} has not begun, and no event before it is missing`
  }

  #broken(event: LogEvent, isWhole: boolean): Finding | null {
    const cause = event.type === 'matchmaker.matched' ? this.#causeOf(event) : null
    const broken = this.#rules.follow(event, cause, isWhole)
    if (!isWhole) return null
    const why = event.type === 'matchmaker.matched' ? brokenRule(this.#actors, event) : null
    if (why !== null) return { kind: 'rule', seq: event.seq, why }
    return broken === null ? null : { kind: 'rule', ...broken }
  }

  #causeOf({ cause }: LogEvent): LogEvent | null {
    const index = cause === null ? -1 : this.#history.indexOf(cause)
    return index >= 0 && this.#history.seq(index) === cause ? this.#history.event(index) : null
  }

  #attested(event: Attested, isWhole: boolean): Finding | null {
    const { seq, data } = event
    this.#digests.digests += 1
    if (!isWhole) this.#digests[data.moved === undefined ? 'unjudged' : 'partial'] += 1
    const difference = compare(data, this.#actors, isWhole ? null : this.#known)
    if (difference !== null) return { kind: 'state', seq, ...difference }
    if (isWhole || data.moved !== undefined) this.#agreedUpTo = event.turn
    this.#actors.fold(event)
    return null
  }

  /** Has the actor take the event, if it may come here, and asks what it sends. */
  #moved(event: LogEvent, index: number, isWhole: boolean): Finding | null {
    const { seq, actor, at } = event
    // What is sent in a slice comes of what is not in it, too.
    const isAsked = isWhole && !this.#isPart
    const unsent = isAsked
      ? this.#consequences.follow(event, (one) => this.#isUndecided(one))
      : null
    if (unsent !== null) {
      return { kind: 'consequence', ...unsent, actor: this.#causeOf(event)?.actor ?? actor }
    }
    const taken = withSharing(event, this.#actors, this.#metBy(event, index))
    const collector = isAsked
      ? this.#consequences.collector(() => this.#roomsAfter(index))
      : undefined
    const move = this.#actors.accepts(taken, at, collector)
    if (move === null) {
      if (isWhole || this.#known.has(actor)) return refusal(this.#actors, event)
      this.#actors.fold(taken)
      return null
    }
    if (event.type === 'matchmaker.day_ended' && this.#mayShare(index)) this.#undecidedDay = seq
    const fault = this.#actors.apply(taken, move)
    if (collector !== undefined && fault === null) {
      this.#consequences.expect(collector.outcomes, seq)
    }
    return null
  }

  /** Whom a session met that has just begun to wait. */
  #metBy({ type, data }: LogEvent, index: number): SessionId | undefined {
    if (type !== 'matchmaker.find_match') return undefined
    const [match] = this.#matchesAfter(index)
    return match?.members.find((member) => member !== data.session)
  }

  /** Whether only erased words tell if the two share an interest. */
  #isUndecided({ type, cause, data }: LogEvent): boolean {
    if (type !== 'matchmaker.matched' || data.again) return false
    const looked = this.#history.type(this.#history.indexOf(cause ?? 0))
    if (looked === 'matchmaker.find_match') return false
    return cause === this.#undecidedDay || mayNeedShared(this.#actors, data.members)
  }

  #mayShare(index: number): boolean {
    return this.#matchesAfter(index).some(({ members }) => mayNeedShared(this.#actors, members))
  }

  #roomsAfter(index: number): string[] {
    return this.#matchesAfter(index).map(({ room }) => room)
  }

  #matchesAfter(index: number): DataOf<'matchmaker.matched'>[] {
    const history = this.#history
    return history
      .consequencesOf(index)
      .map((at) => history.event(at))
      .flatMap(({ type, data }) => (type === 'matchmaker.matched' ? [data] : []))
  }

  #mismatch(finding: Finding, index: number): Mismatch {
    const judged = { history: this.#history, fold: this.#actors, agreedUpTo: this.#agreedUpTo }
    return mismatchOf(judged, finding, index)
  }
}

type Attested = Extract<LogEvent, { type: 'matchmaker.attested' }>

/**
 * The index up to which not all is known: the end of the last turn that is behind a gap, or moves a
 * session or room of which the first event is gone, or ends a day or a report of which it is; -1 if
 * there is none. Whatever lives after that is known, the matchmaker too.
 */
const lastUnknown = (history: History): number => {
  const known = new Set<Owner>(['matchmaker'])
  let last = history.length > 0 && history.seq(0) > 1 ? 0 : -1
  for (let index = 0; index < history.length; index++) {
    const actor = history.actor(index)
    const turning = isTurningPoint(history.type(index)) ? history.event(index) : null
    const [begun, over] = turning === null ? [null, null] : [begins(turning), ends(turning)]
    if (begun !== null) known.add(begun)
    if (over !== null && !known.has(over)) last = index
    const isAfterGap = index > 0 && history.seq(index) !== history.seq(index - 1) + 1
    if (isAfterGap || !known.has(actor)) last = index
  }
  return last === -1 ? last : history.turnOf(last)[1]
}

const isBeginning = (type: EventType): boolean => shapes.get(type)?.begins === true

/** Why the event should not have come here. */
const refusal = (actorSystem: ActorSystem, event: LogEvent): Finding => {
  const { seq, actor, type } = event
  const why = `${actor} does not take ${type} here, but did when it was logged`
  const fold = publicStateAt(actorSystem, actor)
  return {
    kind: 'refusal',
    seq,
    why,
    actor,
    differences: [{ actor, server: 'able to take it', fold }],
  }
}

/** What no server may decide of persons. */
const brokenRule = (
  { matchmaker: { persons } }: ActorSystem,
  { data, at }: Extract<LogEvent, { type: 'matchmaker.matched' }>,
): string | null => {
  const [one, other] = data.persons ?? []
  if (one === undefined || other === undefined) return null
  if (persons.areApart(one.id, other.id)) {
    return `${data.room} matches two of whom one had blocked the other, which breaks M9`
  }
  return [one, other].some(({ id }) => persons.suspensionOf(id, at) !== null)
    ? `${data.room} matches one who was in a cool-down or suspended, which breaks M10`
    : null
}
