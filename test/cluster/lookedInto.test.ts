// A cluster looked into from outside: its log in the debugger, as real processes over a real NATS server.
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { kindsOf, natsPrefix } from '../../src/cluster/nats/streams.ts'
import { certificateFiles } from '../http/certificate.ts'
import { Client } from '../http/client.ts'
import { runProgram, unbroken } from '../kit/commandLine.ts'
import { describeOnNats, lettingGo, NatsServers } from '../kit/natsServers.ts'
import {
  failToStart,
  freePort,
  type Running,
  removeFolder,
  startServer,
  startWorld,
  temporaryFolder,
} from '../kit/process.ts'

const folders: string[] = []
const running: Running[] = []

// Every answer is a process of its own, which takes a busy machine its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let nats: NatsServers
let url: string
let edge: Running

const folder = (): string => {
  const made = temporaryFolder()
  folders.push(made)
  return made
}

/** What nobody may be shown. */
const secret = 'xylophone'

const comes = (): Promise<Client> =>
  Client.online({ origin: edge.address }, { username: secret, interests: [secret] })

const startedWorld = async (): Promise<Running> => {
  const world = await startWorld({ ...shared(), DATA_DIR: folder() })
  running.push(world)
  return world
}

/** What all processes of the cluster have in common. */
const shared = () => ({ ...way, NATS_URL: url, SESSION_SECRET: 'a secret of the tests' })

const { tlsCertFile, tlsKeyFile } = certificateFiles()

/** The servers and everybody who comes to them show one another who they are. */
const serverTls = ['--tlsverify', '--tlscert', tlsCertFile, '--tlskey', tlsKeyFile]
const way = {
  ...{ NATS_TLS_CA_FILE: tlsCertFile, NATS_TLS_CERT_FILE: tlsCertFile },
  NATS_TLS_KEY_FILE: tlsKeyFile,
}

const tls = { caFile: tlsCertFile, certFile: tlsCertFile, keyFile: tlsKeyFile }

const looked = (
  program: 'replay' | 'status',
  words: readonly string[],
  seen?: (out: string, interrupt: () => void) => void,
) => runProgram(program, [url, ...words], { environment: way, ...(seen && { seen }) })

describeOnNats('a cluster looked into', () => {
  beforeAll(async () => {
    nats = await NatsServers.start(1, [...serverTls, '--tlscacert', tlsCertFile])
    url = nats.url.replace('nats://127.0.0.1', 'tls://localhost')
    await startedWorld()
    await startedWorld()
    edge = await startServer({ ...shared(), ROLE: 'edge' })
    running.push(edge)
    const isReady = async () => (await fetch(`${edge.address}/health/ready`)).status
    while ((await isReady()) !== 200);
    const [ann, bea] = [await comes(), await comes()]
    for (const client of [ann, bea]) client.send({ type: 'find_match' })
    await ann.upTo('matched')
    await bea.upTo('matched')
    ann.say(`${secret}, my dear`)
    await bea.upTo('message')
    const cleo = await comes()
    cleo.send({ type: 'find_match' })
    await cleo.upTo('waiting')
  })
  afterAll(async () => {
    await Promise.all(running.map((process) => process.end('SIGKILL')))
    for (const made of folders) removeFolder(made)
    await nats?.stop()
  })

  it('has its log answer as the data directory of a world does', async () => {
    const directory = folders[0] as string
    const cases = [['--type', 'send_message'], ['--verify'], []]
    for (const words of cases) {
      const [ofStream, ofFile] = await Promise.all([
        looked('replay', words),
        runProgram('replay', [directory, ...words]),
      ])
      const named = ofFile.out.replaceAll(`${directory}/passerby.db`, url)
      expect([words, ofStream]).toEqual([words, { ...ofFile, out: named }])
      expect([ofStream.code, ofStream.out.includes(secret)]).toEqual([0, false])
    }
  })

  it('says who leads, who stands by, which edges are here, and how many', async () => {
    const [first, second] = running.map(({ address }) => address)
    const ran = await looked('status', [])
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(ran.out.includes(secret)).toBe(false)
    expect(ran.out).toMatch(
      new RegExp(
        [
          `^${url}`,
          'running   event \\d+, [^\\n]+ ago',
          'led by    (w-\\w+) for [^\\n]+, epoch 1',
          'here      3: 3 online, 0 away',
          'waiting   1',
          'chatting  2 in 1 room',
          'idle      0',
          '',
          'Worlds',
        ].join('\n'),
      ),
    )
    expect(ran.out).toMatch(/\n\nEdges\ne-\w+ {2}3 sockets\n$/)
    expect(ran.out.split('\n').filter((line) => line.length > 80)).toEqual([])
    for (const world of [first, second]) expect(ran.out).toContain(`\n${world} `)
    const json = await looked('status', ['--json', '--limit', '0'])
    const { worlds, edges, ...told } = JSON.parse(json.out)
    expect(told).toMatchObject({
      ...{ servers: url, running: true, healthy: true, epoch: 1, overtaken: [] },
      ...{ here: 3, online: 3, waiting: 1, chatting: 2, rooms: 1, open_reports: 0, suspended: 0 },
      ...{ since: expect.any(Number), seq: expect.any(Number), at: expect.any(Number) },
    })
    expect([first, second]).toContain(told.leader)
    const turn = expect.any(Number)
    expect(new Set(worlds.map(({ world }: { world: string }) => world))).toEqual(
      new Set([first, second]),
    )
    expect(new Set(worlds)).toEqual(
      new Set([
        { world: told.leader, status: 'leads', epoch: 1, turn, lag: 0 },
        {
          ...{ world: told.leader === first ? second : first, status: 'stands_by' },
          ...{ epoch: 1, turn, lag: expect.any(Number) },
        },
      ]),
    )
    expect(edges).toEqual([{ edge: expect.stringMatching(/^e-/), sockets: 3 }])
  })

  it('is shown to nobody who does not know its servers, or whom they do not know', async () => {
    const strangers = [
      ['replay', {}, 'self-signed certificate'],
      [
        'status',
        { NATS_TLS_CA_FILE: tlsCertFile },
        'timeout; if it asks for certificates, set NATS_TLS_CERT_FILE and NATS_TLS_KEY_FILE',
      ],
    ] as const
    const at = `NATS does not answer at ${url.replace('tls://', '')}`
    for (const [program, environment, why] of strangers) {
      const ran = await runProgram(program, [url], { environment })
      const told = { ...ran, err: unbroken(ran.err) }
      expect(told).toEqual({ code: 2, out: '', err: `${at}: ${why}.\n` })
    }
  })

  it('is followed as it is written', async () => {
    let clients = 0
    const { code, out, err } = await looked(
      'replay',
      ['--follow', '--type', 'join', '--json'],
      (out, interrupt) => {
        const joins = out.split('\n').length - 1
        if (joins >= 3 + clients && clients < 2) {
          clients += 1
          void comes()
        } else if (joins === 5) interrupt()
      },
    )
    expect([code, err, out.includes(secret)]).toEqual([0, '', false])
    expect(out.trimEnd().split('\n')).toHaveLength(5)
  })

  it('has what is kept of its log shown, where NATS has let go of the beginning', async () => {
    const directory = folders[0] as string
    const typed = ['--type', 'join', '--json']
    const before = await runProgram('replay', [directory, ...typed])
    await lettingGo({ url, tls }, 'passerby-log', 4)
    const [joins, summary, verified] = [
      await looked('replay', typed),
      await looked('replay', ['--json']),
      await looked('replay', ['--verify']),
    ]
    const { whole, events } = JSON.parse(summary.out)
    expect([joins.code, summary.code, verified.code, whole]).toEqual([0, 0, 0, false])
    const note =
      /^The log at tls:\S+ begins at event (\d+), and knows nobody who came before: [^\n]+DATA_DIR[^\n]+\.\n$/
    for (const { err } of [joins, summary, verified]) expect(unbroken(err)).toMatch(note)
    const first = Number(note.exec(unbroken(joins.err))?.[1])
    expect(first).toBeGreaterThan(1)
    expect(events).toBeGreaterThan(5)
    const kept = before.out
      .split('\n')
      .filter((line) => line !== '' && JSON.parse(line).seq >= first)
    expect(kept.length).toBeGreaterThan(0)
    expect(joins.out.trimEnd().split('\n')).toEqual(kept)
  })

  it('has nothing shown, and nobody begin with nothing, where NATS keeps nothing of its log', async () => {
    await lettingGo({ url, tls }, 'passerby-log', Number.POSITIVE_INFINITY)
    const { code, err } = await looked('replay', [])
    expect([code, unbroken(err)]).toEqual([
      2,
      expect.stringMatching(/^Nothing of the log is kept at tls:\S+ any more: [^\n]+\.\n$/),
    ])
    const ended = await failToStart({
      ...{ ...shared(), ROLE: 'world', LOG_LEVEL: 'error', DATA_DIR: folder() },
    })
    expect(ended).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^Passerby cannot start: NATS keeps nothing of the log, which ended with message \d+, and passerby\.db knows it up to 0: [^\n]+\n$/,
      ),
    })
  })
})

describeOnNats('a log that is not there', () => {
  let other: NatsServers
  beforeAll(async () => {
    other = await NatsServers.start(1)
  })
  afterAll(() => other?.stop())

  const isTold = async (url: string, why: RegExp, program: 'replay' | 'status' = 'replay') => {
    const { code, err } = await runProgram(program, [url])
    expect([code, unbroken(err)]).toEqual([2, expect.stringMatching(why)])
  }

  it('is told of in one line, exit code 2', async () => {
    const url = `nats://127.0.0.1:${await freePort()}`
    await isTold(url, /^NATS does not answer at 127\.0\.0\.1:\d+: [^\n]+\.\n$/)
    await isTold(
      'nats://away:1',
      /^nats:\/\/away:1: expected tls:\/\/away:1, [^\n]+ in the clear\.\n$/,
    )
    await isTold(
      other.url,
      /^No world answers at nats:\S+: start one with ROLE=world [^\n]+\.\n$/,
      'status',
    )
    await isTold(other.url, /^No world has run with nats:\S+ yet: there is no log\.\n$/)
  })

  it('is told of where it begins in the middle, or is no log', async () => {
    const connection = await connect({ servers: other.url })
    const manager = await jetstreamManager(connection)
    const { name, subject } = kindsOf(natsPrefix).log
    await manager.streams.add({ name, subjects: [subject] })
    for (const said of ['one', 'two', 'three']) await connection.request(subject, said)
    await isTold(
      other.url,
      /^Event 1 of the log is torn: message 1 of the stream is no entry\. [^\n]+\n$/,
    )
    await manager.streams.deleteMessage(name, 2)
    await isTold(
      other.url,
      /^1 of the messages 1 to 3 of the log are missing at nats:[^\n]+: [^\n]+DATA_DIR[^\n]+\.\n$/,
    )
    await connection.close()
  })
})
