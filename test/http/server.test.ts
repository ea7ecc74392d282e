// Starting, stopping, and what stands in the way of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reserve } from '../../src/http/reserved.ts'
import type { HttpSettings } from '../../src/http/transport/settings.ts'
import { succeeded } from '../kit/succeeded.ts'
import { certificateFiles } from './certificate.ts'
import { ask, Client, chatting, joined, RawConnection, raw } from './client.ts'
import { builtPages, settings, startServer } from './testServer.ts'

const ann = { username: 'Ann', gender: 'female', seeks: 'anyone' }

describe('stopping', () => {
  it('takes nobody new and no command, and tells everybody to come back', async () => {
    const running = await startServer()
    const [one, other] = await chatting(running)
    const cookie = await joined(running)
    const committed = running.log.head().seq
    // A connection that was open before outlives the end of listening.
    const asked = (path: string, body = '') =>
      `${body === '' ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const connection = new RawConnection(running, asked('/health/ready'))
    await connection.has((text) => text.endsWith('}'))
    running.server.drain()
    connection.send(asked('/health/ready'))
    await connection.has((text) => text.endsWith('"stopping"}'))
    connection.send(asked('/leave', '{}'))
    await connection.has((text) => text.endsWith('"detail":"stopping"}'))
    connection.send(asked('/join', JSON.stringify(ann)))
    const answers = await connection.until((text) => text.split('"error":"unavailable"').length > 2)
    expect(answers.match(/"detail":"stopping"/g)).toHaveLength(2)
    expect(answers.match(/(?<=HTTP\/1.1 )\d+/g)).toEqual(['200', '503', '503', '503'])
    expect(await raw(running, asked('/health/live'))).toBe('')

    one.say('too late', 'a1')
    expect(await one.refused('unavailable')).toMatchObject({ id: 'a1', detail: 'stopping' })
    one.send({ type: 'find_match' })
    await one.refused('unavailable')
    await other.drop()
    const closed = running.server.close()
    expect(await one.closed()).toBe(1012)
    running.clock.pass(1_000)
    await closed
    expect(running.log.head().seq).toBe(committed)
    expect(running.engine.counts()).toMatchObject({ sessions: 3, chatting: 2 })
  })

  it('tells a few at a time to come back where that is asked for, and the others stay until then', async () => {
    const running = await startServer()
    const [first, second] = [await Client.online(running), await Client.online(running)]
    const [third, fourth] = await chatting(running)
    const closed = running.server.close(200)
    for (const [gone, here] of [
      [first, second],
      [second, third],
      [third, fourth],
    ] as const) {
      expect(await gone.closed()).toBe(1012)
      await here.quiet()
      running.clock.pass(50)
    }
    expect(await fourth.closed()).toBe(1012)
    running.clock.pass(1_000)
    await closed
  })

  it('waits for no lots where nobody is here', async () => {
    const running = await startServer()
    const closed = running.server.close(2_000)
    running.clock.pass(300)
    await closed
  })

  it('twice is once', async () => {
    const running = await startServer()
    running.server.drain()
    running.server.drain()
    await running.stop()
  })
})

describe('starting', () => {
  /** A clock on which nobody waits long. */
  const soon = (_when: number, wake: () => void) => {
    setImmediate(wake)
    return { wake: null }
  }
  const clock = { now: () => 0, monotonic: () => 0, at: soon, after: soon, disarm: () => {} }

  const starting = (changed: Partial<HttpSettings> = {}, webDirectory = builtPages()) =>
    reserve({
      settings: { ...settings, ...changed },
      clock,
      report: () => {},
      webDirectory,
      filesLeft: null,
    })

  it('says the port that it was given', async () => {
    const running = await startServer()
    expect(running.server.port).toBeGreaterThan(0)
    expect(running.server.address).toBe(`http://127.0.0.1:${running.server.port}`)
    await running.stop()
  })

  it('says so at its address, alive but not ready, before anybody serves there', async () => {
    const reserved = succeeded(await starting())
    const { port } = reserved.pages.address
    const get = (path: string, headers = {}) => ask(`http://127.0.0.1:${port}`, path, { headers })
    expect((await get('/health/live')).status).toBe(200)
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: '{"status":"starting"}' })
    const page = await get('/', { Accept: 'text/html' })
    expect(page).toMatchObject({ status: 503, body: expect.stringContaining('just starting') })
    expect(page.headers['retry-after']).toBe('2')
    const socket = await get('/ws', { Connection: 'Upgrade', Upgrade: 'websocket' })
    expect(socket.status).toBe(503)
    const metrics = await ask(`http://127.0.0.1:${reserved.metrics?.address.port}`, '/metrics')
    expect(metrics.status).toBe(503)
    reserved.release()
    reserved.release()
    await expect(get('/health/live')).rejects.toThrow('ECONNREFUSED')
  })

  it('gives the port back where the metrics cannot have theirs', async () => {
    const running = await startServer()
    const taken = { host: '127.0.0.1', port: running.server.port }
    const free = await startServer()
    const { port } = free.server
    await free.stop()
    expect(await starting({ port, metricsListen: taken })).toMatchObject({
      failure: {
        message: expect.stringMatching(/^METRICS_LISTEN: Cannot listen on .*uses this port\.$/),
      },
    })
    succeeded(await starting({ port })).release()
    await running.stop()
  })

  it('fails in one line where another program has the port', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    expect(await starting({ port })).toMatchObject({
      failure: { message: `Cannot listen on 127.0.0.1:${port}: another program uses this port.` },
    })
    other.close()
  })

  it('fails in one line where two of us would share the port', async () => {
    const running = await startServer()
    expect(await starting({ port: running.server.port })).toHaveProperty('failure')
    await running.stop()
  })

  it('fails in one line on an address of somebody else', async () => {
    expect(await starting({ host: '203.0.113.7' })).toMatchObject({
      failure: { message: 'Cannot listen on 203.0.113.7:0: this machine has no such address.' },
    })
  })

  it('fails in one line where the pages are not built', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'passerby-none-'))
    expect(await starting({}, directory)).toMatchObject({
      failure: {
        message: expect.stringMatching(/^The web pages are not built .*`npm run build`\.$/),
      },
    })
    rmSync(directory, { recursive: true })
    expect(await starting({}, directory)).toHaveProperty('failure')
  })

  it('fails in one line where the certificate is none', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'passerby-tls-'))
    const file = join(directory, 'cert.pem')
    writeFileSync(file, 'not a certificate')
    for (const tlsCertFile of [file, join(directory, 'missing.pem')]) {
      expect(await starting({ tlsCertFile, tlsKeyFile: file })).toMatchObject({
        failure: { message: expect.stringContaining('cannot be used for TLS') },
      })
    }
  })
})

describe('over TLS', () => {
  it('serves pages, secure cookies and sockets', async () => {
    const running = await startServer(certificateFiles())
    expect(running.origin).toBe(`https://127.0.0.1:${running.server.port}`)
    const cookie = await new Promise<string>((resolve) => {
      const headers = { 'Content-Type': 'application/json', Origin: running.origin }
      const options = { method: 'POST', headers, rejectUnauthorized: false }
      httpsRequest(`${running.origin}/join`, options, (answer) => {
        resolve(answer.headers['set-cookie']?.[0] ?? '')
        answer.resume()
      }).end(JSON.stringify(ann))
    })
    expect(cookie).toMatch(/; Secure$/)
    const client = new Client(running, cookie.split(';')[0] ?? '')
    await client.next('welcome')
    await running.stop()
  })
})
