// The log says something that this program cannot take for true.

/** A record of the log that is not ours: torn, of an unknown type, or from a newer version. */
export class LogUnreadable extends Error {
  readonly _tag = 'LogUnreadable'
  /** The seq of the record. */
  readonly seq: number
  /** Goes on after "Event 17 of the log …". */
  readonly why: string

  constructor(seq: number, why: string) {
    super(`Event ${seq} of the log ${why}.`)
    this.seq = seq
    this.why = why
  }
}
