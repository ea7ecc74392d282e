// The generator of the bench sees what a server does amiss with messages.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { Crowd } from '../../bench/generator/crowd.ts'

type Relay = (all: readonly WebSocket[], to: number, message: string) => void

const undo: (() => void)[] = []

afterEach(() => {
  for (const one of undo.splice(0)) one()
})

/** Four visitors in two pairs, on a relay that passes messages on as it is told to. */
const fourOn = async (relay: Relay): Promise<Crowd> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const all: WebSocket[] = []
  server.on('connection', (ws) => {
    const place = all.push(ws) - 1
    ws.on('message', (bytes) => {
      const frame = JSON.parse(String(bytes))
      if (frame.type === 'find_match') {
        const partner = { username: `bench-${place ^ 1}`, bio: '', gender: 'other' }
        ws.send(JSON.stringify({ type: 'matched', room: 'r', partner, shared: [] }))
      } else relay(all, place ^ 1, JSON.stringify({ type: 'message', text: frame.text }))
    })
  })
  const { port } = server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`
  const orders = { name: 'relay', address, port, pid: 0, watched: [], users: 4, steps: [] } as const
  const crowd = new Crowd(orders)
  undo.push(() => {
    crowd.drop()
    server.close()
  })
  for (let number = 0; number < crowd.size; number += 1) await crowd.bring(number)
  await expect.poll(() => crowd.matched).toBe(crowd.size)
  return crowd
}

const pass: Relay = (all, to, message) => all[to]?.send(message)

it('answers each message with one, and finds no fault where there is none', async () => {
  const crowd = await fourOn(pass)
  crowd.begin(3)
  await expect.poll(() => crowd.delivered).toBeGreaterThan(1_000)
  crowd.isTalking = false
  await expect.poll(() => crowd.missing()).toBe(0)
  expect(crowd.faults()).toEqual([])
})

it.each<[string, Relay, string]>([
  [
    'comes twice',
    (all, to, message) => {
      pass(all, to, message)
      if (message.includes('~0000000000005')) pass(all, to, message)
    },
    'message twice or out of order',
  ],
  [
    'is lost',
    (all, to, message) => {
      if (!message.includes('~0000000000005')) pass(all, to, message)
    },
    'message lost or out of order',
  ],
  [
    'goes to somebody else',
    (all, to, message) => pass(all, message.includes('~0000000000005') ? to ^ 2 : to, message),
    'message from somebody else',
  ],
])('sees that a message %s', async (_, relay, fault) => {
  const crowd = await fourOn(relay)
  crowd.begin(2)
  await expect
    .poll(() => crowd.faults().some((found) => found.startsWith(fault)), { interval: 5 })
    .toBe(true)
})
