// The bare job on `ws`, the usual WebSocket library of Node.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import type { ClientFrame } from '../../src/events/frames.ts'
import { answerJoin, come, go, hear, visitorOf } from './job.ts'

const http = createServer(answerJoin)

const server = new WebSocketServer({ server: http, path: '/ws', perMessageDeflate: false })

server.on('connection', (ws, { headers }) => {
  const visitor = visitorOf(headers.cookie ?? '')
  if (visitor === undefined) {
    ws.close(4001)
    return
  }
  ws.on('message', (text) => hear(visitor, JSON.parse(String(text)) as ClientFrame))
  ws.on('close', () => go(visitor))
  ws.on('error', () => {})
  come(visitor, (frame) => ws.send(JSON.stringify(frame)))
})

http.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : null
  process.stdout.write(`ws is open at http://127.0.0.1:${port}\n`)
})
