// The system's clock: one timer for all that is to happen later.
import type { Clock } from './events/ports.ts'

/** Deadlines are kept in slots of this length: a wake comes at most this much late. */
const slotMs = 50

/** A clock over `Date.now`, with a wheel of slots instead of a timer for every deadline. */
export const systemClock = (): Clock & { readonly stop: () => void } => {
  const slots = new Map<number, (() => void)[]>()
  let reached = Math.floor(Date.now() / slotMs)

  const turn = () => {
    const present = Math.floor(Date.now() / slotMs)
    // After a pause of the process there may be more empty slots to step through than kept ones.
    const due =
      present - reached > slots.size
        ? [...slots.keys()].filter((slot) => slot <= present).sort((one, other) => one - other)
        : Array.from({ length: Math.max(0, present - reached) }, (_, index) => reached + 1 + index)
    reached = Math.max(reached, present)
    for (const slot of due) {
      const wakes = slots.get(slot)
      if (wakes === undefined) continue
      slots.delete(slot)
      for (const wake of wakes) wake()
    }
  }

  const timer = setInterval(turn, slotMs)
  return {
    now: Date.now,
    at: (at, wake) => {
      const slot = Math.max(Math.ceil(at / slotMs), reached + 1)
      const wakes = slots.get(slot)
      if (wakes === undefined) slots.set(slot, [wake])
      else wakes.push(wake)
    },
    stop: () => clearInterval(timer),
  }
}
