// The way of one message and of one match through the server: which files, and how many calls.
// Counted by V8's precise coverage in both threads of a real server, between two looks.
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { removeFolder, startServer, temporaryFolder } from '../test/kit/process.ts'

/** A function that was called, as V8 names it. */
interface Called {
  readonly file: string
  readonly name: string
  readonly count: number
}

interface Coverage {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly {
      readonly functionName: string
      readonly ranges: readonly { readonly count: number }[]
    }[]
  }[]
}

type Send = (method: string, params?: object) => Promise<unknown>

/** One end of the debugging protocol; `deliver` takes what comes back. */
const protocol = (post: (text: string) => void) => {
  const waiting = new Map<number, (result: unknown) => void>()
  let ids = 0
  const send: Send = (method, params = {}) =>
    new Promise((resolve) => {
      ids += 1
      waiting.set(ids, resolve)
      post(JSON.stringify({ id: ids, method, params }))
    })
  const deliver = ({ id, result }: { id: number; result: unknown }) => waiting.get(id)?.(result)
  return { send, deliver }
}

/** Attaches to every thread of the process that is debugged at `url`. */
const threadsOf = async (url: string): Promise<{ threads: Send[]; detach: () => void }> => {
  const ws = new WebSocket(url)
  await new Promise((resolve) => ws.once('open', resolve))
  const main = protocol((text) => ws.send(text))
  const workers = new Map<string, ReturnType<typeof protocol>>()
  const threads = [main.send]
  const attached = new Promise<void>((resolve) => {
    ws.on('message', (data) => {
      const message = JSON.parse(String(data))
      const { sessionId } = message.params ?? {}
      if (message.method === 'NodeWorker.attachedToWorker') {
        const post = (text: string) =>
          main.send('NodeWorker.sendMessageToWorker', { sessionId, message: text })
        const worker = protocol(post)
        workers.set(sessionId, worker)
        threads.push(worker.send)
        resolve()
      } else if (message.method === 'NodeWorker.receivedMessageFromWorker') {
        workers.get(sessionId)?.deliver(JSON.parse(message.params.message))
      } else main.deliver(message)
    })
  })
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
  await attached
  for (const send of threads) {
    await send('Profiler.enable')
    await send('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  }
  return { threads, detach: () => ws.terminate() }
}

/** What was called since the last look, in all threads. */
const look = async (threads: readonly Send[]): Promise<Called[][]> => {
  const all: Called[][] = []
  for (const send of threads) {
    const { result } = (await send('Profiler.takePreciseCoverage')) as Coverage
    all.push(
      result
        .filter(({ url }) => url.includes('/src/') && !url.includes('node_modules'))
        .flatMap(({ url, functions }) =>
          functions.map(({ functionName, ranges }) => ({
            file: url.replace(/^.*?(?=src\/)/, ''),
            name: functionName || '(anonymous)',
            count: ranges[0]?.count ?? 0,
          })),
        )
        .filter(({ count }) => count > 0),
    )
  }
  return all
}

const wishes = { gender: 'other', seeks: 'anyone', interests: ['tea'], username: 'Ann' }

const visitor = async (origin: string) => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify(wishes)
  const answer = await fetch(`${origin}/join`, { method: 'POST', headers, body })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const ws = new WebSocket(`${origin.replace('http', 'ws')}/ws`, { headers: { cookie, origin } })
  const waiting = new Map<string, () => void>()
  ws.on('message', (data) => waiting.get(JSON.parse(String(data)).type)?.())
  const next = (type: string) => new Promise<void>((resolve) => waiting.set(type, resolve))
  await next('welcome')
  return { next, send: (frame: object) => ws.send(JSON.stringify(frame)), ws }
}

const count = (threads: readonly Called[][]): string => {
  const files = new Set(threads.flat().map(({ file }) => file))
  const calls = threads.flat().reduce((sum, called) => sum + called.count, 0)
  return `${files.size} files, ${calls} calls`
}

const print = (title: string, threads: readonly Called[][]): void => {
  console.log(`\n${title}: ${count(threads)}`)
  for (const [thread, called] of threads.entries()) {
    console.log(thread === 0 ? '  main thread' : '  writer')
    for (const file of new Set(called.map((one) => one.file))) {
      const own = called.filter((one) => one.file === file)
      const names = own.map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`))
      console.log(`    ${file}: ${names.join(', ')}`)
    }
  }
}

const directory = temporaryFolder()
// As it is written: what is built has other files.
const written = join(import.meta.dirname, '../src/main.ts')
const environment = {
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
  DATA_DIR: directory,
  LOG_LEVEL: 'error',
  LIMIT_MESSAGES_PER_SECOND: '0',
}
const server = await startServer(environment, [written])
const url = /ws:\/\/\S+/.exec(server.said())?.[0] ?? ''
const { threads, detach } = await threadsOf(url)
const ann = await visitor(server.address)
const bea = await visitor(server.address)

const matched = ann.next('matched')
ann.send({ type: 'find_match' })
await ann.next('waiting')
await look(threads)
bea.send({ type: 'find_match' })
await matched
print('find_match, and a match', await look(threads))

const say = async (id: string) => {
  const done = Promise.all([ann.next('sent'), bea.next('message')])
  ann.send({ type: 'send_message', id, text: 'A message of usual length, not too long.' })
  await done
}
for (let warm = 0; warm < 20; warm += 1) await say(`warm ${warm}`)
// A clock's tick or a checkpoint may fall between two looks: the least of many is the way itself.
let best: Called[][] | null = null
for (let round = 0; round < 20; round += 1) {
  await look(threads)
  await say(`round ${round}`)
  const seen = await look(threads)
  if (best === null || seen.flat().length < best.flat().length) best = seen
}
print('send_message', best ?? [])
for (const { ws } of [ann, bea]) ws.terminate()
// A process that is being debugged waits at its end for the debugger to go.
detach()
await server.end('SIGTERM')
removeFolder(directory)
