// A cluster looked into from outside: its log in the debugger, as real processes over a real NATS server.
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kindsOf, natsPrefix } from '../../src/cluster/nats/streams.ts'
import { Client } from '../http/client.ts'
import { runProgram } from '../kit/commandLine.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'
import {
  freePort,
  type Running,
  removeFolder,
  startServer,
  startWorld,
  temporaryFolder,
} from '../kit/process.ts'

const folders: string[] = []
const running: Running[] = []

let nats: NatsServers
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
const shared = () => ({ NATS_URL: nats.url, SESSION_SECRET: 'a secret of the tests' })

describeOnNats('a cluster looked into', () => {
  beforeAll(async () => {
    nats = await NatsServers.start(1)
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
        runProgram('replay', [nats.url, ...words]),
        runProgram('replay', [directory, ...words]),
      ])
      const named = ofFile.out.replaceAll(`${directory}/passerby.db`, nats.url)
      expect([words, ofStream]).toEqual([words, { ...ofFile, out: named }])
      expect([ofStream.code, ofStream.out.includes(secret)]).toEqual([0, false])
    }
  })

  it('is followed as it is written', async () => {
    let clients = 0
    const { code, out, err } = await runProgram(
      'replay',
      [nats.url, '--follow', '--type', 'join', '--json'],
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
})

describeOnNats('a log that is not there', () => {
  let other: NatsServers
  beforeAll(async () => {
    other = await NatsServers.start(1)
  })
  afterAll(() => other?.stop())

  const isTold = async (url: string, why: RegExp) => {
    const { code, err } = await runProgram('replay', [url])
    expect([code, err]).toEqual([2, expect.stringMatching(why)])
  }

  it('is told of in one line, exit code 2', async () => {
    const url = `nats://127.0.0.1:${await freePort()}`
    await isTold(url, /^NATS does not answer at 127\.0\.0\.1:\d+: [^\n]+\.\n$/)
    await isTold(
      'nats://away:1',
      /^nats:\/\/away:1: expected tls:\/\/away:1, [^\n]+ in the clear\.\n$/,
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
    await isTold(other.url, /^1 of 3 messages of the log are not kept at nats:[^\n]+\.\n$/)
    await connection.close()
  })
})
