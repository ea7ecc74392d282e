// Requests over kept connections, against a server library that is not ours.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer, type Server } from 'node:net'
import { Result } from 'effect'
import { afterEach, describe, expect, it } from 'vitest'
import { HttpPool } from '../../src/load/client/http.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

const serving = (listener: RequestListener) => listening(createServer(listener))

/** Requests to this port, from a source address of their own. */
const poolFor = (port: number, connectionsMax = 10): HttpPool => {
  const pool = new HttpPool(
    () => ({ host: '127.0.0.1', port, localAddress: '127.0.0.9' }),
    connectionsMax,
  )
  closing.push(() => pool.close())
  return pool
}

const join = { method: 'POST', path: '/join', headers: { Origin: 'http://a' }, body: 'é' } as const

const failure = (code: string) => Result.fail({ _tag: 'RequestFailed', code })

describe('a request', () => {
  it('is answered with a status and headers, over kept connections from our address', async () => {
    const ports = new Set<number | undefined>()
    const port = await serving((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        ports.add(request.socket.remotePort)
        response.setHeader('X-Heard', `${request.headers.origin} ${Buffer.byteLength(body)}`)
        response.setHeader('X-From', String(request.socket.remoteAddress))
        response.writeHead(201, { 'Content-Length': 2 }).end('{}')
      })
    })
    const pool = poolFor(port, 3)
    const results = await Promise.all(Array.from({ length: 30 }, () => pool.send(join)))
    for (const result of results) {
      const { status, head } = Result.getOrThrow(result)
      expect(status).toBe(201)
      expect(head).toContain('X-Heard: http://a 2')
      expect(head).toContain('X-From: 127.0.0.9')
    }
    expect(ports.size).toBe(3)
  })

  it('is sent again where the kept connection had just been closed', async () => {
    let requests = 0
    const port = await serving((request, response) => {
      requests += 1
      if (requests === 2) request.socket.destroy()
      else response.writeHead(200, { 'Content-Length': 0 }).end()
    })
    const pool = poolFor(port)
    expect(Result.isSuccess(await pool.send(join))).toBe(true)
    expect(Result.isSuccess(await pool.send(join))).toBe(true)
    expect(requests).toBe(3)
  })

  it('fails with what the system says where nothing listens', async () => {
    expect(await poolFor(1).send(join)).toEqual(failure('ECONNREFUSED'))
  })

  it('fails where it is not answered', async () => {
    const port = await listening(
      createTcpServer((socket) => socket.once('data', () => socket.end())),
    )
    expect(await poolFor(port).send(join)).toEqual(failure('closed before the answer'))
  })

  it('fails, and so do those that wait, where the pool is closed', async () => {
    const port = await serving(() => {})
    const pool = poolFor(port, 1)
    const sent = [pool.send(join), pool.send(join)]
    pool.close()
    expect(await Promise.all(sent)).toEqual([failure('closed'), failure('closed')])
  })
})
