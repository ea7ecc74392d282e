// What edges want to know of the world.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Clock, Report } from '../../events/ports.ts'
import type { Soon } from '../exchange/soon.ts'
import type { Answers, EdgeName, Question, SocketNumber, Whereabouts } from '../line/line.ts'
import type { Days } from '../safety/days.ts'
import { type AdmissionParts, admit, foretell } from './admission.ts'
import type { EdgeSockets } from './edgeSockets.ts'
import { challengeFor, pay } from './toll.ts'

export interface AnswerParts extends AdmissionParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly days: Days
  readonly report: Report
  readonly sockets: EdgeSockets
}

type Answering = {
  readonly [T in Question['type']]: (
    question: Extract<Question, { readonly type: T }>,
    edge: EdgeName,
  ) => Soon<Answers[T]>
}

/** How each question is answered. */
export const answering = (parts: AnswerParts): Answering => ({
  knock: ({ address, who }) => {
    const waitMs = parts.addresses.pass('joins', address, who)
    const takesWork = waitMs > 0 && parts.addresses.level('joins', address) !== null
    return { waitMs, takesWork, day: parts.days.newest, at: parts.clock.now() }
  },
  pay: ({ address, who, waitMs, solution }) =>
    pay(parts, { gate: 'joins', address, who }, { waitMs, solution }),
  challenge: (asked) => challengeFor(parts, asked),
  admit: (upgrade) => admit(parts, upgrade),
  foretell: (upgrade) => ({
    refused: foretell(parts, upgrade),
    whereabouts: upgrade.session === null ? null : whereabouts(parts, upgrade.session),
  }),
  find: ({ session }) => whereabouts(parts, session),
  stats: () => {
    const { waiting, chatting, rooms } = parts.engine.counts()
    return { online: parts.connections.online, waiting, chatting, rooms }
  },
  health: () => healthOf(parts.engine),
  page: ({ socket }, edge) => nextPage(parts, edge, socket),
})

const whereabouts = ({ engine, clock }: AnswerParts, session: SessionId): Whereabouts | null => {
  const known = engine.session(session)
  return known && { state: known.state, until: known.until, now: clock.now() }
}

const healthOf = (engine: Engine): Answers['health'] => {
  if (engine.hasFailed) return 'failed'
  if (engine.isStopping) return 'stopping'
  return engine.available() ? 'ready' : 'unavailable'
}

/** The next messages of what a socket has to catch up with. */
const nextPage = async (
  { sockets, report }: AnswerParts,
  edge: EdgeName,
  number: SocketNumber,
): Promise<Answers['page']> => {
  const socket = sockets.get(edge, number)
  const read = await socket?.reading?.next()
  if (socket === null || read === undefined) return null
  if (Result.isFailure(read)) {
    const reason = read.failure._tag
    report('error', 'the messages of a room could not be read', { reason })
    return null
  }
  if (read.success.isLast) socket.reading = null
  return read.success
}
