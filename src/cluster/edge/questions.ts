// What an edge has asked the world and has not been answered yet.
import { Result } from 'effect'
import type { Clock } from '../../events/ports.ts'
import type { Answers, LineDown, Question } from '../../http/line/line.ts'

type Answer = Answers[Question['type']]

/** As it is put to the world. */
export interface Asked {
  readonly id: number
  /** The first of all that are not answered yet. */
  readonly from: number
  readonly question: Question
}

interface Waiting {
  readonly question: Question
  readonly settle: (answer: Answer) => void
  /** When it was asked last, by the monotonic source. */
  askedAt: number
}

export const lineDown: LineDown = {
  _tag: 'LineDown',
  message: 'The world cannot be reached at the moment.',
}

/** How long somebody waits for the world, in ms: a take-over is over by then. */
export const answerMsMax = 5_000

/** For how long an answer may be on its way until it is asked for again, in ms: either may have been lost. */
const againMs = 2_000

type Send = (asked: Asked) => void

export class Questions {
  readonly #clock: Pick<Clock, 'after' | 'disarm' | 'monotonic'>
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  constructor(clock: Pick<Clock, 'after' | 'disarm' | 'monotonic'>) {
    this.#clock = clock
  }

  /** Asks by `send`; fails where no answer comes in time. */
  ask(question: Question, send: Send): Promise<Result.Result<Answer, LineDown>> {
    this.#last += 1
    const id = this.#last
    return new Promise((resolve) => {
      const armed = this.#clock.after(answerMsMax, () => {
        this.#waiting.delete(id)
        resolve(Result.fail(lineDown))
      })
      const settle = (answer: Answer): void => {
        this.#clock.disarm(armed)
        this.#waiting.delete(id)
        resolve(Result.succeed(answer))
      }
      const waiting: Waiting = { question, settle, askedAt: 0 }
      this.#waiting.set(id, waiting)
      this.#send(id, waiting, send)
    })
  }

  /** Asks all again that are not answered: of a world that has not heard of them. */
  askAll(send: Send): void {
    for (const [id, waiting] of this.#waiting) this.#send(id, waiting, send)
  }

  /** Asks those again that have waited for a while. */
  askAgain(send: Send): void {
    const late = this.#clock.monotonic() - againMs
    for (const [id, waiting] of this.#waiting) {
      if (waiting.askedAt <= late) this.#send(id, waiting, send)
    }
  }

  answered(id: number, answer: Answer): void {
    this.#waiting.get(id)?.settle(answer)
  }

  #send(id: number, waiting: Waiting, send: Send): void {
    const [from = id] = this.#waiting.keys()
    waiting.askedAt = this.#clock.monotonic()
    send({ id, from, question: waiting.question })
  }
}
