// Cool-downs over real sockets: who is reported from several places is told the truth, and the time.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { passingFolder } from '../../kit/passingFolder.ts'
import { freePort, type Running, startServer as startProcess } from '../../kit/process.ts'
import type { Client } from '../client.ts'
import { startServer, type TestServer } from '../testServer.ts'
import { Browser, meeting, receiptIn, searching } from './browser.ts'

const coolDownMs = 15 * 60_000

type Place = Parameters<Browser['online']>[0]

/** Somebody who comes from that address meets the one whom this is about, and reports it. */
const reportedFrom = async (at: Place, address: string, reported: Client): Promise<void> => {
  const reporter = await new Browser('Reporter', address).online(at)
  const room = await meeting(reporter, reported)
  reporter.send({ type: 'report', room, reason: 'harassment' })
  await reporter.upTo('reported')
  await receiptIn(reported)
  reporter.ws.close()
}

/** As a proxy writes it. */
const places = ['198.51.100.1', '2001:db8:1:2:3::4', '198.51.100.2']

describe('[M10] reports from three places', () => {
  let running: TestServer
  let mal: Browser
  let client: Client

  beforeEach(async () => {
    running = await startServer({ messagesPerSecond: 0, trustedProxies: ['127.0.0.1'] })
    mal = new Browser('Mal', '192.0.2.66')
    client = await mal.online(running)
  })
  afterEach(() => running.stop())

  const cooled = async () => {
    for (const place of places) await reportedFrom(running, place, client)
    return client.refused('suspended')
  }

  it('are a cool-down, told with the time: at once, when one looks, in the welcome', async () => {
    const until = running.clock.now() + coolDownMs
    expect(await cooled()).toMatchObject({ until, by: 'reports' })
    client.send({ type: 'find_match' })
    expect(await client.refused('suspended')).toMatchObject({ until, by: 'reports' })
    const { suspended } = await mal.connect(running).next('welcome')
    expect(suspended).toEqual({ until, by: 'reports' })
    await client.closed()
  })

  it('hold in another session of the same pass, and not once the cookies are cleared', async () => {
    await cooled()
    await mal.join(running)
    const anew = mal.connect(running)
    expect((await anew.next('welcome')).suspended).toMatchObject({ by: 'reports' })
    anew.send({ type: 'find_match' })
    await anew.refused('suspended')
    mal.clear()
    await searching(await mal.online(running))
  })

  it('are over when they were said to be, and twice as long the next time', async () => {
    const { until = 0 } = await cooled()
    running.clock.pass(until - running.clock.now() + 100)
    client = await mal.online(running)
    expect(await cooled()).toMatchObject({ until: running.clock.now() + 2 * coolDownMs })
  })

  it('are counted by place: twenty from one do nothing that one would not', async () => {
    const addresses = Array.from({ length: 20 }, (_, n) => `2001:db8:7:7::${(n + 1).toString(16)}`)
    for (const address of addresses) await reportedFrom(running, address, client)
    await client.quiet()
    await reportedFrom(running, '198.51.100.1', client)
    await client.quiet()
    await reportedFrom(running, '198.51.100.2', client)
    await client.refused('suspended')
    const metrics = await (await fetch(running.server.metricsAddress ?? '')).text()
    expect(metrics).toMatch(/passerby_cool_downs_total 1\n/)
    expect(metrics).toMatch(/passerby_reports_total\{kind="proven"\} 22\n/)
    expect(metrics).toMatch(/passerby_reports_open 0\n/)
  })

  it('count for nothing where they prove nothing', async () => {
    for (const address of places) {
      const reporter = await new Browser('Reporter', address).online(running)
      const room = await meeting(reporter, client)
      reporter.send({ type: 'leave_chat' })
      await receiptIn(reporter)
      await receiptIn(client)
      reporter.send({ type: 'report', room, reason: 'harassment' })
      await reporter.upTo('reported')
      reporter.ws.close()
    }
    await client.quiet()
    await searching(client)
  })

  it('name no address, no pass and no key, whatever is said of them', async () => {
    await cooled()
    const said = [JSON.stringify(running.reports)]
    for await (const events of running.log.read()) said.push(JSON.stringify(events))
    said.push(await (await fetch(running.server.metricsAddress ?? '')).text())
    const day = new Date(running.clock.now()).toISOString().slice(0, 10)
    const key = Buffer.from((await running.log.keyOf(day)) ?? []).toString('base64url')
    const [random = ''] = (mal.pass ?? '').split('.')
    for (const secret of [
      ...places,
      '192.0.2.66',
      '2001:db8',
      mal.pass ?? '',
      key,
      `"${random}"`,
    ]) {
      expect(said.filter((text) => text.includes(secret))).toEqual([])
    }
    expect(said.join()).toContain('cooled_down')
  })
})

describe('[M10] a cool-down on a real server', () => {
  let server: Running
  afterEach(() => server.end('SIGKILL'))

  it('holds after it was killed, to the same time, in the same session and in another', async () => {
    const settings = {
      DATA_DIR: passingFolder(),
      PORT: await freePort(),
      TRUSTED_PROXIES: '127.0.0.1',
      LIMIT_MESSAGES_PER_SECOND: '0',
      LIMIT_JOINS_PER_MINUTE: '0',
    }
    server = await startProcess(settings)
    const at = { origin: server.address }
    const mal = new Browser('Mal', '192.0.2.66')
    const client = await mal.online(at)
    for (const place of places) await reportedFrom(at, place, client)
    const { until } = await client.refused('suspended')
    const { pass } = mal
    await server.end('SIGKILL')
    server = await startProcess(settings)
    const back = mal.connect(at)
    expect((await back.next('welcome')).suspended).toEqual({ until, by: 'reports' })
    back.send({ type: 'find_match' })
    expect(await back.refused('suspended')).toMatchObject({ until })
    await mal.join(at)
    expect(mal.pass).toBe(pass)
    const anew = mal.connect(at)
    expect((await anew.next('welcome')).suspended).toEqual({ until, by: 'reports' })
    anew.send({ type: 'find_match' })
    expect(await anew.refused('suspended')).toMatchObject({ until, by: 'reports' })
  })
})
