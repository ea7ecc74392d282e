// The attacks of the benchmark, in a thread of their own: they must not slow the one who measures.
import { parentPort, workerData } from 'node:worker_threads'
import { open, visitor } from './visitor.ts'

export interface Attack {
  readonly kind: 'reconnecting' | 'flood'
  readonly address: string
  readonly ms: number
  /** Whose sockets are opened. */
  readonly cookie: string
  /** How many at once. */
  readonly sockets: number
}

/** Between two lots of sockets: beyond that it is the machine that is measured, not the server. */
const lotMs = 500

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Opens the sockets at once, again and again; gives how many. */
const reconnect = async ({ address, cookie, sockets }: Attack, until: number): Promise<string> => {
  let asked = 0
  let opened = 0
  while (performance.now() < until) {
    const all = Array.from({ length: sockets }, () => open(address, cookie))
    asked += all.length
    for (const ws of all) {
      ws.on('open', () => {
        opened += 1
      })
    }
    // Each is refused, replaced, or welcomed; a welcome is dropped with the next lot at the latest.
    const settled = all.map(
      (ws) =>
        new Promise<void>((resolve) => {
          for (const event of ['close', 'error', 'message']) ws.on(event, () => resolve())
        }),
    )
    await Promise.all(settled)
    await pause(lotMs)
  }
  return `${asked} sockets asked for, ${opened} opened`
}

/** Frames of 15 kB that are costly to clean, far beyond the allowance, on new sockets when closed. */
const flood = async ({ address }: Attack, until: number): Promise<string> => {
  let frames = 0
  let sockets = 0
  while (performance.now() < until) {
    const { ws } = await visitor(address, 'flood')
    sockets += 1
    let isOpen = true
    ws.on('close', () => {
      isOpen = false
    })
    while (isOpen && performance.now() < until) {
      for (let count = 0; count < 20 && isOpen; count += 1) {
        frames += 1
        const text = '\u{1f600}\u200d'.repeat(2_100)
        ws.send(JSON.stringify({ type: 'send_message', id: `f${frames}`, text }))
      }
      await pause(1)
    }
    ws.terminate()
  }
  return `${frames} frames, ${sockets} sockets`
}

const attack = workerData as Attack
const until = performance.now() + attack.ms
const done = attack.kind === 'flood' ? flood(attack, until) : reconnect(attack, until)
parentPort?.postMessage(await done)
process.exit(0)
