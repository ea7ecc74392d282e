// The matching policy: who may be paired with whom.
import type { Gender, Person, PersonId, Seeks, SessionId } from '../../events/fields.ts'

/** A session's place in the matchmaker's queues. */
export interface Ticket {
  readonly session: SessionId
  readonly person: Person
  readonly username: string
  readonly bio: string
  readonly gender: Gender
  readonly seeks: Seeks
  readonly interests: readonly string[]
  /** When it began to wait; `order` tells apart those who came in the same millisecond. */
  readonly since: number
  readonly order: number
  /** From then on shared interests and avoidance no longer matter to it. */
  readonly relaxAt: number
  /** Its last partner, avoided until it relaxes. */
  readonly avoid: PersonId | null
  /** Whom its person never wants, as of now; not relaxed by any wait. */
  blocks: readonly PersonId[]
  relaxed: boolean
}

/** What a stranger learns of whoever has a ticket, or asks to talk again. */
export type Introduced = Pick<
  Ticket,
  'session' | 'person' | 'username' | 'bio' | 'gender' | 'interests'
>

/** Interests are the same if they differ only in case, or in the form of their letters (ｃｈｅｓｓ). */
export const interestKey = (interest: string): string => interest.normalize('NFKC').toLowerCase()

/** Those of `one`'s interests that `other` has too, in `one`'s spelling. */
export const sharedInterests = (
  one: Pick<Ticket, 'interests'>,
  other: Pick<Ticket, 'interests'>,
): string[] => {
  const theirs = new Set(other.interests.map(interestKey))
  return one.interests.filter((interest) => theirs.has(interestKey(interest)))
}

/** True if a visitor that seeks `seeks` accepts one of gender `gender`. */
export const accepts = (seeks: Seeks, gender: Gender): boolean =>
  seeks === 'anyone' || seeks === gender

/** True if a block of either keeps the two apart, for good. */
export const isBlocked = (one: Ticket, other: Ticket): boolean =>
  one.blocks.includes(other.person.id) || other.blocks.includes(one.person.id)

/** True while `one` avoids `other` as its last partner. */
export const avoids = (one: Ticket, other: Ticket): boolean =>
  !one.relaxed && one.avoid === other.person.id

/** Whom the ticket does not want now, whatever they are and seek. */
export const refusals = ({ relaxed, avoid, blocks }: Ticket): ReadonlySet<PersonId> =>
  new Set(relaxed || avoid === null ? blocks : [...blocks, avoid])

/** True while the ticket waits for somebody who shares an interest. */
export const needsShared = (ticket: Ticket): boolean =>
  !ticket.relaxed && ticket.interests.length > 0

/** Whether two tickets share an interest. */
export const share = (one: Ticket, other: Ticket): boolean => sharedInterests(one, other).length > 0

/**
 * True if the two accept each other, as things stand now. Symmetric. Who cannot read what people
 * wrote says by `sharing` what it knows of shared interests.
 */
export const acceptable = (one: Ticket, other: Ticket, sharing = share): boolean =>
  one.session !== other.session &&
  accepts(one.seeks, other.gender) &&
  accepts(other.seeks, one.gender) &&
  !isBlocked(one, other) &&
  !avoids(one, other) &&
  !avoids(other, one) &&
  (!(needsShared(one) || needsShared(other)) || sharing(one, other))

/** Negative if `one` goes first: it has waited longer. */
export const byWait = (one: Ticket, other: Ticket): number =>
  one.since - other.since || one.order - other.order
