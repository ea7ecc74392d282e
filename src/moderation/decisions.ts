// Tells a running server what a moderator decided, through the socket in its data directory.
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { Result, Schema } from 'effect'
import type { Decision, ReportId } from '../events/fields.ts'

/** In the data directory, made by the server. */
const socketName = 'moderation.sock'

/** A server that is there answers once it has stored the decision. */
const answerMsMax = 10_000

/** What is decided on a report; `hours` are for `suspend`. */
export interface Decided {
  readonly decision: Decision
  readonly hours?: number | 'end'
}

/** What came of it. */
export interface Outcome {
  /** How many visits of the reported person are here now, connected or just away. */
  readonly sessions: number
  /** Until when the person is suspended. */
  readonly until: number | null
}

/** `Nobody`: no server takes it. `Refused`: one does not take this. */
export interface NotDecided {
  readonly _tag: 'Nobody' | 'Refused'
  readonly message: string
}

const Answer = Schema.Union([
  Schema.Struct({
    done: Schema.Literal(true),
    sessions: Schema.Number,
    until: Schema.optionalKey(Schema.Number),
  }),
  Schema.Struct({ error: Schema.String }),
])

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Answer))

/** Asks the server of a data directory for a decision, and waits until it is stored. */
export const decideAt = (
  directory: string,
  report: ReportId,
  decided: Decided,
): Promise<Result.Result<Outcome, NotDecided>> =>
  new Promise((resolve) => {
    const path = join(directory, socketName)
    const socket = createConnection({ path, timeout: answerMsMax })
    let said = ''
    const settle = (settled: Result.Result<Outcome, NotDecided>) => {
      socket.destroy()
      resolve(settled)
    }
    socket.setEncoding('utf8')
    socket.once('connect', () => {
      socket.write(`${JSON.stringify({ decide: report, ...decided })}\n`)
    })
    socket.on('data', (chunk: string) => {
      said += chunk
      if (said.includes('\n')) settle(outcomeOf(said.slice(0, said.indexOf('\n'))))
    })
    socket.once('timeout', () => settle(nobody(noAnswer)))
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      settle(nobody(whyNobody(directory, code)))
    })
    socket.once('close', () => settle(nobody(noAnswer)))
  })

const nobody = (message: string): Result.Result<never, NotDecided> =>
  Result.fail({ _tag: 'Nobody', message })

const outcomeOf = (line: string): Result.Result<Outcome, NotDecided> => {
  const answer = Result.getOrNull(decode(line))
  if (answer === null) return nobody('The server answers in another way: use its own version.')
  if ('error' in answer) return Result.fail({ _tag: 'Refused', message: answer.error })
  return Result.succeed({ sessions: answer.sessions, until: answer.until ?? null })
}

const noAnswer =
  'The server did not say whether it took the decision: look whether the report still waits.'

const whyNobody = (directory: string, code: string): string => {
  if (code === 'EACCES' || code === 'EPERM') {
    return `The server of ${directory} takes decisions only from the user that it runs as.`
  }
  return (
    `No server takes decisions for ${directory}: start it with DATA_DIR=${directory}, ` +
    'and decide again. Until then the report waits.'
  )
}
