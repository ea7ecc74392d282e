// What is known of the server's clock: by how much it is ahead of ours.

/** In milliseconds; negative where the server's clock is behind. */
export interface ClockAhead {
  readonly leastMs: number
  readonly mostMs: number
}

/**
 * What a round trip tells: the server's clock showed `at` somewhere between the asking and the
 * hearing, by our clock. Trips narrow each other down, so that the shortest tells most; one that
 * contradicts what is known stands alone: a clock was set, or has drifted.
 */
export const heardOf = (
  known: ClockAhead | null,
  { asked, at, heard }: { readonly asked: number; readonly at: number; readonly heard: number },
): ClockAhead => {
  const told = { leastMs: at - heard, mostMs: at - asked }
  if (known === null) return told
  const both = {
    leastMs: Math.max(known.leastMs, told.leastMs),
    mostMs: Math.min(known.mostMs, told.mostMs),
  }
  return both.leastMs <= both.mostMs ? both : told
}

/**
 * What our clock shows, at the earliest, when the server's shows `at`: nobody is promised more time
 * than there is. Null while nothing is known.
 */
export const dueHere = (known: ClockAhead | null, at: number): number | null =>
  known === null ? null : at - known.mostMs

/** What our clock shows, at the latest, when the server's shows `at`: it is over by then. */
export const passedHere = (known: ClockAhead | null, at: number): number =>
  known === null ? at : at - known.leastMs
