// The bare job on Socket.IO, which most teams would reach for.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import type { ClientFrame } from '../../src/events/frames.ts'
import { answerJoin, come, go, hear, visitorOf } from './job.ts'

const http = createServer(answerJoin)

const io = new Server(http, { transports: ['websocket'], serveClient: false })

io.on('connection', (socket) => {
  const visitor = visitorOf(socket.handshake.headers.cookie ?? '')
  if (visitor === undefined) {
    socket.disconnect(true)
    return
  }
  for (const type of ['find_match', 'send_message', 'typing', 'leave_chat']) {
    socket.on(type, (fields) => hear(visitor, { type, ...fields } as ClientFrame))
  }
  socket.on('disconnect', () => go(visitor))
  come(visitor, ({ type, ...fields }) => socket.emit(type, fields))
})

http.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : null
  process.stdout.write(`Socket.IO is open at http://127.0.0.1:${port}\n`)
})
