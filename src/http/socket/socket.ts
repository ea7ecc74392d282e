// GET /ws: a socket's life, from the upgrade to its close.
import type { WebSocket, WebSocketBehavior } from 'uWebSockets.js'
import { Result } from 'effect'
import type { SessionId } from '../../events/fields.ts'
import { frameBytesFatal } from '../../events/limits.ts'
import { refuse, write } from '../exchange/answer.ts'
import { type Entrance, type Request, readRequest } from '../exchange/request.ts'
import { whenKnown } from '../exchange/whenKnown.ts'
import type { ConnectionGate } from '../limits/connectionGate.ts'
import type { ResumePoint } from '../line/line.ts'
import { type AdmissionParts, admit } from './admission.ts'
import { FrameReader, type FrameReaderParts } from './frameReader.ts'
import { FrameWriter, type FrameWriterParts, socketBufferBytesMax } from './frameWriter.ts'
import type { Sockets } from './sockets.ts'

/** A socket silent for this long, pings included, is dead. uWS counts in steps of four. */
const socketIdleSeconds = 60

/** What uWS keeps with each socket, so that nothing needs to be looked up. */
interface SocketData {
  readonly session: SessionId
  /** Null where the page belongs to another visit: nobody may hear of its socket. */
  readonly visit: string | null
  readonly address: string
  readonly resume: ResumePoint | null
  readonly socket: number
  /** Set when the socket opens. */
  reader: FrameReader | null
}

export interface SocketParts extends AdmissionParts, FrameReaderParts, FrameWriterParts {
  readonly entrance: Entrance
  readonly gate: ConnectionGate
  readonly sockets: Sockets
}

export const socketBehavior = (parts: SocketParts): WebSocketBehavior<SocketData> => ({
  maxPayloadLength: frameBytesFatal,
  // Above the bound at which the writer closes a slow reader: else the close frame were dropped.
  maxBackpressure: 2 * socketBufferBytesMax,
  idleTimeout: socketIdleSeconds,
  sendPingsAutomatically: true,
  upgrade: (res, req, context) => {
    const request = readRequest(res, req, parts.entrance)
    const [key, protocol, extensions] = ['key', 'protocol', 'extensions'].map((name) =>
      request.header(`sec-websocket-${name}`),
    ) as [string, string, string]
    whenKnown(res, request, admit(parts, request), parts.report, (admitted) => {
      if (Result.isFailure(admitted)) {
        parts.metrics.count('requests_refused', String(admitted.failure.status))
        write(res, request, refuse(request, admitted.failure))
        return
      }
      const data: SocketData = {
        ...admitted.success,
        address: request.address,
        resume: resumeOf(request),
        socket: parts.sockets.next(),
        reader: null,
      }
      parts.sockets.asideFrom(res, () => res.upgrade(data, key, protocol, extensions, context))
    })
  },
  open: (ws) => open(ws, parts),
  message: (ws, bytes, isBinary) => ws.getUserData().reader?.receive(bytes, isBinary),
  drain: (ws) => ws.getUserData().reader?.writer.drained(),
  close: (ws) => {
    const { session, visit, socket, reader } = ws.getUserData()
    // uWS tells its filter of connections that end, but for those that became sockets.
    parts.gate.closed()
    reader?.writer.closed()
    if (visit !== null) parts.allowances.closed(session)
    parts.sockets.closed(socket)
    parts.line.tell({ type: 'closed', socket })
  },
})

const open = (ws: WebSocket<SocketData>, parts: SocketParts): void => {
  const data = ws.getUserData()
  const { visit, address, resume, socket } = data
  const session = visit === null ? null : data.session
  const writer = new FrameWriter(ws as WebSocket<unknown>, data, parts)
  const sending = session === null ? null : parts.allowances.opened(session)
  data.reader = new FrameReader({ socket, sending }, writer, parts)
  parts.sockets.opened(socket, data.reader)
  parts.line.tell({ type: 'opened', socket, session, address, resume })
}

const resumeOf = ({ query }: Request): ResumePoint | null => {
  const room = query.get('room')
  const after = Number(query.get('after') ?? '')
  if (room === null || !Number.isSafeInteger(after) || after < 0) return null
  return { room, after }
}
