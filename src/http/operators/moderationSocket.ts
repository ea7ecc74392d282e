// Where moderators' decisions come in: a socket of the file system, next to the log, for its owner.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { Result, Schema } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import { Decision } from '../../events/fields.ts'
import type { Clock, Report } from '../../events/ports.ts'

/** In the data directory, which only its owner can enter. */
export const moderationSocketName = 'moderation.sock'

/** What the kernel takes as the path of a socket, and the byte that ends it. */
const pathBytesMax = 107

/** A decision has less than a hundred. */
const lineBytesMax = 4 * 1024

/** Moderators, each with a program or two. */
const connectionsMax = 16

/** Nobody decides for longer than the pass of the person lives. */
const hoursMax = 48

/** A line that asks for something. */
const Asked = Schema.Struct({
  decide: Schema.String,
  decision: Decision,
  /** How long a person is suspended: `end` is to the end of its pass. */
  hours: Schema.optionalKey(
    Schema.Union([
      Schema.Literal('end'),
      Schema.Number.check(
        Schema.makeFilter((hours) => hours > 0 && hours <= hoursMax, {
          expected: `a number above 0, up to ${hoursMax}`,
        }),
      ),
    ]),
  ),
})

const read = Schema.decodeUnknownResult(Schema.fromJsonString(Asked))

export interface ModerationParts {
  readonly engine: Pick<Engine, 'safety' | 'afterCommit'>
  readonly clock: Pick<Clock, 'now'>
  readonly report: Report
  readonly directory: string
}

export interface ModerationSocket {
  readonly close: () => void
}

/** Opens it; where that is not possible, the operator is told, and everything else goes on. */
export const openModerationSocket = async (parts: ModerationParts): Promise<ModerationSocket> => {
  const path = join(parts.directory, moderationSocketName)
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    answer(socket, parts)
  })
  server.maxConnections = connectionsMax
  const failure = await listened(server, path)
  if (failure !== null) {
    parts.report('warn', 'decisions of moderators cannot come in', { reason: failure })
    return { close: () => {} }
  }
  return {
    close: () => {
      for (const socket of open) socket.destroy()
      server.close()
      rmSync(path, { force: true })
    },
  }
}

/** Null where it listens; else why it does not. */
const listened = (server: Server, path: string): Promise<string | null> => {
  if (Buffer.byteLength(path) > pathBytesMax) {
    const longest = `a socket's path may have ${pathBytesMax} bytes`
    return Promise.resolve(`${path} is too long: ${longest}`)
  }
  // Whoever made it is gone: the data directory is ours alone by now.
  rmSync(path, { force: true })
  return new Promise((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(`${path}: ${code}`))
    server.listen(path, () => {
      chmodSync(path, 0o600)
      server.on('error', () => {})
      resolve(null)
    })
  })
}

/** Answers line by line, in order. */
const answer = (socket: Socket, parts: ModerationParts): void => {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) decide(line, parts, (said) => say(socket, said))
    if (rest.length <= lineBytesMax) return
    say(socket, { error: `A line has at most ${lineBytesMax} bytes.` })
    socket.destroySoon()
  })
}

type Said =
  | { readonly error: string }
  | {
      readonly done: true
      readonly report: string
      /** How many sessions of the reported person are told. */
      readonly sessions: number
      /** Until when the person is suspended. */
      readonly until?: number
    }

const say = (socket: Socket, said: Said): void => {
  if (socket.writable) socket.write(`${JSON.stringify(said)}\n`)
}

/** Told once what was decided before is in the log: answers come in the order of what was asked. */
const decide = (line: string, parts: ModerationParts, tell: (said: Said) => void): void => {
  const decided = taken(line, parts)
  parts.engine.afterCommit(
    () => tell(decided),
    () => tell('done' in decided ? notStored : decided),
  )
}

const taken = (line: string, { engine, clock }: ModerationParts): Said => {
  const asked = Result.getOrNull(read(line))
  if (asked === null || (asked.decision === 'suspend' && asked.hours === undefined)) {
    return notUnderstood
  }
  const { decide: report, decision, hours } = asked
  const until = typeof hours === 'number' ? { until: clock.now() + hours * 3_600_000 } : {}
  const decided = engine.safety.decide({ report, decision, ...until })
  if (Result.isFailure(decided)) return { error: decided.failure.message }
  const { sessions, until: ends } = decided.success
  return { done: true, report, sessions, ...(ends !== null && { until: ends }) }
}

const notStored: Said = {
  error: 'The server cannot store this at the moment. Please try again soon.',
}

const notUnderstood: Said = {
  error:
    'Say {"decide": REPORT, "decision": "dismiss" or "warn", or "suspend" with "hours": ' +
    `a number up to ${hoursMax}, or "end"}.`,
}
