// How things stand for whoever waits: how many wait, how many would suit, what keeps them apart.
import type { Gender, Seeks } from '../../events/fields.ts'
import type { Count, Exclusion, Outlook } from '../../events/frames.ts'
import { countExactMax, countToldMin } from '../../events/limits.ts'
import { accepts, needsShared, type Ticket } from './matching.ts'

/** Everybody of one gender that seeks the same. */
interface Group {
  readonly gender: Gender
  readonly seeks: Seeks
  tickets: number
  /** Those of them that insist on no interest. */
  open: number
}

type Relation = 'seeks' | 'sought' | 'fits'

const relation = (mine: Pick<Ticket, 'gender' | 'seeks'>, theirs: Group): Relation => {
  if (!accepts(mine.seeks, theirs.gender)) return 'seeks'
  return accepts(theirs.seeks, mine.gender) ? 'fits' : 'sought'
}

/** Counts tickets by gender and what they seek: nine groups, however many tickets there are. */
export class Outlooks {
  #groups: Group[] = []

  /** To be told of each ticket that is opened, or has relaxed; */
  enter(ticket: Ticket): void {
    this.#count(ticket, 1)
  }

  /** and of each that is closed, or is about to relax. */
  leave(ticket: Ticket): void {
    this.#count(ticket, -1)
  }

  /**
   * What its visitor may be told. It depends on nobody else's interests and on no block, so that
   * nobody is found by naming odd interests, and nobody learns that he was blocked.
   */
  of(ticket: Ticket): Outlook {
    const others = { seeks: 0, sought: 0, fits: 0, open: 0 }
    for (const group of this.#groups) {
      const isOwn = group.gender === ticket.gender && group.seeks === ticket.seeks
      const self = isOwn ? 1 : 0
      const how = relation(ticket, group)
      others[how] += group.tickets - self
      if (how === 'fits') others.open += group.open - (needsShared(ticket) ? 0 : self)
    }
    const { seeks, sought, fits, open } = others
    const insists = needsShared(ticket)
    const excluded: [Exclusion, number][] = [
      ['seeks', seeks],
      ['sought', sought],
      insists ? ['interests', fits] : ['their_interests', fits - open],
    ]
    const [by, most] = excluded.reduce((best, next) => (next[1] > best[1] ? next : best))
    return {
      waiting: told(seeks + sought + fits),
      fitting: told(fits),
      ...(insists && { fittingRelaxed: told(open), relaxesAt: ticket.relaxAt }),
      ...(most >= countToldMin && { excludedBy: by }),
    }
  }

  #count(ticket: Ticket, change: 1 | -1): void {
    const group = this.#groupOf(ticket)
    group.tickets += change
    if (!needsShared(ticket)) group.open += change
  }

  #groupOf({ gender, seeks }: Ticket): Group {
    const known = this.#groups.find((group) => group.gender === gender && group.seeks === seeks)
    if (known !== undefined) return known
    const group = { gender, seeks, tickets: 0, open: 0 }
    this.#groups.push(group)
    return group
  }
}

/** A number as it may be told. */
const told = (count: number): Count => {
  if (count < countToldMin) return 'few'
  if (count < countExactMax) return count
  const step = 10 ** (String(count).length - 2)
  return Math.floor(count / step) * step
}
