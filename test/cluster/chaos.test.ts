// Hundreds churn through a cluster of which every process is lost once: whatever was acknowledged stands.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compareWithLog } from '../../src/load/referee/logComparison.ts'
import { openServerLog } from '../../src/load/referee/serverLog.ts'
import { refereeVerdictOf } from '../../src/load/referee/verdict.ts'
import type { FinishedRun } from '../../src/load/visitors/chronicle.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { describeOnNats } from '../kit/natsServers.ts'
import { succeeded } from '../kit/succeeded.ts'
import { ChaosCluster, type WorldNode } from './chaosCluster.ts'
import { Overhearing } from './chaosTold.ts'
import { runName, type Visiting, visiting } from './chaosVisitors.ts'

/** So many messages are acknowledged and delivered after each loss before the next. */
const messagesBetween = 150

/** How a world ends that finds that another leads. */
const fenced = 77

/** A name, or words, of those who came; and what looks alike and may be kept: the id of a message. As JSON has them. */
const traces = {
  name: new RegExp(`${runName}-[0-9a-z]+\\\\*"`),
  words: new RegExp(`${runName} |quick-brown|interest \\d`),
  id: new RegExp(`${runName}-[0-9a-z]+-[0-9a-z]+\\\\*"`),
}

let cluster: ChaosCluster

/** Does what makes another world lead; once one does, and all goes on, it gives. */
const overtaken = async (visitors: Visiting, losing: () => void): Promise<void> => {
  const epoch = await cluster.epoch()
  losing()
  await expect.poll(() => cluster.epoch()).toBeGreaterThan(epoch)
  await visitors.more(messagesBetween)
}

const loseWorlds = async (visitors: Visiting): Promise<void> => {
  for (let time = 0; time < 2; time += 1) {
    const [leader] = await cluster.leading()
    await leader.again(() => overtaken(visitors, () => leader.signal('SIGKILL')))
  }
}

/** It stands still until long after another leads; then it goes, as it finds out. */
const freezeWorld = async (visitors: Visiting): Promise<void> => {
  const [leader] = await cluster.leading()
  await leader.again(async () => {
    await overtaken(visitors, () => leader.signal('SIGSTOP'))
    leader.signal('SIGCONT')
  })
  expect(leader.ends.at(-1)).toBe(fenced)
}

const loseEdge = async (visitors: Visiting): Promise<void> => {
  const [edge] = cluster.edges
  await edge.running.end('SIGKILL')
  await edge.start()
  await expect.poll(() => edge.isReady()).toBe(true)
  await visitors.more(messagesBetween)
}

const loseNats = async (visitors: Visiting): Promise<void> => {
  const server = await cluster.nats.leaderOf('passerby-log')
  await server.kill()
  // What was told before may still be on its way to visitors.
  const next = await cluster.nats.leaderOf('passerby-log')
  expect(next.name).not.toBe(server.name)
  await visitors.more(messagesBetween)
  await cluster.nats.restart(server)
}

/** All events of a file, as it has them; they replay. */
const verified = ({ directory }: WorldNode): readonly string[] => {
  const source = succeeded(openSource(directory))
  const replay = Replay.of(source)
  expect(replay.fault).toBe(null)
  const { digests, mismatch } = verify(replay.history)
  expect(mismatch).toBe(null)
  expect(digests).toBeGreaterThan(3)
  const events = [...source.read(0)].flat()
  source.close()
  return events.map(({ json, event: { seq, turn, at, actor, type } }) =>
    JSON.stringify([seq, turn, at, actor, type, json]),
  )
}

/** What the referee says when it has seen a file, too. */
const judged = ({ referee, rooms }: FinishedRun, { directory }: WorldNode) => {
  const log = succeeded(openServerLog(directory))
  const compared = compareWithLog(rooms, log, { run: runName, faults: referee.faults })
  log.close()
  expect(compared.messages).toBeGreaterThan(7 * messagesBetween)
  return refereeVerdictOf(referee)
}

describeOnNats('a cluster through which hundreds churn', () => {
  beforeAll(async () => {
    cluster = await ChaosCluster.onNats()
  })
  afterAll(() => cluster?.end())

  it('loses nothing whatever is lost of it, and keeps no words, names or keys', async () => {
    await cluster.start()
    const told = await Overhearing.of(cluster.nats.url)
    const visitors = visiting(cluster.edges)
    await visitors.more(messagesBetween)
    await loseWorlds(visitors)
    await freezeWorld(visitors)
    await loseEdge(visitors)
    await loseNats(visitors)
    await visitors.more(messagesBetween)
    const keys = await cluster.keys()
    const finished = await visitors.stop()
    const [leader, standby] = await cluster.leading()
    expect(await cluster.epoch()).toBeGreaterThanOrEqual(4)
    const { tolds, untrue } = await told.held()
    expect([tolds > 6 * messagesBetween, untrue]).toEqual([true, []])
    for (const world of [standby, leader]) await world.stop()
    const ends = cluster.worlds.flatMap((world) => world.ends)
    // Killed, stopped, and fenced: once at least, and whenever the machine was slow.
    expect(new Set(ends)).toEqual(new Set([null, 0, fenced]))
    expect(ends.filter((code) => code === null)).toHaveLength(2)
    expect(finished.result.referee.examples).toEqual([])
    expect(finished.result.counts.matches).toBeGreaterThan(200)
    for (const world of cluster.worlds) expect(judged(finished, world).examples).toEqual([])
    const [one, other] = cluster.worlds.map(verified) as [string[], string[]]
    const both = Math.min(one.length, other.length)
    expect(both).toBeGreaterThan(7 * messagesBetween)
    expect(one.slice(0, both)).toEqual(other.slice(0, both))
    const written = cluster.files().map((bytes) => bytes.toString('latin1'))
    const finding = (found: RegExp | string) =>
      written.filter((text) =>
        typeof found === 'string' ? text.includes(found) : found.test(text),
      )
    expect(finding(traces.id).length).toBeGreaterThanOrEqual(2)
    expect([finding(traces.name).length, finding(traces.words).length]).toEqual([0, 0])
    expect(keys.length).toBeGreaterThan(100)
    const filed = keys.flatMap((key) => {
      const bytes = Buffer.from(key)
      return [
        bytes.toString('latin1'),
        bytes.toString('base64').slice(0, 40),
        bytes.toString('hex'),
      ]
    })
    expect(filed.flatMap(finding)).toEqual([])
  }, 300_000)
})
