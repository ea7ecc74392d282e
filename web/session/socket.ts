// The socket to the server: the one place of the pages that opens a WebSocket.
import { fromCallback } from 'xstate'
import type { ServerFrame } from '../../src/events/frames.ts'
import { fetchInTime } from '../fetchInTime.ts'
import type { SocketCommand, SocketEvent } from './events.ts'
import type { LineAnswer } from './line/disconnectReason.ts'
import { inBatches } from './messageBatches.ts'

/** As a browser says it of a connection that failed. */
const lostCode = 1006

type OpenCommand = Extract<SocketCommand, { type: 'open' }>

const socketUrl = ({ visit, room, after, altcha }: OpenCommand): string => {
  const url = new URL('ws', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  if (visit !== null) url.searchParams.set('visit', visit)
  if (altcha !== undefined) url.searchParams.set('altcha', altcha)
  if (room !== null) {
    url.searchParams.set('room', room)
    url.searchParams.set('after', String(after))
  }
  return url.href
}

const frameOf = (text: unknown): ServerFrame | null => {
  if (typeof text !== 'string') return null
  const frame: unknown = JSON.parse(text)
  return typeof frame === 'object' && frame !== null && 'type' in frame
    ? (frame as ServerFrame)
    : null
}

/** A browser does not say why an upgrade was refused; the server does, if it can be reached. */
const askLine = async ({ visit }: OpenCommand): Promise<{ line?: LineAnswer }> => {
  try {
    const query = new URLSearchParams({ origin: location.origin })
    if (visit !== null) query.set('visit', visit)
    const answer = await fetchInTime(`api/line?${query}`, { cache: 'no-store' })
    return { line: await answer.json() }
  } catch {
    return {}
  }
}

interface Line {
  readonly socket: WebSocket
  /** Given up before it came to stand. */
  readonly giveUp: () => void
}

interface LineParts {
  readonly isWanted: (line: WebSocket) => boolean
  readonly heard: (frame: ServerFrame) => void
  readonly ended: (event: SocketEvent) => void
}

/** One attempt, told of until it is closed on purpose; it ends once. */
const dial = (command: OpenCommand, { isWanted, heard, ended }: LineParts): Line => {
  const fresh = new WebSocket(socketUrl(command))
  let opened = false
  let isOver = false
  const end = async (code: number, reason = '') => {
    if (isOver) return
    isOver = true
    const asked = !opened && isWanted(fresh) ? await askLine(command) : {}
    if (isWanted(fresh)) ended({ type: 'disconnected', code, reason, ...asked })
  }
  fresh.onopen = () => {
    opened = true
  }
  fresh.onmessage = ({ data }) => {
    const frame = frameOf(data)
    if (isWanted(fresh) && frame !== null) heard(frame)
  }
  fresh.onclose = ({ code, reason }) => end(code, reason)
  const giveUp = () => {
    fresh.close()
    end(lostCode)
  }
  return { socket: fresh, giveUp }
}

/** At most one socket at a time; one that was closed on purpose says nothing more. */
export const socket = fromCallback<SocketCommand>(({ sendBack, receive }) => {
  let current: Line | null = null
  const { port1, port2 } = new MessageChannel()
  const frames = inBatches(sendBack, (run) => {
    port1.onmessage = run
    port2.postMessage(null)
  })

  const close = () => {
    const old = current
    current = null
    frames.drop()
    old?.socket.close()
  }

  const ended = (event: SocketEvent) => {
    frames.flush()
    current = null
    sendBack(event)
  }

  const open = (command: OpenCommand) => {
    close()
    const isWanted = (line: WebSocket) => current?.socket === line
    current = dial(command, { isWanted, heard: frames.take, ended })
  }

  receive((command) => {
    if (command.type === 'open') open(command)
    else if (command.type === 'close') close()
    else if (command.type === 'giveUp') current?.giveUp()
    else if (current?.socket.readyState === WebSocket.OPEN)
      current.socket.send(JSON.stringify(command.frame))
  })
  return close
})
