// Whether folding the log again gives what the running server said it was.
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { DataOf, LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import type { History } from './history.ts'
import { publicStateAt } from './publicState.ts'

/** An actor about which the server and this fold disagree: its public states; null: it is no more. */
export interface StateDifference {
  readonly actor: ActorId
  readonly server: unknown
  readonly fold: unknown
}

/** Where the fold and the server come to differ. */
export interface Mismatch {
  /** The first turn at which they are known to differ. */
  readonly turn: number
  /** The last turn at which they were known to agree; 0 is the beginning of the log. */
  readonly agreedUpTo: number
  /** The event at which it came out. */
  readonly seq: number
  /** In words. */
  readonly why: string
  readonly differences: readonly StateDifference[]
}

export interface Verification {
  /** How many checksums the log holds, and were compared. */
  readonly digests: number
  /** Null if all of them agree. */
  readonly mismatch: Mismatch | null
}

/** From one report of progress to the next: about 50 ms. */
const strideEvents = 10_000

/**
 * Folds the log anew and compares at every `matchmaker.attested`; also, no event may come that its
 * actor's statechart does not take, which often tells the very turn. A log whose beginning was
 * deleted has actors that are not known whole: then only what it tells whole is compared.
 */
export const verify = (history: History): Verification => {
  const steps = verifyInSteps(history)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same step by step; yields now and then how many events have been folded. */
export function* verifyInSteps(history: History): Generator<number, Verification> {
  const actorSystem = new ActorSystem()
  const isWhole = history.length === 0 || history.seq(0) === 1
  let digests = 0
  let agreedUpTo = 0
  for (let index = 0; index < history.length; index++) {
    const event = history.event(index)
    const { seq, turn } = event
    if (isWhole && !isTaken(actorSystem, event)) {
      const why = `${event.actor} does not take ${event.type} here, but did when it was logged`
      const differences = [refusing(actorSystem, event)]
      return { digests, mismatch: { turn, agreedUpTo, seq, why, differences } }
    }
    if (event.type === 'matchmaker.attested') {
      digests += 1
      const difference = compare(event.data, actorSystem.checksum(), isWhole)
      if (difference !== null) {
        const first = firstTurn(history, difference.differences, { after: agreedUpTo, upTo: index })
        return { digests, mismatch: { turn: first, agreedUpTo, seq, ...difference } }
      }
      agreedUpTo = turn
    }
    actorSystem.fold(event)
    if (index % strideEvents === strideEvents - 1) yield index + 1
  }
  return { digests, mismatch: null }
}

/** A checksum is the engine's own: it asks no actor. */
const isTaken = (actorSystem: ActorSystem, event: LogEvent): boolean =>
  event.type === 'matchmaker.attested' || actorSystem.accepts(event, event.at) !== null

const refusing = (actorSystem: ActorSystem, { actor }: LogEvent): StateDifference => {
  return { actor, server: 'able to take it', fold: publicStateAt(actorSystem, actor) }
}

const compare = (
  server: DataOf<'matchmaker.attested'>,
  fold: DataOf<'matchmaker.attested'>,
  isWhole: boolean,
) => {
  // After a restart the server tells only who moved since, and the digest of all tells the rest.
  const differences = Object.keys(server.moved)
    // Of a log that begins in the middle we know only who began in it.
    .filter((actor) => isWhole || (actor in fold.moved && actor !== 'matchmaker'))
    .filter((actor) => (fold.moved[actor] ?? null) !== (server.moved[actor] ?? null))
    .map(
      (actor): StateDifference => ({
        actor,
        server: parsed(server.moved[actor]),
        fold: parsed(fold.moved[actor]),
      }),
    )
  if (differences.length > 0) return { why: 'the states differ', differences }
  if (!isWhole || server.digest === fold.digest) return null
  const others = Object.keys(fold.moved).filter((actor) => !(actor in server.moved))
  return {
    why: 'the digests of all states differ',
    differences: others.map(
      (actor): StateDifference => ({
        actor,
        server: 'as it was when last attested',
        fold: parsed(fold.moved[actor]),
      }),
    ),
  }
}

const parsed = (state: string | null | undefined): unknown =>
  state === undefined || state === null ? null : JSON.parse(state)

/** The first turn since they agreed in which one of the differing actors moved. */
const firstTurn = (
  history: History,
  differences: readonly StateDifference[],
  { after, upTo }: { after: number; upTo: number },
): number => {
  const actors = new Set(differences.map(({ actor }) => actor))
  let first = upTo
  for (let index = upTo - 1; index >= 0 && history.turn(index) > after; index--) {
    if (actors.has(history.actor(index))) first = index
  }
  return history.turn(first)
}
