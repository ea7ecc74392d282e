// Solves challenges, a few at a time: each keeps one of the machine's cores busy.
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Challenge } from 'altcha-lib/types'
import { Result } from 'effect'

/** More at once would take the machine from the server that is measured. */
const atOnceMax = 2

/** A challenge as an answer has it; whether it can be solved is found out by trying. */
export type { Challenge } from 'altcha-lib/types'

/** A solution, as a join or an upgrade takes it, and how long it was worked on, in ms. */
export interface Solved {
  readonly solution: string
  readonly ms: number
}

/** It is none that we know how to solve, or it took too long. */
export interface Unsolved {
  readonly _tag: 'Unsolved'
}

const unsolved = Result.fail<Unsolved>({ _tag: 'Unsolved' })

export class Solver {
  #free = atOnceMax
  readonly #waiting: (() => void)[] = []

  /** Waits until there is room for one more, and solves the challenge. */
  readonly solve = async (challenge: Challenge): Promise<Result.Result<Solved, Unsolved>> => {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#free -= 1
    try {
      const found = await solveChallenge({ challenge, deriveKey })
      if (found === null) return unsolved
      const { time = 0, ...solution } = found
      return Result.succeed({ solution: written(challenge, solution), ms: time })
    } catch {
      // The library throws at whatever is no challenge of its own.
      return unsolved
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}

const written = ({ parameters, signature }: Challenge, solution: object): string =>
  Buffer.from(JSON.stringify({ challenge: { parameters, signature }, solution })).toString('base64')
