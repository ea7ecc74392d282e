// What a log breaks, and where.

/** A rule that a log breaks, and the event that does. */
export interface Broken {
  readonly seq: number
  /** In words, the rule's id first. */
  readonly why: string
}
