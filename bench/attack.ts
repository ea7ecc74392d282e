// What an attack by one session costs an honest pair: their delivery during it beside a quiet time.
// Both attacks are on one real server process, with the limits on visitors off: what is measured
// is what holds without them.

import { Worker } from 'node:worker_threads'
import { asked } from './asked.ts'
import type { Attack } from './attacker.ts'
import { type ServerProcess, start } from './process.ts'
import { type Visitor, visitor } from './visitor.ts'

const { values } = asked({
  options: {
    seconds: { type: 'string', default: '8' },
    sockets: { type: 'string', default: '100' },
    messages: { type: 'string', default: '500' },
  },
})

/** How often the honest pair says something. */
const everyMs = 20

const longest = '\u{1f600}'.repeat(2_000)

const pair = async (address: string, interest: string): Promise<[Visitor, Visitor]> => {
  const both = [await visitor(address, interest), await visitor(address, interest)] as const
  const matched = both.map(({ next }) => next('matched'))
  for (const { send } of both) send({ type: 'find_match' })
  await Promise.all(matched)
  return [...both]
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Delivery times of messages that are due at a fixed pace, counted from when they were due. */
const measured = async ([ann, bea]: readonly [Visitor, Visitor], whileRuns: Promise<unknown>) => {
  const times: number[] = []
  const lags: number[] = []
  const dueAt = new Map<string, number>()
  const hear = (data: unknown) => {
    const frame = JSON.parse(String(data))
    const due = dueAt.get(frame.text)
    if (frame.type === 'message' && due !== undefined) times.push(performance.now() - due)
    dueAt.delete(frame.text)
  }
  bea.ws.on('message', hear)
  let isOver = false
  whileRuns.then(() => {
    isOver = true
  })
  const began = performance.now()
  for (let count = 0; !isOver; count += 1) {
    const due = began + count * everyMs
    await pause(Math.max(0, due - performance.now()))
    lags.push(performance.now() - due)
    const text = `${due}`
    dueAt.set(text, due)
    ann.send({ type: 'send_message', id: `${began}-${count}`.slice(-36), text })
  }
  while (dueAt.size > 0) await pause(everyMs)
  bea.ws.off('message', hear)
  return { times: sorted(times), lags: sorted(lags) }
}

const sorted = (times: readonly number[]) => [...times].sort((one, other) => one - other)

const quantile = (times: readonly number[], share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN

/** A room of so many of the longest messages; gives the one who is going to attack. */
const fullRoom = async (address: string, messages: number): Promise<Visitor> => {
  const [ann, bea] = await pair(address, 'attack')
  for (let count = 0; count < messages; count += 1) {
    const sent = bea.next('sent')
    bea.send({ type: 'send_message', id: `m${count}`, text: longest })
    await sent
  }
  return ann
}

interface Phase {
  readonly name: string
  readonly times: readonly number[]
  /** How late we were ourselves with what was due. */
  readonly lags: readonly number[]
  /** CPU of the main thread and of all threads, by the time that passed. */
  readonly mainShare: number
  readonly allShare: number
  readonly memory: number
  readonly note: string
}

/** The honest pair while `attack` runs, and what that costs the server. */
const phase = async (
  server: ServerProcess,
  honest: [Visitor, Visitor],
  { name, attack }: { name: string; attack: () => Promise<string> },
): Promise<Phase> => {
  const before = server.cpu()
  const began = performance.now()
  const attacked = attack()
  let memory = 0
  const look = setInterval(() => {
    memory = Math.max(memory, server.memory())
  }, 250)
  const { times, lags } = await measured(honest, attacked)
  clearInterval(look)
  const elapsedMs = performance.now() - began
  const after = server.cpu()
  const mainShare = (after.main - before.main) / elapsedMs
  const allShare = (after.all - before.all) / elapsedMs
  return { name, times, lags, mainShare, allShare, memory, note: await attacked }
}

const table = (phases: readonly Phase[]): void => {
  const quiet = phases[0] as Phase
  console.log(
    'during            p50 ms  p99 ms  max ms   p99 / quiet   lag p99 ms   main thread   process    MB',
  )
  for (const { name, times, lags, mainShare, allShare, memory, note } of phases) {
    const p99 = quantile(times, 0.99)
    const cells = [quantile(times, 0.5), p99, times.at(-1) ?? Number.NaN]
    console.log(
      name.padEnd(16),
      ...cells.map((ms) => ms.toFixed(1).padStart(7)),
      (p99 / quantile(quiet.times, 0.99)).toFixed(1).padStart(13),
      quantile(lags, 0.99).toFixed(1).padStart(12),
      `${(mainShare * 100).toFixed(0)} %`.padStart(13),
      `${(allShare * 100).toFixed(0)} %`.padStart(9),
      (memory / 2 ** 20).toFixed(0).padStart(5),
      ` ${note}`,
    )
  }
}

const ms = Number(values.seconds) * 1_000
const idle = (forMs: number) => () => pause(forMs).then(() => '')

/** Runs the attack in its own thread; gives what it did. */
const attacking = (kind: Attack['kind'], address: string, cookie = '') => {
  const workerData: Attack = { kind, address, cookie, ms, sockets: Number(values.sockets) }
  return () =>
    new Promise<string>((resolve, reject) => {
      const worker = new Worker(new URL('./attacker.ts', import.meta.url), { workerData })
      worker.once('message', resolve)
      worker.once('error', reject)
    })
}

const goalMs = 100

/** One session reconnects, without limits or with the server's own. */
const reconnecting = async (limits: string, more: Readonly<Record<string, string>>) => {
  const server = await start('passerby', { LIMIT_MESSAGES_PER_SECOND: '0', ...more })
  const honest = await pair(server.address, 'honest')
  const { cookie } = await fullRoom(server.address, Number(values.messages))
  await phase(server, honest, { name: 'warm', attack: idle(1_000) })
  const quiet = await phase(server, honest, { name: 'quiet', attack: idle(ms) })
  const attack = attacking('reconnecting', server.address, cookie)
  const attacked = await phase(server, honest, { name: 'reconnecting', attack })
  console.log(`One session of a room of long messages reconnects, ${limits}`)
  table([quiet, attacked])
  const isMet = quantile(attacked.times, 0.99) < goalMs
  console.log(`goal: p99 under ${goalMs} ms: ${isMet ? 'met' : 'MISSED'}\n`)
  await server.stop()
}

const flooding = async (): Promise<void> => {
  // The honest pair says 50 a second: the limit is set above that, and the flood far beyond it.
  const server = await start('passerby', { LIMIT_MESSAGES_PER_SECOND: '60' })
  const honest = await pair(server.address, 'honest')
  await phase(server, honest, { name: 'warm', attack: idle(1_000) })
  const quiet = await phase(server, honest, { name: 'quiet', attack: idle(ms) })
  const attack = attacking('flood', server.address)
  console.log('Frames of 15 kB beyond the allowance')
  table([quiet, await phase(server, honest, { name: 'flood', attack })])
  await server.stop()
}

await reconnecting('no limits on connections', {})
const own = { LIMIT_JOINS_PER_MINUTE: '300', LIMIT_SOCKETS_PER_ADDRESS: '1000' }
await reconnecting('limits as they come', own)
await flooding()
process.exit(0)
