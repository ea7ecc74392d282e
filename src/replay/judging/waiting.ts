// Who waits, as a log without words tells it: the smallest table in which a partner can be looked up.
import type { DataOf } from '../../events/event.ts'
import type { Gender, PersonId, Seeks, SessionId } from '../../events/fields.ts'

/** Somebody who waits. */
export interface Waiter {
  readonly session: SessionId
  readonly person: PersonId
  readonly gender: Gender
  readonly seeks: Seeks
  readonly since: number
  /** Tells apart those who came in the same millisecond. */
  readonly order: number
  readonly openedAt: number
  readonly relaxAt: number
  readonly avoid: PersonId | null
  /** Only in logs of before. */
  readonly blocks: readonly PersonId[]
  /** As many as there were, in their order; what they were is erased. */
  readonly interests: readonly string[]
  relaxed: boolean
}

/** Whether two share an interest where that matters: erased for those who both name some. */
export type Shares = 'need not' | 'cannot' | 'unknown'

const genders: readonly Gender[] = ['male', 'female', 'other']
const seekings: readonly Seeks[] = ['male', 'female', 'anyone']

const wants = (seeks: Seeks, gender: Gender): boolean => seeks === 'anyone' || seeks === gender

type Wishes = Pick<Waiter, 'gender' | 'seeks'>

export const wantEachOther = (one: Wishes, other: Wishes): boolean =>
  wants(one.seeks, other.gender) && wants(other.seeks, one.gender)

const groupsFor = (mine: Wishes): string[] =>
  genders
    .flatMap((gender) => seekings.map((seeks) => ({ gender, seeks })))
    .filter((theirs) => wantEachOther(mine, theirs))
    .map(({ gender, seeks }) => `${gender} ${seeks}`)

const needs = ({ interests, relaxed }: Waiter): boolean => interests.length > 0 && !relaxed

export const shares = (one: Waiter, other: Waiter): Shares => {
  if (!needs(one) && !needs(other)) return 'need not'
  return one.interests.length === 0 || other.interests.length === 0 ? 'cannot' : 'unknown'
}

/** True while one of the two does not want the other, whatever they are and like. */
export const refuse = (one: Waiter, other: Waiter): boolean =>
  (!one.relaxed && one.avoid === other.person) ||
  (!other.relaxed && other.avoid === one.person) ||
  one.blocks.includes(other.person) ||
  other.blocks.includes(one.person)

/** Negative if `one` has waited longer. */
export const byWait = (one: Waiter, other: Waiter): number =>
  one.since - other.since || one.order - other.order

/** What may be shared with others is looked up by this. */
const kindOf = (waiter: Waiter): string => {
  if (needs(waiter)) return 'needs'
  return waiter.interests.length === 0 ? 'names none' : 'relaxed'
}

/** The kinds of which one may share an interest, which is erased. */
const unknownTo: Readonly<Record<string, readonly string[]>> = {
  needs: ['needs', 'relaxed'],
  relaxed: ['needs'],
}

export class Waiting {
  #bySession = new Map<SessionId, Waiter>()
  /** Sorted by wait. */
  #groups = new Map<string, Waiter[]>()
  #orders = 0

  get(session: SessionId): Waiter | undefined {
    return this.#bySession.get(session)
  }

  all(): Iterable<Waiter> {
    return this.#bySession.values()
  }

  open(data: DataOf<'matchmaker.find_match'>, at: number): void {
    this.close(data.session)
    this.#orders += 1
    const waiter: Waiter = {
      ...data,
      person: data.person?.id ?? data.session,
      order: this.#orders,
      openedAt: at,
      blocks: data.blocks ?? [],
      relaxed: at >= data.relaxAt,
    }
    this.#bySession.set(data.session, waiter)
    this.#enter(waiter)
  }

  relax(session: SessionId): void {
    const waiter = this.#bySession.get(session)
    if (waiter === undefined) return
    this.#leave(waiter)
    waiter.relaxed = true
    this.#enter(waiter)
  }

  close(session: SessionId): void {
    const waiter = this.#bySession.get(session)
    if (waiter === undefined) return
    this.#leave(waiter)
    this.#bySession.delete(session)
  }

  /** Those who wait for nothing more than somebody like it, of each group the longest wait first. */
  *openTo(waiter: Waiter): Iterable<Waiter> {
    if (needs(waiter)) return
    for (const group of groupsFor(waiter)) {
      yield* this.#groups.get(`${group} names none`) ?? []
      yield* this.#groups.get(`${group} relaxed`) ?? []
    }
  }

  /** How many there are of whom only erased words say whether they are acceptable. */
  unknownTo(waiter: Waiter): number {
    const kinds = unknownTo[kindOf(waiter)] ?? []
    let found = 0
    for (const group of groupsFor(waiter)) {
      for (const kind of kinds) found += this.#groups.get(`${group} ${kind}`)?.length ?? 0
    }
    const isAmongThem = kinds.includes(kindOf(waiter)) && wantEachOther(waiter, waiter)
    return isAmongThem ? found - 1 : found
  }

  #enter(waiter: Waiter): void {
    const group = groupOf(waiter)
    const waiters = this.#groups.get(group) ?? []
    this.#groups.set(group, waiters)
    waiters.splice(placeIn(waiters, waiter), 0, waiter)
  }

  #leave(waiter: Waiter): void {
    const waiters = this.#groups.get(groupOf(waiter)) ?? []
    waiters.splice(placeIn(waiters, waiter), 1)
  }
}

const groupOf = (waiter: Waiter): string => `${waiter.gender} ${waiter.seeks} ${kindOf(waiter)}`

/** Where the waiter is among them, or would be. */
const placeIn = (waiters: readonly Waiter[], waiter: Waiter): number => {
  let from = 0
  let to = waiters.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (byWait(waiters[middle] as Waiter, waiter) < 0) from = middle + 1
    else to = middle
  }
  return from
}
