// The world's end of the line: takes what edges ask for, and says what comes of it to their sockets.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import { noSession, notChatting, type Refusal, type Taken } from '../../actors/engine/refusal.ts'
import type { Clock, Report, ServerIds } from '../../events/ports.ts'
import type { Transcript } from '../../projections/transcript.ts'
import { cookies } from '../exchange/cookie.ts'
import { Addresses } from '../limits/addresses.ts'
import { Challenges } from '../limits/challenges.ts'
import type {
  Desk,
  Done,
  EdgeCommand,
  EdgeName,
  EdgeNote,
  Say,
  SocketNumber,
} from '../line/line.ts'
import type { Metrics } from '../operators/metrics.ts'
import type { Days } from '../safety/days.ts'
import { Persons } from '../safety/persons.ts'
import { receipts } from '../safety/receipts.ts'
import { Reporting } from '../safety/reporting.ts'
import type { Seal } from '../safety/sealing.ts'
import type { HttpSettings } from '../transport/settings.ts'
import { answering } from './answers.ts'
import { ask } from './asking.ts'
import { join, leaveForGood } from './comingAndGoing.ts'
import { Connections } from './connections.ts'
import { EdgeSockets } from './edgeSockets.ts'
import { Presence } from './presence.ts'
import { WaitingTeller } from './waitingTeller.ts'

export interface DeskParts {
  readonly engine: Engine
  readonly transcript: Transcript
  /** Today has begun by now. */
  readonly days: Days
  /** Null: nobody could read a report. */
  readonly seal: Seal | null
  readonly clock: Clock
  readonly ids: Pick<ServerIds, 'report' | 'pass'>
  readonly report: Report
  readonly metrics: Pick<Metrics, 'count'>
  readonly settings: HttpSettings
  readonly say: Say
}

/** Opens the desk: from now on the engine's effects go to the edges. */
export const openDesk = (parts: DeskParts): Desk => {
  const shared = sharedParts(parts)
  const answers = answering(shared)
  const { presence, connections, sockets } = shared
  return {
    take: (edge, command) => {
      if (command.type === 'join') return join(shared, command)
      const taken = take(shared, edge, command)
      return Result.isSuccess(taken) ? nothingMore : Result.fail(taken.failure)
    },
    answer: (edge, question) => answers[question.type](question as never, edge) as never,
    note: (edge, note) => relay(shared, edge, note),
    adopt: (edge, open) => {
      for (const socket of open) presence.adopted(edge, socket)
    },
    signed: connections.signed,
    online: () => connections.online,
    socketsOf: (edge) => sockets.countOf(edge),
    gone: (edge) => presence.gone(edge),
  }
}

type SharedParts = ReturnType<typeof sharedParts>

/** Everything that the answers and the commands share. */
const sharedParts = (parts: DeskParts) => {
  const { engine, clock, settings, say } = parts
  const { visitOf } = cookies(settings.secret)
  const proofs = receipts(settings.secret)
  const isLimited = settings.joinsPerMinute > 0
  const connections = new Connections({ clock, visitOf, signed: proofs.signed, say, isLimited })
  const persons = new Persons(parts)
  const teller = new WaitingTeller({ engine, clock, release: connections.release })
  engine.onSocketEffect(teller.release)
  const { graceMs, relaxMs, reportKeptMs } = settings
  const world = {
    ...parts,
    ...{ graceMs, relaxMs, connections, persons },
    sockets: new EdgeSockets(),
    addresses: new Addresses(settings, clock),
    challenges: new Challenges(settings.secret, clock),
  }
  return {
    ...world,
    presence: new Presence(world),
    reporting: new Reporting({
      ...world,
      ...{ receipts: proofs, reportKeptMs },
      tell: (session, frame) => connections.reply(session, frame),
      refuse: (session, refusal) => connections.refuse(session, refusal),
    }),
  }
}

/** What comes of a command that is no join, and is taken. */
const nothingMore: Result.Result<Done, Refusal> = Result.succeed({ isFresh: false })

const take = (
  parts: SharedParts,
  edge: EdgeName,
  command: Exclude<EdgeCommand, { readonly type: 'join' }>,
): Taken => {
  const { presence, sockets } = parts
  switch (command.type) {
    case 'frame': {
      const socket = heeded(parts, edge, command.socket)
      return socket === null ? Result.fail(noSession) : ask(parts, socket, command.frame)
    }
    case 'opened':
      return presence.opened(edge, command, command.resume)
    case 'closed':
      return presence.closed(sockets.get(edge, command.socket))
    case 'leave':
      return leaveForGood(parts, command.session)
  }
}

/**
 * The socket of that number, unless its session has come to another: what was asked for there is of
 * before, and could reach a partner whom it was not meant for.
 */
const heeded = ({ sockets, connections }: SharedParts, edge: EdgeName, number: SocketNumber) => {
  const socket = sockets.get(edge, number)
  return socket !== null && connections.socketOf(socket.session) === socket ? socket : null
}

/** Typing goes straight to the partner, behind what was said before, and is not kept. */
const relay = (parts: SharedParts, edge: EdgeName, { socket: number, on }: EdgeNote): void => {
  const { engine, connections, say } = parts
  const session = heeded(parts, edge, number)?.session ?? null
  if (session === null || !engine.available()) return
  const partner = engine.session(session)?.partner
  if (!partner) {
    const said = { type: 'refused', socket: number, refusal: notChatting } as const
    engine.afterCommit(() => say(edge, said, null))
    return
  }
  engine.afterCommit(() => {
    if (engine.session(session)?.partner !== partner) return
    const socket = connections.socketOf(partner)
    if (socket === null) return
    const frame = { type: 'typing', on } as const
    say(socket.edge, { type: 'frame', socket: socket.number, frame }, null)
  })
}
