// How many connections may be open: fewer than the files that the process may still open.

/**
 * Kept for files and for connections that are on their way in: out of files, uWS tries to accept
 * again and again, which takes a whole core and answers nobody.
 */
export const filesKept = 48

/** Kept for whoever asks how the server is; idle ones are cut by uWS after ten seconds. */
export const healthConnectionsKept = 16

/** With fewer there is nobody to talk to. */
export const connectionsMin = 16

export interface ConnectionGate {
  /** One more is open; false where it has to be closed at once. */
  readonly opened: () => boolean
  /** One that was let in has ended. */
  readonly closed: () => void
  /** True while only those who ask for the server's health are answered. */
  readonly isFull: () => boolean
  readonly open: () => number
  /** How many visitors' connections may be open; null: any number. */
  readonly max: number | null
}

/** `filesLeft`: how many more files may be opened; null: nobody knows. `tell` hears it is full. */
export const connectionGate = (filesLeft: number | null, tell: () => void): ConnectionGate => {
  const max = filesLeft === null ? null : filesLeft - filesKept - healthConnectionsKept
  const bound = max ?? Number.POSITIVE_INFINITY
  let open = 0
  return {
    opened: () => {
      if (open >= bound) tell()
      open += 1
      return open <= bound + healthConnectionsKept
    },
    closed: () => {
      open -= 1
    },
    isFull: () => open > bound,
    open: () => open,
    max,
  }
}
