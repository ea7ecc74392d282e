// The socket to the server: the one place of the pages that opens a WebSocket.
import { fromCallback } from 'xstate'
import type { ServerFrame } from '../../src/events/frames.ts'
import type { SocketCommand } from './events.ts'
import type { LineAnswer } from './line/disconnectReason.ts'
import { request } from './line/request.ts'
import { inBatches } from './messageBatches.ts'

/** As a browser says it of a connection that failed. */
const lostCode = 1006

type OpenCommand = Extract<SocketCommand, { type: 'open' }>

const socketUrl = ({ visit, room, after }: OpenCommand): string => {
  const url = new URL('ws', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  if (visit !== null) url.searchParams.set('visit', visit)
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
    const answer = await request(`api/line?${query}`, { cache: 'no-store' })
    return { line: await answer.json() }
  } catch {
    return {}
  }
}

/** A batch is handed on in a turn of its own, after what has come by then. */
const inTurns = (sendBack: Parameters<typeof inBatches>[0]) => {
  const { port1, port2 } = new MessageChannel()
  return inBatches(sendBack, (run) => {
    port1.onmessage = run
    port2.postMessage(null)
  })
}

/** At most one socket at a time; one that was closed on purpose says nothing more. */
export const socket = fromCallback<SocketCommand>(({ sendBack, receive }) => {
  let current: WebSocket | null = null
  const frames = inTurns(sendBack)
  let giveUp: () => void = () => undefined

  const close = () => {
    const old = current
    current = null
    frames.drop()
    old?.close()
  }

  const open = (command: OpenCommand) => {
    close()
    const fresh = new WebSocket(socketUrl(command))
    let opened = false
    current = fresh
    fresh.onopen = () => {
      opened = true
    }
    fresh.onmessage = ({ data }) => {
      const frame = frameOf(data)
      if (current === fresh && frame !== null) frames.take(frame)
    }
    let isOver = false
    const end = async (code: number, reason = '') => {
      if (isOver) return
      isOver = true
      const asked = !opened && current === fresh ? await askLine(command) : {}
      if (current !== fresh) return
      frames.flush()
      current = null
      sendBack({ type: 'disconnected', code, reason, ...asked })
    }
    fresh.onclose = ({ code, reason }) => end(code, reason)
    giveUp = () => {
      fresh.close()
      end(lostCode)
    }
  }

  receive((command) => {
    if (command.type === 'open') open(command)
    else if (command.type === 'close') close()
    else if (command.type === 'giveUp') giveUp()
    else if (current?.readyState === WebSocket.OPEN) current.send(JSON.stringify(command.frame))
  })
  return close
})
