// The line to the server: the one place of the pages that opens a WebSocket.
import { fromCallback } from 'xstate'
import type { ServerFrame } from '../../src/events/frames.ts'
import { closeCodes } from '../wire.ts'
import type { LineEvent, LineOrder } from './context.ts'

type Open = Extract<LineOrder, { type: 'open' }>

const addressOf = ({ room, after }: Open): string => {
  const url = new URL('/ws', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
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

/**
 * A browser does not say why an upgrade was refused. The chat page does: without a session it
 * redirects.
 */
const isSessionGone = async (): Promise<boolean> => {
  try {
    const page = await fetch('/chat', { redirect: 'manual', cache: 'no-store' })
    return page.type === 'opaqueredirect'
  } catch {
    return false
  }
}

/** At most one socket at a time; one that was closed on purpose says nothing more. */
export const line = fromCallback<LineOrder>(({ sendBack, receive }) => {
  let socket: WebSocket | null = null

  const close = () => {
    const old = socket
    socket = null
    old?.close()
  }

  const open = (order: Open) => {
    close()
    const fresh = new WebSocket(addressOf(order))
    let opened = false
    socket = fresh
    fresh.onopen = () => {
      opened = true
    }
    fresh.onmessage = ({ data }) => {
      const frame = frameOf(data)
      if (socket === fresh && frame !== null) sendBack(frame)
    }
    fresh.onclose = async ({ code }) => {
      const gone = !opened && socket === fresh && (await isSessionGone())
      if (socket !== fresh) return
      socket = null
      const dropped: LineEvent = { type: 'dropped', code: gone ? closeCodes.no_session : code }
      sendBack(dropped)
    }
  }

  receive((order) => {
    if (order.type === 'open') open(order)
    else if (order.type === 'close') close()
    else if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(order.frame))
  })
  return close
})
