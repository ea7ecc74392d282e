// The line inside one process: calls, in which nothing is copied and nothing is lost.
import { Result } from 'effect'
import { lost, type Refusal } from '../../actors/engine/refusal.ts'
import { soon } from '../exchange/soon.ts'
import type { Desk, Done, EdgeCommand, EdgeEars, EdgeName, Line, Say } from './line.ts'

export interface DirectLineParts {
  readonly edge: EdgeName
  /** As the engine's. */
  readonly afterCommit: (then: () => void, orElse?: (() => void) | null) => void
}

/** Opens the desk, and gives the line to it. */
export const directLine = (
  open: (say: Say) => Desk,
  { edge, afterCommit }: DirectLineParts,
): Line => {
  let ears: EdgeEars = deaf
  const desk = open((_, said) => ears.said(said))
  return {
    hear: (heard) => {
      ears = heard
    },
    tell: (command) => {
      const taken = desk.take(edge, command)
      if (Result.isSuccess(taken)) return
      const refusal = taken.failure
      if (isCertain(refusal)) ears.refused(command, refusal)
      else afterCommit(() => ears.refused(command, refusal))
    },
    order: (command) => ordered(desk, command, { edge, afterCommit }),
    ask: (question) => soon(desk.answer(edge, question), Result.succeed),
    note: (note) => desk.note(edge, note),
  }
}

/** What a refusal tells of the state may not be committed yet: then it is told afterwards. */
const isCertain = ({ code }: Refusal): boolean => code === 'unavailable' || code === 'out_of_order'

/** As soon as the log says that it cannot store it now, that is the answer. */
const ordered = (
  desk: Desk,
  command: EdgeCommand,
  { edge, afterCommit }: DirectLineParts,
): Promise<Result.Result<Done, Refusal>> =>
  new Promise((resolve) => {
    const taken = desk.take(edge, command)
    if (Result.isFailure(taken) && isCertain(taken.failure)) resolve(taken)
    else
      afterCommit(
        () => resolve(taken),
        () => resolve(Result.fail(lost)),
      )
  })

/** Before anybody hears. */
const deaf: EdgeEars = { said: () => {}, refused: () => {} }
