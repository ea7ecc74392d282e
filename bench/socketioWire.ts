// How the load tester speaks to Socket.IO: Engine.IO 4 over a WebSocket.
import { Result } from 'effect'
import type { ServerFrame } from '../src/events/frames.ts'
import { passerbyWire } from '../src/load/client/passerbyWire.ts'
import type { Wire } from '../src/load/client/wire.ts'

/** Engine.IO's packet types, and Socket.IO's within its messages. */
const packet = { open: '0', ping: '2', pong: '3', connect: '40', event: '42' } as const

export const socketioWire = (origin: string): Wire => ({
  ...passerbyWire(origin),
  upgrade: ({ credential }) => ({
    target: '/socket.io/?EIO=4&transport=websocket',
    headers: { Origin: origin, Cookie: credential },
  }),
  greet: (socket) => socket.send(packet.connect),
  write: ({ type, ...fields }) => packet.event + JSON.stringify([type, fields]),
  read: (text, socket) => {
    if (text.startsWith(packet.event)) {
      const [type, fields] = JSON.parse(text.slice(packet.event.length))
      return Result.succeed({ type, ...fields } as ServerFrame)
    }
    if (text === packet.ping) socket.send(packet.pong)
    const isKnown = [packet.ping, packet.open, packet.connect].some((type) => text.startsWith(type))
    return isKnown ? Result.succeed(null) : Result.fail({ _tag: 'NotUnderstood', type: null })
  },
})
