// What an edge has asked the world and has not been answered yet.
import { Result } from 'effect'
import type { Clock } from '../../events/ports.ts'
import type { Answers, LineDown, Question } from '../../http/line/line.ts'

type Answer = Answers[Question['type']]

interface Asked {
  readonly id: number
  readonly question: Question
}

export const lineDown: LineDown = {
  _tag: 'LineDown',
  message: 'The world cannot be reached at the moment.',
}

/** How long somebody waits for the world, in ms: a take-over is over by then. */
export const answerMsMax = 5_000

export class Questions {
  readonly #clock: Pick<Clock, 'after' | 'disarm'>
  readonly #asked = new Map<number, Asked & { readonly settle: (answer: Answer) => void }>()
  #last = 0

  constructor(clock: Pick<Clock, 'after' | 'disarm'>) {
    this.#clock = clock
  }

  /** Asks by `send`; fails where no answer comes in time. */
  ask(question: Question, send: (asked: Asked) => void): Promise<Result.Result<Answer, LineDown>> {
    this.#last += 1
    const id = this.#last
    return new Promise((resolve) => {
      const armed = this.#clock.after(answerMsMax, () => {
        this.#asked.delete(id)
        resolve(Result.fail(lineDown))
      })
      const settle = (answer: Answer): void => {
        this.#clock.disarm(armed)
        this.#asked.delete(id)
        resolve(Result.succeed(answer))
      }
      this.#asked.set(id, { id, question, settle })
      send({ id, question })
    })
  }

  /** All that are not answered, to be asked again. */
  pending(): Iterable<Asked> {
    return this.#asked.values()
  }

  answered(id: number, answer: Answer): void {
    this.#asked.get(id)?.settle(answer)
  }
}
