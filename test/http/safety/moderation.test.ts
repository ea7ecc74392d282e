// Decisions of moderators come in by a socket of the file system, and are told to whom they are about.

import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type ModerationSocket,
  moderationSocketName,
  openModerationSocket,
} from '../../../src/http/operators/moderationSocket.ts'
import { sealFor } from '../../../src/http/safety/sealing.ts'
import { passingFolder } from '../../kit/passingFolder.ts'
import { type Running, startServer as startProcess } from '../../kit/process.ts'
import { succeeded } from '../../kit/succeeded.ts'
import type { Client } from '../client.ts'
import { startServer, type TestServer } from '../testServer.ts'
import { Browser, meeting, receiptIn, searching } from './browser.ts'

const hourMs = 60 * 60_000

/** Says lines to the socket; gives as many answers. */
const said = (
  directory: string,
  ...lines: readonly unknown[]
): Promise<Record<string, unknown>[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(join(directory, moderationSocketName))
    let heard = ''
    const written = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    socket.on('connect', () => socket.write(`${written.join('\n')}\n`))
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`closed after ${heard}`)))
    socket.on('data', (chunk) => {
      heard += chunk
      const answers = heard.split('\n').slice(0, -1)
      if (answers.length < lines.length) return
      socket.removeAllListeners('close').destroy()
      resolve(answers.map((answer) => JSON.parse(answer)))
    })
  })

let running: TestServer
let directory: string
let socket: ModerationSocket
let mal: Browser
let client: Client

const open = (at = directory) => {
  const { engine, clock } = running
  const report = (_: unknown, message: string) => running.reports.push(message)
  return openModerationSocket({ engine, clock, report, directory: at })
}

beforeEach(async () => {
  const recipient = await identityToRecipient(await generateX25519Identity())
  const seal = succeeded(await sealFor(recipient))
  running = await startServer({ messagesPerSecond: 0, seal })
  directory = passingFolder()
  socket = await open()
  mal = new Browser('Mal')
  client = await mal.online(running)
})

afterEach(async () => {
  socket.close()
  await running.stop()
})

/** Somebody reports Mal; gives the report's id. */
const reported = async (): Promise<string> => {
  const reporter = await new Browser('Ann').online(running)
  const room = await meeting(reporter, client)
  reporter.send({ type: 'report', room, reason: 'threat' })
  await reporter.upTo('reported')
  await receiptIn(client)
  let last = ''
  for await (const events of running.log.read()) {
    for (const event of succeeded(events)) {
      if (event.type === 'matchmaker.reported') last = event.data.report ?? ''
    }
  }
  return last
}

describe('a decision', () => {
  it('[M10] suspends for so many hours, told in the middle of a chat, which ends', async () => {
    const report = await reported()
    const metrics = await (await fetch(running.server.metricsAddress ?? '')).text()
    expect(metrics).toMatch(/passerby_reports_open 1\n/)
    const bea = await new Browser('Bea').online(running)
    await meeting(bea, client)
    const until = running.clock.now() + hourMs
    const decision = { decide: report, decision: 'suspend', hours: 1 }
    expect(await said(directory, decision)).toMatchObject([{ done: true, sessions: 1, until }])
    expect(await client.next('error')).toMatchObject({ code: 'suspended', until, by: 'moderator' })
    await client.next('chat_ended')
    expect(await bea.next('chat_ended')).toMatchObject({ reason: 'left' })
    client.send({ type: 'find_match' })
    await client.refused('suspended')
    expect(running.engine.safety.openReports()).toBe(0)
    running.clock.pass(hourMs + 100)
    await searching(await mal.online(running))
  })

  it('[M10] suspends to the end of the pass', async () => {
    const report = await reported()
    await said(directory, { decide: report, decision: 'suspend', hours: 'end' })
    const [{ until } = {}] = running.engine.safety.days()
    expect(await client.refused('suspended')).toMatchObject({ until, by: 'moderator' })
  })

  it('warns, also whoever is away, once', async () => {
    const report = await reported()
    await client.drop()
    await said(directory, { decide: report, decision: 'warn' })
    const back = mal.connect(running)
    await back.next('welcome')
    await back.next('warned')
    const again = mal.connect(running)
    await again.next('welcome')
    await again.quiet()
  })

  it('dismisses, of which nobody is told', async () => {
    const report = await reported()
    await said(directory, { decide: report, decision: 'dismiss' })
    await client.quiet()
    expect(running.engine.safety.openReports()).toBe(0)
  })

  it('is refused in a sentence where it is none, and the next is taken', async () => {
    const report = await reported()
    const answers = await said(
      directory,
      'hello',
      '{}',
      { decide: report, decision: 'hang' },
      { decide: report, decision: 'suspend' },
      { decide: report, decision: 'suspend', hours: 0 },
      { decide: report, decision: 'suspend', hours: 1_000 },
      { decide: 'another', decision: 'dismiss' },
      { decide: report, decision: 'dismiss' },
      { decide: report, decision: 'dismiss' },
    )
    const kinds = answers.map((answer) => ('error' in answer ? 'error' : 'done'))
    expect(kinds).toEqual([...Array(7).fill('error'), 'done', 'error'])
    for (const { error } of answers) if (error) expect(error).toMatch(/^[A-Z].*\.$/)
  })

  it('is not told before it is in the log', async () => {
    const report = await reported()
    running.log.fail('the disk is full')
    const decision = { decide: report, decision: 'dismiss' }
    expect(await said(directory, decision)).toMatchObject([{ error: expect.any(String) }])
    running.log.recover()
    expect(await said(directory, decision)).toMatchObject([{ done: true }])
  })

  it('has a line of its own, of a length that is bounded', async () => {
    await expect(said(directory, 'x'.repeat(100_000), 'y')).rejects.toThrow('at most')
  })
})

describe('the socket', () => {
  const path = () => join(directory, moderationSocketName)

  it('is for its owner alone, and gone when it is closed', async () => {
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    socket.close()
    expect(existsSync(path())).toBe(false)
  })

  it('takes the place of whatever a crash has left', async () => {
    socket.close()
    writeFileSync(path(), '')
    socket = await open()
    expect(await said(directory, 'hello')).toHaveLength(1)
  })

  it('is not opened where its path is too long or closed to us: the operator is told', async () => {
    const deep = join(directory, 'd'.repeat(100))
    mkdirSync(deep)
    const none = await open(deep)
    none.close()
    expect(existsSync(join(deep, moderationSocketName))).toBe(false)
    const lost = await open(join(directory, 'nowhere'))
    lost.close()
    expect(running.reports).toEqual(Array(2).fill('decisions of moderators cannot come in'))
    chmodSync(directory, 0o700)
  })
})

describe('a real server', () => {
  let server: Running
  afterEach(() => server.end('SIGKILL'))

  it('has the socket in its data directory, also after it was killed, and takes it away', async () => {
    const data = passingFolder()
    server = await startProcess({ DATA_DIR: data })
    await server.end('SIGKILL')
    expect(existsSync(join(data, moderationSocketName))).toBe(true)
    server = await startProcess({ DATA_DIR: data })
    const decision = { decide: 'none', decision: 'dismiss' }
    expect(await said(data, decision)).toMatchObject([{ error: expect.any(String) }])
    expect(await server.end('SIGTERM')).toBe(0)
    expect(existsSync(join(data, moderationSocketName))).toBe(false)
  })
})
