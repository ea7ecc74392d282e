// Where a log stands, and what may follow.
import type { Turn } from './event.ts'

/** The last event of a log and its turn; zeros where there is none. */
export interface Head {
  readonly seq: number
  readonly turn: number
}

/** Where the log stands after `turn`; throws where it does not follow: our own fault. */
export const following = (head: Head, turn: Turn): Head => {
  const number = head.turn + 1
  let { seq } = head
  for (const event of turn) {
    seq += 1
    if (event.seq !== seq || event.turn !== number) {
      throw new Error(
        `Event ${event.seq} of turn ${event.turn} was appended where ${seq} of ${number} is due`,
      )
    }
  }
  if (seq === head.seq) throw new Error('An empty turn was appended')
  return { seq, turn: number }
}
