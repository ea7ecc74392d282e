// A log is judged: servers that pair wrongly, and machines that send something else, are found.
// That good logs are not accused is held by test/replay/fold.test.ts, and of pruned ones by test/store/retention.test.ts.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Ticket } from '../../src/actors/matchmaking/matching.ts'
import type { EventType, LogEvent } from '../../src/events/event.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import type { Stage } from '../kit/stage.ts'
import type { Wishes } from '../kit/visitors.ts'
import { replayOf, reportedStage, smallStage } from './recording.ts'

const session = '../../src/actors/session.ts'
const room = '../../src/actors/room.ts'
const matchmaker = '../../src/actors/matchmaker.ts'
const tickets = '../../src/actors/matchmaking/tickets.ts'

afterEach(() => {
  for (const module of [session, room, matchmaker, tickets]) vi.doUnmock(module)
  vi.resetModules()
})

const seqsOf = (events: readonly LogEvent[], type: EventType): number[] =>
  events.filter((event) => event.type === type).map(({ seq }) => seq)

/** Has the matchmaker of whatever is imported next choose in another way. */
const choosing = (partnerFor: (waiting: readonly Ticket[], ticket: Ticket) => Ticket | null) => {
  vi.resetModules()
  vi.doMock(tickets, async (original) => {
    const { Tickets } = await original<typeof import('../../src/actors/matchmaking/tickets.ts')>()
    class Others extends Tickets {
      override partnerFor(ticket: Ticket): Ticket | null {
        const others = this.all().filter(({ session: other }) => other !== ticket.session)
        return partnerFor(others, ticket)
      }
    }
    return { Tickets: Others }
  })
}

/** Has a machine of whatever is imported next do other things. */
const doing = (path: string, actions: object) => {
  vi.resetModules()
  vi.doMock(path, async (original) => {
    const module = await original<Record<string, { provide: (changed: object) => object }>>()
    const name = path.replace(/^.*\/(.*)\.ts$/, '$1')
    return { ...module, [name]: module[name]?.provide({ actions }) }
  })
}

const male = { gender: 'male', seeks: 'female' } as const
const female = { gender: 'female', seeks: 'male' } as const

/** What a server wrote for these who came in that order, a second apart, and went on as `goOn` says. */
const written = async (
  comers: readonly Wishes[],
  goOn: (stage: Stage, visitors: { findMatch(): void; leaveChat(): void }[]) => void = () => {},
): Promise<LogEvent[]> => {
  const { Stage } = await import('../kit/stage.ts')
  const { Visitor } = await import('../kit/visitors.ts')
  const stage = new Stage()
  const visitors = comers.map((wishes) => {
    const visitor = Visitor.online(stage, wishes)
    visitor.findMatch()
    stage.pass(1_000)
    return visitor
  })
  goOn(stage, visitors)
  return stage.played
}

/** What this version finds in it. */
const judged = async (events: readonly LogEvent[]) => {
  vi.doUnmock(tickets)
  vi.doUnmock(matchmaker)
  vi.resetModules()
  const { verify } = await import('../../src/replay/timeline/verify.ts')
  return verify(replayOf(events).history).mismatch
}

const { accepts, acceptable, byWait } = await import('../../src/actors/matchmaking/matching.ts')

const oldest = (fitting: readonly Ticket[]): Ticket | null => fitting.toSorted(byWait)[0] ?? null

const suit = (one: Ticket, other: Ticket): boolean =>
  accepts(one.seeks, other.gender) && accepts(other.seeks, one.gender)

describe('a server that pairs wrongly is found, at the first event that is wrong', () => {
  it('[M4] that never pairs', async () => {
    choosing(() => null)
    const events = await written([male, female])
    const seq = seqsOf(events, 'matchmaker.find_match')[1]
    expect(await judged(events)).toMatchObject({
      kind: 'rule',
      seq,
      why: 'M4: s2 and s1 accept each other, and both wait on',
    })
  })

  it('[M4] that never relaxes', async () => {
    doing(matchmaker, { armRelax: () => {} })
    const events = await written([{ interests: ['tea'] }], async (stage) => {
      for (let seconds = 0; seconds < 200; seconds++) {
        stage.pass(1_000)
        stage.today()
        stage.take({ actor: 's1', type: 'session.connect', data: {} })
      }
    })
    expect(seqsOf(events, 'matchmaker.relax')).toEqual([])
    // The first event once six seconds were over.
    const seq = events.find(({ at }) => at >= 1_006_000)?.seq
    expect(await judged(events)).toMatchObject({
      kind: 'rule',
      seq,
      why: 'M4: s1 waits on, and never relaxes',
    })
  })

  it('[M5] that takes the newest first', async () => {
    choosing((waiting, ticket) => waiting.findLast((other) => acceptable(ticket, other)) ?? null)
    const events = await written([male, male, female])
    const [seq] = seqsOf(events, 'matchmaker.matched')
    const why = 'M5: s3 gets s2, and not s1, who waits longer'
    expect(await judged(events)).toMatchObject({ kind: 'rule', seq, why })
  })

  it.each([
    ['M3: s1 and s2 share no interest, and one waits for somebody who does', ['maps']],
    ['M3: s1 and s2 cannot share an interest, and one waits for somebody who does', []],
  ])('[M3] that ignores interests: %s', async (why, interests) => {
    choosing((waiting, ticket) => oldest(waiting.filter((other) => suit(ticket, other))))
    const events = await written([
      { ...male, interests: ['tea'] },
      { ...female, interests },
    ])
    const [seq] = seqsOf(events, 'matchmaker.matched')
    expect(await judged(events)).toMatchObject({ kind: 'rule', seq, why })
  })

  it('[M3] that does not avoid the last partner', async () => {
    choosing((waiting, ticket) => oldest(waiting.filter((other) => suit(ticket, other))))
    const events = await written([male, female], (_, [one, other]) => {
      one?.leaveChat()
      one?.findMatch()
      other?.findMatch()
    })
    const seq = seqsOf(events, 'matchmaker.matched')[1]
    const why = 'M3: one of s1 and s2 avoids the other, its last partner'
    expect(await judged(events)).toMatchObject({ kind: 'rule', seq, why })
  })
})

describe('a match of which something wrong is told is found, at the event that tells it', () => {
  const tea = { interests: ['tea', 'rowing'] }
  const told = (events: readonly LogEvent[], at: number, shared: readonly string[]) => {
    const seq = seqsOf(events, 'session.matched')[at]
    const changed = events.map((event) =>
      event.seq === seq ? ({ ...event, data: { ...event.data, shared } } as LogEvent) : event,
    )
    return { seq, mismatch: verify(replayOf(changed).history).mismatch }
  }

  it.each<[string, Wishes, number, string[], string]>([
    ['interests that it did not name', tea, 0, ['maps'], 'did not name these'],
    ['more than it named', tea, 1, ['tea', 'rowing', 'tea'], 'did not name these'],
    ['them in another order', tea, 0, ['rowing', 'tea'], 'did not name these'],
    ['none, and its partner some', tea, 1, [], 's1 is told that they share 2'],
    ['one, and its partner named none', {}, 1, ['tea'], 's2 names none'],
  ])('as %s', async (_, theirs, at, shared, why) => {
    const events = await written(
      [
        { ...male, ...tea },
        { ...female, ...theirs },
      ],
      (stage) => {
        stage.pass(10_000)
      },
    )
    expect(verify(replayOf(events).history).mismatch).toBeNull()
    const { seq, mismatch } = told(events, at, shared)
    expect(mismatch).toMatchObject({ kind: 'rule', seq, why: expect.stringContaining(why) })
  })

  it('as one to two who waited on beside each other until one relaxed', async () => {
    const events = await written(
      [
        { ...male, ...tea },
        { ...female, interests: ['maps'] },
      ],
      (stage) => stage.pass(10_000),
    )
    const { history } = replayOf(events)
    expect(verify(history)).toMatchObject({ mismatch: null, undecidedShared: 0 })
    const { seq, mismatch } = told(events, 0, ['tea'])
    const why =
      's1 is told to share 1 interest with s2, and both waited on, as those do who share none (M4)'
    expect(mismatch).toMatchObject({ kind: 'rule', seq, why })
  })
})

describe('a machine that sends something else is found, at the first event that it is wrong about', () => {
  const small = smallStage().played
  const reported = reportedStage().stage.played

  /** The seq of the `nth` event of a type. */
  const at = (events: readonly LogEvent[], type: EventType, nth = 0) => seqsOf(events, type)[nth]

  const found = async (events: readonly LogEvent[]) => {
    const { verify } = await import('../../src/replay/timeline/verify.ts')
    return verify(replayOf(events).history).mismatch
  }

  it('as a matchmaker that finds nobody', async () => {
    choosing(() => null)
    const seq = at(small, 'matchmaker.matched')
    expect(await found(small)).toMatchObject({ kind: 'consequence', seq })
  })

  it('as a session that leaves and tells no room', async () => {
    doing(session, { leaveRoom: () => {} })
    const seq = at(small, 'room.leave_chat')
    expect(await found(small)).toMatchObject({ kind: 'consequence', seq })
  })

  it('as a room that forgets to tell that it has ended', async () => {
    doing(room, { dismiss: () => {} })
    const seq = at(small, 'session.chat_ended')
    expect(await found(small)).toMatchObject({ kind: 'consequence', seq })
  })

  it('as a matchmaker after whose reports nobody cools down', async () => {
    doing(matchmaker, { decideCoolDown: () => {} })
    const seq = at(reported, 'matchmaker.cooled_down')
    expect(await found(reported)).toMatchObject({ kind: 'consequence', seq })
  })

  it('as a session that looks twice', async () => {
    const { send } = await import('../../src/actors/effect.ts')
    doing(session, {
      giveAsk: ({ event }: { event: { collector?: { outcomes: readonly object[] } } }) => {
        const data = { session: 's9' }
        const more = send({ actor: 'matchmaker', type: 'matchmaker.withdraw', data })
        if (event.collector) event.collector.outcomes = [...event.collector.outcomes, more]
        const leave = { actor: 's1', type: 'session.leave_chat', data: {} } as const
        if (event.collector) event.collector.outcomes = [...event.collector.outcomes, send(leave)]
      },
    })
    const mismatch = await found(small)
    const seq = at(small, 'session.find_match')
    expect(mismatch).toMatchObject({
      kind: 'consequence',
      why: `to the actors event ${seq} sends session.leave_chat to s1; the log has matchmaker.find_match to matchmaker`,
    })
  })
})

describe('a log that counts as no server does is found', () => {
  const { played } = smallStage()
  const wrong = (seq: number, change: Partial<LogEvent>) =>
    verify(
      replayOf(
        played.map((event) => (event.seq === seq ? ({ ...event, ...change } as LogEvent) : event)),
      ).history,
    ).mismatch

  it.each<[string, number, Partial<LogEvent>]>([
    ['its turn began', 4, { at: 1_000_001 }],
    ['time falls', 20, { at: 1 }],
    ['turn 9 comes after', 5, { turn: 9 }],
    ['a turn begins with what', 5, { cause: 4 }],
    ['nothing led to it', 4, { cause: null }],
    ['comes later', 4, { cause: 9 }],
    ['its turn is at what', 9, { cause: 2 }],
  ])('%s', (why, seq, change) => {
    expect(wrong(seq, change)).toMatchObject({
      kind: 'order',
      seq,
      why: expect.stringContaining(why),
    })
  })
})
