// Requests that come byte by byte.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyMsMax } from '../../src/http/exchange/request.ts'
import { RawConnection } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer()
})
afterAll(() => running.stop())

/** Sends a byte now and then, until the server has closed; gives what it said. */
const trickled = async (head: string, everyMs: number): Promise<string> => {
  const connection = new RawConnection(running, head)
  const timer = setInterval(() => connection.send('x'), everyMs)
  const answer = await connection.until(() => false)
  clearInterval(timer)
  return answer
}

const post = 'POST /join HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'

describe('a form that comes slowly', () => {
  it('is answered 408 when its time is over, and the connection closed', async () => {
    const connection = new RawConnection(running, `${post}Content-Length: 100\r\n\r\n{`)
    let answer = ''
    const closed = connection.until((text) => {
      answer = text
      return false
    })
    await expect
      .poll(() => {
        connection.send(' ')
        running.clock.pass(bodyMsMax)
        return answer
      })
      .toContain('too_slow')
    expect(await closed).toMatch(/^HTTP\/1.1 408 [\s\S]*Connection: close/i)
  })

  it('is taken until then', async () => {
    const body = JSON.stringify({ gender: 'other', seeks: 'anyone' })
    const head = `${post}Content-Length: ${body.length}\r\n\r\n`
    const connection = new RawConnection(running, head + body.slice(0, 5))
    running.clock.pass(bodyMsMax - 1)
    connection.send(body.slice(5))
    expect(await connection.until((text) => text.includes('}'))).toMatch(/^HTTP\/1.1 201 /)
  })
})

// uWS gives each of these 10 s, in steps of 4, whatever comes meanwhile: this takes its time.
describe('a connection on which nothing is brought to an end', () => {
  it.concurrent.each([
    ['a silent one', '', 1e6],
    ['headers, a byte a second', 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ', 1_000],
    ['the next request on it', 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET /', 1_000],
    [
      'a body that nobody reads',
      'POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n',
      1_000,
    ],
    ['a body that is too large', `${post}Content-Length: 99999\r\n\r\n`, 1_000],
  ])('is closed by the server: %s', async (_, head, everyMs) => {
    await trickled(head, everyMs)
  })
})
