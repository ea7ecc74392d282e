// What an edge does where the world answers late, or not at all.
import { Result } from 'effect'
import { afterEach, describe, expect, it } from 'vitest'
import type { EdgeCommand, Line, LineDown, Question } from '../../src/http/line/line.ts'
import { ask, Client, chatting, joined, post, refusedUpgrade } from './client.ts'
import { settings, startServer, type TestServer } from './testServer.ts'

type Kind = Question['type'] | EdgeCommand['type']

/** A line that a test holds up or cuts. */
class HeldLine implements Line {
  readonly hear: Line['hear']
  readonly note: Line['note']
  readonly #line: Line
  readonly #held = new Set<Kind>()
  readonly #cut = new Set<Kind>()
  #waiting: (() => void)[] = []

  constructor(line: Line) {
    this.#line = line
    this.hear = line.hear
    this.note = line.note
  }

  /** How much of what is held up was asked or told. */
  get waiting(): number {
    return this.#waiting.length
  }

  hold(...kinds: readonly Kind[]): void {
    for (const kind of kinds) this.#held.add(kind)
  }

  /** From now on nobody answers. */
  cut(...kinds: readonly Kind[]): void {
    for (const kind of kinds) this.#cut.add(kind)
  }

  /** Nothing is held up or cut any more. */
  go(): void {
    this.#held.clear()
    this.#cut.clear()
    for (const then of this.#waiting.splice(0)) then()
  }

  readonly tell: Line['tell'] = (command) => {
    if (this.#held.has(command.type)) this.#waiting.push(() => this.#line.tell(command))
    else this.#line.tell(command)
  }

  readonly order: Line['order'] = async (command) => {
    await this.#passed(command.type)
    return this.#cut.has(command.type) ? Result.fail(down) : this.#line.order(command)
  }

  readonly ask: Line['ask'] = async (question) => {
    await this.#passed(question.type)
    return this.#cut.has(question.type) ? Result.fail(down) : this.#line.ask(question)
  }

  #passed(kind: Kind): Promise<void> | undefined {
    if (!this.#held.has(kind)) return undefined
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }
}

const down: LineDown = { _tag: 'LineDown', message: 'The world cannot be reached.' }

let running: TestServer
let line: HeldLine
afterEach(() => running.stop())

const begin = async (): Promise<void> => {
  running = await startServer({
    carry: (given) => {
      line = new HeldLine(given)
      return line
    },
  })
}

const metric = async (name: string): Promise<string | undefined> => {
  const text = await (await fetch(running.server.metricsAddress ?? '')).text()
  return new RegExp(`^passerby_${name} (.*)$`, 'm').exec(text)?.[1]
}

describe('an upgrade that the world is slow to admit', () => {
  it('opens the socket in the end', async () => {
    await begin()
    // Where no other socket is open uWS would warn.
    await Client.online(running)
    const cookie = await joined(running)
    line.hold('admit')
    const client = new Client(running, cookie)
    await expect.poll(() => line.waiting).toBe(1)
    line.go()
    await client.next('welcome')
    await client.quiet()
  })

  it('opens none where the visitor has gone meanwhile', async () => {
    await begin()
    const cookie = await joined(running)
    const connections = await metric('connections')
    line.hold('admit')
    const client = new Client(running, cookie)
    await expect.poll(() => line.waiting).toBe(1)
    client.ws.terminate()
    await client.closed()
    await expect.poll(() => metric('connections')).toBe(connections)
    line.go()
    const next = new Client(running, cookie)
    await next.next('welcome')
    await next.quiet()
    expect(await metric('sockets')).toBe('1')
    expect(running.reports).toEqual([])
  })
})

describe('a socket that opens before the world knows of it', () => {
  it('and closes before, leaves its session away', async () => {
    await begin()
    const client = new Client(running, await joined(running))
    const waiting = await opened(client)
    await client.drop()
    await expect.poll(() => line.waiting).toBe(waiting + 1)
    line.go()
    await running.settled()
    const sessions = () => running.engine.counts().sessions
    expect(sessions()).toBe(1)
    running.clock.pass(settings.graceMs)
    await expect.poll(sessions).toBe(0)
    expect(running.reports).toEqual([])
  })

  it('is closed where its session has ended meanwhile', async () => {
    await begin()
    const cookie = await joined(running)
    const client = new Client(running, cookie)
    await opened(client)
    await post(running, '/leave', {}, { Cookie: cookie })
    line.go()
    expect(await client.closed()).toBe(4001)
  })

  it('is closed to come again where its session cannot be told that it is here', async () => {
    await begin()
    const client = new Client(running, await joined(running))
    await opened(client)
    running.log.fail('the disk is full')
    line.go()
    expect(await client.closed()).toBe(1012)
  })

  /** Holds up what its socket tells, and gives how much that is once it is open. */
  const opened = async (client: Client): Promise<number> => {
    line.hold('opened', 'closed')
    await expect.poll(() => line.waiting).toBe(1)
    await expect.poll(() => client.ws.readyState).toBe(client.ws.OPEN)
    return line.waiting
  }
})

describe('a world that does not answer', () => {
  it.each([
    ['/join', 'knock', 'storing'],
    ['/join', 'join', 'lost'],
    ['/leave', 'find', 'storing'],
    ['/leave', 'leave', 'lost'],
  ] as const)('leaves POST %s unavailable at its %s', async (path, kind, detail) => {
    await begin()
    const cookie = await joined(running)
    line.cut(kind)
    const form = { gender: 'other', seeks: 'anyone' }
    const answer = await post(running, path, form, { Cookie: cookie })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.json()).toMatchObject({ error: 'unavailable', detail })
  })

  it.each([
    ['/chat', 'find'],
    ['/api/stats', 'stats'],
  ] as const)('leaves GET %s unavailable', async (path, kind) => {
    await begin()
    const cookie = await joined(running)
    line.cut(kind)
    const { status, body } = await ask(running.origin, path, { headers: { Cookie: cookie } })
    expect(status).toBe(503)
    expect(JSON.parse(body)).toMatchObject({ error: 'unavailable' })
  })

  it('refuses an upgrade, and the page is told why', async () => {
    await begin()
    const Cookie = await joined(running)
    line.cut('admit', 'foretell')
    const headers = { Cookie, Origin: running.origin }
    expect(await refusedUpgrade(running, headers)).toMatchObject({
      status: 503,
      error: 'unavailable',
    })
    const { body } = await ask(running.origin, '/api/line', { headers: { Cookie } })
    expect(JSON.parse(body)).toMatchObject({ error: 'unavailable', detail: 'storing' })
  })

  it('turns away a page of another visit, of which the world need not hear', async () => {
    await begin()
    const ann = await Client.online(running)
    line.hold('opened', 'closed')
    expect(await ann.again('?visit=another').closed()).toBe(4005)
    expect(line.waiting).toBe(0)
    line.go()
    await ann.quiet()
  })

  it('sends whoever comes back to its room away to try again', async () => {
    await begin()
    const [ann] = await chatting(running)
    line.cut('page')
    expect(await ann.again().closed()).toBe(1012)
    line.go()
    await ann.again().next('welcome')
  })

  it('leaves the edge alive, and not ready', async () => {
    await begin()
    await Client.online(running)
    line.cut('health')
    expect((await fetch(`${running.origin}/health/live`)).status).toBe(200)
    const ready = await fetch(`${running.origin}/health/ready`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'unavailable' })
    expect([await metric('sockets'), await metric('joins_total')]).toEqual(['1', '1'])
  })
})
