// The trial as its users run it: a whole cluster, killed in part, and ended by Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { chatting } from '../http/client.ts'
import { describeOnNats } from '../kit/natsServers.ts'
import { built, freePort } from '../kit/process.ts'

const main = built('cluster')

let child: ChildProcess | null = null

afterEach(() => {
  child?.kill('SIGINT')
})

/** Runs it; `text` is all that it has written so far. */
const trial = (...words: readonly string[]) => {
  const own = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, LIMIT_JOINS_PER_MINUTE: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = own
  let text = ''
  for (const stream of [own.stdout, own.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  const ended = new Promise<number | null>((settle) => own.once('close', settle))
  return { child: own, text: () => text, ended }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describeOnNats('a cluster to be tried out', () => {
  it('says what is where, goes on where a world is killed, and ends with Ctrl-C', async () => {
    const port = await freePort()
    const { child: own, text, ended } = trial('--port', port, '--edges', '1')
    await expect.poll(text, { timeout: 50_000 }).toContain('Ctrl-C ends all of it')
    const rows = text().matchAll(/^((?:nats|world|edge)-\d) +(\d+) +\S+ +\S+ +(\S+)$/gm)
    const all = [...rows].map(([, name = '', pid, files = '']) => ({
      name,
      pid: Number(pid),
      files,
    }))
    expect(all.map(({ name }) => name)).toEqual([
      ...['nats-1', 'nats-2', 'nats-3', 'world-1', 'world-2', 'edge-1'],
    ])
    const leading = /^(world-\d): Passerby world \S+ leads/m.exec(text())?.[1]
    const [ann, bea] = await chatting({ origin: `http://127.0.0.1:${port}` })
    process.kill(all.find(({ name }) => name === leading)?.pid ?? 0, 'SIGKILL')
    ann.say('still here?')
    expect(await bea.next('message')).toMatchObject({ text: 'still here?' })
    expect(text()).toContain(`${leading} (`)
    own.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(all.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(all.filter(({ files }) => existsSync(files))).toEqual([])
  })

  it('says in one line that the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((settle) => other.listen(0, '127.0.0.1', settle))
    const { port } = other.address() as { port: number }
    const { text, ended } = trial('--port', String(port))
    expect(await ended).toBe(2)
    other.close()
    expect(text()).toBe(`Port ${port} is taken by another program: name another by --port\n`)
  })
})
