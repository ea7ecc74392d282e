// The floor: raw uWebSockets.js that pairs and relays. Nobody joins, nothing is acknowledged.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import { createApp, listenOn } from '../../src/http/transport/uws.ts'
import { succeeded } from '../../test/kit/succeeded.ts'
import { find, go, partnerOf, type Visitor } from './job.ts'

interface Socket {
  readonly visitor: Visitor
}

/** The wish says what a join says elsewhere. */
type Heard =
  | { type: 'find_match'; username: string; gender: Gender; seeks: Seeks }
  | { type: 'send_message'; text: string }

const hear = (visitor: Visitor, frame: Heard): void => {
  if (frame.type === 'find_match') {
    const { username, gender, seeks } = frame
    Object.assign(visitor, { username, gender, seeks })
    find(visitor)
  } else if (visitor.room !== null) {
    partnerOf(visitor, visitor.room).say?.({ type: 'message', from: 'partner', text: frame.text })
  }
}

const app = succeeded(createApp(null))
if (app === null) throw new Error('uWebSockets.js gave no app')

app.ws<Socket>('/ws', {
  maxPayloadLength: 64 * 1024,
  idleTimeout: 60,
  sendPingsAutomatically: true,
  upgrade: (res, req, context) => {
    const [key, protocol, extensions] = ['key', 'protocol', 'extensions'].map((name) =>
      req.getHeader(`sec-websocket-${name}`),
    ) as [string, string, string]
    const visitor = { username: '', gender: 'other', seeks: 'anyone', say: null, room: null }
    res.upgrade({ visitor }, key, protocol, extensions, context)
  },
  open: (ws) => {
    ws.getUserData().visitor.say = (frame) => ws.send(JSON.stringify(frame))
  },
  message: (ws, bytes) =>
    hear(ws.getUserData().visitor, JSON.parse(Buffer.from(bytes).toString()) as Heard),
  close: (ws) => go(ws.getUserData().visitor),
})

const address = { host: '127.0.0.1', port: Number(process.env.PORT ?? 0) }
const listening = listenOn(app, address)
process.stdout.write(`The relay is open at http://127.0.0.1:${listening?.port}\n`)
