// Whether folding the log again gives what the running server said it was.
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { checkedStateOf } from '../../actors/engine/checksum.ts'
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
import type { ActorId } from '../../events/fields.ts'
import type { History } from './history.ts'
import { publicStateAt } from './publicState.ts'
import { movedBy } from './subjects.ts'

/** An actor about which the server and this fold disagree: its public states; null: it is no more. */
export interface StateDifference {
  readonly actor: ActorId
  readonly server: unknown
  readonly fold: unknown
}

/** An actor that moved while they came to differ: in which turn first, and what it is to the fold. */
export interface Suspect {
  readonly actor: ActorId
  readonly turn: number
  readonly fold: unknown
}

/** Where the fold and the server come to differ. */
export interface Mismatch {
  /** The first turn at which they may differ. */
  readonly turn: number
  /** The last turn at which they were known to agree; 0 is the beginning of the log. */
  readonly agreedUpTo: number
  /** The event at which it came out. */
  readonly seq: number
  /** In words. */
  readonly why: string
  /** About whom they differ; empty where only the digest of all tells that they do. */
  readonly differences: readonly StateDifference[]
  /** Of these at least one stands elsewhere, where it is not known about whom they differ. */
  readonly suspects: readonly Suspect[]
}

export interface Verification {
  /** How many digests the log holds. */
  readonly digests: number
  /** How many of these were compared only in part: for the actors whose events are all there. */
  readonly partial: number
  /** How many were not compared: they are of all actors, and events of some are gone. */
  readonly unjudged: number
  /** Null if all that were compared agree. */
  readonly mismatch: Mismatch | null
}

/** From one report of progress to the next: about 50 ms. */
const strideEvents = 10_000

/**
 * Folds the log anew and compares at every `matchmaker.attested`; also, no event may come that its
 * actor's statechart does not take, which often tells the very turn, and no match of two whom a
 * block keeps apart (M9) or of whoever is suspended (M10). Where old events were deleted an actor is
 * judged if its first event is there, as of whoever is over the first go first, and of
 * whoever lives none; all states together are judged from where no other actor turns up any more.
 * Of a log that `isCut`, whose living may have come before it, they are never judged.
 */
export const verify = (history: History, isCut = false): Verification => {
  const steps = verifyInSteps(history, isCut)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same step by step; yields now and then how many events have been folded. */
export function* verifyInSteps(history: History, isCut: boolean): Generator<number, Verification> {
  const actorSystem = new ActorSystem()
  const known = new Set<ActorId>()
  const wholeFrom = isCut ? history.length : lastUnknown(history) + 1
  const counts = { digests: 0, partial: 0, unjudged: 0 }
  let agreedUpTo = 0
  for (let index = 0; index < history.length; index++) {
    const event = history.event(index)
    const { seq, turn, actor } = event
    const isWhole = index >= wholeFrom
    if (isBeginning(event.type)) known.add(actor)
    const refused = isWhole || known.has(actor) ? refusalOf(actorSystem, event) : null
    if (refused !== null) {
      return { ...counts, mismatch: { turn, agreedUpTo, seq, ...refused, suspects: [] } }
    }
    if (event.type === 'matchmaker.attested') {
      counts.digests += 1
      if (!isWhole) counts[event.data.moved === undefined ? 'unjudged' : 'partial'] += 1
      const difference = compare(event.data, actorSystem, isWhole ? null : known)
      if (difference !== null) {
        const moves = firstMoves(history, { after: agreedUpTo, upTo: index })
        const place = located(difference, actorSystem, moves)
        return { ...counts, mismatch: { turn, agreedUpTo, seq, ...difference, ...place } }
      }
      if (isWhole || event.data.moved !== undefined) agreedUpTo = turn
    }
    actorSystem.fold(event)
    if (index % strideEvents === strideEvents - 1) yield index + 1
  }
  return { ...counts, mismatch: null }
}

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

/** Why the event should not have come here; null where it may. */
const refusalOf = (actorSystem: ActorSystem, event: LogEvent): Difference | null => {
  if (!isTaken(actorSystem, event)) {
    const why = `${event.actor} does not take ${event.type} here, but did when it was logged`
    return { why, differences: [refusing(actorSystem, event)] }
  }
  const why = event.type === 'matchmaker.matched' ? brokenRule(actorSystem, event) : null
  return why === null ? null : { why, differences: [] }
}

/** A decision is never decided anew; but what nobody may decide is known. */
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

/** A checksum is the engine's own: it asks no actor. */
const isTaken = (actorSystem: ActorSystem, event: LogEvent): boolean =>
  event.type === 'matchmaker.attested' || actorSystem.accepts(event, event.at) !== null

const refusing = (actorSystem: ActorSystem, { actor }: LogEvent): StateDifference => {
  return { actor, server: 'able to take it', fold: publicStateAt(actorSystem, actor) }
}

/** What differs, if anything does: `differences` is empty where only the digest tells. */
type Difference = Pick<Mismatch, 'why' | 'differences'>

const compare = (
  server: DataOf<'matchmaker.attested'>,
  fold: ActorSystem,
  /** The actors to be judged; null: all, and their digest. */
  judged: ReadonlySet<ActorId> | null,
): Difference | null => {
  // Older logs have the states of whoever moved; after a restart only the digest tells of the rest.
  const differences = Object.entries(server.moved ?? {})
    .filter(([actor]) => judged === null || judged.has(actor))
    .map(([actor, state]) => ({ actor, server: state, fold: checkedStateAt(fold, actor) }))
    .filter(({ server, fold }) => server !== fold)
    .map(({ actor, server, fold }) => ({ actor, server: parsed(server), fold: parsed(fold) }))
  if (differences.length > 0) return { why: 'the states differ', differences }
  if (judged !== null || server.digest === fold.checksum()) return null
  return { why: 'the digests of all states differ', differences }
}

const checkedStateAt = (fold: ActorSystem, actor: ActorId): string | null => {
  const cell = fold.find(actor)
  return cell === null ? null : checkedStateOf(cell.snapshot)
}

/** What is no JSON is shown as it is. */
const parsed = (state: string | null): unknown => {
  try {
    return state === null ? null : JSON.parse(state)
  } catch {
    return state
  }
}

/** Who moved after a turn and before an index, and in which turn first. */
const firstMoves = (
  history: History,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Map<ActorId, number> => {
  const firsts = new Map<ActorId, number>()
  for (let index = upTo - 1; index >= 0 && history.turn(index) > after; index--) {
    if (history.type(index) === 'matchmaker.attested') continue
    for (const actor of movedBy(history, index)) firsts.set(actor, history.turn(index))
  }
  return firsts
}

/** The first turn in which somebody moved about whom they differ; if that is not known, who did. */
const located = (
  { differences }: Difference,
  fold: ActorSystem,
  moves: ReadonlyMap<ActorId, number>,
): Partial<Pick<Mismatch, 'turn'>> & Pick<Mismatch, 'suspects'> => {
  const isKnown = differences.length > 0
  const turns = isKnown
    ? differences.flatMap(({ actor }) => moves.get(actor) ?? [])
    : moves.values()
  const [first] = [...turns].sort((one, other) => one - other)
  const suspects = [...(isKnown ? [] : moves)]
    .map(([actor, turn]) => ({ actor, turn, fold: parsed(checkedStateAt(fold, actor)) }))
    .sort((one, other) => one.turn - other.turn)
  return first === undefined ? { suspects } : { turn: first, suspects }
}
