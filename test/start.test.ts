// How the server starts and stops as a process: what it reserves, hears, and survives.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { ask, Client, chatting, joined } from './http/client.ts'
import {
  failToStart,
  filesIn,
  type Launcher,
  main,
  type Running,
  removeFolder,
  startServer,
  startWith,
  temporaryFolder,
} from './kit/process.ts'

const root = resolve(import.meta.dirname, '..')

const folders: string[] = []
const running: Running[] = []

const folder = (): string => {
  const made = temporaryFolder()
  folders.push(made)
  return made
}

const started = async (starting: Promise<Running>): Promise<Running> => {
  const server = await starting
  running.push(server)
  return server
}

const at = ({ address }: Running) => ({ origin: address })

afterEach(async () => {
  for (const server of running.splice(0)) await server.end('SIGKILL')
  for (const made of folders.splice(0)) removeFolder(made)
})

describe('a stop', () => {
  it('by SIGHUP drains as by SIGTERM: clients are told to come back, exit 0', async () => {
    const server = await started(startServer({ DATA_DIR: folder() }))
    const [ann, bea] = await chatting(at(server))
    const ending = server.end('SIGHUP')
    expect(await Promise.all([ann.closed(), bea.closed()])).toEqual([1012, 1012])
    expect(await ending).toBe(0)
  })

  it('that is told several times is one stop: nobody is cut off', async () => {
    const server = await started(startServer({ DATA_DIR: folder() }))
    const ann = await Client.online(at(server))
    const ending = server.end('SIGINT')
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) server.child.kill(signal)
    expect(await ann.closed()).toBe(1012)
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) server.child.kill(signal)
    expect(await ending).toBe(0)
  })

  it('that comes the moment it says that it is open is one as well', async () => {
    const stopping = `
      const write = process.stdout.write.bind(process.stdout)
      process.stdout.write = (...said) => {
        const isWritten = write(...said)
        if (/ is open at /.test(said[0])) process.kill(process.pid, 'SIGTERM')
        return isWritten
      }`
    const program = ['--import', `data:text/javascript,${encodeURIComponent(stopping)}`, main]
    const server = await started(startServer({ DATA_DIR: folder() }, program))
    expect(await server.ended()).toBe(0)
  })
})

describe('a closed standard error', () => {
  it('ends nothing, however much is said to it', async () => {
    const server = await started(startServer({ DATA_DIR: folder(), LOG_LEVEL: 'debug' }))
    server.child.stderr?.destroy()
    server.child.stdout?.destroy()
    for (const Origin of ['http://one.example', 'https://two.example']) {
      const headers = { Origin }
      const { status } = await ask(server.address, '/join', { method: 'POST', headers, body: {} })
      expect(status).toBe(403)
    }
    await Client.online(at(server))
    expect(await server.end('SIGTERM')).toBe(0)
  })
})

describe('a start that fails', () => {
  const taken = (): Promise<Server> =>
    new Promise((settle) => {
      const other = createServer()
      other.listen(0, '127.0.0.1', () => settle(other))
    })

  /** A directory with living sessions in its log, left by a server that was killed. */
  const left = async (): Promise<string> => {
    const directory = folder()
    const server = await started(startServer({ DATA_DIR: directory, LIMIT_JOINS_PER_MINUTE: '0' }))
    await chatting(at(server))
    await server.end('SIGKILL')
    return directory
  }

  const bytesIn = (directory: string) =>
    Object.fromEntries(
      filesIn(directory).map((name) => [name, readFileSync(join(directory, name), 'latin1')]),
    )

  it.each(['PORT', 'METRICS_LISTEN'])('for %s leaves every file as it was', async (name) => {
    const directory = await left()
    const before = bytesIn(directory)
    const other = await taken()
    const { port } = other.address() as AddressInfo
    const value = name === 'PORT' ? `${port}` : `127.0.0.1:${port}`
    const { code, said } = await failToStart({ DATA_DIR: directory, [name]: value })
    other.close()
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^.*another program uses this port\.\n$/),
    ])
    expect(said.includes('METRICS_LISTEN')).toBe(name === 'METRICS_LISTEN')
    expect(bytesIn(directory)).toEqual(before)
  })

  it('by another Node is refused in one line, before machine code is loaded', async () => {
    const versions = "{ value: { ...process.versions, node: '20.20.2' } }"
    const preload = `Object.defineProperty(process, 'versions', ${versions})`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(preload)}`
    for (const ROLE of ['', 'edge', 'world']) {
      const { code, said } = await failToStart({ NODE_OPTIONS, ROLE })
      expect([code, said]).toEqual([
        1,
        expect.stringMatching(/^Passerby cannot start: it runs on Node 22, .* npm start.*\n$/),
      ])
    }
  })

  it('for a directory in use leaves every file as it was', async () => {
    const directory = folder()
    const server = await started(startServer({ DATA_DIR: directory }))
    await joined(at(server))
    // It writes of its own accord too, as when it erases: held still, it has the directory all the same.
    server.child.kill('SIGSTOP')
    const before = bytesIn(directory)
    const { code, said } = await failToStart({ DATA_DIR: directory })
    expect([code, said]).toEqual([1, expect.stringContaining('is in use by another server')])
    expect(bytesIn(directory)).toEqual(before)
    server.child.kill('SIGCONT')
  })

  it('for what stands beside the log appends nothing to it', async () => {
    const directory = await left()
    const events = () => {
      const log = new Database(join(directory, 'passerby.db'), { readonly: true })
      const count = log.prepare('select seq from head').pluck().get()
      log.close()
      return count
    }
    const before = events()
    spawnSync('sh', ['-c', 'rm secret && mkdir secret'], { cwd: directory })
    expect((await failToStart({ DATA_DIR: directory })).said).toContain('secret')
    expect(events()).toBe(before)
  })
})

describe('few files', () => {
  const limited = (files: number): Launcher => [
    'sh',
    '-c',
    `ulimit -n ${files} && exec "$0" "$@"`,
    process.execPath,
    main,
  ]
  const filesMax = 160

  it('are never used up: health is answered, it is said once, and it ends', async () => {
    const server = await started(startWith(limited(filesMax), { DATA_DIR: folder() }))
    const crowd: Socket[] = []
    const { port } = new URL(server.address)
    const crowding = Array.from(
      { length: 2 * filesMax },
      () =>
        new Promise<void>((settle) => {
          const socket = connect(Number(port), '127.0.0.1', settle)
          socket.on('error', () => {})
          crowd.push(socket)
        }),
    )
    await Promise.all(crowding)
    // One that was let in early goes: its place is for whoever asks how we are.
    crowd[0]?.destroy()
    const health = () => ask(server.address, '/health/live').then(({ status }) => status)
    await expect.poll(() => health().catch(() => 0)).toBe(200)
    const open = readdirSync(`/proc/${server.child.pid}/fd`).length
    expect(open).toBeLessThan(filesMax)
    expect(server.said().match(/ulimit -n/g)).toHaveLength(1)
    for (const socket of crowd) socket.destroy()
    await expect.poll(() => joined(at(server)).catch(() => '')).toContain('passerby=')
  })

  it('are too few for anybody: that is said in one line', async () => {
    const starting = startWith(limited(80), { DATA_DIR: folder() })
    await expect(starting).rejects.toThrow(
      /ended with 1 before ready: Passerby cannot start: This process may open \d+ files too few to talk to anybody: .*\n$/,
    )
  })
})

describe('npm start', () => {
  /** A copy of what is needed to start, built. */
  const copy = (): string => {
    const to = folder()
    const needed = ['package.json', 'package-lock.json', 'build.ts', 'vite.config.ts']
    for (const name of [...needed, 'src', 'web']) {
      cpSync(join(root, name), join(to, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'))
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: to })
    return to
  }
  const npm = (directory: string): Launcher => ['npm', '--silent', '--prefix', directory, 'start']

  const modified = (directory: string) => statSync(join(directory, 'web/dist/index.html')).mtimeMs

  it('hands SIGTERM on, and ends when the server has drained', async () => {
    const server = await started(startWith(npm(copy()), { DATA_DIR: folder() }))
    const ann = await Client.online(at(server))
    const ending = server.end('SIGTERM')
    expect(await ann.closed()).toBe(1012)
    expect(await ending).toBe(0)
    await expect(ask(server.address, '/health/live')).rejects.toThrow('ECONNREFUSED')
  })

  it('builds no pages that are built already, and those anew whose sources changed', async () => {
    const directory = copy()
    const dist = join(directory, 'web/dist')
    const built = modified(directory)
    const { ino } = statSync(dist)
    const build = () => execFileSync('npm', ['run', '--silent', 'build'], { cwd: directory })
    build()
    expect([modified(directory), statSync(dist).ino]).toEqual([built, ino])
    spawnSync('sh', ['-c', 'echo "<!-- changed -->" >> web/index.html'], { cwd: directory })
    build()
    expect(readFileSync(join(dist, 'index.html'), 'utf8')).toContain('changed')
    expect(statSync(dist).ino).not.toBe(ino)
    expect(readdirSync(join(directory, '.tmp'))).toEqual([])
  })

  /** Runs a command where `directory` cannot be written, not by root either. */
  const readOnly = (directory: string): Launcher => [
    'unshare',
    '-m',
    ...(process.getuid?.() === 0 ? [] : ['-Ur']),
    'sh',
    '-c',
    'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"',
    directory,
  ]
  const [command, ...before] = readOnly(root)
  const canMount = spawnSync(command, [...before, 'true']).status === 0

  it.skipIf(!canMount)('works from a read-only folder whose pages are built', async () => {
    const directory = copy()
    const launcher: Launcher = [...readOnly(directory), ...npm(directory)]
    const server = await started(startWith(launcher, { DATA_DIR: folder() }))
    expect((await ask(server.address, '/')).status).toBe(200)
    await Client.online(at(server))
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
