// Who does not come in for nothing: what they are asked to solve, and which solutions count.
import { Result } from 'effect'
import { afterEach, describe, expect, it } from 'vitest'
import { details } from '../../src/events/errors.ts'
import { addressesInTheWhole, upgradesPerJoin } from '../../src/http/limits/addresses.ts'
import {
  Challenges,
  challengeMs,
  levelsBehindMax,
  triesOf,
} from '../../src/http/limits/challenges.ts'
import { levelMax } from '../../src/http/limits/gate.ts'
import { solutionOf } from '../kit/solution.ts'
import { SimulatedClock } from '../kit/stage.ts'
import { ask, Client, cookieOf, post, refusedUpgrade } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
afterEach(() => running?.stop())

const ann = { username: 'Ann', gender: 'female', seeks: 'anyone' }
const proxied = { joinsPerMinute: 1, trustedProxies: ['127.0.0.1'] }

const joinFrom = (address: string, altcha?: string, cookie = '') =>
  post(
    running,
    '/join',
    { ...ann, ...(altcha !== undefined && { altcha }) },
    {
      'X-Forwarded-For': address,
      Cookie: cookie,
    },
  )

/** What an address is told that has had its join. */
const challenged = async (address = '203.0.113.7') => {
  for (;;) {
    const answer = await joinFrom(address)
    if (answer.status === 428) return { answer, told: await answer.json() }
  }
}

const metric = async (outcome: string): Promise<number> => {
  const { body } = await ask(String(running.server.metricsAddress), '')
  return Number(body.match(`passerby_challenges_total{outcome="${outcome}"} (\\d+)`)?.[1] ?? 0)
}

describe('a join beyond those for nothing', () => {
  it('is let in for a solution, once', async () => {
    running = await startServer(proxied)
    const { answer, told } = await challenged()
    expect(told).toMatchObject({ error: 'work_needed', retry_after: 60 })
    expect(answer.headers.get('set-cookie')).toMatch(/^passerby-place=/)
    expect(told.challenge.parameters).toMatchObject({
      algorithm: 'PBKDF2/SHA-256',
      data: { level: 0, tries: triesOf(0) },
    })
    expect(JSON.stringify(told)).not.toContain('203.0.113')
    const altcha = await solutionOf(told.challenge)
    const came = await joinFrom('203.0.113.7', altcha)
    expect(came.status).toBe(201)
    await new Client(running, cookieOf(came)).next('welcome')
    const again = await joinFrom('203.0.113.7', altcha)
    expect([again.status, await again.json()]).toMatchObject([
      428,
      { error: 'work_needed', detail: 'spent', challenge: { signature: expect.any(String) } },
    ])
    expect(await metric('given')).toBe(2)
    expect(await metric('solved')).toBe(1)
    expect(await metric('spent')).toBe(1)
    expect(await metric('wrong')).toBe(0)
  })

  it('is let in when its time has come, without any work, though it was given some', async () => {
    running = await startServer(proxied)
    const { answer } = await challenged()
    running.clock.pass(60_000)
    // Somebody else takes the token; the place is kept.
    expect((await joinFrom('203.0.113.7')).status).toBe(201)
    expect((await joinFrom('203.0.113.7', undefined, cookieOf(answer))).status).toBe(201)
  })

  it('is let in by work from an address that did nothing, where the whole is under pressure', async () => {
    running = await startServer(proxied)
    for (let count = 0; count < addressesInTheWhole; count += 1) {
      expect((await joinFrom(`198.51.100.${count}`)).status).toBe(201)
    }
    const { told } = await challenged('203.0.113.9')
    expect((await joinFrom('203.0.113.9', await solutionOf(told.challenge))).status).toBe(201)
  })

  it('comes in behind one address thirty times at once, each solving for itself', async () => {
    running = await startServer({ joinsPerMinute: 10 })
    const visits = Array.from({ length: 30 }, async () => {
      for (let altcha: string | undefined; ; ) {
        const answer = await post(running, '/join', { ...ann, altcha })
        if (answer.status === 201) return
        altcha = await solutionOf((await answer.json()).challenge)
      }
    })
    await Promise.all(visits)
    expect(running.engine.counts().sessions).toBe(30)
  })
})

describe('a solution does not count', () => {
  const wrongs: Readonly<Record<string, () => Promise<string>>> = {
    'that is no base64 of anything': async () => '%%%',
    'that is longer than any': async () => 'A'.repeat(8_192),
    'that says it was easier': async () => {
      const { told } = await challenged()
      return solutionOf(told.challenge, { parameters: { cost: 1 } })
    },
    'that signs itself': async () => {
      const { told } = await challenged()
      return solutionOf(told.challenge, { signature: 'ab'.repeat(32) })
    },
    'that only repeats what the key begins with': async () => {
      const { told } = await challenged()
      const derivedKey = `${told.challenge.parameters.keyPrefix}${'00'.repeat(16)}`
      return solutionOf(told.challenge, { derivedKey })
    },
    'of another address': async () => solutionOf((await challenged('203.0.113.8')).told.challenge),
  }

  it.each(Object.entries(wrongs))('%s, and nothing is made for it', async (_, made) => {
    running = await startServer(proxied)
    const altcha = await made()
    await challenged()
    const given = await metric('given')
    const answer = await joinFrom('203.0.113.7', altcha)
    expect(answer.status).toBe(428)
    const told = await answer.json()
    expect(told).toMatchObject({ error: 'work_needed', detail: 'wrong' })
    expect(told.challenge).toBeUndefined()
    expect(await metric('wrong')).toBe(1)
    expect(await metric('given')).toBe(given)
  })

  it('though it is right, for what is not a text or is not there', async () => {
    running = await startServer(proxied)
    await challenged()
    for (const altcha of [5, null, [], '']) {
      const answer = await post(
        running,
        '/join',
        { ...ann, altcha },
        { 'X-Forwarded-For': '203.0.113.7' },
      )
      expect(answer.status).toBe(428)
      expect((await answer.json()).detail).toBeUndefined()
    }
  })

  it('once its time is over, and there is another challenge', async () => {
    running = await startServer({ ...proxied, joinsPerMinute: 0.3 })
    const { told } = await challenged()
    const altcha = await solutionOf(told.challenge)
    running.clock.pass(challengeMs)
    const late = await (await joinFrom('203.0.113.7', altcha)).json()
    expect(late).toMatchObject({ detail: 'expired', challenge: { signature: expect.any(String) } })
  })

  it('of another gate, another secret, or of before a restart', async () => {
    const clock = new SimulatedClock()
    const challenges = new Challenges('a secret of the tests', clock)
    const foreign = [
      await challenges.make('upgrades', 'a', 0),
      await new Challenges('another secret', clock).make('joins', 'a', 0),
      await new Challenges('a secret of the tests', clock).make('joins', 'a', 0),
    ]
    for (const challenge of foreign) {
      const solution = await solutionOf(challenge)
      expect(challenges.check('joins', 'a', { solution, level: 0 })).toMatchObject({
        failure: 'wrong',
      })
    }
  })

  it('made under a pressure that is long outgrown', async () => {
    const challenges = new Challenges('a secret of the tests', new SimulatedClock())
    const solution = await solutionOf(await challenges.make('joins', 'a', 0))
    const at = (level: number) => challenges.check('joins', 'a', { solution, level })
    expect(at(levelMax)).toMatchObject({ failure: 'outgrown' })
    expect(at(levelsBehindMax + 1)).toMatchObject({ failure: 'outgrown' })
    expect(at(levelsBehindMax)).toEqual(Result.void)
    expect(at(0)).toMatchObject({ failure: 'spent' })
  })

  it('a second time, however late within its time', async () => {
    const clock = new SimulatedClock()
    const challenges = new Challenges('a secret of the tests', clock)
    clock.pass(10_000)
    const solution = await solutionOf(await challenges.make('joins', 'a', 0))
    const other = await solutionOf(await challenges.make('joins', 'a', 0))
    expect(challenges.check('joins', 'a', { solution, level: 0 })).toEqual(Result.void)
    clock.pass(challengeMs - 1)
    expect(challenges.check('joins', 'a', { solution, level: 0 })).toMatchObject({
      failure: 'spent',
    })
    expect(challenges.check('joins', 'a', { solution: other, level: 0 })).toEqual(Result.void)
  })

  it('and each way is named', () => {
    expect(details.work_needed).toEqual(['wrong', 'spent', 'expired', 'outgrown'])
  })
})

describe('an upgrade beyond those for nothing', () => {
  it('is told its challenge by the line, and comes in with the solution, once', async () => {
    running = await startServer({ joinsPerMinute: 1 })
    const one = await Client.online(running)
    for (let count = 1; count < upgradesPerJoin; count += 1) {
      await one.again('?visit=another').closed()
    }
    const headers = { Origin: running.origin, Cookie: one.cookie }
    const line = JSON.parse((await ask(running.origin, '/api/line', { headers })).body)
    expect(line).toMatchObject({ error: 'work_needed', retry_after: 15, state: 'idle' })
    const query = `?${new URLSearchParams({ altcha: await solutionOf(line.challenge) })}`
    const forged = await refusedUpgrade(running, headers, '?altcha=AAAA')
    expect(forged).toMatchObject({ status: 428, error: 'work_needed', detail: 'wrong' })
    await one.again(query).next('welcome')
    expect(await refusedUpgrade(running, headers, query)).toMatchObject({ detail: 'spent' })
  })
})

describe('a plain form beyond those for nothing', () => {
  const html = { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' }
  const postForm = (body: URLSearchParams, cookie = '') =>
    fetch(`${running.origin}/join`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...html, Cookie: cookie },
      body: body.toString(),
    })

  it('gets a page with all that was filled in, and in how many seconds it may be sent', async () => {
    running = await startServer({ joinsPerMinute: 1 })
    await post(running, '/join', ann)
    const filled = new URLSearchParams({
      ...ann,
      username: '"><script>@seconds@</script>',
      bio: "'&",
    })
    filled.append('interests', 'tea')
    filled.append('interests', 'chess')
    filled.append('altcha', '')
    const answer = await postForm(filled)
    expect(answer.status).toBe(428)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(answer.headers.get('content-language')).toBe('en')
    const text = await answer.text()
    expect(text).not.toContain('<script>')
    expect(text).toContain('>60</p>')
    expect(text).toContain('&#34;&#62;&#60;script&#62;@seconds@&#60;/script&#62;')
    const fields = [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
    expect(fields.map(([, name]) => name)).toEqual([
      'username',
      'gender',
      'seeks',
      'bio',
      'interests',
      'interests',
    ])
    expect(fields.map(([, , value]) => value).slice(-3)).toEqual(['&#39;&#38;', 'tea', 'chess'])
    const [, challenge = ''] = /data-challenge="([^"]*)"/.exec(text) ?? []
    expect(JSON.parse(challenge.replaceAll('&#34;', '"'))).toMatchObject({ parameters: {} })
    running.clock.pass(60_000)
    await post(running, '/join', ann)
    expect((await postForm(filled, cookieOf(answer))).status).toBe(303)
    expect((await postForm(new URLSearchParams(ann), cookieOf(answer))).status).toBe(428)
  })
})
