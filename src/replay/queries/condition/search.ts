// The first event of a log at which a condition holds, found in one walk through its fold.
import type { ActorSystem } from '../../../actors/engine/actorSystem.ts'
import type { SessionId } from '../../../events/fields.ts'
import type { Replay } from '../../timeline/replay.ts'
import { movedBy } from '../../timeline/subjects.ts'
import { type Alternative, type Condition, compares, isOfEvents } from './condition.ts'

/** `session` is the one of which the terms of a session hold; null where there are none. */
export interface Found {
  readonly index: number
  readonly session: SessionId | null
}

/** So many events are looked at before it is said how far the search is. */
const stepEvents = 1_000

/** Looks from one index on, up to before another; yields how many it has looked at. */
export function* searching(
  replay: Replay,
  condition: Condition,
  { from, to = replay.history.length }: { readonly from: number; readonly to?: number },
): Generator<number, Found | null> {
  const { history } = replay
  const isFolded = !isOfEvents(condition)
  const watches = condition.map((terms) => new Watch(terms))
  if (isFolded) for (const watch of watches) watch.begin(replay.actorsAt(from - 1))
  for (let index = from; index < Math.min(to, history.length); index++) {
    const actors = isFolded ? replay.actorsAt(index) : null
    const moved = isFolded ? movedBy(history, index) : []
    for (const watch of watches) {
      const found = watch.take(replay, index, { actors, moved })
      if (found !== undefined) return { index, session: found }
    }
    if ((index - from + 1) % stepEvents === 0) yield index - from + 1
  }
  return null
}

interface Moment {
  /** Null where no term asks for them. */
  readonly actors: ActorSystem | null
  readonly moved: readonly SessionId[]
}

/** Follows one alternative: a session is looked at where it moves, and where its wait may be over. */
class Watch {
  #eventTerms
  #sessionTerms
  #waitTerms
  #matchmakerTerms
  /** Sessions of which all holds but maybe the wait, and since when they wait. */
  #candidates = new Map<SessionId, number | null>()
  /** No candidate has waited for long enough before then. */
  #notBefore = Number.POSITIVE_INFINITY

  constructor(terms: Alternative) {
    this.#eventTerms = terms.filter((term) => term.of === 'event')
    this.#sessionTerms = terms.filter((term) => term.of === 'session')
    this.#waitTerms = terms.filter((term) => term.of === 'wait')
    this.#matchmakerTerms = terms.filter((term) => term.of === 'matchmaker')
  }

  begin(actors: ActorSystem): void {
    if (this.#isOfSession) for (const id of actors.sessionIds()) this.#look(id, actors)
  }

  /** The session of which it holds; null where it asks for none; undefined where it does not hold. */
  take(replay: Replay, index: number, { actors, moved }: Moment): SessionId | null | undefined {
    const { history } = replay
    if (actors !== null && this.#isOfSession) for (const id of moved) this.#look(id, actors)
    if (!this.#eventTerms.every(({ holds }) => holds(history, index))) return undefined
    if (actors === null) return null
    const { matchmaker } = actors
    if (!this.#matchmakerTerms.every(({ holds }) => holds(matchmaker))) return undefined
    return this.#isOfSession ? this.#sessionAt(history.at(index)) : null
  }

  get #isOfSession(): boolean {
    return this.#sessionTerms.length + this.#waitTerms.length > 0
  }

  #look(id: SessionId, actors: ActorSystem): void {
    const session = actors.session(id)
    const place = actors.placeOf(id)
    const isCandidate =
      session !== null && this.#sessionTerms.every(({ holds }) => holds(session, place))
    if (!isCandidate || (this.#waitTerms.length > 0 && session.since === null)) {
      this.#candidates.delete(id)
      return
    }
    this.#candidates.set(id, session.since)
    this.#notBefore = Math.min(this.#notBefore, (session.since ?? 0) + this.#leastMs)
  }

  #sessionAt(at: number): SessionId | undefined {
    if (this.#waitTerms.length === 0) return this.#candidates.keys().next().value
    if (at < this.#notBefore) return undefined
    this.#notBefore = Number.POSITIVE_INFINITY
    for (const [id, since] of this.#candidates) {
      const waited = at - (since ?? at)
      if (this.#waitTerms.every(({ operator, ms }) => compares(waited, operator, ms))) {
        this.#notBefore = at
        return id
      }
      this.#notBefore = Math.min(this.#notBefore, (since ?? 0) + this.#leastMs)
    }
    return undefined
  }

  /** A wait that is asked for is at least so long. */
  get #leastMs(): number {
    const bounds = this.#waitTerms.filter(({ operator }) => ['>', '>=', '=='].includes(operator))
    return Math.max(0, ...bounds.map(({ ms }) => ms))
  }
}
