// A server that does wrong is found out, and the fault is named.
import { describe, expect, it } from 'vitest'
import { compareWithLog } from '../../src/load/referee/logComparison.ts'
import { Referee } from '../../src/load/referee/referee.ts'
import type { FaultKind } from '../../src/load/referee/rooms/faults.ts'
import { FoundFaults } from '../../src/load/referee/rooms/faults.ts'
import type { LoggedMessage } from '../../src/load/referee/serverLog.ts'
import { messageIdOf, messageTextOf } from '../../src/load/scenario/messageText.ts'
import type { VisitorProfile } from '../../src/load/scenario/profile.ts'
import { badServer, type Vice } from './badServer.ts'
import { runAgainst, until } from './runContext.ts'

/** Enough for every vice to show: a dozen who talk a lot and change partners. */
const lively = {
  users: 24,
  ramp: 200,
  resends: 0.1,
  duration: 60,
  think: 0.05,
  messagesPerMinute: 600,
  skips: 1,
  chat: 0.5,
  drops: 0,
  interestsEach: 2,
  interestPool: 4,
}

const vices: readonly (readonly [Vice, FaultKind])[] = [
  ['loses', 'lost'],
  ['doubles', 'doubled'],
  ['reorders', 'out_of_order'],
  ['misdelivers', 'misdelivered'],
  ['alters', 'altered'],
  ['skips numbers', 'out_of_order'],
  ['repeats numbers', 'out_of_order'],
  ['acknowledges what was not sent', 'misacknowledged'],
  ['acknowledges under another number', 'misacknowledged'],
  ['acknowledges what it refuses', 'misacknowledged'],
  ['acknowledges nothing', 'unanswered'],
  ['acknowledges twice', 'misacknowledged'],
  ['takes an id twice', 'doubled'],
  ['tells another hour', 'wrong_time'],
  ['tells another hour of waiting', 'wrong_time'],
  ['lies about the end', 'wrong_end'],
  ['ignores wishes', 'mismatched'],
  ['lies about interests', 'mismatched'],
  ['lies about gender', 'mismatched'],
  ['matches twice', 'two_rooms'],
  ['invites a third', 'mismatched'],
]

describe.concurrent('a server that', () => {
  it.each(vices)('%s is told so: %s', async (vice, kind) => {
    const server = await badServer(vice)
    const { result } = await runAgainst(server, lively, {
      ...until(({ referee }) => kind in referee.faults.counts),
      drainMsMax: 1_000,
      unixAtZero: Date.now() - performance.now(),
    })
    await server.close()
    expect(result.referee.faults[kind]).toBeGreaterThan(0)
    const example = result.referee.examples.find((fault) => fault.kind === kind)
    expect(example?.text).toMatch(/test-\w+/)
  })

  it('keeps an end to itself is told so: untold', async () => {
    const server = await badServer('keeps an end to itself')
    const enough = until(({ measures }) => measures.counts.skips > 3)
    const { result } = await runAgainst(server, lively, { ...enough, patienceMs: 100 })
    await server.close()
    expect(Object.keys(result.referee.faults)).toEqual(['untold'])
    expect(result.referee.examples[0]?.text).toMatch(/test-\w+ was never told that r_\d+ had ended/)
  })

  it('swallows wishes for a partner is told so: unanswered', async () => {
    const server = await badServer('swallows wishes')
    const enough = until(
      ({ measures: { counts }, gauges }) => counts.matches > 3 && gauges.waiting > 3,
    )
    const { result } = await runAgainst(server, lively, { ...enough, patienceMs: 100 })
    await server.close()
    expect(Object.keys(result.referee.faults)).toEqual(['unanswered'])
    expect(result.referee.examples[0]?.text).toMatch(
      /^test-\w+ asked for a partner, and was never answered$/,
    )
  })

  it('does nothing wrong is told nothing', async () => {
    const server = await badServer('none')
    const { result } = await runAgainst(
      server,
      lively,
      until(({ measures: { counts } }) => counts.delivered > 200 && counts.resends > 3),
    )
    await server.close()
    expect(result.referee.examples).toEqual([])
    expect(result.referee.faultsTotal).toBe(0)
    expect(result.counts.resends).toBeGreaterThan(0)
    expect(result.counts.delivered).toBeGreaterThan(100)
    expect(result.counts.delivered).toBe(result.counts.acknowledged)
  })
})

const people: readonly VisitorProfile[] = [0, 1, 2].map((number) => ({
  number,
  username: `run-${number}`,
  gender: 'other',
  seeks: 'anyone',
  interests: [],
}))

const written = { dueMicros: 0, characters: 40 }

const refused = { wasResent: false, isInNoRoom: false }

const said = (sender: number, number: number) =>
  messageTextOf('run', { sender, number, ...written })

/** A referee, and two visitors in a room. */
const given = (keepsRooms = false, servers = 1) => {
  const profileOf = (number: number) => people[number] as VisitorProfile
  let now = 0
  const options = { run: 'run', examplesMax: 3, keepsRooms, unixAtZero: 0, servers }
  const referee = new Referee({ ...options, profileOf, now: () => now })
  const pass = (ms: number) => {
    now += ms
  }
  const meet = (room: string, one: number, other: number) => {
    const partnerOf = (number: number) => ({ username: `run-${number}`, gender: 'other' })
    referee.matched(one, { room, partner: partnerOf(other), shared: [] })
    referee.matched(other, { room, partner: partnerOf(one), shared: [] })
  }
  const part = (...users: number[]) => {
    for (const user of users) referee.ended(user, { reason: 'fault' })
  }
  const acknowledge = (user: number, number: number, seq: number) =>
    referee.acknowledged(user, messageIdOf('run', user, number), seq)
  const deliver = (to: number, sender: number, [number, seq]: readonly [number, number]) =>
    referee.arrived(to, { room: 'r', seq, text: said(sender, number) })
  meet('r', 0, 1)
  return { referee, meet, part, acknowledge, deliver, pass }
}

describe('the referee', () => {
  it('[M12] takes it for no fault that two who parted meet again in a new room', () => {
    const { referee, meet, part, acknowledge } = given(true)
    referee.sending(0, written)
    acknowledge(0, 1, 1)
    referee.arrived(1, { room: 'r', seq: 1, text: said(0, 1) })
    part(0, 1)
    meet('again', 1, 0)
    referee.sending(0, written)
    acknowledge(0, 2, 1)
    referee.arrived(1, { room: 'again', seq: 1, text: said(0, 2) })
    part(0, 1)
    expect([referee.faults.examples, referee.rooms]).toEqual([[], 2])
  })

  it('takes one acknowledgement for all earlier messages of its sender', () => {
    const { referee, part, acknowledge, deliver } = given()
    for (const user of [0, 0, 1, 0]) referee.sending(user, written)
    deliver(1, 0, [1, 1])
    deliver(0, 1, [1, 2])
    deliver(1, 0, [2, 3])
    deliver(1, 0, [3, 4])
    acknowledge(0, 3, 4)
    acknowledge(1, 1, 2)
    part(0, 1)
    expect(referee.faults.examples).toEqual([])
  })

  it('misses what a cumulative acknowledgement covered and nobody got', () => {
    const { referee, part, acknowledge, deliver } = given()
    for (let count = 0; count < 3; count += 1) referee.sending(0, written)
    deliver(1, 0, [1, 1])
    deliver(1, 0, [3, 3])
    acknowledge(0, 3, 3)
    part(0, 1)
    expect(referee.faults.counts).toEqual({ lost: 1 })
    expect(referee.faults.examples[0]).toMatchObject({ id: 'run-0-2', room: 'r' })
  })

  it('does not blame the server for what was refused, or sent to somebody who had gone', () => {
    const { referee, part, acknowledge, deliver } = given()
    for (let count = 0; count < 3; count += 1) referee.sending(0, written)
    referee.refused(0, 1, refused)
    deliver(1, 0, [2, 1])
    referee.dropped(1)
    acknowledge(0, 3, 2)
    part(0)
    referee.returned(1, null)
    expect(referee.faults.examples).toEqual([])
    expect(referee.undeliverable).toBe(1)
  })

  it('takes what was sent again and refused then for neither said nor lost, whatever is said after it', () => {
    const { referee, part, acknowledge, deliver } = given()
    for (let count = 0; count < 3; count += 1) referee.sending(0, written)
    acknowledge(0, 1, 1)
    deliver(1, 0, [1, 1])
    referee.refused(0, 2, { ...refused, wasResent: true })
    acknowledge(0, 3, 2)
    deliver(1, 0, [3, 2])
    const receipt = { room: 'r', messages: 2, chain: '', at: 0, proof: '' }
    expect(referee.receiptGiven(0, { reason: 'left', receipt })).toBe(true)
    part(0, 1)
    expect(referee.faults.examples).toEqual([])
  })

  it('wants whoever comes back to get what it missed', () => {
    const { referee, part, acknowledge, deliver } = given()
    referee.sending(0, written)
    referee.sending(0, written)
    referee.dropped(1)
    acknowledge(0, 2, 2)
    referee.returned(1, 'r')
    deliver(1, 0, [2, 2])
    part(0, 1)
    expect(referee.faults.counts).toEqual({ lost: 1 })
  })

  it('judges what is still open when the run is over', () => {
    const { referee, acknowledge } = given()
    referee.sending(0, written)
    acknowledge(0, 1, 1)
    referee.finish()
    expect(referee.faults.counts).toEqual({ lost: 1 })
  })

  it('notices an acknowledgement that comes after the room', () => {
    const { referee, part, acknowledge } = given()
    referee.sending(0, written)
    part(0, 1)
    acknowledge(0, 1, 1)
    expect(referee.faults.counts).toEqual({ lost: 1 })
  })

  it('wants whoever stays to be told that the other is away, where the server can know', () => {
    const absent = (told: boolean, answered: boolean) => {
      const { referee, part, acknowledge, deliver, pass } = given()
      referee.dropped(1, true)
      if (told) referee.partnerAway(0, 30_000)
      pass(2_000)
      if (answered) {
        referee.sending(0, written)
        acknowledge(0, 1, 1)
      }
      referee.returned(1, 'r')
      if (answered) deliver(1, 0, [1, 1])
      part(0, 1)
      return referee.faults.counts
    }
    expect(absent(true, true)).toEqual({})
    expect(absent(false, false)).toEqual({})
    expect(absent(false, true)).toEqual({ untold: 1 })
  })

  it('wants nobody to be told away who was there all the time', () => {
    const told = (isAway: boolean) => {
      const { referee, part } = given()
      if (isAway) referee.dropped(1)
      referee.partnerAway(0, 30_000)
      if (isAway) referee.returned(1, 'r')
      part(0, 1)
      return referee.faults.counts
    }
    expect(told(true)).toEqual({})
    expect(told(false)).toEqual({ wrong_absence: 1 })
    const { referee, part } = given()
    part(0, 1)
    const introduced = (username: string) => ({ room: 'x', partner: { username, gender: 'other' } })
    referee.matched(0, { ...introduced('run-1'), shared: [] })
    referee.partnerAway(0, 30_000)
    referee.matched(1, { ...introduced('run-0'), shared: null })
    part(0, 1)
    expect(referee.faults.counts).toEqual({})
  })

  it('wants whoever stays to be told the end before it is told to be in no room', () => {
    const told = (how: 'stays' | 'leaves' | 'returns', sentLater: boolean, isInNoRoom = true) => {
      const { referee, part, pass } = given()
      if (how === 'leaves') referee.goes(0, 'leave')
      if (how === 'stays') part(1)
      if (how === 'returns') referee.dropped(1)
      if (how === 'returns') referee.returned(1, null)
      pass(sentLater ? 10 : -10)
      referee.sending(0, { ...written, dueMicros: sentLater ? 10_000 : -10_000 })
      referee.refused(0, 1, { ...refused, isInNoRoom })
      part(0)
      referee.finish()
      return referee.faults.counts
    }
    for (const how of ['stays', 'leaves', 'returns'] as const) {
      expect(told(how, true)).toEqual({ untold: 1 })
      expect(told(how, false)).toEqual({})
      expect(told(how, true, false)).toEqual({})
    }
  })

  it('wants whoever stays to be told the end before it goes away by itself, a while later', () => {
    const told = (attendedMs: number, isOwn: boolean) => {
      const { referee, part, pass } = given()
      part(1)
      pass(60_000)
      referee.passes(attendedMs)
      referee.dropped(0, isOwn)
      referee.returned(0, null)
      referee.finish()
      return referee.faults.counts
    }
    expect(told(10_000, true)).toEqual({ untold: 1 })
    expect(told(9_000, true)).toEqual({})
    expect(told(10_000, false)).toEqual({})
  })

  it('wants whoever is answered for so long to be told that its partner is away, and longer where that has another server', () => {
    const told = (awayMs: number, servers: number) => {
      const { referee, acknowledge, deliver, pass, part } = given(false, servers)
      pass(1)
      referee.dropped(1, true)
      pass(awayMs)
      referee.sending(0, written)
      acknowledge(0, 1, 1)
      referee.returned(1, 'r')
      deliver(1, 0, [1, 1])
      part(0, 1)
      return referee.faults.examples.map(({ text }) => text)
    }
    const untold = ['run-0 was never told that its partner in r was away']
    expect(told(999, 1)).toEqual([])
    expect(told(1_000, 1)).toEqual(untold)
    expect(told(9_999, 2)).toEqual([])
    expect(told(10_000, 2)).toEqual(untold)
  })

  it('wants whoever took its partner for away to be told that it is back, before what it sends then is answered', () => {
    const told = (...heard: readonly ('away' | 'back' | 'drop')[]) => {
      const { referee, acknowledge, deliver } = given()
      referee.sending(0, written)
      referee.dropped(1)
      if (heard.includes('away')) referee.partnerAway(0, 30_000)
      referee.returned(1, 'r')
      deliver(1, 0, [1, 1])
      acknowledge(0, 1, 1)
      if (heard.includes('drop')) referee.dropped(0)
      if (heard.includes('drop')) referee.returned(0, 'r')
      if (heard.includes('back')) referee.partnerBack(0)
      referee.sending(0, written)
      deliver(1, 0, [2, 2])
      acknowledge(0, 2, 2)
      return referee.faults.examples.map(({ text }) => text)
    }
    expect(told('away', 'back')).toEqual([])
    expect(told()).toEqual([])
    expect(told('away', 'drop')).toEqual([])
    expect(told('away')).toEqual(['run-0 was never told that its partner in r was back'])
  })

  it('wants the end of an absence to be a grace after its beginning, which lies between what it was told before and after', () => {
    const grace = 30_000
    const told = (until: number, { wasAway = false } = {}) => {
      const { referee } = given()
      const say = (number: number, at: number) => {
        referee.sending(0, written)
        referee.acknowledged(0, messageIdOf('run', 0, number), number, at)
      }
      if (wasAway) referee.dropped(0)
      if (wasAway) referee.returned(0, 'r')
      say(1, 100_000)
      referee.dropped(1)
      referee.partnerAway(0, until)
      say(2, 105_000)
      return referee.faults.counts
    }
    for (const until of [121_000, 130_000, 135_000]) expect(told(until)).toEqual({})
    for (const until of [0, 100_000, 117_000, 140_000, 1e300]) {
      expect(told(until)).toEqual({ wrong_grace: 1 })
    }
    // It was told once more of an absence that began while it was away itself.
    expect(told(117_000, { wasAway: true })).toEqual({})
    expect(told(100_000 + 10 * grace, { wasAway: true })).toEqual({ wrong_grace: 1 })
  })

  it('wants every message answered that was sent where there was a connection', () => {
    const { referee, acknowledge, pass } = given()
    for (let count = 0; count < 3; count += 1) referee.sending(0, written)
    referee.refused(0, 2, refused)
    acknowledge(0, 1, 1)
    referee.arrived(1, { room: 'r', seq: 1, text: said(0, 1) })
    pass(20_000)
    referee.finish()
    expect(referee.faults.examples).toMatchObject([{ kind: 'unanswered', id: 'run-0-3' }])
  })

  it('takes what went with a connection for an outage, until that has been back for a while', () => {
    const unansweredAfter = (isBack: boolean, backForMs: number) => {
      const { referee, pass } = given()
      referee.sending(0, written)
      referee.dropped(0)
      // Due while the server was away.
      referee.sending(0, written)
      pass(20_000)
      if (isBack) referee.returned(0, 'r')
      pass(backForMs)
      referee.finish()
      return referee.faults.counts
    }
    expect(unansweredAfter(false, 0)).toEqual({})
    expect(unansweredAfter(true, 5_000)).toEqual({})
    expect(unansweredAfter(true, 20_000)).toEqual({ unanswered: 1 })
  })

  it('wants every wish for a partner answered, but for those of lines that died, and the last', () => {
    const { referee, pass } = given()
    const { safety } = referee
    for (const user of [0, 1, 2]) safety.asks(user)
    safety.waits(0)
    safety.gone(1)
    pass(20_000)
    safety.asks(0)
    safety.asks(1)
    safety.turnedDown(1)
    referee.finish()
    expect(referee.faults.examples).toMatchObject([
      { kind: 'unanswered', text: 'run-2 asked for a partner, and was never answered' },
    ])
  })

  it('takes a time for what it is by the clock of this machine, of what came late too', () => {
    const { referee, pass } = given()
    const arrive = (number: number, at: number) => {
      referee.sending(0, { ...written, characters: 40 })
      referee.arrived(1, { room: 'r', seq: number, text: said(0, number), at })
    }
    pass(7_200_000)
    arrive(1, 1_000)
    arrive(2, 7_200_000)
    expect(referee.faults.counts).toEqual({})
    arrive(3, 7_200_000 + 3_600_000)
    arrive(4, -3_600_000)
    expect(referee.faults.counts).toEqual({ wrong_time: 2 })
  })

  it('sees only half of a conversation with a stranger, and says how often', () => {
    const { referee, part } = given()
    referee.matched(2, { room: 'x', partner: { username: 'Ann', gender: 'male' }, shared: [] })
    referee.arrived(2, { room: 'x', seq: 1, text: 'hi' })
    part(2)
    expect(referee.faults.total).toBe(0)
    expect(referee.foreign).toBe(1)
  })
})

describe('a comparison with the log', () => {
  const session = ['s_ann', 's_bea']
  /** Room `r` as the wire had it: 0 said 1, 1 said 1, 0 said 2. */
  const compared = (rows: readonly (readonly [user: number, number: number, by?: string])[]) => {
    const { referee, part, acknowledge, deliver } = given(true)
    for (const user of [0, 1, 0]) referee.sending(user, written)
    deliver(1, 0, [1, 1])
    deliver(0, 1, [1, 2])
    deliver(1, 0, [2, 3])
    acknowledge(0, 2, 3)
    acknowledge(1, 1, 2)
    part(0, 1)
    const messages = rows.map(([user, number, by = session[user]], index): LoggedMessage => {
      return { seq: 100 + index, room: 'r', by: by ?? '', id: messageIdOf('run', user, number) }
    })
    const log = {
      ...{ messages: () => messages, complaints: () => [], seqOf: () => 7 },
      close: () => {},
    }
    const faults = new FoundFaults(3)
    const verdict = compareWithLog(referee.keptRooms, log, { run: 'run', faults })
    return { faults, verdict }
  }

  it('finds everything where it should be', () => {
    const { faults, verdict } = compared([
      [0, 1],
      [1, 1],
      [0, 2],
    ])
    expect(faults.total).toBe(0)
    expect(verdict).toEqual({ rooms: 1, messages: 3 })
  })

  it('counts once what was seen on the wire as well, and says where in the log it is', () => {
    const faults = new FoundFaults(3)
    const { referee, part, acknowledge, deliver } = given(true)
    for (const number of [1, 2]) {
      referee.sending(0, written)
      acknowledge(0, number, number)
    }
    deliver(1, 0, [1, 1])
    part(0, 1)
    expect(referee.faults.counts).toEqual({ lost: 1 })
    const messages = [{ seq: 7, room: 'r', by: 's_ann', id: messageIdOf('run', 0, 1) }]
    const log = { messages: () => messages, seqOf: () => 7 }
    compareWithLog(referee.keptRooms, log, { run: 'run', faults: referee.faults })
    expect(referee.faults.counts).toEqual({ lost: 1 })
    expect(referee.faults.examples).toMatchObject([{ id: 'run-0-2', logSeq: 7 }])
    // The log alone names it where the wire did not.
    compareWithLog(referee.keptRooms, log, { run: 'run', faults })
    expect(faults.counts).toEqual({ unlogged: 1 })
  })

  it.each([
    ['misses one in the middle', [[0, 2], [1, 1]], { unlogged: 1, log_disagrees: 0 }], // biome-ignore format: a row each
    ['misses the last', [[0, 1], [1, 1]], { unlogged: 1 }], // biome-ignore format: a row each
    ['has one twice', [[0, 1], [0, 1], [1, 1], [0, 2]], { log_disagrees: 2 }], // biome-ignore format: a row each
    ['has another order', [[1, 1], [0, 1], [0, 2]], { log_disagrees: 2 }], // biome-ignore format: a row each
    ['has another sender', [[0, 1], [1, 1], [0, 2, 's_cid']], { log_disagrees: 1 }], // biome-ignore format: a row each
    ['has what was not sent', [[0, 1], [1, 1], [0, 2], [1, 2]], { log_disagrees: 1 }], // biome-ignore format: a row each
    ['has a stranger in the room', [[0, 1], [1, 1], [0, 2], [2, 1]], { log_disagrees: 1 }], // biome-ignore format: a row each
  ] as const)('names a log that %s', (_, rows, counts) => {
    const { faults } = compared(rows as never)
    for (const [kind, times] of Object.entries(counts)) {
      expect(faults.counts[kind as FaultKind] ?? 0).toBe(times)
    }
    expect(faults.examples.every(({ logSeq }) => logSeq !== null)).toBe(true)
  })
})
