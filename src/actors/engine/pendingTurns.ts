// Turns that the log has and has not committed yet, and who waits for it.
import type { Command, Turn } from '../../events/event.ts'
import type { Effect } from '../effect.ts'

interface Waiter {
  readonly then: () => void
  readonly orElse: (() => void) | null
}

/** A turn whose effects wait for its commit. */
export interface PendingTurn {
  readonly number: number
  readonly turn: Turn
  readonly effects: readonly Effect[]
  /** When the monotonic source was at 0, by the time that it is in this turn. */
  readonly zero: number
  waiters: Waiter[] | null
}

export class PendingTurns {
  /** How many events have not been committed. */
  events = 0
  #turns: PendingTurn[] = []
  #isSilent = false

  add(turn: Turn, effects: readonly Effect[], zero: number): void {
    const [first] = turn
    this.#turns.push({ number: first?.turn ?? 0, turn, effects, zero, waiters: null })
    this.events += turn.length
  }

  /**
   * Runs `then` once everything added so far is committed, after its effects have left; or
   * `orElse`, if that is given and the log says before that it cannot store anything now.
   */
  afterAll(then: () => void, orElse: (() => void) | null): void {
    if (this.#isSilent) return
    const last = this.#turns.at(-1)
    if (last === undefined) then()
    else {
      last.waiters ??= []
      last.waiters.push({ then, orElse })
    }
  }

  /** Every turn up to this one is committed: their effects leave, in the order of the turns. */
  settle(turn: number, release: (effect: Effect, pending: PendingTurn) => void): void {
    const first = this.#turns.findIndex(({ number }) => number > turn)
    const settled = this.#turns.splice(0, first === -1 ? this.#turns.length : first)
    for (const pending of settled) this.events -= pending.turn.length
    for (const pending of settled) {
      for (const effect of pending.effects) {
        if (!this.#isSilent) release(effect, pending)
      }
      for (const { then } of pending.waiters ?? []) {
        if (!this.#isSilent) then()
      }
    }
  }

  /** Nobody is told anything any more, of what is committed either. */
  silence(): void {
    this.#isSilent = true
  }

  /** What was asked and will never be committed: what each turn began with. */
  lost(): readonly Command[] {
    return this.#turns.flatMap(({ turn: [first] }) => first ?? [])
  }

  /** Nothing is committed for now: whoever would rather not wait need not. */
  stall(): void {
    for (const pending of this.#turns) {
      const waiters = pending.waiters ?? []
      const impatient = waiters.filter(({ orElse }) => orElse !== null)
      pending.waiters = waiters.filter(({ orElse }) => orElse === null)
      for (const { orElse } of impatient) orElse?.()
    }
  }
}
