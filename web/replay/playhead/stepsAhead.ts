// The next and the previous step, asked for while nobody waits: whoever steps mostly steps again.
import type { GoResponse, StepResponse } from '../../../src/replay/api/apiTypes.ts'
import { type ApiResult, fetchApi, type QueryParameters, queryString } from './apiClient.ts'

/** The playhead is painted where it stands before more is asked. */
const paintedMs = 20

/** The other direction is asked for once the playhead rests. */
const restMs = 40

export class StepsAhead {
  #unreachable: () => void
  /** By what was asked: two at most. */
  #answers = new Map<string, Promise<ApiResult<GoResponse>>>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `unreachable`: told where the process does not answer. */
  constructor(unreachable: () => void) {
    this.#unreachable = unreachable
  }

  /** Asks for these, one after the other, and for nothing that was asked for before. */
  foresee(moves: readonly QueryParameters[]): void {
    this.forget()
    this.#ask(moves, paintedMs)
  }

  #ask([move, ...others]: readonly QueryParameters[], afterMs: number): void {
    if (move === undefined) return
    const timer = setTimeout(async () => {
      const answer = fetchApi('go', move)
      this.#answers.set(queryString(move), answer)
      const { _tag } = await answer
      if (this.#timer !== timer) return
      if (_tag === 'Unreachable') this.#unreachable()
      else this.#ask(others, restMs)
    }, afterMs)
    this.#timer = timer
  }

  /** Where a move leads that was foreseen; null: it is to be asked for. */
  async find(move: QueryParameters): Promise<StepResponse | null> {
    const found = await this.#answers.get(queryString(move))
    // What leads nowhere, or failed, may be otherwise by now.
    return found?._tag === 'Answered' ? found.answer.step : null
  }

  /** What the log has gained may change where a move leads. */
  forget(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#answers.clear()
  }
}
