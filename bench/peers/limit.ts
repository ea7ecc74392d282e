// The practical limit: the bare job on raw uWebSockets.js.

import type { ClientFrame } from '../../src/events/frames.ts'
import { createApp, listenOn } from '../../src/http/transport/uws.ts'
import { succeeded } from '../../test/kit/succeeded.ts'
import { come, go, hear, join, type Visitor, visitorOf } from './job.ts'

interface Socket {
  readonly visitor: Visitor
}

const app = succeeded(createApp(null))
if (app === null) throw new Error('uWebSockets.js gave no app')

app.post('/join', (res) => {
  let form = ''
  res.onAborted(() => {})
  res.onData((chunk, isLast) => {
    form += Buffer.from(chunk)
    if (!isLast) return
    const { headers, body } = join(form)
    res.cork(() => {
      res.writeStatus('201 Created')
      for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value)
      res.end(body)
    })
  })
})

app.ws<Socket>('/ws', {
  maxPayloadLength: 64 * 1024,
  idleTimeout: 60,
  sendPingsAutomatically: true,
  upgrade: (res, req, context) => {
    const visitor = visitorOf(req.getHeader('cookie'))
    if (visitor === undefined) {
      res.writeStatus('401 Unauthorized').end()
      return
    }
    const [key, protocol, extensions] = ['key', 'protocol', 'extensions'].map((name) =>
      req.getHeader(`sec-websocket-${name}`),
    ) as [string, string, string]
    res.upgrade({ visitor }, key, protocol, extensions, context)
  },
  open: (ws) => come(ws.getUserData().visitor, (frame) => ws.send(JSON.stringify(frame))),
  message: (ws, bytes) =>
    hear(ws.getUserData().visitor, JSON.parse(Buffer.from(bytes).toString()) as ClientFrame),
  close: (ws) => go(ws.getUserData().visitor),
})

const address = { host: '127.0.0.1', port: Number(process.env.PORT ?? 0) }
const listening = listenOn(app, address)
process.stdout.write(`The limit is open at http://127.0.0.1:${listening?.port}\n`)
