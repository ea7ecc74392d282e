// GET /ws: a socket's life, from the upgrade to its close.
import type { WebSocket, WebSocketBehavior } from 'uWebSockets.js'
import { Result } from 'effect'
import type { SessionId } from '../../events/fields.ts'
import { closeCodes } from '../../events/frames.ts'
import { frameBytesFatal } from '../../events/limits.ts'
import { refuse, write } from '../exchange/answer.ts'
import { type Entrance, type Request, readRequest } from '../exchange/request.ts'
import { whenKnown } from '../exchange/whenKnown.ts'
import type { ConnectionGate } from '../limits/connectionGate.ts'
import type { ResumePoint } from '../line/line.ts'
import { type AdmissionParts, type Admitted, admit } from './admission.ts'
import { FrameReader, type FrameReaderParts } from './frameReader.ts'
import {
  FrameWriter,
  type FrameWriterParts,
  type Recipient,
  socketBufferBytesMax,
} from './frameWriter.ts'
import type { Sockets } from './sockets.ts'

/** A socket silent for this long, pings included, is dead. uWS counts in steps of four. */
const socketIdleSeconds = 60

/** What uWS keeps with each socket, so that nothing needs to be looked up. */
interface SocketData {
  /** Null where the page belongs to another visit: nobody hears of its socket, which is only told so. */
  readonly session: SessionId | null
  /** Null once the socket is open: then nobody needs it any more. And where there is no session. */
  arrival: Arrival | null
  /** Set when the socket opens. */
  reader: FrameReader | null
}

/** What is known of who comes. */
interface Arrival extends Recipient {
  readonly address: string
  readonly resume: ResumePoint | null
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
    whenKnown(res, request, admit(parts, request), parts.report, (admitted, isLate) => {
      if (Result.isFailure(admitted)) {
        parts.metrics.count('requests_refused', String(admitted.failure.status))
        write(res, request, refuse(request, admitted.failure))
        return
      }
      const data = dataOf(admitted.success, request, parts)
      const [key, protocol, extensions] = ['key', 'protocol', 'extensions'].map((name) =>
        request.header(`sec-websocket-${name}`),
      ) as [string, string, string]
      const upgrade = () => res.upgrade(data, key, protocol, extensions, context)
      if (isLate) parts.sockets.asideFrom(res, upgrade)
      else upgrade()
    })
  },
  open: (ws) => {
    const { arrival } = ws.getUserData()
    if (arrival === null) turnAway(ws, parts)
    else open(ws, arrival, parts)
  },
  message: (ws, bytes, isBinary) => ws.getUserData().reader?.receive(bytes, isBinary),
  drain: (ws) => ws.getUserData().reader?.writer.drained(),
  close: (ws) => {
    const { session, reader } = ws.getUserData()
    // uWS tells its filter of connections that end, but for those that became sockets.
    parts.gate.closed()
    if (session !== null) parts.allowances.closed(session)
    if (reader === null) return
    const { socket, writer } = reader
    writer.closed()
    parts.sockets.closed(socket)
    parts.line.tell({ type: 'closed', socket })
  },
})

const dataOf = (
  { session, visit }: Admitted,
  request: Request,
  { sockets }: Pick<SocketParts, 'sockets'>,
): SocketData => {
  if (visit === null) return { session: null, arrival: null, reader: null }
  const { address } = request
  const arrival = { socket: sockets.next(), session, visit, address, resume: resumeOf(request) }
  return { session, arrival, reader: null }
}

const turnAway = (ws: WebSocket<SocketData>, { metrics }: Pick<SocketParts, 'metrics'>): void => {
  const reason = 'other_visit'
  const code = closeCodes[reason]
  metrics.count('sockets_closed', String(code))
  ws.end(code, reason)
}

const open = (ws: WebSocket<SocketData>, arrival: Arrival, parts: SocketParts): void => {
  const data = ws.getUserData()
  const { socket, session, address, resume } = arrival
  data.arrival = null
  const writer = new FrameWriter(ws as WebSocket<unknown>, arrival, parts)
  const sending = parts.allowances.opened(session)
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
