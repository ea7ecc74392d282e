// The server as a process: start, kill -9, recovery, drain, bad starts.

import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, describe, expect, it } from 'vitest'
import { openReports, sealedOf } from '../src/moderation/reports.ts'
import { openDatabase } from '../src/store/connection.ts'
import { Client, chatting, joined, post } from './http/client.ts'
import {
  failToStart,
  filesIn,
  type Running,
  removeFolder,
  startServer,
  temporaryFolder,
} from './kit/process.ts'
import { succeeded } from './kit/succeeded.ts'

const folders: string[] = []
const running: Running[] = []

const folder = (): string => {
  const made = temporaryFolder()
  folders.push(made)
  return made
}

/** No limits: these tests send more than people do. */
const open = {
  LIMIT_MESSAGES_PER_SECOND: '0',
  LIMIT_JOINS_PER_MINUTE: '0',
  LIMIT_SOCKETS_PER_ADDRESS: '0',
}

const at = ({ address }: Running) => ({ origin: address })

const start = async (settings: Record<string, string>): Promise<Running> => {
  const server = await startServer({ ...open, ...settings })
  running.push(server)
  return server
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.end('SIGKILL')
  for (const made of folders.splice(0)) removeFolder(made)
})

const rawBytes = (directory: string): string =>
  filesIn(directory)
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('\n')

describe('a room of many long messages', () => {
  it('[M7] is told whole to a visitor who comes back, though its partner leaves at that moment', async () => {
    const server = await start({ DATA_DIR: folder() })
    const [ann, bea, room] = await chatting(at(server))
    const text = '\u{1f600}'.repeat(2_000)
    for (let index = 1; index <= 200; index += 1) {
      ann.say(`${text.slice(8)}${index}`, `a${index}`)
      await bea.next('message')
    }
    await bea.drop()
    await ann.upTo('partner_away')
    const back = bea.again()
    await new Promise((resolve) => back.ws.on('open', resolve))
    ann.send({ type: 'leave_chat' })
    const { messages = [] } = await back.next('welcome')
    expect(messages.length).toBeLessThan(10)
    for (let seq = messages.length + 1; seq <= 200; seq += 1) {
      expect(await back.next('message')).toMatchObject({ room, seq })
    }
    expect((await back.next('chat_ended')).reason).toBe('left')
  })
})

describe('kill -9', () => {
  it('[M7] [M8] loses nothing acknowledged: the same room, each message once, in order', async () => {
    const settings = { DATA_DIR: folder() }
    const first = await start(settings)
    const [ann, bea] = await chatting(at(first))
    for (let index = 1; index <= 500; index += 1) {
      ann.send({ type: 'send_message', id: `a${index}`, text: `message ${index}` })
    }
    let acknowledged = (await ann.upTo('sent')).seq
    const counting = (async () => {
      for (;;) acknowledged = (await ann.upTo('sent')).seq
    })().catch(() => {})
    await first.end('SIGKILL')
    await counting

    const second = await start(settings)
    const annAgain = new Client(at(second), ann.cookie)
    const { messages: kept = [] } = await annAgain.upTo('welcome')
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged)
    for (let index = 1; index <= 500; index += 1) {
      annAgain.send({ type: 'send_message', id: `a${index}`, text: `message ${index}` })
    }
    while ((await annAgain.upTo('sent')).seq < 500);
    const welcome = await new Client(at(second), bea.cookie).upTo('welcome')
    const texts = welcome.messages?.map(({ text }) => text) ?? []
    expect(welcome.state).toBe('chatting')
    expect(texts).toEqual(Array.from({ length: 500 }, (_, index) => `message ${index + 1}`))
  })

  it('[M2] [M6] takes everybody back to where they were', async () => {
    const settings = { DATA_DIR: folder() }
    const first = await start(settings)
    const [ann, bea] = await chatting(at(first))
    const waiting = await Client.online(at(first), { seeks: 'female', gender: 'male' })
    waiting.send({ type: 'find_match' })
    await waiting.upTo('waiting')
    const idle = new Client(at(first), await joined(at(first)))
    const { visit } = await idle.next('welcome')
    await first.end('SIGKILL')

    const second = await start(settings)
    const states = []
    for (const { cookie } of [ann, bea, waiting, idle]) {
      states.push((await new Client(at(second), cookie).upTo('welcome')).state)
    }
    expect(states).toEqual(['chatting', 'chatting', 'waiting', 'idle'])
    // A visit has the name that it had, so its own tab is the one that may come back.
    const back = new Client(at(second), idle.cookie, `?visit=${visit}`)
    expect((await back.next('welcome')).visit).toBe(visit)
    const stats = await (await fetch(`${second.address}/api/stats`)).json()
    expect(stats).toEqual({ online: 4, waiting: 1, chatting: 2, rooms: 1 })
  })

  it('ends the room of who does not come back, with `expired`', async () => {
    const settings = { DATA_DIR: folder(), GRACE_SECONDS: '1' }
    const first = await start(settings)
    const [ann] = await chatting(at(first))
    await first.end('SIGKILL')
    const second = await start(settings)
    const back = new Client(at(second), ann.cookie)
    expect(await back.upTo('chat_ended')).toMatchObject({ reason: 'expired' })
  })
})

describe('nothing is kept', () => {
  it('leaves no word in any file, whether during the talk or after it', async () => {
    const directory = folder()
    const server = await start({ DATA_DIR: directory })
    const words = ['Quetzalcoatl', 'marmalade-secret', 'rhododendron', 'xylophonist']
    const ann = await Client.online(at(server), {
      username: words[0],
      bio: words[1],
      interests: [words[2]],
    })
    const bea = await Client.online(at(server), { interests: [words[2]] })
    for (const client of [ann, bea]) client.send({ type: 'find_match' })
    expect((await bea.upTo('matched')).partner.username).toBe(words[0])
    ann.send({ type: 'send_message', id: 'a1', text: words[3] })
    await bea.upTo('message')
    const found = () => words.filter((word) => rawBytes(directory).includes(word))
    expect(found()).toEqual([])
    await post(at(server), '/leave', {}, { cookie: ann.cookie })
    await bea.upTo('chat_ended')
    expect(await server.end('SIGTERM')).toBe(0)
    expect(found()).toEqual([])
  })
})

describe('what is reported', () => {
  it('is on the disk for moderators alone: sealed, and nothing else of it', async () => {
    const directory = folder()
    const identity = await generateX25519Identity()
    const recipient = await identityToRecipient(identity)
    const server = await start({ DATA_DIR: directory, MODERATION_RECIPIENT: recipient })
    const words = ['Quetzalcoatl', 'marmalade-secret', 'rhododendron']
    const [ann, bea, room] = await chatting(at(server))
    ann.say(words[0] ?? '', 'a1')
    await bea.upTo('message')
    bea.say(words[1] ?? '', 'b1')
    await ann.upTo('message')
    ann.send({ type: 'report', room, reason: 'threat', note: words[2] })
    await ann.upTo('reported')
    await bea.upTo('chat_ended')
    expect(await server.end('SIGTERM')).toBe(0)
    expect(words.filter((word) => rawBytes(directory).includes(word))).toEqual([])
    expect(rawBytes(directory)).not.toContain(recipient)
    const { reports } = succeeded(openReports(directory))
    const [stored = { seq: 0, report: '' }] = reports
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const sealed = succeeded(sealedOf(directory, stored))
    const content = JSON.parse(await decrypter.decrypt(sealed, 'text'))
    expect(content).toMatchObject({ reason: 'threat', note: words[2], proven: true, messages: 2 })
    expect(content.transcript.map(({ text }: { text: string }) => text)).toEqual(words.slice(0, 2))
  })

  it.each([
    ['a secret key', 'AGE-SECRET-KEY-1GFPYYSJZGFP', /public key.*secret/],
    ['a torn key', `age1${'q'.repeat(58)}`, /a character seems wrong/],
  ])('cannot be sealed to %s: no start, and it is not repeated', async (_, key, why) => {
    const { code, said } = await failToStart({ DATA_DIR: folder(), MODERATION_RECIPIENT: key })
    expect([code, said]).toEqual([1, expect.stringMatching(why)])
    expect(said).toMatch(/^Passerby cannot start: MODERATION_RECIPIENT: [^\n]+\n$/)
    expect(said).not.toContain(key.slice(5, 20))
  })
})

describe('SIGTERM', () => {
  it('tells clients to come back (1012), commits and exits 0', async () => {
    const settings = { DATA_DIR: folder() }
    const server = await start(settings)
    const [ann, bea] = await chatting(at(server))
    ann.send({ type: 'send_message', id: 'a1', text: 'hello' })
    await ann.upTo('sent')
    const ending = server.end('SIGTERM')
    expect(await Promise.all([ann.closed(), bea.closed()])).toEqual([1012, 1012])
    expect(await ending).toBe(0)
    const again = await start(settings)
    const back = new Client(at(again), bea.cookie)
    expect((await back.upTo('welcome')).messages).toMatchObject([
      { text: 'hello', from: 'partner' },
    ])
  })
})

describe('a fault that lasts', () => {
  const faults: Record<string, (file: string) => void> = {
    'the database is deleted': (file) => rmSync(file),
    'the database is replaced': (file) => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
    'the write-ahead log is deleted': (file) => rmSync(`${file}-wal`),
    'the database is overwritten': (file) => {
      for (const name of [file, `${file}-wal`]) truncateSync(name)
    },
  }
  for (const [what, happens] of Object.entries(faults)) {
    it(`tells clients to come back, and ends with 75 to be started anew: ${what}`, async () => {
      const directory = folder()
      const server = await start({ DATA_DIR: directory })
      const [ann, bea] = await chatting(at(server))
      happens(join(directory, 'passerby.db'))
      ann.send({ type: 'send_message', id: 'a1', text: 'hello' })
      expect(await Promise.all([ann.closed(), bea.closed()])).toEqual([1012, 1012])
      expect(await server.ended()).toBe(75)
      expect(server.said()).toContain('the log cannot store events')
    })
  }

  it('is over with the next start', async () => {
    const settings = { DATA_DIR: folder() }
    const server = await start(settings)
    rmSync(join(settings.DATA_DIR, 'passerby.db'))
    expect(await server.ended()).toBe(75)
    await Client.online(at(await start(settings)))
  })
})

it('starts where the log takes nothing in, and says so to whoever comes back', async () => {
  const settings = { DATA_DIR: folder() }
  const ann = await Client.online(at(await start(settings)))
  await running[0]?.end('SIGKILL')
  const database = openDatabase(join(settings.DATA_DIR, 'passerby.db'), 0)
  database.exec("create trigger no before insert on batches begin select raise(abort, 'no'); end")
  database.close()
  const server = await start(settings)
  const back = new Client(at(server), ann.cookie)
  expect(await back.closed()).toBe(1012)
  expect(server.said()).toContain('the log cannot store events')
})

/** Who leaves gives space back within a minute. */
const spaceBackMs = 60_000

describe('a disk that runs full', () => {
  it(
    'lets nobody new in until those who talked too much are gone',
    async () => {
      const settings = { DATA_DIR: folder(), LOG_MEGABYTES_MAX: '2', LOG_LEVEL: 'info' }
      const server = await start(settings)
      const metrics = /"the metrics are open","address":"([^"]+)"/.exec(server.said())?.[1] ?? ''
      const [ann, bea] = await chatting(at(server))
      const join = () => post(at(server), '/join', { gender: 'other', seeks: 'anyone' })
      const metric = async (name: string) => {
        const text = await (await fetch(metrics)).text()
        return Number(new RegExp(`\\npasserby_${name} (.+)\\n`).exec(text)?.[1])
      }
      /** Says a sixth of what the log may take, and waits until all of it was seen to take space. */
      const fill = async (round: number) => {
        const before = await metric('log_bytes')
        const text = '😀'.repeat(2_000)
        for (let index = 0; index < 40; index++) {
          ann.send({ type: 'send_message', id: `${round} ${index}`, text })
          await ann.upTo('sent')
        }
        const said = 40 * Buffer.byteLength(text)
        await expect.poll(() => metric('log_bytes')).toBeGreaterThanOrEqual(before + said)
      }
      let answer = await join()
      for (let round = 0; answer.status === 201; round++) {
        await fill(round)
        answer = await join()
      }
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ error: 'unavailable', retry_after: 60 })
      ann.send({ type: 'send_message', id: 'last', text: 'still here' })
      while ((await bea.upTo('message')).text !== 'still here');
      expect(await metric('log_fullness')).toBeGreaterThanOrEqual(1)
      expect(server.said()).toContain('Space runs out: the log takes')
      expect(server.said()).toContain('Nobody new is let in: the log takes')
      ann.send({ type: 'leave_chat' })
      await expect.poll(async () => (await join()).status, { timeout: spaceBackMs }).toBe(201)
    },
    2 * spaceBackMs,
  )
})

describe('a secret that is torn', () => {
  it('refuses the start while people are here whose cookies it signed', async () => {
    const settings = { DATA_DIR: folder() }
    const server = await start(settings)
    await Client.online(at(server))
    await server.end('SIGKILL')
    writeFileSync(join(settings.DATA_DIR, 'secret'), '')
    expect(await failToStart(settings)).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^Passerby cannot start: The file .+secret is empty or torn, .+\n$/,
      ),
    })
    rmSync(join(settings.DATA_DIR, 'secret'))
    expect((await start(settings)).said()).toContain('everybody has to join anew')
  })
})

describe('a start that cannot be', () => {
  const cases: { title: string; settings: () => Record<string, string>; says: RegExp }[] = [
    {
      title: 'a bad setting',
      settings: () => ({ DATA_DIR: folder(), PORT: 'eighty' }),
      says: /^Passerby cannot start: PORT: expected .+\n$/,
    },
    ...[
      ['SESSION_SECRET', 'too short'],
      ['TLS_CERT_FILE', 'only-half.pem'],
      ['DURABILITY', 'maybe'],
      ['GRACE_SECONDS', '-1'],
    ].map(([name = '', value = '']) => ({
      title: `${name}=${value}`,
      settings: () => ({ DATA_DIR: folder(), [name]: value }),
      says: new RegExp(`^Passerby cannot start: ${name}: expected .+\n$`),
    })),
    {
      title: 'credentials that are not there',
      settings: () => ({
        ...{ ROLE: 'edge', NATS_URL: 'nats://127.0.0.1:1', SESSION_SECRET: 'x'.repeat(32) },
        NATS_CREDENTIALS: '/nowhere/a.creds',
      }),
      says: /^Passerby cannot start: NATS_CREDENTIALS: \/nowhere\/a.creds cannot be read \(ENOENT\)\n$/,
    },
    {
      title: 'a data directory that is a file',
      settings: () => {
        const path = join(folder(), 'file')
        writeFileSync(path, '')
        return { DATA_DIR: path }
      },
      says: /^Passerby cannot start: .+\n$/,
    },
    {
      title: 'a secret that is no file',
      settings: () => {
        const directory = folder()
        mkdirSync(join(directory, 'secret'), { recursive: true })
        return { DATA_DIR: directory }
      },
      says: /^Passerby cannot start: The file .+secret cannot be read or written.+\n$/,
    },
    {
      title: 'a database that is none',
      settings: () => {
        const directory = folder()
        mkdirSync(directory, { recursive: true })
        for (const name of ['passerby.db', 'passerby.sqlite', 'log.db']) {
          writeFileSync(join(directory, name), 'this is no database, and long enough '.repeat(500))
        }
        return { DATA_DIR: directory }
      },
      says: /^Passerby cannot start: .+\n$/,
    },
  ]
  for (const { title, settings, says } of cases) {
    it(`says why in one line and exits 1: ${title}`, async () => {
      expect(await failToStart(settings())).toEqual({ code: 1, said: expect.stringMatching(says) })
    })
  }

  it('says so if the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const { code, said } = await failToStart({ DATA_DIR: folder(), PORT: String(port) })
    other.close()
    expect(code).toBe(1)
    expect(said).toMatch(new RegExp(`^Passerby cannot start: .*${port}.*another program.*\n$`))
  })

  it('lets only its owner read the data directory', async () => {
    const directory = join(folder(), 'data')
    await start({ DATA_DIR: directory })
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(directory)) {
      expect([name, statSync(join(directory, name)).mode & 0o077]).toEqual([name, 0])
    }
  })
})
