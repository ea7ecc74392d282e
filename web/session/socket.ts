// The socket to the server: the one place of the pages that opens a WebSocket.
import { fromCallback } from 'xstate'
import type { ServerFrame } from '../../src/events/frames.ts'
import { closeCodes } from '../closeCodes.ts'
import type { SocketCommand, SocketEvent } from './events.ts'

type OpenCommand = Extract<SocketCommand, { type: 'open' }>

const socketUrl = ({ room, after }: OpenCommand): string => {
  const url = new URL('ws', location.href)
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
    const page = await fetch('chat', { redirect: 'manual', cache: 'no-store' })
    return page.type === 'opaqueredirect'
  } catch {
    return false
  }
}

/** At most one socket at a time; one that was closed on purpose says nothing more. */
export const socket = fromCallback<SocketCommand>(({ sendBack, receive }) => {
  let current: WebSocket | null = null

  const close = () => {
    const old = current
    current = null
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
      if (current === fresh && frame !== null) sendBack(frame)
    }
    fresh.onclose = async ({ code }) => {
      const gone = !opened && current === fresh && (await isSessionGone())
      if (current !== fresh) return
      current = null
      const disconnected: SocketEvent = {
        type: 'disconnected',
        code: gone ? closeCodes.no_session : code,
      }
      sendBack(disconnected)
    }
  }

  receive((command) => {
    if (command.type === 'open') open(command)
    else if (command.type === 'close') close()
    else if (current?.readyState === WebSocket.OPEN) current.send(JSON.stringify(command.frame))
  })
  return close
})
