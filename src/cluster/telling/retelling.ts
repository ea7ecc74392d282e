// What an edge is told when it says hello: all that it has not heard, and of sockets that are no use.
import type { SaidFrame } from '../../actors/effect.ts'
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { SessionId } from '../../events/fields.ts'
import type { SentFrame, SocketNumber, ToSocket } from '../../http/line/line.ts'
import type { HeldSocket } from '../messages.ts'
import type { SaidOf } from './listener.ts'
import type { RecentEffect } from './recentEffects.ts'

interface RetellingParts {
  readonly actorSystem: ActorSystem
  /**
   * Of which sockets are closed that are no use: the last that is committed; where the edge has heard
   * all of that, the next, which makes them so and is still to be committed.
   */
  readonly turn: number
  readonly signed: (frame: SaidFrame) => SentFrame
  /** Whether its session has come to another socket by now, at whatever edge. */
  readonly isElsewhere: (open: HeldSocket) => boolean
}

/** What is told again, and the sockets that go on as before. */
interface Retold {
  readonly said: readonly SaidOf[]
  readonly adopted: readonly HeldSocket[]
}

/** Tells the sockets what was said to their sessions, each where it is now. */
export const retold = (
  recent: readonly RecentEffect[],
  held: readonly HeldSocket[],
  { actorSystem, turn, signed, isElsewhere }: RetellingParts,
): Retold => {
  const inOrder = [...held].sort((one, other) => one.opened - other.opened)
  const replaced = new Set(inOrder.filter(isElsewhere))
  const socketOf = new Map<SessionId, SocketNumber>()
  for (const open of inOrder) {
    if (!replaced.has(open)) socketOf.set(open.session, open.socket)
  }
  const said: SaidOf[] = []
  for (const one of recent) {
    const socket = socketOf.get(one.to)
    if (socket !== undefined) said.push([one.turn, toSocket(one, socket, signed)])
  }
  const adopted: HeldSocket[] = []
  for (const open of inOrder) {
    if (replaced.has(open)) {
      said.push([turn, closed(open.socket, 'replaced')])
      continue
    }
    const context = actorSystem.session(open.session)
    // Whoever was taken for away by then comes back by a socket of its own.
    if (context?.until === null) adopted.push(open)
    else said.push([turn, closed(open.socket, context === null ? 'no_session' : 'restart')])
  }
  return { said, adopted }
}

const toSocket = (
  { effect }: RecentEffect,
  socket: SocketNumber,
  signed: RetellingParts['signed'],
): ToSocket => {
  // It can only be said by a welcome.
  if (effect === null) return { type: 'close', socket, reason: 'restart', end: null }
  return effect.kind === 'dismiss'
    ? { type: 'close', socket, reason: 'no_session', end: effect.end }
    : { type: 'frame', socket, frame: signed(effect.frame) }
}

type Closing = Extract<ToSocket, { readonly type: 'close' }>

const closed = (socket: SocketNumber, reason: Closing['reason']): Closing => ({
  ...{ type: 'close', socket, reason },
  end: null,
})
