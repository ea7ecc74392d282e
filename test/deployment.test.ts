// What docs/deployment.md says, tried: its proxies in front of the real server, its units, its names.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { lineMetrics } from '../src/cluster/edge/lineMetrics.ts'
import { measuredOf } from '../src/cluster/worldHealth.ts'
import { certificateFiles } from './http/certificate.ts'
import { ask } from './http/client.ts'
import {
  freePort,
  type Running,
  removeFolder,
  startServer,
  temporaryFolder,
} from './kit/process.ts'

const docs = resolve(import.meta.dirname, '../docs')
const page = readFileSync(join(docs, 'deployment.md'), 'utf8')

/** A configuration as the page has it. */
const configurationOf = (language: string): string =>
  new RegExp(`^\`\`\`${language}\n([^]+?)^\`\`\`$`, 'm').exec(page)?.[1] ?? ''

/** Programs are in /usr/sbin, where not every PATH looks. */
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`], { env: environment }).status === 0

const folders: string[] = []
const servers: Running[] = []
const proxies: ChildProcess[] = []

afterEach(async () => {
  for (const proxy of proxies.splice(0)) {
    const gone = new Promise((settle) => proxy.once('exit', settle))
    // Not SIGKILL: nginx would leave its workers behind.
    if (proxy.exitCode === null && proxy.kill('SIGTERM')) await gone
  }
  for (const server of servers.splice(0)) await server.end('SIGKILL')
  for (const folder of folders.splice(0)) removeFolder(folder)
})

const folder = (): string => {
  const made = temporaryFolder()
  folders.push(made)
  return made
}

/** Changes every text of the configuration that is of another machine; each must be in it. */
const adapted = (configuration: string, changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The page has no "${from}" any more`)
    return text.replaceAll(from, to)
  }, configuration)

interface Ports {
  readonly server: number
  readonly plain: number
  readonly tls: number
}

interface Proxy {
  readonly program: string
  /** Writes its configuration into a folder of its own; gives the arguments to start it with. */
  readonly configured: (directory: string, ports: Ports, path: string) => readonly string[]
  readonly speaksTls: boolean
}

const nginx: Proxy = {
  program: 'nginx',
  speaksTls: true,
  configured: (directory, ports, path) => {
    const { tlsCertFile, tlsKeyFile } = certificateFiles()
    const site = adapted(configurationOf('nginx'), [
      ['127.0.0.1:3000', `127.0.0.1:${ports.server}`],
      ['listen 80;', `listen 127.0.0.1:${ports.plain};`],
      ['listen 443 ssl', `listen 127.0.0.1:${ports.tls} ssl`],
      ['/etc/letsencrypt/live/chat.example.org/fullchain.pem', tlsCertFile],
      ['/etc/letsencrypt/live/chat.example.org/privkey.pem', tlsKeyFile],
      ['location / {', `location ${path} {`],
    ])
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    const temporary = kinds.map((kind) => `${kind}_temp_path ${join(directory, kind)};`)
    const file = join(directory, 'nginx.conf')
    writeFileSync(
      file,
      `daemon off; worker_processes 1; pid ${join(directory, 'pid')}; error_log stderr;
       events { worker_connections 256; }
       http { access_log off; ${temporary.join(' ')}\n${site} }`,
    )
    return ['-p', directory, '-e', 'stderr', '-c', file]
  },
}

const haproxy: Proxy = {
  program: 'haproxy',
  speaksTls: true,
  configured: (directory, ports, path) => {
    const { tlsCertFile, tlsKeyFile } = certificateFiles()
    const both = join(directory, 'both.pem')
    writeFileSync(both, readFileSync(tlsCertFile, 'utf8') + readFileSync(tlsKeyFile, 'utf8'))
    const file = join(directory, 'haproxy.cfg')
    const changes = [
      ['maxconn 40000', 'maxconn 400'],
      ['127.0.0.1:3000', `127.0.0.1:${ports.server}`],
      ['bind :80', `bind 127.0.0.1:${ports.plain}`],
      ['bind :443', `bind 127.0.0.1:${ports.tls}`],
      ['/etc/haproxy/chat.example.org.pem', both],
      ['uri /health/ready', `uri ${path}health/ready`],
    ] as const
    writeFileSync(file, adapted(configurationOf('haproxy'), changes))
    return ['-db', '-f', file]
  },
}

const caddy: Proxy = {
  program: 'caddy',
  // Its own certificates are from the network.
  speaksTls: false,
  configured: (directory, ports) => {
    const file = join(directory, 'Caddyfile')
    const changes = [
      ['chat.example.org {', `http://localhost:${ports.plain} {`],
      ['127.0.0.1:3000', `127.0.0.1:${ports.server}`],
    ] as const
    const site = adapted(configurationOf('caddy'), changes)
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${site}`)
    return ['run', '--adapter', 'caddyfile', '--config', file]
  },
}

/** Whether the program listens at the port; false once it has ended instead. */
const listens = async (program: ChildProcess, port: number): Promise<boolean> => {
  const isOpen = () =>
    new Promise<boolean>((settle) => {
      const probe = connect(port, '127.0.0.1', () => probe.end(() => settle(true)))
      probe.on('error', () => settle(false))
    })
  await expect.poll(async () => program.exitCode !== null || (await isOpen())).toBe(true)
  return program.exitCode === null
}

/** The proxy, once it listens. A port that was free may be another program's by the time it asks. */
const started = async (proxy: Proxy, server: number, path: string): Promise<number> => {
  for (let tries = 3; tries > 0; tries -= 1) {
    const [plain, tls] = [Number(await freePort()), Number(await freePort())]
    const ports = { server, plain, tls }
    const directory = folder()
    mkdirSync(directory, { recursive: true })
    const env = { ...environment, HOME: directory, XDG_DATA_HOME: directory }
    const configured = proxy.configured(directory, ports, path)
    const child = spawn(proxy.program, configured, { env, stdio: 'ignore' })
    proxies.push(child)
    const port = proxy.speaksTls ? ports.tls : ports.plain
    if (await listens(child, port)) return port
  }
  throw new Error(`${proxy.program} does not start with this configuration`)
}

/** The server with a proxy in front: where a browser finds it. */
const inFront = async (proxy: Proxy, path: string): Promise<string> => {
  const server = await startServer({
    DATA_DIR: folder(),
    TRUSTED_PROXIES: '127.0.0.1,::1',
    BASE_PATH: path,
  })
  servers.push(server)
  const port = await started(proxy, Number(new URL(server.address).port), path)
  const origin = `${proxy.speaksTls ? 'https' : 'http'}://localhost:${port}`
  // HAProxy asks for the server's health before it sends anybody there.
  await expect.poll(async () => (await ask(origin, path)).status).toBe(200)
  return origin
}

/** A visitor's way in: the join as a browser sends it, then the socket, which is welcomed. */
const welcomed = async (origin: string, path: string): Promise<string> => {
  const headers = { Origin: origin }
  const body = { username: 'Ann', gender: 'other', seeks: 'anyone' }
  const joined = await ask(origin, `${path}join`, { method: 'POST', headers, body })
  expect(joined.status, joined.body).toBe(201)
  const cookie = String(joined.headers['set-cookie'])
  expect(cookie.startsWith('__Host-passerby=')).toBe(origin.startsWith('https'))
  const ws = new WebSocket(`${origin.replace('http', 'ws')}${path}ws`, {
    headers: { ...headers, Cookie: cookie.split(';')[0] ?? '' },
    rejectUnauthorized: false,
  })
  const frame = await new Promise((settle, reject) => {
    ws.once('message', (bytes) => settle(JSON.parse(String(bytes))))
    ws.once('error', reject)
  })
  ws.terminate()
  expect(frame).toMatchObject({ type: 'welcome', you: { username: 'Ann' } })
  return cookie
}

describe.each([nginx, haproxy, caddy])('behind $program', (proxy) => {
  const isMissing = !isInstalled(proxy.program)

  it.skipIf(isMissing).each(['/', '/chat/'])(
    'a visitor joins and is welcomed at %s',
    async (path) => {
      const origin = await inFront(proxy, path)
      await welcomed(origin, path)
      const foreign = { method: 'POST', headers: { Origin: 'https://evil.example' }, body: {} }
      expect((await ask(origin, `${path}join`, foreign)).status).toBe(403)
      const large = { headers: { Cookie: 'c'.repeat(12_000) } }
      expect((await ask(origin, path, large)).status).toBe(200)
      expect((await ask(origin, `${path}join`, { method: 'HEAD' })).status).toBe(405)
    },
  )
})

it.skipIf(!isInstalled('nginx'))('behind nginx HTTP/2 is spoken', async () => {
  const origin = await inFront(nginx, '/')
  const session = connectHttp2(origin, { rejectUnauthorized: false })
  const status = await new Promise((settle, reject) => {
    session.once('error', reject)
    const body = JSON.stringify({ gender: 'other', seeks: 'anyone' })
    const asked = {
      ':method': 'POST',
      ':path': '/join',
      'content-type': 'application/json',
      origin,
    }
    const request = session.request(asked)
    request.once('response', (headers) => settle(headers[':status']))
    request.once('error', reject)
    request.end(body)
  })
  session.destroy()
  expect(status).toBe(201)
})

describe('what operators watch', () => {
  it('is told by the server: every name in the alerts, the dashboard and the page', async () => {
    const port = await freePort()
    servers.push(await startServer({ DATA_DIR: folder(), METRICS_LISTEN: `127.0.0.1:${port}` }))
    const { body } = await ask(`http://127.0.0.1:${port}`, '/metrics')
    const line = lineMetrics().text({ isMet: true, epoch: 1, unanswered: 0 })
    const world = { leader: null, standsBy: true, isReady: true, epoch: 1, lag: 0 }
    const ofCluster = [...line, ...measuredOf(world)].join('')
    const told = new Set((body + ofCluster).match(/passerby_\w+/g))
    const files = ['alerts.yml', 'grafana.json', 'deployment.md']
    const named = files.flatMap((name) =>
      // `$passerby_connection` is a variable of nginx.
      [...readFileSync(join(docs, name), 'utf8').matchAll(/(?<![$\w])passerby_\w+/g)].map(String),
    )
    expect(named.length).toBeGreaterThan(20)
    expect([...new Set(named)].filter((name) => !told.has(name))).toEqual([])
  })

  it('has an alert for each that the page names', () => {
    const alerts = (text: string, pattern: RegExp) => new Set(text.match(pattern))
    const rules = readFileSync(join(docs, 'alerts.yml'), 'utf8')
    expect(alerts(page, /(?<=`)Passerby[A-Z]\w+/g)).toEqual(alerts(rules, /(?<=alert: )\w+/g))
  })

  it.skipIf(!isInstalled('promtool'))('is read by Prometheus', () => {
    execFileSync('promtool', ['check', 'rules', join(docs, 'alerts.yml')], { env: environment })
  })
})

it.skipIf(!isInstalled('systemd-analyze'))('the units are ones that systemd takes', () => {
  const units = [...page.matchAll(/^```ini\n# \/etc\/systemd\/system\/(\S+)\n([\s\S]+?)^```$/gm)]
  expect(units.length).toBe(3)
  for (const [, name = '', text = ''] of units) {
    const file = name.replace('@', '@1')
    const unit = join(folder(), file)
    const changes = [['/opt/passerby/node_modules/.bin/node', process.execPath]] as const
    writeFileSync(unit, adapted(text, changes))
    const { stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    expect(stderr.split('\n').filter((line) => line.includes(file))).toEqual([])
  }
})
