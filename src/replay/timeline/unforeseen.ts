// A fault of ours that nobody foresaw, and the event that it came of.

export class Unforeseen extends Error {
  readonly seq: number

  constructor(seq: number, cause: unknown) {
    super('a fault of the debugger', { cause })
    this.seq = seq
  }
}

/** What `work` gives at an event; what it throws is thrown with the event's seq. */
export const foreseen = <A>(seq: number, work: () => A): A => {
  try {
    return work()
  } catch (error) {
    throw error instanceof Unforeseen ? error : new Unforeseen(seq, error)
  }
}

/** What went wrong, at which event, and where in our code, in one line. */
export const unforeseenIn = (name: string, error: unknown): string => {
  const { seq, cause } = error instanceof Unforeseen ? error : { seq: null, cause: error }
  const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause))
  const place =
    /at .*/.exec(stack)?.[0].replace(/file:\/\/\S*\/(?=src\/)/, '') ?? 'at a place unknown'
  const at = seq === null ? name : `event ${seq} of ${name}`
  return `A fault of the debugger's own at ${at}: ${message} (${place}).`
}
