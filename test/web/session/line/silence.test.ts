// A way to the server that takes what is sent, and answers nothing.
import { createServer, type Server as TcpListener } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createActor, setup } from 'xstate'
import { fetchInTime } from '../../../../web/fetchInTime.ts'
import type { SocketCommand, SocketEvent } from '../../../../web/session/events.ts'
import { socket } from '../../../../web/session/socket.ts'

/** Upgrades are swallowed; all else is told that the line is open, unless that is swallowed too. */
const listen = async (swallows: 'upgrades' | 'everything'): Promise<TcpListener> => {
  const listener = createServer((end) => {
    end.on('error', () => undefined)
    end.on('data', (bytes) => {
      if (swallows === 'everything' || /^upgrade:/im.test(bytes.toString('latin1'))) return
      const body = '{"ok":true}'
      end.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    })
  })
  await new Promise<void>((settle) => listener.listen(0, '127.0.0.1', settle))
  const address = listener.address()
  const port = typeof address === 'object' ? address?.port : 0
  vi.stubGlobal('location', new URL(`http://127.0.0.1:${port}/chat`))
  return listener
}

let listener: TcpListener | undefined

beforeEach(() => {
  listener = undefined
})
afterEach(() => {
  vi.unstubAllGlobals()
  listener?.close()
})

it('is given up in time', async () => {
  listener = await listen('everything')
  await expect(fetchInTime('leave', { method: 'POST' }, 50)).rejects.toThrow(/timeout/i)
})

it('is asked over plain HTTP what it thinks of an upgrade that was never answered', async () => {
  listener = await listen('upgrades')
  const told = new Promise<SocketEvent>((settle) => {
    const page = setup({ actors: { socket } }).createMachine({
      invoke: { id: 'socket', src: 'socket' },
      on: { disconnected: { actions: ({ event }) => settle(event as SocketEvent) } },
    })
    const actor = createActor(page).start()
    const { socket: line } = actor.getSnapshot().children
    const tell = (command: SocketCommand) => line?.send(command)
    tell({ type: 'open', visit: 'v1', room: null, after: 0 })
    tell({ type: 'giveUp' })
  })
  expect(await told).toMatchObject({ type: 'disconnected', code: 1006, line: { ok: true } })
})
