// Several processes play one run: the same visitors, one referee, one result.
import { once } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curvePercentiles } from '../../src/load/measures/loadResult.ts'
import { Measures, type RunCounts, type Timing } from '../../src/load/measures/measures.ts'
import { RunMeasures } from '../../src/load/measures/runMeasures.ts'
import {
  type Call,
  Playback,
  type ProcessRecord,
  Recorder,
} from '../../src/load/processes/record.ts'
import type { FaultKind } from '../../src/load/referee/rooms/faults.ts'
import { messageIdOf, messageTextOf, stampOf } from '../../src/load/scenario/messageText.ts'
import type { Scenario } from '../../src/load/scenario/scenario.ts'
import { type BadServer, badServer, type Vice } from './badServer.ts'
import { opened, runOver } from './processRun.ts'
import { runAgainst, until } from './runContext.ts'

const anyone = {
  genders: { male: 0, female: 0, other: 1 },
  seeks: { male: 0, female: 0, anyone: 1 },
}

const anyTiming = fc.constantFrom<Timing>('delivery', 'ack', 'lag')

describe('what several processes measured', () => {
  it('is what one would have measured that had seen it all', () => {
    const anySample = fc.tuple(
      anyTiming,
      fc.oneof(
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 4e6, noNaN: true }),
      ),
      fc.nat(2),
      fc.boolean(),
    )
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 200 }), (samples) => {
        const all = new Measures()
        const sum = new Measures()
        const parts = [new Measures(), new Measures(), new Measures()]
        for (const [timing, ms, process, isTaken] of samples) {
          for (const measures of [all, parts[process] as Measures]) {
            measures.record(timing, ms)
            measures.error(timing)
            measures.counts.sent += 1
          }
          if (isTaken) sum.add(structuredClone((parts[process] as Measures).take()))
        }
        for (const part of parts) sum.add(structuredClone(part.take()))
        for (const timing of ['delivery', 'ack', 'lag'] as const) {
          expect(sum.summary(timing)).toEqual(all.summary(timing))
          expect(sum.curve(timing, curvePercentiles)).toEqual(all.curve(timing, curvePercentiles))
        }
        expect(sum.counts).toEqual(all.counts)
        expect(new Map(sum.errors)).toEqual(new Map(all.errors))
      }),
      { seed: 6 },
    )
  })
})

describe('what was measured at each of several servers', () => {
  const anySample = fc.record({
    timing: anyTiming,
    ms: fc.double({ min: 0, max: 4e6, noNaN: true }),
    visitor: fc.nat(20),
    process: fc.nat(1),
    isPulse: fc.boolean(),
  })

  it('is what its own visitors met with, and together all that there was', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 200 }), (samples) => {
        const one = new Measures()
        const each = [new Measures(), new Measures(), new Measures()]
        const processes = [new RunMeasures(3), new RunMeasures(3)]
        const sum = new RunMeasures(3)
        for (const { timing, ms, visitor, process, isPulse } of samples) {
          const known = processes[process] as RunMeasures
          for (const at of [one, each[visitor % 3] as Measures, known.of(visitor)]) {
            at.record(timing, ms)
            at.error(timing)
            at.counts.lost += 1
          }
          for (const at of [one, known.beside]) at.record('join', ms)
          if (isPulse) sum.add(structuredClone(known.take()))
        }
        for (const known of processes) sum.add(structuredClone(known.take()))
        const whole = sum.whole()
        for (const timing of ['delivery', 'ack', 'lag', 'join'] as const) {
          expect(whole.summary(timing)).toEqual(one.summary(timing))
          expect(whole.curve(timing, curvePercentiles)).toEqual(one.curve(timing, curvePercentiles))
          expect(sum.targets.map((target) => target.summary(timing))).toEqual(
            each.map((measures) => measures.summary(timing)),
          )
        }
        const { p50 = 0, p99 = 0, max = 0 } = sum.takeRecent() ?? {}
        const greatest = one.summary('delivery')?.max ?? 0
        expect(max).toBe(greatest)
        expect(Math.max(p50, p99, ...one.curve('delivery', curvePercentiles))).toBeLessThanOrEqual(
          greatest,
        )
        expect(sum.targets.map(({ counts }) => counts)).toEqual(each.map(({ counts }) => counts))
        expect(sum.counts).toEqual(one.counts)
        expect(whole.counts).toEqual(one.counts)
        expect(whole.errors).toEqual(one.errors)
        expect(sum.errorsTotal).toBe(one.errorsTotal)
        expect(sum.errorNames).toEqual(new Set(one.errors.keys()))
      }),
      { seed: 8 },
    )
  })
})

const anyStamp = fc.record({
  sender: fc.nat(1_000_000),
  number: fc.integer({ min: 1, max: 10_000 }),
  dueMicros: fc.nat(),
  characters: fc.integer({ min: 40, max: 200 }),
})

const anyUser = fc.nat(3)
const anyRoom = fc.constantFrom('r_1', 'r_2')
const anyText = fc.oneof(
  anyStamp.map((stamp) => messageTextOf('test', stamp)),
  fc.constant('buy our pizza'),
)

const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(
    fc.constant('sending' as const),
    anyUser,
    fc.record({ dueMicros: fc.nat(), characters: fc.nat(200) }),
  ),
  fc
    .tuple(anyUser, fc.nat(99), fc.nat(99))
    .map(
      ([user, number, seq]): Call => ['acknowledged', user, messageIdOf('test', user, number), seq],
    ),
  fc.tuple(
    fc.constant('arrived' as const),
    anyUser,
    fc.record({ room: anyRoom, seq: fc.nat(99), text: anyText }),
  ),
  fc.tuple(
    fc.constant('matched' as const),
    anyUser,
    fc.record({
      room: anyRoom,
      partner: fc.constant({ username: 'test-1' }),
      shared: fc.constant([]),
    }),
  ),
  fc.tuple(fc.constant('dropped' as const), anyUser),
)

/** As the witness has it told. */
const tell = (recorder: Recorder, call: Call): void => {
  const [name, user, told, seq] = call as never as [string, number, never, number]
  const { dueMicros, characters } = Object(told) as { dueMicros: number; characters: number }
  if (name === 'sending') recorder.sending(user, dueMicros, characters)
  else if (name === 'acknowledged') {
    recorder.acknowledged(user, Number.parseInt(String(told).split('-')[2] ?? '', 36), seq)
  } else if (name === 'arrived') {
    recorder.arrived(user, told, stampOf('test', (told as { text: string }).text))
  } else recorder.other(...call)
}

it('tells the referee elsewhere word for word, whenever the batches end', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyCall, fc.boolean())), (calls) => {
      const records: ProcessRecord[] = []
      let now = 0
      const recorder = new Recorder(
        () => now,
        (record) => records.push(structuredClone(record)),
      )
      for (const [call, endsBatch] of calls) {
        now += 1
        tell(recorder, call)
        if (endsBatch) recorder.flush()
      }
      recorder.close()
      const playback = new Playback('test')
      for (const record of records) playback.add(record)
      const heard: Call[] = []
      while (playback.at < Number.POSITIVE_INFINITY) {
        expect(playback.at).toBe(heard.length + 1)
        heard.push(playback.next())
      }
      expect(heard).toEqual(calls.map(([call]) => call))
      expect(playback.until).toBe(Number.POSITIVE_INFINITY)
    }),
    { seed: 7 },
  )
})

/** Two alone with each other, each in a process of its own, over and over. */
/** When a run gives up that goes on until something was seen: a busy machine is long about it. */
const patience = { seconds: 100, ms: 130_000 }

const twoApart = {
  ...{ users: 2, ramp: 200, duration: patience.seconds, think: 0.05, messagesPerMinute: 900 },
  ...{ skips: 1, chat: 0.5, drops: 0, interestsEach: 2, interestPool: 4 },
  ...anyone,
}

/** Enough of them for those who are not of a room to be there. */
const several = { ...twoApart, users: 24 }

const quarrelsome = {
  ...{ ...several, drops: 0, interestsEach: 0, rejoins: 0.9, blocks: 0.25 },
  ...{ reports: 0, falseReports: 0, forgedReports: 0, clears: 0 },
}

const vices: readonly (readonly [Vice, FaultKind, Partial<Scenario>])[] = [
  ['loses', 'lost', twoApart],
  ['doubles', 'doubled', twoApart],
  ['reorders', 'out_of_order', twoApart],
  ['alters', 'altered', twoApart],
  ['acknowledges what was not sent', 'misacknowledged', twoApart],
  ['acknowledges under another number', 'misacknowledged', twoApart],
  ['lies about interests', 'mismatched', twoApart],
  ['signs another order', 'wrong_receipt', twoApart],
  ['makes both the first member', 'wrong_receipt', twoApart],
  ['misdelivers', 'misdelivered', several],
  ['matches twice', 'two_rooms', several],
  ['forgets blocks with the session', 'blocked_met', { ...quarrelsome, users: 12 }],
  ['matches the suspended', 'suspended_matched', { ...quarrelsome, blocks: 0, reports: 0.9 }],
  [
    'believes other words',
    'untruth_believed',
    { ...quarrelsome, rejoins: 0, blocks: 0, falseReports: 0.5 },
  ],
]

describe('a server that, to visitors of two processes,', () => {
  it.each(vices)('%s is told so: %s', { timeout: patience.ms }, async (vice, kind, scenario) => {
    const server = await badServer(vice)
    const { result } = await runOver(2, [server], scenario, {
      ...until(({ referee }) => kind in referee.faults.counts),
      drainMsMax: 1_000,
    })
    await server.close()
    expect(result.referee.faults[kind]).toBeGreaterThan(0)
    expect(result.referee.examples.find((fault) => fault.kind === kind)?.text).toMatch(/test-\w+/)
  })

  it('does nothing wrong is told nothing, whatever they do', { timeout: patience.ms }, async () => {
    const server = await badServer('none')
    const all = { reports: 0.3, falseReports: 0.3, forgedReports: 0.4, clears: 0.08, drops: 0.05 }
    const { result } = await runOver(
      3,
      [server],
      { ...quarrelsome, ...all, users: 60, rejoins: 0.25 },
      until(({ measures: { counts } }) => counts.matches > 150 && counts.notProven > 3),
    )
    await server.close()
    expect(result.referee.examples).toEqual([])
    expect(result.errors).toEqual({})
    expect(result.counts.notProven).toBe(result.counts.falseReports + result.counts.forgedReports)
    expect(result.processes.map(({ died }) => died)).toEqual([null, null, null, null])
  })
})

/** Each has one conversation, which nobody leaves. */
const faithful = {
  ...{ users: 12, ramp: 100, duration: 3, think: 0.1, messagesPerMinute: 300 },
  ...{ skips: 0, drops: 0, interestsEach: 2 },
  ...anyone,
}

/** What each said, by name: how long each message is, and how many ms it is after the one before. */
const saidTo = (server: BadServer) =>
  [...server.texts()].map(([name, texts]) => {
    const stamps = texts.flatMap((text) => stampOf('test', text) ?? [])
    const lengths = stamps.map(({ characters }) => characters)
    const pauses = stamps
      .slice(1)
      .map(({ dueMicros }, index) =>
        Math.round((dueMicros - (stamps[index]?.dueMicros ?? 0)) / 100),
      )
    return [name, { lengths, pauses }] as const
  })

it('plays the same visitors under the same seed, over however many processes', async () => {
  const played = []
  for (const processes of [1, 2, 3]) {
    const server = await badServer('none')
    const { result } = await (processes === 1
      ? runAgainst(server, faithful)
      : runOver(processes, [server], faithful))
    const { arrived, joined, connected, matches, skips, drops } = result.counts
    expect(result.referee.faultsTotal).toBe(0)
    played.push({
      totals: { arrived, joined, connected, matches, skips, drops, rooms: result.referee.rooms },
      profiles: server
        .profiles()
        .toSorted((one, other) => (one.username < other.username ? -1 : 1)),
      said: new Map(saidTo(server)),
    })
    await server.close()
  }
  const [alone, ...others] = played
  expect(alone?.said.size).toBe(12)
  for (const { totals, profiles, said } of others) {
    expect(totals).toEqual(alone?.totals)
    expect(profiles).toEqual(alone?.profiles)
    for (const [name, { lengths, pauses }] of said) {
      const known = alone?.said.get(name)
      const both = Math.min(lengths.length, known?.lengths.length ?? 0)
      expect(both).toBeGreaterThan(3)
      expect(lengths.slice(0, both)).toEqual(known?.lengths.slice(0, both))
      // To a tenth of a millisecond: due times are told in whole microseconds.
      pauses.slice(0, both - 1).forEach((pause, index) => {
        expect(Math.abs(pause - (known?.pauses[index] ?? 0))).toBeLessThanOrEqual(1)
      })
    }
  }
})

it('spreads visitors evenly over servers, whichever process they are in', async () => {
  const servers = await Promise.all(['none', 'none', 'none'].map(() => badServer('none')))
  const idle = { users: 18, ramp: 200, duration: 1, matching: false }
  const { result } = await runOver(2, servers, idle)
  expect(result.counts).toMatchObject({ arrived: 18, joined: 18, connected: 18 })
  const numbers = servers.map((server) =>
    server
      .profiles()
      .map(({ username }) => Number.parseInt(username.slice('test-'.length), 36) % 3),
  )
  expect(numbers).toEqual([0, 1, 2].map((rest) => Array.from({ length: 6 }, () => rest)))
  await Promise.all(servers.map((server) => server.close()))
})

it.each([1, 2])('tells of each server what it did, over %i processes', async (processes) => {
  const servers = await Promise.all(['none', 'none', 'none'].map(() => badServer('none')))
  const [good, other, gone] = servers as [BadServer, BadServer, BadServer]
  await gone.close()
  const scenario = {
    ...{ ...anyone, users: 18, ramp: 100, duration: 2, think: 0.05, messagesPerMinute: 600 },
    ...{ skips: 0, drops: 0, interestsEach: 0 },
  }
  const { result } = await runOver(processes, servers, scenario, { drainMsMax: 500 })
  await Promise.all([good.close(), other.close()])
  const { targets, counts, latencies, errors } = result
  expect(targets.map(({ origin }) => origin)).toEqual(servers.map(({ origin }) => origin))
  const [fine, also, bad] = targets
  for (const target of [fine, also]) {
    expect(target?.counts).toMatchObject({ arrived: 6, joined: 6, connected: 6, lost: 0 })
    expect(target?.errors).toEqual({})
    expect(target?.latencies.upgrade?.count).toBe(6)
    expect(target?.latencies.delivery?.p99).toBeGreaterThan(0)
  }
  expect(bad?.counts).toMatchObject({ arrived: 6, joined: 0, connected: 0, lost: 6, delivered: 0 })
  expect(Object.keys(bad?.errors ?? {})).toEqual(['join: ECONNREFUSED'])
  expect(bad?.latencies.outage?.count).toBe(6)
  expect(bad?.latencies).toMatchObject({ upgrade: null, delivery: null, ack: null })
  expect(errors).toEqual(bad?.errors)
  expect(result.left.lost).toBe(6)
  for (const name of Object.keys(counts) as (keyof RunCounts)[]) {
    expect(targets.reduce((sum, target) => sum + target.counts[name], 0)).toBe(counts[name])
  }
  for (const timing of ['upgrade', 'delivery', 'ack'] as const) {
    const counted = targets.map((target) => target.latencies[timing]?.count ?? 0)
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(latencies[timing]?.count)
    const slowest = targets.map((target) => target.latencies[timing]?.max ?? 0)
    expect(Math.max(...slowest)).toBe(latencies[timing]?.max)
  }
})

it('tells that a process died, and blames the server for nothing', async () => {
  const server = await badServer('none')
  const { children, open } = opened()
  const { result } = await runOver(
    3,
    [server],
    { ...several, users: 60, duration: 600 },
    {
      open,
      onMoment: ({ delivered }) => {
        if (delivered > 20) children[1]?.kill('SIGKILL')
      },
    },
  )
  expect(result.processes.map(({ died }) => died)).toEqual([null, 'SIGKILL', null, null])
  expect(result.errors).toEqual({ 'process 2: died (SIGKILL)': 1 })
  expect(result.isStoppedEarly).toBe(true)
  expect(result.referee.examples).toEqual([])
  expect(result.counts.arrived).toBe(60)
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await server.close()
})

it('waits a little only for a process that hangs, and tells which it was', async () => {
  const server = await badServer('none')
  const { children, open } = opened()
  const stop = new AbortController()
  const { result } = await runOver(
    3,
    [server],
    { ...several, users: 60, duration: 600 },
    {
      ...{ open, stop: stop.signal, hurriedMsMax: 500 },
      onMoment: ({ delivered }) => {
        if (delivered <= 20) return
        children[1]?.kill('SIGSTOP')
        stop.abort()
      },
    },
  )
  await server.close()
  expect(result.processes.map(({ died }) => died)).toEqual([null, 'it hung', null, null])
  expect(result.errors).toEqual({ 'process 2: died (it hung)': 1 })
  expect(result.referee.examples).toEqual([])
  expect(result.counts.acknowledged).toBeGreaterThan(0)
  expect(children[1]?.signalCode).toBe('SIGKILL')
})
