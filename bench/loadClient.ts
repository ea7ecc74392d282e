// What the load tester's own client costs: memory of an idle connection, frames a second a core.
// The other end is a bare uWebSockets.js server in a process of its
// own. Prints figures beside their goals. node bench/loadClient.ts [connections] [seconds]

import { App, us_socket_local_port, type WebSocket } from 'uWebSockets.js'
import { spawn } from 'node:child_process'
import { Result } from 'effect'
import type { ClientSocket, SocketListener } from '../src/load/client/connection.ts'
import { encodeClientFrame, opcodes } from '../src/load/client/frameCodec.ts'
import { WebSocketClient } from '../src/load/client/webSocket.ts'
import { Referee } from '../src/load/referee/referee.ts'
import { messageIdOf, messageTextOf } from '../src/load/scenario/messageText.ts'
import type { VisitorProfile } from '../src/load/scenario/profile.ts'
import { presets } from '../src/load/scenario/scenario.ts'
import { openRunContext } from '../src/load/visitors/runContext.ts'
import { Visitor } from '../src/load/visitors/visitor.ts'

// Named where it is a process of its own that measures one thing.
const [mode, servedAt] = /^[a-z]/.test(process.argv[2] ?? '') ? process.argv.slice(2, 4) : []
const numbers = process.argv.slice(mode === undefined ? 2 : 4).map(Number)
const [connections, secondsEach] = [numbers[0] ?? 8_000, numbers[1] ?? 3]
const goals = { bytes: 4_096, frames: 150_000 }

/** Echoes every frame; tells its port on standard output. */
const echo = (): void => {
  App()
    .ws('/*', {
      idleTimeout: 0,
      message: (ws: WebSocket<unknown>, message, isBinary) => {
        ws.send(message, isBinary)
      },
    })
    .listen('127.0.0.1', 0, (socket) => {
      process.stdout.write(`${us_socket_local_port(socket)}\n`)
    })
}

/** RunCounts what comes back, and sends as much anew: `window` frames are always under way. */
class Pump implements SocketListener {
  static frames = 0
  readonly texts: readonly string[]
  readonly onOpen: () => void
  #back = 0

  constructor(texts: readonly string[], onOpen: () => void) {
    this.texts = texts
    this.onOpen = onOpen
  }

  opened(): void {
    this.onOpen()
  }

  received(socket: ClientSocket): void {
    Pump.frames += 1
    this.#back += 1
    if (this.#back < this.texts.length) return
    this.#back = 0
    Pump.frames += this.texts.length
    socket.sendAll(this.texts)
  }

  ended(): void {}
}

/** Connects so many, a few at a time. */
const connected = async (port: number, count: number, texts: readonly string[]) => {
  const clients: WebSocketClient[] = []
  for (let from = 0; from < count; from += batch) {
    await Promise.all(
      Array.from({ length: Math.min(batch, count - from) }, (_, index) => {
        return new Promise<void>((resolve) => {
          const localAddress = `127.0.0.${1 + ((from + index) % 4)}`
          const to = { host: '127.0.0.1', port, localAddress }
          const upgrade = { target: '/', headers: {} }
          clients.push(new WebSocketClient(new Pump(texts, resolve), to, upgrade))
        })
      }),
    )
  }
  return clients
}

const held = (): { readonly own: number; readonly resident: number } => {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { own: heapUsed + external, resident: rss }
}

const print = (what: string, value: string, verdict = ''): void =>
  console.log(what.padEnd(58), value.padStart(12), verdict)

const memory = async (port: number): Promise<void> => {
  // The first few grow what all share.
  const first = await connected(port, 500, [])
  const before = held()
  const clients = await connected(port, connections, [])
  const after = held()
  const own = (after.own - before.own) / connections
  const resident = (after.resident - before.resident) / connections
  print(`heap and external, per idle connection of ${connections}`, `${own.toFixed(0)} B`)
  const verdict = resident <= goals.bytes ? 'met' : 'MISSED'
  print(
    'resident, native included',
    `${resident.toFixed(0)} B`,
    `goal ${goals.bytes} B: ${verdict}`,
  )
  for (const client of [...first, ...clients]) client.drop()
}

/** As `memory`, but whole visitors: who they are, their rng, their place with the referee. */
const visitors = async (port: number): Promise<void> => {
  const ignored = { greet: () => {}, write: () => '', read: () => Result.succeed(null) }
  const cookie = 'a cookie as long as one of the server is, in characters and in bytes'
  const join = async () => Result.succeed(cookie)
  const upgrade = () => ({ target: '/', headers: {} })
  const wire = { ...ignored, join, upgrade, line: async () => Result.void }
  const context = openRunContext(presets.idle, {
    origins: ['http://127.0.0.1'],
    wireOf: () => wire,
    run: 'memo',
    seed: 1,
    now: () => performance.now(),
    destination: (number) => {
      return { host: '127.0.0.1', port, localAddress: `127.0.0.${5 + (number % 4)}` }
    },
    joinConnections: 100,
    examplesMax: 1,
    keepsRooms: false,
  })
  const all: Visitor[] = []
  const come = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      const visitor = new Visitor(all.length, context)
      all.push(visitor)
      await visitor.arrive(0)
      while (all.length - context.gauges.connections > batch) await nextTurn()
    }
    while (all.length > context.gauges.connections) await nextTurn()
  }
  await come(500)
  const before = held()
  await come(connections)
  const after = held()
  const resident = (after.resident - before.resident) / connections
  print('resident, per idle visitor with all that is known of it', `${resident.toFixed(0)} B`)
  for (const visitor of all) visitor.cut()
}

const batch = 64
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Frames in and out, per second of this process's CPU: one core's worth. */
const speed = async (port: number, sockets: number, window: number): Promise<void> => {
  const text = JSON.stringify({ type: 'send_message', id: 'a1b2-3c-4d', text: 'x'.repeat(60) })
  const texts = Array.from({ length: window }, () => text)
  const clients = await connected(port, sockets, texts)
  for (const client of clients) client.sendAll(texts)
  await new Promise((resolve) => setTimeout(resolve, 500))
  const [used, from, frames] = [process.cpuUsage(), performance.now(), Pump.frames]
  await new Promise((resolve) => setTimeout(resolve, secondsEach * 1_000))
  const { user, system } = process.cpuUsage(used)
  if (!clients.every(({ isOpen }) => isOpen)) throw new Error('a connection was lost')
  const done = Pump.frames - frames
  const perCore = done / ((user + system) / 1e6)
  const perSecond = done / ((performance.now() - from) / 1_000)
  const verdict = perCore >= goals.frames ? 'met' : 'MISSED'
  print(
    `frames/s a core, ${sockets} connections, ${window} a write`,
    perCore.toFixed(0),
    `goal ${goals.frames}: ${verdict} (${perSecond.toFixed(0)}/s by the clock)`,
  )
  for (const client of clients) client.drop()
}

/** What of it is ours: the rest is the runtime's socket and the kernel. */
const codec = (): void => {
  const text = JSON.stringify({ type: 'send_message', id: 'a1b2-3c-4d', text: 'x'.repeat(60) })
  const [count, from] = [500_000, performance.now()]
  for (let index = 0; index < count; index += 1) encodeClientFrame(opcodes.text, text, index)
  const micros = ((performance.now() - from) * 1_000) / count
  print('writing and masking a frame of 108 characters', `${micros.toFixed(2)} µs`)
}

/** What judging a message costs in rooms of 28, and how much of that are the receipts at their end. */
const judging = (): void => {
  const run = 'judge'
  const written = { dueMicros: 1e9, characters: 80 }
  const micros = [0, 0]
  for (let round = 0; round < 2 * judgedRounds; round += 1) {
    const options = { run, examplesMax: 1, now: () => 0, keepsRooms: false }
    const referee = new Referee({
      ...options,
      profileOf: (number) => pair[number] as VisitorProfile,
    })
    for (const [user, other] of [[0, 1] as const, [1, 0] as const]) {
      const partner = { username: `${run}-${other}`, gender: 'other' }
      referee.matched(user, { room: 'r', partner, shared: [] })
    }
    const said = Array.from({ length: 28 }, (_, index) => {
      const [sender, number] = [index % 2, 1 + (index >> 1)]
      const text = messageTextOf(run, { sender, number, ...written })
      // As it comes from a socket: one piece.
      return { sender, id: messageIdOf(run, sender, number), text: Buffer.from(text).toString() }
    })
    const from = performance.now()
    for (const [index, { sender, id, text }] of said.entries()) {
      referee.sending(sender, written)
      referee.arrived(1 - sender, { room: 'r', seq: index + 1, text })
      referee.acknowledged(sender, id, index + 1)
    }
    const receipt = { room: 'r', messages: 28, chain: '', at: 0, proof: '', you: 1 }
    if (round % 2 === 1) referee.receiptGiven(0, { reason: 'left', receipt })
    // The first half is for the compiler.
    if (round > judgedRounds)
      micros[round % 2] = (micros[round % 2] ?? 0) + performance.now() - from
  }
  const [without = 0, all = 0] = micros.map((ms) => (ms * 1_000) / (judgedRounds / 2) / 28)
  print(
    'judging a message, without and with its receipt',
    `${without.toFixed(2)} µs`,
    `${all.toFixed(2)} µs`,
  )
}

const judgedRounds = 10_000

const pair: readonly VisitorProfile[] = [0, 1].map((number) => ({
  ...{ number, username: `judge-${number}`, gender: 'other', seeks: 'anyone', interests: [] },
}))

/** Each in a process of its own: what one gave back the next would find. */
const measurements: Readonly<Record<string, (port: number) => Promise<void>>> = {
  memory,
  visitors,
  judging: async () => judging(),
  speed: async (port) => {
    codec()
    for (const window of [1, 4, 16]) await speed(port, 200, window)
  },
}

const child = (...args: readonly string[]) =>
  spawn(process.execPath, ['--expose-gc', import.meta.filename, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const measureAll = async (): Promise<void> => {
  const server = child('echo')
  const port = await new Promise<string>((resolve) => {
    server.stdout.once('data', (line) => resolve(String(line).trim()))
  })
  for (const name of Object.keys(measurements)) {
    const measuring = child(name, port, String(connections), String(secondsEach))
    measuring.stdout.pipe(process.stdout, { end: false })
    await new Promise((resolve) => measuring.once('close', resolve))
  }
  server.kill()
}

if (mode === 'echo') echo()
else if (mode === undefined) await measureAll()
else {
  await measurements[mode]?.(Number(servedAt))
  process.exit(0)
}
