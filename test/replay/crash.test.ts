// The log that a killed server of 200 clients leaves replays to the very states it had.
import { afterAll, expect, it } from 'vitest'
import { checksumTurns, stateHashOf } from '../../src/actors/engine/checksum.ts'
import { SetHash } from '../../src/events/hash.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import type { Source } from '../../src/replay/source/source.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { Client } from '../http/client.ts'
import { publicStates } from '../kit/invariants.ts'
import { type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { Churn } from './churn.ts'

const visitors = 200
const directory = temporaryFolder()
const running: Running[] = []

afterAll(async () => {
  for (const server of running) await server.end('SIGKILL')
  removeFolder(directory)
})

const start = async (): Promise<Running> => {
  const server = await startServer({
    DATA_DIR: directory,
    DURABILITY: 'process',
    RELAX_SECONDS: '0.5',
    LIMIT_MESSAGES_PER_SECOND: '0',
    LIMIT_JOINS_PER_MINUTE: '0',
    LIMIT_SOCKETS_PER_ADDRESS: '0',
  })
  running.push(server)
  return server
}

const at = ({ address }: Running) => ({ origin: address })

const opened = (): Source => succeeded(openSource(directory))

/** How many turns a sound log holds by now, and in how many of them states are attested to. */
const written = (replay: Replay): number => {
  for (const _ of replay.more());
  expect(replay.fault).toBeNull()
  return replay.history.turn(replay.history.length - 1)
}

/** Messages are turns: says them until the next digest is due, and is in the log. */
const untilAttested = async (server: Running, replay: Replay): Promise<void> => {
  // Whoever is not back since the kill may wait for anybody still: these two wait for each other.
  const interests = ['each other']
  const ann = await Client.online(at(server), { gender: 'other', seeks: 'male', interests })
  const bea = await Client.online(at(server), { gender: 'male', seeks: 'anyone', interests })
  for (const client of [ann, bea]) client.send({ type: 'find_match' })
  await ann.upTo('matched')
  const due = (Math.floor(written(replay) / checksumTurns) + 1) * checksumTurns
  for (let said = 0; written(replay) < due; ) {
    const last = Math.min(said + 50, said + due - written(replay))
    while (said < last) ann.send({ type: 'send_message', id: `x${++said}`, text: 'on and on' })
    while ((await ann.upTo('sent')).seq < said);
  }
  for (const client of [ann, bea]) client.ws.terminate()
}

it('[M8] every state of every actor is the one that lived at the same seq', async () => {
  const first = await start()
  const churn = new Churn(at(first))
  await churn.begin(visitors)
  await churn.until(2_500)
  await first.end('SIGKILL')
  const before = opened()
  const crashed = Replay.of(before)
  const lastSeq = crashed.history.seq(crashed.history.length - 1)

  const second = await start()
  churn.reconnect(at(second))
  await churn.until(5_000)
  churn.end()
  await untilAttested(second, crashed)
  expect(await second.end('SIGTERM')).toBe(0)
  before.close()

  const source = opened()
  const replay = Replay.of(source)
  const { history } = replay
  const { digests, mismatch } = verify(history)
  expect(mismatch).toBeNull()
  const attested = [...Array(history.length).keys()].filter(
    (index) => history.type(index) === 'matchmaker.attested',
  )
  expect(digests).toBe(attested.length)
  // Both before the kill and after it.
  expect(history.seq(attested[1] as number)).toBeLessThan(lastSeq)
  expect(history.seq(attested.at(-1) as number)).toBeGreaterThan(lastSeq)
  expect(history.indexOf(lastSeq)).toBe(lastSeq - 1)
  const types = [...Array(history.length).keys()].map((index) => history.type(index))
  expect(types).not.toContain('session.restart')
  // Whatever the way there: back from the end to each digest, the states are those in the log.
  for (const index of attested.toReversed()) {
    const event = history.event(index)
    if (event.type !== 'matchmaker.attested') throw new Error('not attested')
    const states = new SetHash()
    for (const [actor, { snapshot }] of replay.actorsAt(index - 1).all()) {
      states.add(stateHashOf(actor, snapshot))
    }
    expect([event.seq, states.toJSON()]).toEqual([event.seq, event.data.digest])
  }
  // What had been folded while the servers wrote it is what is folded now.
  const last = crashed.history.length - 1
  expect(publicStates(crashed.actorsAt(last))).toEqual(publicStates(replay.actorsAt(last)))
  source.close()
}, 240_000)
