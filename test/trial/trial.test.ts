// The trial as its users run it: a whole cluster, killed in part, and ended by Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
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

/** What is where, once it says so. */
const placed = async (text: () => string) => {
  await expect.poll(text, { timeout: 50_000 }).toContain('Ctrl-C ends all of it')
  const rows = text().matchAll(/^((?:nats|world|edge)-\d) +(\d+) +\S+ +\S+ +(\S+)$/gm)
  return [...rows].map(([, name = '', pid, files = '']) => ({ name, pid: Number(pid), files }))
}

describeOnNats('a cluster to be tried out', () => {
  it('says what is where, goes on where a world is killed, and ends with Ctrl-C', async () => {
    const port = await freePort()
    const { child: own, text, ended } = trial('--port', port, '--edges', '1')
    const all = await placed(text)
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

  it('starts again what is killed where that is asked for', async () => {
    const port = await freePort()
    const { text } = trial('--port', port, '--edges', '1', '--restart')
    const all = await placed(text)
    for (const name of ['nats-2', 'world-1', 'edge-1']) {
      const { pid = 0 } = all.find((one) => one.name === name) ?? {}
      process.kill(pid, 'SIGKILL')
      await expect.poll(text).toContain(`${name} (${pid}) has ended: SIGKILL\n`)
      const again = new RegExp(`^${name} \\((\\d+)\\) is started again$`, 'm')
      await expect.poll(text).toMatch(again)
      expect(isAlive(Number(again.exec(text())?.[1]))).toBe(true)
    }
    const ready = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
      return answer?.status
    }
    await expect.poll(ready, { timeout: 30_000 }).toBe(200)
    await chatting({ origin: `http://127.0.0.1:${port}` })
  })

  it('leaves nothing running where it is killed itself', async () => {
    const { child: own, text, ended } = trial('--port', await freePort(), '--worlds', '1')
    const all = await placed(text)
    own.kill('SIGKILL')
    expect(await ended).toBe(null)
    await expect.poll(() => all.filter(({ pid }) => isAlive(pid))).toEqual([])
    const [{ files = '' } = {}] = all
    if (files !== '') rmSync(dirname(files), { recursive: true, force: true })
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
