// Coming in and leaving for good.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import { type Refusal, type Taken, unavailable } from '../../actors/engine/refusal.ts'
import type { SessionId } from '../../events/fields.ts'
import { againMs } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import type { Done, Joining } from '../line/line.ts'
import type { Persons } from '../safety/persons.ts'

export interface ComingParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly persons: Persons
  readonly graceMs: number
}

/** A new session for whoever asks; the one that it had ends. */
export const join = (parts: ComingParts, joining: Joining): Result.Result<Done, Refusal> => {
  const { engine, clock, persons, graceMs } = parts
  const { session, form, held, fresh, former } = joining
  const known = held && persons.holderOf(held)
  const person = known ?? persons.holderOf(fresh)
  // The day for which the fresh one was issued is over: it was long on its way.
  if (person === null) return Result.fail(unavailable)
  const suspended = engine.safety.suspensionOf(person.id)
  const { username, bio, gender, seeks, interests } = form
  const until = clock.now() + graceMs
  const about = { username, bio, gender, seeks, interests, until, person }
  const data = suspended === null ? about : { ...about, suspended }
  const taken = engine.take({ actor: session, type: 'session.join', data })
  if (Result.isFailure(taken)) return Result.fail(taken.failure)
  // After the new session is taken, so that a refusal leaves the visitor with the old one.
  if (former !== null && former !== session) leaveForGood(parts, former, { anew: true })
  return Result.succeed({ isFresh: known === null })
}

/** Its partner is told what it would be told of one who only leaves the room. */
export const leaveForGood = (
  { engine, clock }: ComingParts,
  session: SessionId,
  how: { readonly anew?: true } = {},
): Taken => {
  const until = clock.now() + againMs
  return engine.take({ actor: session, type: 'session.left', data: { ...how, againUntil: until } })
}
