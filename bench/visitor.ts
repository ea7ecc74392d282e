// A visitor of the benchmarks that speak the wire themselves.
import { WebSocket } from 'ws'

export interface Visitor {
  readonly cookie: string
  readonly ws: WebSocket
  readonly next: (type: string) => Promise<Record<string, unknown>>
  readonly send: (frame: object) => void
}

export const open = (address: string, cookie: string): WebSocket =>
  new WebSocket(`${address.replace('http', 'ws')}/ws`, {
    headers: { cookie, origin: address },
    perMessageDeflate: false,
  })

export const visitor = async (address: string, interest: string): Promise<Visitor> => {
  const headers = { 'Content-Type': 'application/json' }
  const wishes = { gender: 'other', seeks: 'anyone', interests: [interest] }
  const body = JSON.stringify(wishes)
  const answer = await fetch(`${address}/join`, { method: 'POST', headers, body })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const ws = open(address, cookie)
  const waiting = new Map<string, (frame: Record<string, unknown>) => void>()
  ws.on('message', (data) => {
    const frame = JSON.parse(String(data))
    waiting.get(frame.type)?.(frame)
  })
  const next = (type: string) =>
    new Promise<Record<string, unknown>>((resolve) => waiting.set(type, resolve))
  await next('welcome')
  return { cookie, ws, next, send: (frame) => ws.send(JSON.stringify(frame)) }
}
